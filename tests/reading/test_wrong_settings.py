"""What is wrong with the files under `site/` is said, all of it, with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from broadsheet.reading.configuration import read_settings
from broadsheet.reading.discover import Project, discover
from broadsheet.reading.settingrules import contrast
from broadsheet.sitefiles import read_site
from broadsheet.text import HIDDEN
from settings_samples import hints_of, problems_of


def test_no_message_can_steer_a_terminal() -> None:
    """What a file spells by escapes is told without control characters."""
    text = '"\\e[31m": 1\nlanguage: "\\e[31m"\ntime_zone: "\\e[31m"\naccent: "\\e[31m"\n'
    _, problems = read_settings({"site/site.yaml": text.encode()})

    assert len(problems) >= 4
    assert not any(HIDDEN.search(f"{problem.message}{problem.hint}") for problem in problems)


@pytest.mark.parametrize(
    ("text", "line", "code", "message"),
    [
        ("a: 1\n", 1, "unknown-setting", "a: is not a setting"),
        ("title: x\nlanguge: en\n", 2, "unknown-setting", "languge: is not a setting"),
        ("ranking:\n  top: 1\n", 2, "unknown-setting", "ranking.top: is not a setting"),
        ("title: [a]\n", 1, "bad-setting", "title: should be a text, but is a list"),
        (
            "page_size: many\n",
            1,
            "bad-setting",
            "page_size: should be a whole number, but is the text 'many'",
        ),
        (
            "page_size: 1.5\n",
            1,
            "bad-setting",
            "page_size: should be a whole number, but is the text '1.5'",
        ),
        ("page_size: 0\n", 1, "bad-setting", "page_size: 0 is not between 1 and 500"),
        ("page_size: 501\n", 1, "bad-setting", "page_size: 501 is not between 1 and 500"),
        (
            "page_size: [1]\n",
            1,
            "bad-setting",
            "page_size: should be a whole number, but is a list",
        ),
        (
            "search: perhaps\n",
            1,
            "bad-setting",
            "search: should be true or false, but is the text 'perhaps'",
        ),
        (
            "limits: 5\n",
            1,
            "bad-setting",
            "limits: should be 'name: value' lines, but is the text '5'",
        ),
        (
            "navigation: /a/\n",
            1,
            "bad-setting",
            "navigation: should be a list, but is the text '/a/'",
        ),
        ("navigation:\n  - title: A\n", 2, "missing-field", "navigation[1].path: is missing"),
        (
            "base_url: example.org\n",
            1,
            "bad-setting",
            "base_url: 'example.org' is not the address of",
        ),
        ("base_url: https://a.example/?b/\n", 1, "bad-setting", "base_url: "),
        ("time_zone: Mars\n", 1, "bad-setting", "time_zone: 'Mars' is not a time zone"),
        ("time_zone: ../etc/passwd\n", 1, "bad-setting", "time_zone: "),
        ("time_zone: /etc/localtime\n", 1, "bad-setting", "time_zone: "),
        ("time_zone: Europe\n", 1, "bad-setting", "time_zone: "),
        ("language: English!\n", 1, "bad-setting", "language: 'English!' is not the tag of a"),
        ("accent: red\n", 1, "bad-setting", "accent: 'red' is not a colour"),
        ("accent: '#ff0000'\n", 1, "low-contrast", "accent: #ff0000 has a contrast of 3.8:1"),
        ("feeds:\n  hub: x\n", 2, "bad-setting", "feeds.hub: 'x' is not an http(s) address"),
        ("publisher:\n  url: javascript:a\n", 2, "bad-setting", "publisher.url: "),
        (
            "navigation:\n- {title: A, path: 'javascript:a'}\n",
            2,
            "bad-setting",
            "navigation[1].path: ",
        ),
        (
            "navigation:\n- {title: A, path: //evil.example}\n",
            2,
            "bad-setting",
            "navigation[1].path: ",
        ),
        (
            "ranking:\n  half_life_hours: 0\n",
            2,
            "bad-setting",
            "ranking.half_life_hours: 0.0 is not",
        ),
        (
            "ranking:\n  heat_weight: nan\n",
            2,
            "bad-setting",
            "ranking.heat_weight: should be a number",
        ),
        (
            "stories:\n  gate: 2\n",
            2,
            "bad-setting",
            "stories.gate: should be a number of at most 1.0, but is the text '2'",
        ),
        ("taxonomies:\n- {field: topics, title: T}\n", 2, "bad-setting", "taxonomies[1].field: "),
        ("title: x\ntitle: y\n", 2, "duplicate-field", "'title' is given twice"),
        ("title: *x\n", 1, "yaml-alias", "the alias '*x' is not read"),
        ("title: !x y\n", 1, "yaml-tag", "the tag '!x' is not read"),
        ("title: 'x\n", 1, "bad-yaml", "a quotation mark is never closed"),
        ("title: a\u202eb\n", 1, "hidden-character", "title: holds the hidden character U+202E"),
        ("title: a\x00b\n", 1, "control-character", "the control character U+0000 stands here"),
        ("- a\n", 1, "bad-setting", "should be 'name: value' lines, but is a list"),
    ],
)
def test_a_wrong_setting_is_told_with_its_line(
    text: str, line: int, code: str, message: str
) -> None:
    """One problem for one fault, beginning with the name of the setting."""
    ((found_line, found_code, found_message),) = problems_of(site=text)

    assert (found_line, found_code) == (line, code)
    assert found_message.startswith(message)


def test_all_problems_of_all_files_are_told_at_once() -> None:
    """In the order of files and lines."""
    found = problems_of(site="a: 1\npage_size: x\n", topics="- b\n", policies="- domain: c\n")

    assert [(line, code) for line, code, _ in found] == [
        (1, "bad-setting"),
        (1, "unknown-setting"),
        (2, "bad-setting"),
        (1, "bad-setting"),
    ]


def test_a_slip_is_answered_with_the_nearest_name() -> None:
    """Of settings, time zones and topics."""
    assert hints_of(site="languge: en\n") == ["did you mean 'language'?"]
    assert hints_of(site="time_zone: Europe/Berlinn\n") == ["did you mean 'Europe/Berlin'?"]
    assert hints_of(topics="- name: Vision\n- {name: B, parent: Vison}\n") == [
        "did you mean 'Vision'?"
    ]
    assert hints_of(site="root_topic: Vison\n", topics="- name: Vision\n") == [
        "did you mean 'Vision'?"
    ]


def test_a_colour_that_cannot_be_read_is_answered_with_one_that_can() -> None:
    """The same, as much darker as it has to be."""
    (hint,) = hints_of(site="accent: '#ff0000'\n")

    assert contrast(hint.split("; ")[1].split()[0], "#fbf8f3") >= 4.5


def test_contrast_is_the_one_of_the_guidelines() -> None:
    """Black on white is 21, and order does not matter."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert contrast("#ffffff", "#767676") == contrast("#767676", "#ffffff")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- name: C++\n- name: c++\n", "topics 'C++' and 'c++' would both be written to topics/"),
        (
            "- name: A B\n- name: a-b\n",
            "topics 'A B' and 'a-b' would both be written to topics/a-b/",
        ),
        ("- name: A\n  slug: x\n- name: B\n  slug: x\n", "topics 'A' and 'B' would both be"),
    ],
)
def test_two_topics_cannot_have_one_page(text: str, message: str) -> None:
    """The problem names both."""
    ((_, code, found),) = problems_of(topics=text)

    assert code == "same-output"
    assert message in found


@pytest.mark.parametrize(
    ("text", "circles"),
    [
        ("- {name: A, parent: A}\n", 1),
        ("- {name: A, parent: B}\n- {name: B, parent: A}\n", 1),
        ("- {name: A, parent: B}\n- {name: B, parent: C}\n- {name: C, parent: B}\n", 1),
        ("- {name: A, parent: B}\n- {name: B, parent: C}\n- {name: C}\n", 0),
    ],
)
def test_parents_cannot_go_in_a_circle(text: str, circles: int) -> None:
    """Each circle is told once, and broken."""
    settings, problems = read_settings({"site/topics.yaml": text.encode()})

    assert [problem.code for problem in problems] == ["bad-setting"] * circles
    parents = {topic.name: topic.parent for topic in settings.topics}
    for name in parents:
        for _ in parents:
            name = parents.get(name, "")
        assert name == ""


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("providers", "- {domain: a b, name: x}\n", "entry 1: domain: 'a b' is not a domain"),
        ("providers", "- {name: x}\n", "entry 1: domain: is missing"),
        ("providers", "- {domain: a.example, name: x, logo: ../x.svg}\n", "entry 1: logo: "),
        ("providers", "- {domain: a.example, name: x, logo: /x.svg}\n", "entry 1: logo: "),
        ("providers", "- {domain: a.example, name: x, logo: x.js}\n", "entry 1: logo: "),
        (
            "policies",
            "- domain: a.example\n- domain: www.A.example\n",
            "entry 2: domain: 'a.example' is",
        ),
        ("policies", "- {domain: a.example, rel: dofollow}\n", "entry 1: rel: 'dofollow' is not"),
        (
            "policies",
            "- {domain: a.example, excerpt_characters: -1}\n",
            "entry 1: excerpt_characters",
        ),
        (
            "policies",
            "- {domain: '*', title_only: yes}\n",
            "entry 1: title_only: the entry for '*'",
        ),
        ("providers", "- {domain: '*', name: x}\n", "entry 1: domain: '*' is not a domain"),
        ("takedowns", "- {url: a, date: 2022-02-21}\n", "entry 1: url: 'a' is not"),
        (
            "takedowns",
            "- {url: https://a.example/, date: 2022-02-30}\n",
            "entry 1: date: '2022-02-30'",
        ),
        ("stories", "- {lead: a}\n", "entry 1: story: is missing"),
        ("stories", "story: a\n", "should be a list, but is a mapping"),
        ("topics", "- [a]\n", "entry 1: should be 'name: value' lines, but is a list"),
    ],
)
def test_a_wrong_entry_is_told(file: str, text: str, message: str) -> None:
    """With its place in the list."""
    ((_, _, found),) = problems_of(**{file: text})

    assert found.startswith(message)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("- {field: a, title: A}\n- {field: a, title: B}\n", "bad-setting"),
        ("- {field: a, title: A, path: x}\n- {field: b, title: B, path: x}\n", "same-output"),
        ("- {field: a, title: A, path: topics}\n", "same-output"),
        ("- {field: a, title: A, path: news}\n", "same-output"),
        ("- {field: a, title: A, path: edition/}\n", "same-output"),
        ("- {field: a, title: A, path: ../x}\n", "bad-setting"),
    ],
)
def test_taxonomies_are_kept_apart(text: str, code: str) -> None:
    """Each has its own field and its own folder."""
    ((_, found, _),) = problems_of(site=f"taxonomies:\n{text}")

    assert found == code


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty-file"),
        (b"no front matter", "no-front-matter"),
        (b"---\ntitle: x\n", "unterminated-front-matter"),
        (b"---\ndescription: x\n---\n", "missing-field"),
        (b"---\ntitle: x\nlayout: y\n---\n", "unknown-setting"),
        (b"---\ntitle: x\x00\n---\n", "control-character"),
        (b"---\ntitle: 'x\n---\n", "bad-yaml"),
        (b"\xff\xfe", "not-utf8"),
    ],
)
def test_a_broken_page_is_told(data: bytes, code: str) -> None:
    """As a broken article is."""
    _, problems = read_settings({"site/pages/a.md": data})

    assert [problem.code for problem in problems] == [code]


def test_two_pages_cannot_have_one_address() -> None:
    """The problem is on the second and names the first."""
    page = b"---\ntitle: x\n---\n"
    settings, (problem,) = read_settings({"site/pages/A.md": page, "site/pages/a.md": page})

    assert (problem.where.path, problem.code) == ("site/pages/a.md", "same-output")
    assert "site/pages/A.md" in problem.message
    assert len(settings.pages) == 1


def test_a_file_too_large_is_not_read() -> None:
    """Settings are small."""
    ((_, code, _),) = problems_of(site="#" * 4_000_001)

    assert code == "file-too-large"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("site.yml", "name it site/site.yaml"),
        ("topic.yaml", "did you mean 'topics'?"),
        ("plan-of-shifts.yaml", "begin its name with _ if it is no mistake"),
    ],
)
def test_a_misnamed_file_of_settings_is_told(name: str, hint: str, tmp_path: Path) -> None:
    """What it says would hold nowhere, unnoticed; the others are read."""
    (tmp_path / "site").mkdir()
    for each in (name, f"_{name}", "site.yaml"):
        (tmp_path / "site" / each).write_text("title: A\n")
    files = read_site(discover(Project.at(tmp_path), {})).settings
    settings, problems = read_settings(files)

    assert "A" == settings.site.title
    assert [(f"site/{name}", "unknown-setting", hint, False)] == [
        (problem.where.path, problem.code, problem.hint, problem.is_error) for problem in problems
    ]
