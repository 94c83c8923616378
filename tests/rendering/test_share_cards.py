"""What a share card promises: its size, its words, the same bytes, and no boxes for letters."""

from __future__ import annotations

import io
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageFont

from broadsheet.memo import Memo
from broadsheet.model import Outlet
from broadsheet.pages.card_views import (
    ShareCardView,
    edition_card,
    home_card,
    share_card_pages,
    story_card,
    term_card,
)
from broadsheet.remembered import Recollection
from broadsheet.rendering.catalogue import read_catalogue
from broadsheet.rendering.lettering import Face, settable
from broadsheet.rendering.share_cards import ShareCardPainter
from broadsheet.store import Store
from machine_samples import card, frame

ENGINE = b"e" * 16


def painter(language: str = "en", memo: Memo | None = None, **changes: object) -> ShareCardPainter:
    """Return a painter for the invented site."""
    site = frame(language=language, **changes)
    return ShareCardPainter(site, read_catalogue(language), memo or Memo(Store(None)), ENGINE)


@cache
def face() -> Face:
    """Return a face, made once."""
    return Face(52)


def opened(data: bytes) -> Image.Image:
    """Return the picture in a PNG, whole."""
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def inked(data: bytes) -> tuple[int, int, int, int]:
    """Return the box around everything that is not paper, below the masthead's bar."""
    picture = opened(data).convert("RGB").crop((0, 20, 1200, 630))
    paper = Image.new("RGB", picture.size, (251, 248, 241))
    box = ImageChops.difference(picture, paper).getbbox()
    assert box is not None
    return box


VIEWS = (
    home_card(),
    story_card(card(1, title="Tax agency drops face scans as the only way in", kicker="Privacy")),
    story_card(card(2, title="W" * 180)),
    story_card(card(3, title="word " * 100, outlet=Outlet("An outlet of many words " * 20))),
    story_card(card(4, published_at="", outlet=Outlet(), outlets=0)),
    term_card("Topic", "Computer Vision", "Teaching machines to see. " * 40),
    edition_card("2022-02-22", (card(1), card(2), card(3, title="long " * 80))),
    edition_card("2022-02-22", ()),
)


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.kind)
def test_card_is_a_small_png_of_the_right_size(view: ShareCardView) -> None:
    """1200 by 630 pixels, light enough for any reader, and nothing set beyond the margins."""
    data = painter()(view)
    left, _, right, bottom = inked(data)

    assert (opened(data).format, opened(data).size) == ("PNG", (1200, 630))
    assert len(data) < 60_000
    assert left >= 60
    assert right <= 1140
    assert bottom <= 600


def test_same_words_same_bytes() -> None:
    """A card does not depend on what was drawn before it."""
    fresh = [painter()(view) for view in VIEWS]
    one = painter()
    backwards = [one(view) for view in reversed(VIEWS)]

    assert fresh == list(reversed(backwards))


@pytest.mark.parametrize("has_library", [True, False])
def test_a_library_of_the_system_makes_no_difference(
    has_library: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pillow sets letters otherwise where FriBidi is installed; the card is one everywhere."""
    expected = [painter()(view) for view in VIEWS]
    monkeypatch.setattr(ImageFont.core, "HAVE_RAQM", has_library)

    assert expected == [painter()(view) for view in VIEWS]


def test_letters_that_fit_into_each_other_stand_closer() -> None:
    """The face's own kerning holds: AV is set closer than A and V are wide."""
    apart = face().width("A") + face().width("V")

    assert apart * 0.95 > face().width("AV")
    assert face().width("HH") == pytest.approx(2 * face().width("H"), rel=1e-3)


def test_card_is_drawn_once() -> None:
    """What the memo holds is not drawn again, whoever asks."""
    memo = Memo(Store(None))
    view = story_card(card(1))
    first = painter(memo=memo)(view)
    (key,) = memo.store.keys("pictures")
    memo.store.put("pictures", [(key, b"kept")])

    assert first[:4] == b"\x89PNG"
    assert painter(memo=memo)(view) == b"kept"


def test_card_follows_from_few_settings() -> None:
    """A new accent is another card; a new stylesheet or navigation is not."""
    view = story_card(card(1))
    plain = painter()

    assert painter(accent="#1c4f8a").digest != plain.digest
    assert painter(accent="#1c4f8a")(view) != plain(view)
    assert painter(assets=(), navigation=(), logos=()).digest == plain.digest


@pytest.mark.parametrize("changes", [{"title": "B"}, {"kicker": "B"}, {"outlets": 9}])
def test_every_word_is_on_the_card(changes: dict[str, object]) -> None:
    """Headline, kicker and outlets each change the picture."""
    paint = painter()

    assert paint(story_card(card(1))) != paint(story_card(card(1, **changes)))


@pytest.mark.parametrize("title", ["人工智能改变报纸", "مكتبة بلدية", "הספרייה", "Ω and 漢字"])
def test_letters_that_the_font_lacks_give_the_site_its_card(title: str) -> None:
    """No boxes in the place of letters: a link to such a story shows the site's own card."""
    paint = painter()

    assert paint(story_card(card(1, title=title))) == paint(home_card())


def test_site_whose_name_cannot_be_set_shows_its_host() -> None:
    """Even then something is said."""
    assert painter(title="יומן")(home_card()) == painter(title="minds.example")(home_card())


def test_a_line_is_as_wide_as_its_letters_to_the_last_bit() -> None:
    """Pythons before and since 3.12 add floats in two ways; ten tenths are one in both."""
    ten = face().width("l" * 10, tracking=0.1)

    assert 10 * face().width("l") + 1.0 == ten


def test_emoji_are_dropped_and_words_stay() -> None:
    """A headline is not lost for a picture in it, nor for one that this Python is too old for."""
    assert settable("Robots 🤖 vote\ufe0f  now", face()) == "Robots vote now"
    assert settable("Robots \U0001fae8\U0001fae9\U0001faea vote", face()) == "Robots vote"
    assert settable("Żółć, Ελλάδα, Україна, Việt", face()) == "Żółć, Ελλάδα, Україна, Việt"
    assert settable("日本", face()) == ""


def test_words_of_the_card_are_translated() -> None:
    """A German site's card differs from an English one's in words and date."""
    view = story_card(card(1, outlets=4))

    assert painter("de")(view) != painter("en")(view)


@settings(max_examples=60, deadline=None)
@given(st.text("abW. ’-漢é\u0301", max_size=200), st.integers(120, 1100))
def test_wrapping_keeps_every_letter_and_the_width(text: str, width: int) -> None:
    """Lines fit; joined again they are the words, but for hyphens where a word was broken."""
    lines = face().wrapped(text, width)

    assert all(face().width(line) <= width for line in lines)
    assert "".join("".join(lines).split()).replace("-", "") == "".join(text.split()).replace(
        "-", ""
    )


def test_pages_are_where_the_heads_say() -> None:
    """Each head's share card is planned: home, story, topic, edition."""
    from broadsheet.digest.arrange import Digest
    from broadsheet.pages.page import facts_of
    from broadsheet.pages.views import TermLink
    from broadsheet.settings import Settings
    from machine_samples import story

    stories = (story(2), story(1))
    digest = Digest(stories, (card(2), card(1)), {}, (), (), "", "", ())
    topics = (TermLink("Robots", "/topics/robots/", 2),)
    pages = share_card_pages(digest, Settings(), facts_of(Settings()), (topics,), Recollection())

    assert [page.address for page in pages] == [
        "/share/home.png",
        "/share/news/2022-02-02-council-2.png",
        "/share/news/2022-02-01-council-1.png",
        "/share/topics/robots.png",
        "/share/edition/2022-02-01.png",
        "/share/edition/2022-02-02.png",
    ]
