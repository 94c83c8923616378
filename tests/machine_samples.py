"""A small invented site, for tests of what machines get."""

from __future__ import annotations

from broadsheet.fingerprint import sealed
from broadsheet.model import Body, Counts, Coverage, Outlet, Story, StoryCard
from broadsheet.pages.story_views import CoverageView, StoryView
from broadsheet.pages.views import Frame, Head, Link

HOSTILE = (
    "]]><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "Fish &amp; chips &lt;b&gt;",
    "nul \x00 bell \x07 escape \x1b",
    "bidi \u202egnp.exe\u2066",
    "lines\u2028and\u2029more \ufffe\uffff",
    "</title><!-- <?php ?> {{ 7*7 }} {% raw %}",
    "AT&T says 1 < 2",
)

LEDGER = Outlet("The Albion Ledger", "albionledger.example")
WIRE = Outlet("Northwire", "northwire.example")


def frame(**changes: object) -> Frame:
    """Return the frame of the invented site."""
    values: dict[str, object] = {
        "title": "Machine Minds",
        "tagline": "News of thinking machines",
        "description": "One page for each story",
        "base_url": "https://minds.example/sub/",
        "base_path": "/sub/",
        "language": "en",
        "direction": "ltr",
        "time_zone": "UTC",
        "accent": "#8a1c1c",
        "accent_dark": "#e08a7d",
        "navigation": (Link("Topics", "/topics/"),),
        "publisher_name": "Minds Press",
        "publisher_url": "https://press.example/",
        "publisher_email": "",
        "copyright": "Minds Press",
        "assets": (("feed.css", "/assets/feed.12345678.css"),),
        "search": True,
        "offline": True,
        "noindex": False,
        "feeds": (Link("All stories", "/feed.xml"),),
        "logos": (),
        "generator": "Broadsheet 0.1.0",
    }
    return sealed(Frame(**(values | changes)))  # type: ignore[arg-type]


def story(number: int = 1, title: str = "Council lets robots vote", **changes: object) -> Story:
    """Return a story of two pages; a higher number is a newer one."""
    day = f"2022-02-{number:02d}"
    lead = Coverage(
        title=title,
        excerpt="The vote was close.",
        published_at=f"{day}T08:00:00Z",
        url=f"https://albionledger.example/{number}?a=1&b=2",
        outlet=LEDGER,
    )
    other = Coverage(
        title="Robots may vote",
        published_at=f"{day}T09:30:00Z",
        url=f"https://northwire.example/{number}",
        outlet=WIRE,
    )
    values: dict[str, object] = {
        "id": f"{day}-council-{number}",
        "title": title,
        "lead": lead,
        "lead_article": f"{day}-council-{number}",
        "excerpt": "The vote was close.",
        "published_at": f"{day}T08:00:00Z",
        "updated_at": f"{day}T09:30:00Z",
        "day": day,
        "days": (day,),
        "heat": 70,
        "quality": 60,
        "topics": ("Robots", "Voting"),
        "body": Body(),
        "coverage": (other, lead),
        "counts": Counts(links=2, pages=2, outlets=2, copies=0, mentioned=0),
        "outlets": (LEDGER, WIRE),
        "article_ids": (f"{day}-council-{number}",),
    }
    return sealed(Story(**(values | changes)))  # type: ignore[arg-type]


def card(number: int = 1, **changes: object) -> StoryCard:
    """Return the card of a story."""
    day = f"2022-02-{number:02d}"
    values: dict[str, object] = {
        "id": f"{day}-council-{number}",
        "title": f"Council lets robots vote {number}",
        "excerpt": "The vote was close.",
        "published_at": f"{day}T08:00:00Z",
        "updated_at": f"{day}T09:30:00Z",
        "day": day,
        "outlet": LEDGER,
        "outlets": 2,
        "pages": 2,
    }
    return sealed(StoryCard(**(values | changes)))  # type: ignore[arg-type]


def neutral(text: str) -> str:
    """Return a text as an XML reader gives it back: what XML forbids or hides is U+FFFD."""
    from broadsheet.rendering.xml_documents import xml_text

    return xml_text(text)


def bare_story_page(head: Head, of: Story) -> StoryView:
    """Return the page of a story that shows nothing but its lead."""
    return StoryView(
        head=head,
        story=of,
        kicker=None,
        topics=(),
        terms=(),
        lead=CoverageView(of.lead, ""),
        timeline=None,
        days=(),
        changes=(),
        mentioned=(),
        earlier=(),
        later=(),
        receipt=(),
        editions=(),
    )
