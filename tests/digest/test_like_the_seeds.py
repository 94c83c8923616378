"""One event as feeds really bring it: a tidy lead, an untidy rival, and a list with everything.

The shape is that of the format's own example (two articles, sixteen entries of related lists);
the news is invented. Nothing is decided beforehand: files are read, gate and grouping judge.
"""

from __future__ import annotations

import pytest

from broadsheet.digest.arrange import Digest
from broadsheet.model import Story
from broadsheet.proving.sitecopy import Source, write, write_source
from broadsheet.reading.discover import Project
from newsroom import digest_of_site

Entry = dict[str, object]

LEAD_ID = "2026-03-10-tax-office-to-let-callers-refuse-voiceprints-after-outcry"
RIVAL_ID = "2026-03-11-tax-office-lets-callers-refuse-voiceprints"
RENAMED = "https://www.lanternweekly.example/politics/tax-office-voiceprints"


def page(title: str, time: str, url: str, quality: int, excerpt: str) -> Entry:
    """Return the fields that articles and entries have in common."""
    host = url.split("/")[2].removeprefix("www.")
    return {
        "title": title,
        "excerpt": excerpt,
        "publishedDateTime": f"2026-03-{time}:00Z",
        "webUrl": url,
        "type": "article",
        "provider": {"name": host.split(".")[0].title(), "domain": host},
        "quality": str(quality),
    }


LEAD = page(
    "Tax Office to Let Callers Refuse Voiceprints After Outcry",
    "10T14:00",
    "https://www.capitalcourier.example/2026/03/10/tax-office-voiceprints.html",
    89,
    "Criticised for storing the voices of callers, the agency said that taxpayers may now prove "
    "who they are in a conversation with an officer.",
)
EARLIER = page(
    "The tax office drops its plan to demand voiceprints of callers",
    "08T00:18",
    "https://www.palmgazette.example/money/tax-office-voiceprints",
    39,
    "The tax office said it would give up the plan to demand a voiceprint of everybody who calls "
    "about a tax account, and would look for another way to verify taxpayers.",
)
RIVAL = page(
    "Tax office lets callers refuse voiceprints and talk to an officer instead",
    "11T00:52",
    "https://www.wireandwave.example/article/tax-office-lets-callers-refuse-voiceprints",
    64,
    "The tax office took voiceprints of callers with software of Vocalis under a contract of 86 "
    "million. Members of both chambers asked how the tax office could record taxpayers' voices.",
)
SAME_EVENT = [
    page(
        "Tax Office Adds a Way to Call Without a Voiceprint",
        "10T15:17",
        "https://www.gadgetledger.example/money/tax-office-adds-a-way",
        89,
        "The tax office said on Monday that taxpayers can call about their accounts without "
        "leaving a voiceprint or other biometric data.",
    ),
    LEAD,
    page(
        "Tax office says you can now call without leaving a voiceprint",
        "10T21:59",
        RENAMED,
        66,
        "The tax office's use of Vocalis voiceprints was criticised by members of both chambers "
        "and by privacy groups. Two weeks ago it gave up the demand.",
    ),
    page(
        "Tax office promises to erase taxpayers' voiceprints as it drops demand",
        "10T22:04",
        RENAMED,
        64,
        "The tax office's use of Vocalis voiceprints was criticised by members of both chambers "
        "and by privacy groups. Two weeks ago it gave up the demand.",
    ),
    page(
        "Tax office announces alternative to voiceprints",
        "10T17:35",
        "https://www.unionpress.example/top/tax-office-alternative",
        59,
        "After an outcry over voiceprints, the tax office said Monday that taxpayers who call can "
        "verify who they are without one.",
    ),
    page(
        "Morning bytes: new tablets, tax office voiceprints, shorter clips",
        "11T11:32",
        "https://www.channel27.example/tech/morning-bytes-tax-office-voiceprints",
        59,
        "The tax office now lets taxpayers refuse voiceprints. Callers can choose to verify who "
        "they are in a conversation with an officer.",
    ),
    page(
        "Tax office allows people to refuse voiceprints",
        "11T18:36",
        "https://www.southstate.example/news/tax-office-allows-people",
        59,
        "The tax office says it will allow taxpayers to refuse a voiceprint when they call. It "
        "announced Monday that an officer can verify callers instead.",
    ),
    page(
        "Tax office: calls about accounts possible without voiceprint",
        "10T10:48",
        "https://haymarketpost.example/posts/tax-office-calls",
        45,
        "The tax office announced a new option: taxpayers can call about their accounts without "
        "any biometric data, voiceprints among them.",
    ),
    page(
        "Why you should want the tax office to take voiceprints",
        "07T14:06",
        "https://opinions.example/2026/why-you-should-want-voiceprints",
        50,
        "On the outcry over the tax office's voiceprints: afraid of being called intrusive, the "
        "tax office announced that taxpayers who call need none.",
    ),
    EARLIER,
    page(
        "Tax office lets taxpayers refuse voiceprints",
        "11T15:09",
        "https://www.bookkeeperdaily.example/news/tax-office-lets-taxpayers",
        52,
        "The tax office announced the option Monday after privacy groups objected that callers "
        "had to leave a voiceprint before an officer would speak to them.",
    ),
]
SYNDICATED = page(
    "Tax Office to Let Callers Refuse Voiceprints After Outcry",
    "11T03:12",
    "https://www.harbourtimes.example/nation/tax-office-to-let-callers-refuse",
    70,
    "THE CAPITAL — The tax office said Monday that taxpayers may refuse voiceprints when they "
    "call, and that it would move to another system next year.",
)
ELSEWHERE = [
    page(
        "Province sues Chatterbox over voiceprints in family videos",
        "07T13:30",
        "https://www.capebusiness.example/province-sues-chatterbox",
        59,
        "The province of Westmark demands damages from Chatterbox, whose app is said to have "
        "analysed the speech of children in millions of family videos since 2024.",
    ),
    page(
        "Start-up gathers voiceprints of 100 million people, slides reveal",
        "10T16:07",
        "https://www.cablewatch.example/content/start-up-gathers",
        40,
        "An investors' presentation shows how Larynx Labs wants to sell its database to police "
        "forces and casinos, with another 50 million of capital.",
    ),
    page(
        "Advances in Voiceprint Research",
        "10T04:37",
        "https://www.clinicnet.example/news/advances-in-voiceprint-research",
        37,
        "Scientists in three countries taught headphones to recognise a patient's mood from "
        "breathing, which might help people who cannot use a keyboard.",
    ),
]


@pytest.fixture(scope="module")
def digest(tmp_path_factory: pytest.TempPathFactory) -> Digest:
    """Write the two articles as files, and read and arrange them as a build does."""
    root = tmp_path_factory.mktemp("seeds")
    write(root / "site" / "site.yaml", "title: Small\nbase_url: https://small.example/\n")
    related = [*SAME_EVENT[:4], ELSEWHERE[0], *SAME_EVENT[4:8], ELSEWHERE[1], *SAME_EVENT[8:10]]
    related += [ELSEWHERE[2], SAME_EVENT[10], SYNDICATED]
    rival = {**RIVAL, "heat": "-1", "published": "false", "related": related}
    lead = {**LEAD, "heat": "99", "published": "true", "related": [EARLIER]}
    write_source(root / "content" / f"{RIVAL_ID}.md", Source(rival, ""))
    write_source(root / "content" / f"{LEAD_ID}.md", Source(lead, ""))

    assert 15 == len(related)
    return digest_of_site(Project.at(root))


@pytest.fixture
def story(digest: Digest) -> Story:
    """Return the only story."""
    (story,) = digest.stories
    return story


def test_the_earlier_of_the_two_best_leads_one_story(story: Story) -> None:
    """The published article leads; its equal in quality came an hour later."""
    assert LEAD["webUrl"] == story.lead.url
    assert (LEAD["title"], LEAD_ID) == (story.title, story.lead_article)
    assert (LEAD_ID, RIVAL_ID) == story.article_ids


def test_fifteen_pages_are_told_apart(story: Story) -> None:
    """Sixteen entries and two articles: twelve pages of the event, three of something else."""
    counts = story.counts
    told = [
        *story.coverage,
        *(copy for coverage in story.coverage for copy in coverage.copies),
        *story.mentioned,
    ]

    assert (16, 12, 3) == (counts.links, counts.pages, counts.mentioned)
    assert 15 == len({page.url for page in told})


def test_only_what_is_about_something_else_stands_apart(story: Story) -> None:
    """Voiceprints alone do not make it this event."""
    assert {entry["webUrl"] for entry in ELSEWHERE} == {page.url for page in story.mentioned}


def test_the_syndicated_text_is_one_copy_of_the_lead(story: Story) -> None:
    """Same headline, another outlet: folded below the page whose text it repeats."""
    copies = {page.url: [copy.url for copy in page.copies] for page in story.coverage}

    assert 1 == story.counts.copies
    assert [SYNDICATED["webUrl"]] == copies[story.lead.url]


def test_a_page_that_changed_its_headline_is_one_page_with_a_history(story: Story) -> None:
    """One address under two titles: the later headline stands, the earlier is kept."""
    renamed = {page.url: page for page in story.coverage if page.headlines}

    assert [RENAMED] == list(renamed)
    assert SAME_EVENT[3]["title"] == renamed[RENAMED].title
    assert [SAME_EVENT[2]["title"]] == [earlier.title for earlier in renamed[RENAMED].headlines]


def test_the_rivals_address_leads_to_the_story(digest: Digest, story: Story) -> None:
    """It keeps no page of its own, and nobody who has its address is lost."""
    assert LEAD_ID == story.id
    assert ((RIVAL_ID, story.id),) == digest.redirects
