"""A small invented site whose articles say nothing of each other, for the tests of relating."""

from __future__ import annotations

from pathlib import Path

from broadsheet.crew import Crew
from broadsheet.digest.arrange import Digest
from broadsheet.prepare import Options, Preparation, Silence
from broadsheet.publishing.report import StageTimes
from broadsheet.reading.discover import Project
from broadsheet.relating.applying import Outcome
from broadsheet.relating.work import Wishes, relate
from broadsheet.workshop import Workshop

NOW = "2026-12-01T00:00:00Z"

FERRY = (
    "The night ferry Halcyon ran aground on the Corran sandbank at two on Tuesday morning with 214 "
    "passengers aboard. Lifeboats from Ostrey took all of them off before dawn. The pilot had "
    "asked the harbour office twice for the new depth chart."
)
FERRY_OTHER = (
    "All 214 people on the Halcyon are safe after the ferry struck the Corran sandbank off Ostrey. "
    "The harbour office confirmed that its depth chart was four years old."
)
ORCHARD = (
    "Apple growers in the Kestrel valley picked their first harvest with robots that wait for "
    "ripe fruit. The pears were left to people, who are quicker."
)
LIBRARY = (
    "Readers of the Merle town library may borrow a sewing machine from Monday. The council pays "
    "for needles; thread is to be brought along."
)


def text(title: str, day: str = "", host: str = "", excerpt: str = "", body: str = "") -> str:
    """Return an article file; empty parts are left out."""
    lines = ["---", "category: news", f'title: "{title}"']
    lines += [f'excerpt: "{excerpt}"'] if excerpt else []
    lines += [f"publishedDateTime: {day}T08:00:00Z"] if day else []
    if host:
        lines += [f"webUrl: https://{host}.example/{len(title)}-piece", "quality: 50"]
        lines += ["provider:", f"  name: {host.title()}", f"  domain: {host}.example"]
    return "\n".join([*lines, "---", "", body, ""])


ARTICLES = {
    "2026-11-10-ferry.md": text(
        "Night ferry Halcyon aground off Ostrey", "2026-11-10", "amber", FERRY
    ),
    "2026-11-11-ferry.md": text(
        "Halcyon ferry passengers safe, depth chart was old", "2026-11-11", "basin", FERRY_OTHER
    ),
    "2026-11-10-orchard.md": text(
        "Robots pick apples in the Kestrel valley", "2026-11-10", "cobalt", ORCHARD
    ),
    "2026-11-11-library.md": text(
        "Merle library lends sewing machines", "2026-11-11", "delta", LIBRARY
    ),
}
"""Two articles about a ferry, and two about other things."""

WAITING = text(
    "Ferry Halcyon struck sandbank with an old depth chart",
    body="The Halcyon went aground on the Corran sandbank near Ostrey. Lifeboats took off all 214 "
    "passengers of the night ferry.",
)
"""A text about the ferry, without a date and an address."""


def newsroom(folder: Path, articles: dict[str, str] | None = None) -> Project:
    """Write a site and return it."""
    root = folder / "site-root"
    for name, value in (ARTICLES if articles is None else articles).items():
        path = root / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(value.encode())
    (root / "content").mkdir(parents=True, exist_ok=True)
    return Project.at(root)


def related(project: Project, *, write: bool = False, **more: object) -> tuple[Outcome, ...]:
    """Relate the site, in this process."""
    wishes = Wishes(NOW, write=write)._replace(**more)
    return relate(project, wishes, Crew(1))


def digest_of_site(project: Project) -> Digest:
    """Return the digest that a build makes of a site."""
    workshop = Workshop(project, keep=False)
    try:
        options = Options(NOW, False, jobs=1)
        preparation = Preparation(workshop, options, Silence(), Crew(1), StageTimes())
        return preparation.prepare().digest
    finally:
        workshop.close()


def stories_of_site(project: Project) -> list[tuple[str, ...]]:
    """Return the ids of the articles of each story, as a build groups them."""
    return sorted(story.article_ids for story in digest_of_site(project).stories)
