"""The recipes for hosts are true: their commands exist, and their headers are the site's own."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from broadsheet.commands import COMMANDS, _parser
from broadsheet.pages.host_views import HeadersView
from broadsheet.rendering.host_files import headers
from machine_samples import frame

ROOT = Path(__file__).resolve().parents[1]
RECIPES = ROOT / "docs" / "hosting"
FILES = [
    ROOT / "docs" / "hosting.md",
    ROOT / "netlify.toml",
    ROOT / "Makefile",
    *(ROOT / "generator" / "broadsheet" / "starter").glob("*.*"),
    *RECIPES.iterdir(),
]
COMMAND = re.compile(r"(?:^|[\s`\"/])broadsheet ([a-z]+\b[^`#|&;\n]*)", re.MULTILINE)
"""A command of ours as far as the shell, Markdown or a comment ends it."""


def commands_in(text: str) -> Iterator[list[str]]:
    """Yield the words of every command of ours in a text; what GitHub fills in is `X`."""
    text = re.sub(r"\$\{\{.*?\}\}", "X", text).replace("$(ARGS)", "")
    for found in COMMAND.finditer(text):
        words = re.sub(r"\\?[\"']|\\$", "", found[1]).replace("$$", "$").split()
        if words[0] in COMMANDS:
            yield words


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_command_is_understood(path: Path) -> None:
    """Each has options that exist, or is a name alone, which text may mention."""
    for words in commands_in(path.read_text("utf-8")):
        if len(words) == 1:
            continue
        parsed = _parser(words[0]).parse_args(words)

        assert words[0] == parsed.command


def test_commands_are_found() -> None:
    """The test above reads real commands, with their options."""
    found = [words for path in FILES for words in commands_in(path.read_text("utf-8"))]

    assert {"build", "check", "status", "import"} <= {words[0] for words in found}
    assert ["status", "$LIVE", "--first"] in found
    assert ["build", "--noindex", "--base-url=$DEPLOY_PRIME_URL"] in found


@pytest.mark.parametrize("name", ["github-pages.yml", "scheduled.yml"])
def test_workflows_are_whole(name: str) -> None:
    """They are YAML with a trigger and named or numbered steps, each doing one thing."""
    workflow = yaml.safe_load((RECIPES / name).read_text("utf-8"))
    steps = workflow["jobs"]["publish"]["steps"]

    assert workflow[True]
    assert all(("uses" in step) != ("run" in step) for step in steps)
    assert all(
        re.fullmatch(r"actions/[\w-]+@v\d+", step["uses"]) for step in steps if "uses" in step
    )


FAKE = """#!/bin/sh
echo "$(basename "$0") $*" >> "$LOG"
[ "$1" = status ] && exit "$STATUS"
[ "$1" = import ] && exit "$STATUS"
exit 0
"""


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """Return a folder of programs that only note how they were called."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("broadsheet", "rsync", "python", "git", "npx"):
        (folder / name).write_text(FAKE)
        (folder / name).chmod(0o755)
    return folder


def called(programs: Path, command: list[str], **environment: str) -> tuple[int, list[str]]:
    """Run a recipe with programs that only take notes; return its status and the notes."""
    log = programs.parent / "log"
    log.write_text("")
    values = {"PATH": f"{programs}:{os.environ['PATH']}", "LOG": str(log), **environment}
    status = subprocess.run(command, env=values, cwd=programs.parent, check=False).returncode
    return status, log.read_text().splitlines()


@pytest.mark.parametrize(
    ("status", "ending"),
    [
        ("0", (0, "rsync")),
        ("3", (0, "broadsheet status")),
        ("1", (1, "broadsheet status")),
    ],
)
def test_rsync_deploys_only_what_changed(
    status: str, ending: tuple[int, str], programs: Path
) -> None:
    """Nothing new: nothing is sent. Unknown: nothing is sent, and it fails."""
    live = {"LIVE": "https://x.example/", "SERVER": "x:/srv"}
    ended, notes = called(programs, ["sh", str(RECIPES / "rsync.sh")], STATUS=status, **live)

    assert ending[0] == ended
    assert notes[-1].startswith(ending[1])


@pytest.mark.parametrize(
    ("status", "ending"), [("0", (0, "changed=true")), ("3", (0, "changed=false")), ("1", (1, ""))]
)
def test_the_schedule_deploys_only_what_changed(
    status: str, ending: tuple[int, str], programs: Path, tmp_path: Path
) -> None:
    """The step that compares says so to the step that deploys, or fails."""
    workflow = yaml.safe_load((RECIPES / "scheduled.yml").read_text("utf-8"))
    steps = {
        step.get("id", step.get("name")): step for step in workflow["jobs"]["publish"]["steps"]
    }
    output = tmp_path / "output"
    output.write_text("")
    script = steps["status"]["run"].replace("${{ vars.SITE }}", "https://x.example/")
    bash = ["bash", "-e", "-o", "pipefail", "-c", script]
    ended, _ = called(programs, bash, STATUS=status, GITHUB_OUTPUT=str(output))

    assert ending == (ended, output.read_text().strip())
    assert "steps.status.outputs.changed == 'true'" == steps["Deploy"]["if"]


@pytest.mark.parametrize(("status", "ended"), [("0", 0), ("1", 0), ("2", 1)])
def test_one_feed_that_fails_does_not_stop_the_schedule(
    status: str, ended: int, programs: Path
) -> None:
    """The others were read; but settings that are wrong, or a full disk, stop it."""
    workflow = yaml.safe_load((RECIPES / "scheduled.yml").read_text("utf-8"))
    steps = {step.get("name"): step for step in workflow["jobs"]["publish"]["steps"]}
    bash = ["bash", "-e", "-o", "pipefail", "-c"]

    assert ended == called(programs, [*bash, steps["Import"]["run"]], STATUS=status)[0]


def test_the_schedule_keeps_all_that_an_import_writes(programs: Path) -> None:
    """Articles with what is remembered of them, and the outlets that were unknown."""
    workflow = yaml.safe_load((RECIPES / "scheduled.yml").read_text("utf-8"))
    steps = {step.get("name"): step for step in workflow["jobs"]["publish"]["steps"]}
    bash = ["bash", "-e", "-o", "pipefail", "-c", steps["Keep new articles"]["run"]]

    assert "git add content site/providers.yaml" in called(programs, bash, STATUS="0")[1]


@pytest.mark.parametrize(
    ("branch", "expected"),
    [
        ("main", "broadsheet build"),
        ("idea", "broadsheet build --noindex --base-url https://idea.x.example"),
    ],
)
def test_cloudflare_builds_previews_apart(branch: str, expected: str, programs: Path) -> None:
    """Only the main branch has the site's own address."""
    script = ["sh", str(RECIPES / "cloudflare-pages.sh")]
    pages = {"CF_PAGES_BRANCH": branch, "CF_PAGES_URL": "https://idea.x.example"}
    ended, notes = called(programs, script, STATUS="0", **pages)

    assert (0, expected) == (ended, notes[-1])


def test_nginx_sends_the_headers_of_the_headers_file(request: pytest.FixtureRequest) -> None:
    """What `_headers` says of every page, and the times and origins of the parts that differ.

    With --rewrite-golden the recipe gets the values that are true now.
    """
    file = RECIPES / "nginx.conf"
    config = file.read_text("utf-8")
    sent = dict(re.findall(r'add_header (\S+) "([^"]*)" always;', config))
    text = headers(
        HeadersView(True, False, "", ()), frame(base_url="https://x.example/", base_path="")
    )
    rules = re.split(r"^(?=/)", text.decode(), flags=re.MULTILINE)
    everywhere = dict(re.findall(r"^  (\S+): (.*)$", rules[1], re.MULTILINE))
    others = re.findall(r": (.*)$", "".join(rules[2:]), re.MULTILINE)
    if request.config.getoption("--rewrite-golden"):
        for name, value in everywhere.items():
            config = config.replace(f'{name} "{sent[name]}"', f'{name} "{value}"')
        file.write_text(config, "utf-8")
        sent = everywhere

    assert everywhere == sent
    assert [] == [value for value in others if f'"{value}";' not in config]


def test_previews_on_netlify_keep_search_engines_out() -> None:
    """Every context but production has its own address and asks not to be listed."""
    told = tomllib.loads((ROOT / "netlify.toml").read_text("utf-8"))
    commands = {name: context["command"] for name, context in told["context"].items()}

    assert {"deploy-preview", "branch-deploy"} == commands.keys()
    assert all(
        "--noindex" in command and "$DEPLOY_PRIME_URL" in command for command in commands.values()
    )
    assert {"command": "make site", "publish": "public"}.items() <= told["build"].items()
