"""Which picture a story's page shows, and how."""

from __future__ import annotations

import re

import msgspec
import pytest

from broadsheet.digest.policies import Policies
from broadsheet.model import Image, Story
from broadsheet.pages.page import facts_of
from broadsheet.pages.picture_views import (
    hotlinked_hosts,
    picture_of,
    picture_pages,
    shown_pictures,
    wanted_images,
)
from broadsheet.pages.story_pages import story_view
from broadsheet.picturing.pictures import PictureFile, Pictures, StoredPicture
from broadsheet.rendering.catalogue import read_catalogue
from broadsheet.rendering.templating import Templates
from broadsheet.rendering.theme import package_templates
from broadsheet.settings import Policy, Settings
from machine_samples import frame, story

URL = "https://images.albionledger.example/vote.jpg"
FILES = tuple(
    PictureFile(f"{number:032x}.{kind}", kind, width, width // 2, 9)
    for number, (kind, width) in enumerate(
        [("avif", 480), ("webp", 480), ("avif", 960), ("webp", 960)]
    )
)
STORED = Pictures({URL: StoredPicture(FILES)})
NONE = Policies((), ())


def pictured(**changes: object) -> Story:
    """Return a story with a publisher's picture."""
    values = {"url": URL, "width": 1600, "height": 800, "title": "The vote"} | changes
    return story(1, image=Image(**values))  # type: ignore[arg-type]


def html_of(of: Story, pictures: Pictures, *policies: Policy) -> str:
    """Return the story's page."""
    settings = Settings(policies=policies)
    shown = shown_pictures([of], settings, pictures)
    view = story_view(facts_of(settings), of, (), (), (), (), shown.get(of.id))
    site = frame(base_path="/sub")
    return Templates(package_templates(), site, read_catalogue("en")).render("story.html", view)


def test_page_shows_our_copy_with_its_size() -> None:
    """AVIF before WebP, both widths, and nothing from another host."""
    html = html_of(pictured(), STORED)
    figure = re.search(r"<figure class=\"picture\">.*?</figure>", html, re.DOTALL)
    assert figure is not None
    text = figure[0]

    assert text.index("image/avif") < text.index("image/webp") < text.index("<img")
    assert f"/sub/assets/img/{FILES[0].name} 480w, /sub/assets/img/{FILES[2].name} 960w" in text
    assert f'src="/sub/assets/img/{FILES[3].name}" alt="The vote" width="960" height="480"' in text
    assert "://" not in text
    assert "<figcaption>The Albion Ledger</figcaption>" in text


def test_without_a_copy_there_is_no_picture() -> None:
    """The publisher's address is never used by itself."""
    html = html_of(pictured(), Pictures({}))

    assert '<figure class="picture">' not in html
    assert "images.albionledger.example" not in html


def test_hotlink_only_where_the_policy_says_so() -> None:
    """Then the policy header must name the picture's own host, which is not the outlet's."""
    policy = Policy("albionledger.example", hotlink=True)
    html = html_of(pictured(), Pictures({}), policy)

    assert f'<img src="{URL}" alt="The vote" width="1600" height="800"' in html
    assert 'referrerpolicy="no-referrer"' in html
    assert hotlinked_hosts([pictured()], Settings(policies=(policy,))) == (
        "images.albionledger.example",
    )
    assert hotlinked_hosts([pictured()], Settings()) == ()


@pytest.mark.parametrize("changes", [{"url": URL.replace("https", "http")}, {"width": 0}])
def test_no_hotlink_in_clear_or_without_a_size(changes: dict[str, object]) -> None:
    """One could be changed on the way, the other would move the page."""
    policies = Policies([Policy("albionledger.example", hotlink=True)], ())

    assert picture_of(pictured(**changes), Pictures({}), policies) is None


def test_copy_comes_before_a_hotlink() -> None:
    """Our own file asks nobody."""
    policies = Policies([Policy("albionledger.example", hotlink=True)], ())
    picture = picture_of(pictured(), STORED, policies)
    assert picture is not None

    assert not picture.is_remote


def test_only_files_that_pages_show_are_published() -> None:
    """A stored picture that no story shows any more stays in the cache."""
    shown = shown_pictures([pictured(), story(2)], Settings(), STORED)
    pages = list(picture_pages(shown.values(), STORED))

    assert sorted(page.address for page in pages) == sorted(f"/assets/img/{f.name}" for f in FILES)
    assert list(picture_pages([], STORED)) == []
    assert wanted_images([pictured(), story(2), pictured()]) == [URL]


def test_set_of_pictures_is_an_input() -> None:
    """Another file, another digest: the build sees it."""
    other = Pictures({URL: StoredPicture(FILES[:2])})
    page = next(picture_pages(shown_pictures([pictured()], Settings(), STORED).values(), STORED))

    assert STORED.digest != other.digest
    assert STORED.digest == Pictures({URL: StoredPicture(FILES)}).digest
    assert msgspec.json.decode(msgspec.json.encode(page.inputs[0]))["name"] == FILES[0].name


def test_hostile_words_of_a_picture_stay_words() -> None:
    """Title and attribution come from others."""
    html = html_of(pictured(title='"><script>x</script>', attribution="<b onclick=x>"), STORED)

    assert "<script>x" not in html
    assert "<b onclick" not in html
