"""Which picture a story's page shows, and the files that it needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from broadsheet import addresses
from broadsheet.digest.policies import Policies
from broadsheet.model import Story
from broadsheet.pages.page import Page
from broadsheet.pages.story_views import Picture, PictureSource
from broadsheet.picturing.pictures import NO_PICTURES, PictureFile, Pictures, StoredPicture
from broadsheet.settings import Settings
from broadsheet.weburl import safe_url

MAKER = "picture"


def picture_of(story: Story, pictures: Pictures, policies: Policies) -> Picture | None:
    """Return the picture that a story's page may show: our copy, else none.

    The publisher's own address is used only where the policy for it says `hotlink: true`, and
    only over https and with a size, without which the page would move.
    """
    image = story.image
    if image is None or not image.url:
        return None
    credit = image.attribution or story.lead.outlet.name or story.lead.outlet.domain
    url = safe_url(image.url) or ""
    stored = pictures.of(url)
    if stored is not None:
        return _local(stored, image.title, credit)
    if _may_hotlink(story, policies) and url.startswith("https://") and image.width * image.height:
        return Picture(url, image.width, image.height, image.title, credit, is_remote=True)
    return None


def shown_pictures(
    stories: Iterable[Story], settings: Settings, pictures: Pictures
) -> dict[str, Picture]:
    """Return the picture of each story that shows one, by the story's id."""
    may_hotlink = any(policy.hotlink for policy in settings.policies)
    if not pictures.by_url and not may_hotlink:
        return {}
    policies = Policies(settings.policies, ())
    found = ((story.id, picture_of(story, pictures, policies)) for story in stories)
    return {story_id: picture for story_id, picture in found if picture is not None}


def wanted_images(stories: Iterable[Story]) -> list[str]:
    """Return the addresses of all lead pictures that may be shown, each once."""
    return sorted({story.image.url for story in stories if story.image and story.image.url})


def hotlinked_hosts(stories: Iterable[Story], settings: Settings) -> tuple[str, ...]:
    """Return the hosts whose pictures pages may load, which the site's policy header must name.

    They are those of the pictures, seldom the publisher's own, whether we hold a copy or not.
    """
    shown = shown_pictures(stories, settings, NO_PICTURES).values()
    return tuple(sorted({urlsplit(each.src).hostname or "" for each in shown} - {""}))


def picture_pages(shown: Iterable[Picture], pictures: Pictures) -> Iterator[Page]:
    """Yield each file of the pictures that pages show, once."""
    paths = {path for picture in shown for source in picture.sources for path, _ in source.sizes}
    for stored in pictures.by_url.values():
        for file in stored.files:
            address = _address(file)
            if address in paths:
                paths.discard(address)
                yield Page(address, MAKER, _same, (file,), f"the picture {file.name}")


def _same(file: PictureFile) -> PictureFile:
    return file


def _address(file: PictureFile) -> str:
    return addresses.asset(f"img/{file.name}")


def _may_hotlink(story: Story, policies: Policies) -> bool:
    return policies.of(story.lead.outlet, story.lead.url).hotlink


def _local(stored: StoredPicture, alt: str, credit: str) -> Picture:
    kinds = tuple(dict.fromkeys(file.kind for file in stored.files))
    sources = tuple(
        PictureSource(
            f"image/{kind}",
            tuple((_address(file), file.width) for file in stored.files if file.kind == kind),
        )
        for kind in kinds
    )
    last = stored.files[-1]
    return Picture(_address(last), last.width, last.height, alt, credit, sources)
