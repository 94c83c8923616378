"""A related list goes into a file, and every other byte stays."""

from __future__ import annotations

import pytest

from broadsheet.model import Article, Outlet
from broadsheet.reading.articles import ParseRules, parse
from broadsheet.relating.editing import Unchanged, with_related
from broadsheet.relating.proposing import Entry
from broadsheet.relating.texts import Reference
from broadsheet.settings import Limits
from broadsheet.weburl import identity

URL = "https://amber.example/piece"
PLAIN = b"---\ntitle: One  # a remark\nquality: 7\n---\n\nThe body:\n\n---\n\nits end."


def entry(title: str = 'Two: "quoted" #words', url: str = URL) -> Entry:
    """Return a proposed entry."""
    article = Article(
        "two",
        "content/two.md",
        title,
        excerpt="What\nhappened",
        published_at="2026-11-10T08:00:00Z",
        url=url,
        key=identity(url),
        quality=12,
        outlet=Outlet("Amber", "amber.example"),
    )
    return Entry(Reference(article, "", b"", frozenset(), {}), 0.9, 0.5, "shares words")


def edited(data: bytes, *entries: Entry) -> bytes:
    """Return the file with the entries."""
    return with_related(data, "content/one.md", entries or (entry(),), ParseRules())


def test_the_entry_reads_back_as_it_was() -> None:
    """With the fields of contract D5.1, quoting what YAML would misread."""
    article = parse(edited(PLAIN), "content/one.md", ParseRules()).article

    assert article is not None
    (item,) = article.related
    assert 'Two: "quoted" #words' == item.title
    assert ("What happened", "2026-11-10T08:00:00Z") == (item.excerpt, item.published_at)
    assert (URL, 12, Outlet("Amber", "amber.example")) == (item.url, item.quality, item.outlet)


@pytest.mark.parametrize(
    "data",
    [
        PLAIN,
        PLAIN.replace(b"\n", b"\r\n"),
        PLAIN.replace(b"\n", b"\r"),
        b"\xef\xbb\xbf" + PLAIN,
        b"---  \ntitle: One\n---\t\n",
        b"---\ntitle: One\n---",
        "---\ntitle: Über\u00a0Öl\nextra:\n  - related: []\n---\n\nÄ\n".encode(),
        b"---\ntitle: >-\n  Folded\n  ---\n  text\nquality: 7\n---\n",
    ],
)
def test_taking_the_list_out_gives_the_old_file(data: bytes) -> None:
    """The list is one run of whole lines; what is before and behind it is untouched."""
    made = edited(data)

    start = made.index(b"related:\n" if b"\r" not in data else b"related:\r", len(data) // 9)
    if data.count(b"related"):
        start = made.index(b"\nrelated:") + 1
    length = len(made) - len(data)
    assert length > 0
    assert data == made[:start] + made[start + length :]


@pytest.mark.parametrize("empty", [b"related:", b"related: []", b"related: ~  # none yet"])
def test_an_empty_list_is_replaced(empty: bytes) -> None:
    """A second field of that name would break the file."""
    data = PLAIN.replace(b"quality: 7", empty + b"\nquality: 7")

    made = edited(data)

    before, _, after = data.partition(empty + b"\n")
    assert made.startswith(before + b"related:\n")
    assert made.endswith(after)
    assert 1 == made.count(b"related:")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"---\ntitle: [\n---\n", "broken"),
        (b"---\ntitle: One\nrelated:\n  - title: Two\n---\n", "by now"),
        (b"---\n{title: One}\n---\n", "leaves no place"),
        (b"---\ntitle: One\nrelated:\n\n  []\n---\n", "leaves no place"),
    ],
)
def test_a_file_that_leaves_no_place_is_refused(data: bytes, why: str) -> None:
    """It is better not to write than to write something else."""
    with pytest.raises(Unchanged, match=why):
        edited(data)


def test_a_list_longer_than_the_limit_is_refused() -> None:
    """The reader would leave its end out."""
    rules = ParseRules(limits=Limits(related_entries=1))
    entries = (entry(), entry("Three", "https://basin.example/other"))

    with pytest.raises(Unchanged, match="limits"):
        with_related(PLAIN, "content/one.md", entries, rules)
