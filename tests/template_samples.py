"""Templates, a frame and a page for tests of what is rendered."""

from __future__ import annotations

from broadsheet.pages.views import (
    Frame,
    Head,
    Link,
    PlainView,
)
from broadsheet.rendering.catalogue import Catalogue
from broadsheet.rendering.templating import Templates
from broadsheet.rendering.theme import TemplateText, package_templates

ENGLISH = Catalogue("en", {})

FRAME = Frame(
    title="The Digest",
    tagline="",
    description="",
    base_url="https://news.example/sub/",
    base_path="/sub/",
    language="en",
    direction="ltr",
    time_zone="UTC",
    accent="#8a1c1c",
    accent_dark="#e37373",
    navigation=(Link("About", "/about/"),),
    publisher_name="",
    publisher_url="",
    publisher_email="",
    copyright="",
    assets=(("style.css", "/assets/style.abc.css"),),
    search=True,
    offline=False,
    noindex=False,
    feeds=(Link("All", "/feed.xml"),),
    logos=(),
    generator="Broadsheet",
)
PAGE = PlainView(Head(title="A <b>title</b>", path="/x/"))


def templates(frame: Frame = FRAME, catalogue: Catalogue = ENGLISH, **texts: str) -> Templates:
    """Return templates of the given texts; `page` is `page.html` in the folder `templates`."""
    named = {
        f"{name}.html": TemplateText(f"templates/{name}.html", text) for name, text in texts.items()
    }
    return Templates(named, frame, catalogue)


def whole(frame: Frame = FRAME, catalogue: Catalogue = ENGLISH) -> Templates:
    """Return the theme itself."""
    return Templates(package_templates(), frame, catalogue)
