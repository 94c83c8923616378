"""The layers of the program, and what each module may touch. docs/architecture.md shows them."""

from __future__ import annotations

import ast
from itertools import chain
from pathlib import Path

import pytest

from package_map import PACKAGE, effects_of, imports_of, modules, mutable_state, tree_of

LAYERS = {
    "words": """
        crew errors fingerprint model_rules columns gathering remembered text weburl addresses
        yamlrows yamltext
    """,
    "nouns": """
        publishing.whole engine model publishing.ledger settings
    """,
    "kept": """
        store memo
    """,
    "reading": """
        reading.dates reading.quickmarkup reading.discover reading.markup reading.dropped_links
        reading.fields
        reading.frontmatter reading.entries reading.schema reading.articles
        reading.settingrules reading.configuration reading.glance
    """,
    "digest": """
        digest.words digest.outlets digest.ranking digest.similarity digest.tagging
        digest.terms digest.cards digest.nearness digest.copies digest.grouping digest.folding
        digest.briefs digest.showing digest.policies digest.context digest.dividing digest.assemble
        reading.library digest.candidates digest.conflicts digest.arrange
    """,
    "pictures": """
        picturing.pictures
    """,
    "pages": """
        pages.api_views pages.feed_views pages.page pages.views pages.story_views
        pages.source_views pages.edition_pages
        pages.frame pages.index_views pages.listing pages.status_pages pages.timeline
        pages.twin_views pages.withdrawal_pages pages.front_pages pages.host_views
        pages.story_pages pages.term_pages pages.reader_pages pages.source_pages
        pages.picture_views pages.card_views pages.newsletter_views pages.plan_lists
        pages.plan_stories pages.plan_terms pages.plan_feeds pages.plan_machines pages.plan
    """,
    "publishing": """
        publishing.exclusive publishing.journal publishing.report publishing.branches
        publishing.output publishing.inspection publishing.swap publishing.carry_out
        publishing.derived publishing.manifest publishing.strangers
    """,
    "rendering": """
        rendering.cldr rendering.formats rendering.json_documents rendering.lettering
        rendering.stylesheet rendering.theme rendering.twin_forms rendering.catalogue
        rendering.compiling rendering.xml_documents
        rendering.monogram rendering.api rendering.assets rendering.drawing_inputs
        rendering.feeds rendering.structured_data rendering.sitemaps rendering.twins
        rendering.vocabulary rendering.host_files rendering.templating
        rendering.service_worker rendering.code_makers rendering.render rendering.icons
        rendering.newsletters rendering.share_cards rendering.drawers
    """,
    "searching": """
        searching.canonical searching.records searching.indexing searching.parts
    """,
    "building": """
        sitefiles quarantine workshop planning prepare reasons build
    """,
    "importing": """
        importing.moments importing.watch importing.manifest
        importing.prose importing.stamps importing.drafts importing.deadline importing.everyday
        importing.feeds
        importing.fetch importing.foreign_matter importing.labelling importing.layout
        importing.outlets importing.ownformat importing.repairs importing.webpages
        importing.gaps importing.joining importing.parts importing.recognise importing.shelf
        importing.oldsites importing.rawtext importing.report importing.intake
    """,
    "doors": """
        checking.feed_files checking.findings checking.page_facts checking.structured_data
        origin preview.audience preview.bell preview.guard preview.headers
        checking.published preview.server checking.machine_files checking.pages
        picturing.resizing preview.faults preview.watching proving.sitecopy checking.site
        preview.lookout proving.article_edits proving.troubles relating.likeness
        checking.external picturing.gathering preview.rebuilding relating.texts
        relating.waiting proving.site_edits relating.proposing starting withdrawal.traces
        relating.editing withdrawal.scan relating.applying relating.report relating.work
        explaining preview.snapshot preview.rendered preview.telling proving.trial
        preview.searching preview.showcase proving.verify preview.builder preview.news preview.app
        preview.serve
    """,
    "commands": """
        commands.terminal commands.times commands commands.places __main__ commands.check
        commands.status commands.eject commands.import_articles commands.new commands.relate
        commands.images commands.newsletter commands.build commands.takedown commands.why
        commands.verify commands.serve
    """,
}
"""Lowest first. A module may import from layers above it here, or from earlier in its own.

A new module goes into the row of what it is for, behind all that it imports.
"""

ROWS = {layer: names.split() for layer, names in LAYERS.items()}
RANK = {name: place for place, name in enumerate(chain.from_iterable(ROWS.values()))}

DOORS = (
    "checking.",
    "commands",
    "importing.",
    "picturing.",
    "preview.",
    "proving.",
    "relating.",
    "starting",
    "withdrawal.",
)
"""Rooms that face the world: commands, servers, importers. The pipeline may not be among them."""

OUTSIDE = {
    "disk": {
        "crew": "gets the result of another process through a pipe",
        "engine": "hashes the program's own files",
        "origin": "asks where this program was installed from",
        "publishing.branches": "looks where folders of the output lead",
        "publishing.exclusive": "lets one build at a time write to a folder",
        "publishing.journal": "keeps why pages were made",
        "publishing.ledger": "keeps what was published",
        "publishing.manifest": "reads which files of an output are ours",
        "publishing.output": "the only writer of the published folder",
        "publishing.strangers": "looks at files of others in the output",
        "publishing.swap": "exchanges the published folder for a new one",
        "publishing.whole": "writes files whole",
        "quarantine": "keeps the last good versions of broken articles",
        "reading.discover": "walks and reads the sources",
        "reading.glance": "looks at articles that were touched",
        "rendering.assets": "reads the theme's static files",
        "rendering.catalogue": "reads the theme's words",
        "rendering.service_worker": "reads the theme's service worker",
        "rendering.theme": "reads the theme's templates",
        "searching.indexing": "runs Pagefind in temporary folders",
        "store": "keeps what was found out",
        "workshop": "opens the cache",
    },
    "clock": {
        "prepare": "`clock`, the one reading that holds articles back",
        "publishing.exclusive": "waits for another build, but not for ever",
        "publishing.report": "a stop-watch",
        "reading.discover": "whether a file is at rest",
        "workshop": "dates the journal",
    },
    "network": {},
    "terminal": {},
}
"""What may touch the world besides the doors, and for what."""

MODULES = modules()
DOCUMENT = Path(__file__).parents[1] / "docs" / "architecture.md"
BEGIN, END = "<!-- layers: written by pytest --rewrite-golden -->", "<!-- end of layers -->"


def test_every_module_has_a_layer() -> None:
    """A new module says where it belongs, and a removed one is forgotten."""
    unknown, gone = sorted(MODULES.keys() - RANK.keys()), sorted(RANK.keys() - MODULES.keys())

    assert ([], []) == (unknown, gone), "add it to LAYERS, behind what it imports"


def test_modules_import_only_downwards() -> None:
    """A module may import from a lower layer or from earlier in its own."""
    wrong = [
        f"{name}:{line} imports {other}"
        for name, path in MODULES.items()
        for other, line in imports_of(path, MODULES)
        if other != name and RANK.get(other, -1) >= RANK.get(name, len(RANK))
    ]

    assert [] == wrong


def test_only_named_modules_touch_the_world() -> None:
    """Disk, clock, network and terminal are touched by the doors and by the modules listed."""
    found = [
        effect
        for name, path in MODULES.items()
        if not name.startswith(DOORS)
        for effect in effects_of(name, path)
    ]
    used = {(effect.kind, effect.module) for effect in found}
    named = {(kind, name) for kind, names in OUTSIDE.items() for name in names}

    assert [] == [e for e in found if (e.kind, e.module) not in named]
    assert set() == named - used


def test_no_module_holds_state() -> None:
    """Nothing at module level changes while the program runs, but what a forked worker is given."""
    found = {f"{name}.{held}" for name, path in MODULES.items() for held, _ in mutable_state(path)}

    assert {"crew._work"} == found


def test_modules_are_short() -> None:
    """A module has at most 400 lines."""
    long = [
        name for name, path in MODULES.items() if len(path.read_text("utf-8").splitlines()) > 400
    ]

    assert [] == long


def test_every_module_says_its_duty_in_a_line() -> None:
    """The first line of a module's docstring is a sentence of its own."""
    wrong = [name for name, path in MODULES.items() if not _duty(path).endswith((".", "`"))]

    assert [] == wrong


def test_the_document_shows_the_layers(request: pytest.FixtureRequest) -> None:
    """docs/architecture.md lists every module with its duty; --rewrite-golden renews the list."""
    before, _, rest = DOCUMENT.read_text("utf-8").partition(BEGIN)
    shown, _, after = rest.partition(END)
    expected = "\n\n" + "\n".join(_rows()) + "\n\n"
    if request.config.getoption("--rewrite-golden"):
        DOCUMENT.write_text(f"{before}{BEGIN}{expected}{END}{after}", "utf-8")
        shown = expected

    assert expected == shown


def _rows() -> list[str]:
    rows = ["| layer | module | duty |", "|---|---|---|"]
    for layer, names in ROWS.items():
        for number, name in enumerate(names):
            duty = _duty(MODULES[name]).replace("|", "\\|")
            rows.append(f"| {layer if number == 0 else ''} | `{name}` | {duty} |")
    return rows


def _duty(path: Path) -> str:
    return (ast.get_docstring(tree_of(path)) or "").split("\n", 1)[0]


def test_the_package_is_where_we_look() -> None:
    """The tests above see the program, not an empty folder."""
    assert {"build", "reading.discover", "pages.plan"} <= MODULES.keys()
    assert PACKAGE.name == "broadsheet"
