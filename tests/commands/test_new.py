"""A new site is whole: it builds, is faultless, and keeps its promises to hosts and readers."""

from __future__ import annotations

import io
import tomllib
from pathlib import Path
from uuid import UUID

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.commands import main
from broadsheet.commands.new import MOST_TRIES
from broadsheet.errors import SiteError
from broadsheet.origin import Origin, origin_of
from broadsheet.reading.configuration import read_settings
from broadsheet.starting import Answers, begin, fault_in

ROOT = Path(__file__).resolve().parents[2]


def settings_of(root: Path) -> dict[str, object]:
    """Return what the new site's settings file says."""
    found: dict[str, object] = yaml.safe_load((root / "site" / "site.yaml").read_text("utf-8"))
    return found


def identity_of(root: Path) -> str:
    """Return the identity that feed ids are made of."""
    feeds = settings_of(root)["feeds"]
    assert isinstance(feeds, dict)
    return str(feeds["identity"])


@pytest.mark.parametrize(
    "flags",
    [
        [],
        ["--base-url", "https://city.example/news", "--title", 'The "Morning" $1 {{ 7 }} \\ <b>'],
        ["--language", "de", "--time-zone", "Europe/Berlin", "--topic", "Schifffahrt & Häfen"],
    ],
    ids=["defaults", "base path and hostile title", "German"],
)
def test_a_new_site_builds_and_is_faultless(
    flags: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No problem, no finding, and the first page shows the examples."""
    root = tmp_path / "new"
    assert 0 == main(["new", str(root), "--yes", *flags])
    capsys.readouterr()
    built = main(["build", "--source", str(root), "--jobs", "1", "--strict"])
    said = capsys.readouterr()
    checked = main(["check", "--source", str(root), "--jobs", "1"])
    found = capsys.readouterr().out

    assert (0, "") == (built, said.err)
    assert "3 articles read; 2 stories" in said.out
    assert (0, True) == (checked, "0 errors, 0 warnings" in found)


def test_every_site_has_an_identity_of_its_own(tmp_path: Path) -> None:
    """Two sites begun with the same answers have different ids in their feeds."""
    begin(tmp_path / "one", Answers())
    begin(tmp_path / "other", Answers())
    ids = [UUID(identity_of(tmp_path / name)) for name in ("one", "other")]

    assert 2 == len(set(ids))
    assert [4, 4] == [uuid.version for uuid in ids]


@pytest.mark.parametrize(
    ("flag", "answer", "complaint"),
    [
        ("--base-url", "ftp://x.example/", "not the address of a site's root"),
        ("--base-url", "https://x.example/?a=1", "not the address of a site's root"),
        ("--base-url", "x.example", "not the address of a site's root"),
        ("--language", "english, please", "not the tag of a language"),
        ("--time-zone", "Europe/Berlim", "Europe/Berlin"),
        ("--topic", "Launches", "would both be written to"),
        ("--topic", "", "is empty"),
        ("--title", " ", "is empty"),
        ("--title", "x" * 201, "at most 200"),
        ("--title", "bell \x07", "control character"),
    ],
)
def test_an_impossible_answer_is_refused(
    flag: str, answer: str, complaint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is written, and the flag is named with what is wrong."""
    status = main(["new", str(tmp_path / "new"), "--yes", flag, answer])
    said = capsys.readouterr().err

    assert 2 == status
    assert said.startswith(f"{flag}: ")
    assert complaint in said
    assert not (tmp_path / "new").exists()


class Typed(io.StringIO):
    """A terminal at which this was typed."""

    def isatty(self) -> bool:
        return True


def test_questions_are_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An impossible answer costs one line; an empty one takes the default."""
    typed = "Boat News\n\nnowhere\nhttps://boats.example\n\n\n"
    monkeypatch.setattr("sys.stdin", Typed(typed))
    status = main(["new", str(tmp_path / "new")])
    written = settings_of(tmp_path / "new")

    assert 0 == status
    assert "--base-url: 'nowhere'" in capsys.readouterr().err
    assert ("Boat News", "https://boats.example/", "News") == (
        written["title"],
        written["base_url"],
        written["root_topic"],
    )


def test_no_question_is_asked_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """After as many impossible answers as are allowed the last one is refused, like a flag's."""
    monkeypatch.setattr("sys.stdin", Typed("\n\n" + "nowhere\n" * 20))
    status = main(["new", str(tmp_path / "new")])

    assert 2 == status
    assert MOST_TRIES + 1 == capsys.readouterr().err.count("--base-url: 'nowhere'")
    assert not (tmp_path / "new").exists()


def test_the_end_of_what_is_typed_takes_the_defaults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-D at a question is an answer: as it stands."""
    monkeypatch.setattr("sys.stdin", Typed("Boat News\n"))
    status = main(["new", str(tmp_path / "new")])

    assert (0, "Boat News", "News") == (
        status,
        *(settings_of(tmp_path / "new")[name] for name in ("title", "root_topic")),
    )


@settings(max_examples=40, deadline=None)
@given(title=st.text(max_size=30), topic=st.text(max_size=30))
def test_accepted_answers_give_settings_that_say_them(
    title: str, topic: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever is typed is either refused, or read back as it was typed."""
    answers = Answers(title=title, topic=topic)
    root = tmp_path_factory.mktemp("any") / "new"
    try:
        begin(root, answers)
    except SiteError:
        assert not root.exists()
        return
    files = {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in (root / "site").rglob("*")
        if path.is_file()
    }
    read, problems = read_settings(files)

    assert () == problems
    assert " ".join(answers.title.split()) == read.site.title
    assert " ".join(answers.topic.split()) == read.site.root_topic


def test_a_folder_with_a_site_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither overwritten nor added to."""
    (tmp_path / "content").mkdir()
    status = main(["new", str(tmp_path), "--yes"])

    assert (1, ["content"]) == (status, [path.name for path in tmp_path.iterdir()])
    assert "holds content already" in capsys.readouterr().err


def test_a_fresh_repository_keeps_its_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """They are named, and what their `.gitignore` lacks: else the output is committed as well."""
    (tmp_path / "README.md").write_text("mine")
    (tmp_path / ".gitignore").write_text("*.log\npublic/\n")
    assert 0 == main(["new", str(tmp_path), "--yes"])
    said = capsys.readouterr().out.splitlines()

    assert "mine" == (tmp_path / "README.md").read_text()
    assert "*.log\npublic/\n" == (tmp_path / ".gitignore").read_text()
    assert "  README.md" not in said
    assert "left as they were: .gitignore, README.md" in said
    assert "  /.broadsheet/" in said[said.index("Add these lines to your .gitignore:") :]
    assert "  /public/" not in said


def test_what_is_to_be_typed_next_can_be_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also for a folder with spaces in its name."""
    monkeypatch.chdir(tmp_path)
    assert 0 == main(["new", "my news/Über uns", "--yes"])

    assert "\n  cd 'my news/Über uns'\n" in capsys.readouterr().out


def test_other_places_are_no_options_of_it(tmp_path: Path) -> None:
    """`--output` or `--source` would be taken and mean nothing."""
    with pytest.raises(SystemExit, match="2"):
        main(["new", str(tmp_path / "new"), "--yes", "--output", "elsewhere"])

    assert not (tmp_path / "new").exists()


def test_netlify_builds_it_from_its_own_folder(tmp_path: Path) -> None:
    """Its command needs nothing that is not in the site, and previews ask to be kept out."""
    begin(tmp_path / "new", Answers())
    told = tomllib.loads((tmp_path / "new" / "netlify.toml").read_text())
    preview = told["context"]["deploy-preview"]["command"]
    plugin = tmp_path / "new" / told["plugins"][0]["package"]

    assert "public" == told["build"]["publish"]
    assert "requirements.txt" in told["build"]["command"]
    assert (tmp_path / "new" / "requirements.txt").is_file()
    assert '--noindex --base-url="$DEPLOY_PRIME_URL"' in preview
    assert {"index.js", "manifest.yml"} == {path.name for path in plugin.iterdir()}


def test_the_cache_plugin_is_the_repositorys_own(tmp_path: Path) -> None:
    """What is tried with Netlify's CLI is what new sites get."""
    begin(tmp_path / "new", Answers())
    ours = ROOT / "netlify" / "cache"

    assert {path.name: path.read_text() for path in ours.iterdir()} == {
        path.name: path.read_text() for path in (tmp_path / "new" / "netlify" / "cache").iterdir()
    }


ORIGINS = [
    (None, Origin("broadsheet==2.0")),
    (
        '{"url": "https://git.example/b", "vcs_info": {"vcs": "git", "commit_id": "abc"}}',
        Origin("broadsheet @ git+https://git.example/b@abc"),
    ),
    (
        '{"url": "https://x.example/b.whl", "archive_info": {"hash": "sha256=0"}}',
        Origin("broadsheet @ https://x.example/b.whl"),
    ),
    (
        '{"url": "file:///a%20b/broadsheet-2.0-py3-none-any.whl", "archive_info": {}}',
        Origin(
            "./vendor/broadsheet-2.0-py3-none-any.whl",
            wheel=Path("/a b/broadsheet-2.0-py3-none-any.whl"),
        ),
    ),
    (
        '{"url": "file:///code/b", "dir_info": {"editable": true}}',
        Origin("./vendor/broadsheet-2.0-py3-none-any.whl", checkout=Path("/code/b")),
    ),
]


@pytest.mark.parametrize(
    ("record", "expected"), ORIGINS, ids=["index", "git", "address", "wheel", "folder"]
)
def test_a_host_is_told_where_this_copy_came_from(record: str | None, expected: Origin) -> None:
    """Never a bare name for what came from elsewhere: an index may have another of that name."""
    assert expected == origin_of(record, "2.0")


def test_good_answers_have_no_fault() -> None:
    """The defaults are possible, each by itself."""
    assert {None} == {fault_in(name, value) for name, value in Answers()._asdict().items()}
