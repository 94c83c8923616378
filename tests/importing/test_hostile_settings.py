"""Settings of an old site reach every article that is imported from it: hostile ones reach none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from broadsheet.commands import main
from hostile.outputs import faults_of

LANGUAGE = 'en" onload=1'
SCRIPT = "javascript:alert(1)//"
ZONE = "../../../etc/passwd"
TITLE = "Old \u202edigest"
MARKUP = "<img src=x onerror=alert(1)>Old</title><script>alert(1)</script>"
ADDRESSES = ('https://old.example/?"><script>', "//evil.example", "https://a@evil.example/", SCRIPT)

LEFT_OUT = [
    "is not a name that can be shown; it is left out",
    "is not a time zone; it is left out",
    "is not the address of a site's root; it is left out",
    "is not the tag of a language; it is left out",
]

JEKYLL = {"title": TITLE, "url": SCRIPT, "timezone": ZONE, "lang": LANGUAGE}
HUGO = {"title": TITLE, "baseURL": SCRIPT, "timeZone": ZONE, "languageCode": LANGUAGE}


def lines(values: dict[str, str], sign: str) -> str:
    """Return settings of quoted texts, which YAML and TOML write alike."""
    return "".join(f"{name}{sign}{json.dumps(value)}\n" for name, value in values.items())


def old_site(root: Path, config: str, text: str) -> Path:
    """Write a site of two articles, one of which names a hostile language itself."""
    folder = root / "old"
    articles = folder / ("_posts" if config.startswith("_") else "content")
    articles.mkdir(parents=True)
    (folder / config).write_text(text, "utf-8")
    (articles / "2022-02-21-ferry.md").write_text("---\ntitle: Ferry\ntopics: [AI]\n---\nText.\n")
    (articles / "2022-02-22-kettle.md").write_text(
        f"---\ntitle: Kettle\ntopics: [AI]\nlang: '{LANGUAGE}'\n---\nText.\n"
    )
    return folder


def imported(root: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Import into a site of ours and build it; return what was said of the old settings."""
    (root / "ours" / "site").mkdir(parents=True)
    (root / "ours" / "site" / "site.yaml").write_text(
        "title: Ours\nbase_url: https://hostile.example/\nsearch: false\n"
    )
    status = main(["import", str(folder), "--json", "--source", str(root / "ours")])
    report = json.loads(capsys.readouterr().out)

    assert 0 == status
    assert 2 == report["counts"]["new"]
    return [row["reason"] for row in report["outcomes"] if row["action"] == "skipped"]


@pytest.mark.parametrize(
    ("config", "text"),
    [
        ("_config.yml", lines(JEKYLL, ": ")),
        ("hugo.toml", lines(HUGO, " = ")),
        ("hugo.json", json.dumps(HUGO)),
    ],
)
def test_hostile_settings_are_dropped_with_a_remark(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], config: str, text: str
) -> None:
    """All articles are imported and built; the pages hold nothing of them that could run."""
    said = imported(tmp_path, old_site(tmp_path, config, text), capsys)
    status = main(["build", "--source", str(tmp_path / "ours")])
    public = tmp_path / "ours" / "public"

    assert LEFT_OUT == sorted(reason[reason.index("is not") :] for reason in said)
    assert 0 == status
    assert "[bad-choice]" not in capsys.readouterr().err
    assert (public / "news" / "2022-02-21-ferry" / "index.html").is_file()
    assert (public / "news" / "2022-02-22-kettle" / "index.html").is_file()
    assert [] == faults_of(public)


def test_markup_in_a_title_is_taken_as_text(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The outlet has a name without it, and no page holds it."""
    text = lines({"title": MARKUP, "baseURL": "https://old.example/"}, " = ")
    said = imported(tmp_path, old_site(tmp_path, "hugo.toml", text), capsys)
    status = main(["build", "--source", str(tmp_path / "ours")])
    article = (tmp_path / "ours" / "content" / "2022-02-21-ferry.md").read_text()

    assert [] == said
    assert 0 == status
    assert "<" not in article
    assert "name: Old" in article
    assert [] == faults_of(tmp_path / "ours" / "public")


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_no_address_of_a_site_is_dropped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], address: str
) -> None:
    """No picture or outlet is made of it."""
    folder = old_site(tmp_path, "hugo.toml", lines({"baseURL": address}, " = "))
    said = imported(tmp_path, folder, capsys)

    assert 1 == len(said)
    assert said[0].endswith(LEFT_OUT[2])


def test_a_language_that_is_one_is_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A path instead of an address is no fault either: Hugo allows it."""
    values = {"languageCode": "pt_BR", "timeZone": "Europe/Berlin", "baseURL": "/"}
    said = imported(tmp_path, old_site(tmp_path, "hugo.toml", lines(values, " = ")), capsys)
    article = (tmp_path / "ours" / "content" / "2022-02-20-ferry.md").read_text()

    assert [] == said
    assert "language: pt-br\n" in article
    assert "publishedDateTime: 2022-02-20T23:00:00Z\n" in article


@pytest.mark.parametrize(
    ("config", "text", "reason"),
    [
        ("_config.yml", "title: Old\nurl: [\n", "it cannot be read: "),
        ("hugo.toml", "title = ", "it cannot be read: "),
        ("hugo.json", "[]", "it is no list of names and values"),
    ],
)
def test_settings_that_cannot_be_read_are_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], config: str, text: str, reason: str
) -> None:
    """With the file, why, and what follows from it; the articles are imported all the same."""
    folder = old_site(tmp_path, config, text)
    (said,) = imported(tmp_path, folder, capsys)

    assert said.startswith(reason)
    assert said.endswith("title, address, time zone and language: mend it and import again")
