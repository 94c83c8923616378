"""The measuring itself, on small tools made for it: whole processes, servers, honest failures."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from bench.corpus import Corpus
from bench.measure import RunError, run
from bench.results import MEASURES, Results
from bench.session import Session
from bench.tools import Tool

from bench import edits, live

ENVIRONMENT = {"PATH": "/usr/bin:/bin"}

BUILD = """
import pathlib, re, sys
home = []
for path in sorted(pathlib.Path("content").glob("**/*.md")):
    text = path.read_text()
    if not re.search("^(published|listed): true", text, re.M):
        continue
    folder = pathlib.Path("public/news", path.stem)
    folder.mkdir(parents=True, exist_ok=True)
    if {remembers} and (folder / "index.html").exists():
        continue
    (folder / "index.html").write_text(text + "</html>")
    home.append(re.search("^title: (.*)", text, re.M).group(1))
pathlib.Path("public/index.html").write_text("".join(home) + "</html>")
"""

SERVE = """
import http.server, runpy, sys
class Handler(http.server.SimpleHTTPRequestHandler):
    def do_GET(self):
        runpy.run_path("build.py")
        super().do_GET()
    def log_message(self, *_): pass
def handle(*request): return Handler(*request, directory="public")
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), handle).serve_forever()
"""


def make_tool(name, folder, *, remembers=False):
    """Make a generator of fifteen lines; one that `remembers` never renders a page again."""
    build, serve = folder / f"{name}-build.py", folder / f"{name}-serve.py"
    build.write_text(BUILD.replace("{remembers}", str(remembers)))
    serve.write_text(SERVE.replace('"build.py"', repr(str(build))))
    return Tool(
        name=name,
        version="1",
        build=(sys.executable, str(build)),
        serve=(sys.executable, str(serve), "{port}"),
        output="public",
        caches=(),
        environment=ENVIRONMENT,
    )


@pytest.fixture
def session_of(tmp_path, monkeypatch):
    monkeypatch.setattr(live, "QUIET_SECONDS", 0.02)

    def make(*tools):
        results = Results(60, 1, 1, "2026-01-02", {}, {tool.name: tool.version for tool in tools})
        by_name = {tool.name: tool for tool in tools}
        work = tmp_path / "work"
        return Session(Corpus(60), by_name, results, work, lambda _: None), results

    return make


def test_every_measure_of_every_tool_is_taken(session_of, tmp_path):
    """Builds, memory and previews of two tools: ten measures each, nothing noted."""
    session, results = session_of(make_tool("broadsheet", tmp_path), make_tool("hugo", tmp_path))
    session.builds()
    session.memory()
    session.previews()

    assert results.notes == []
    assert set(results.values) == {measure.key for measure in MEASURES}
    assert all(set(by_tool) == {"broadsheet", "hugo"} for by_tool in results.values.values())
    assert all(v > 0 for by_tool in results.values.values() for vs in by_tool.values() for v in vs)


def test_a_tool_that_leaves_an_edit_out_is_left_out(session_of, tmp_path):
    """Doing nothing is fast; it does not count."""
    session, results = session_of(make_tool("hugo", tmp_path, remembers=True))
    session.builds()

    assert [note.split(":")[0] for note in results.notes] == ["hugo is left out from body on"]
    assert sorted(results.values) == ["clean", "clean_cpu", "nochange"]


def test_a_failure_is_noted_without_this_machines_folders(session_of, tmp_path):
    """Reports are published; where things lie on the measuring machine is nobody's business."""
    tool = make_tool("hugo", tmp_path)
    (tmp_path / "hugo-build.py").write_text(f"raise SystemExit('no {tmp_path} and {sys.prefix}')")
    session, results = session_of(tool)
    session.builds()

    assert len(results.notes) == 1
    assert "exit status 1" in results.notes[0]
    assert str(tmp_path) not in results.notes[0]
    assert sys.prefix not in results.notes[0]


def test_peers_that_write_different_pages_are_found_out(session_of, tmp_path):
    """The check of equal work is made on the first clean build."""
    other = make_tool("pelican", tmp_path)
    script = tmp_path / "pelican-build.py"
    script.write_text(script.read_text() + "\npathlib.Path('public/more.html').write_text('')")
    session, results = session_of(make_tool("hugo", tmp_path), other)
    session.builds()

    assert "1 files are not both in hugo and pelican: more.html ..." in results.notes


def test_a_setting_is_changed_and_put_back(session_of, tmp_path):
    """What is measured by itself leaves no trace in what follows."""
    session, _ = session_of(make_tool("broadsheet", tmp_path))
    settings = tmp_path / "work" / "trees" / "broadsheet" / "site" / "site.yaml"
    before = settings.read_text()
    with session.setting("search: false", "search: true"):
        during = settings.read_text()

    assert during == before.replace("search: false", "search: true")
    assert during != before
    assert settings.read_text() == before


def in_python(text, tmp_path, **options):
    """Run a few lines of Python as a measured process."""
    command = (sys.executable, "-c", textwrap.dedent(text))
    return run(command, tmp_path, ENVIRONMENT, tmp_path / "log", **options)


def test_a_failing_process_says_what_it_printed_last(tmp_path):
    """Its exit status and last lines are in the error."""
    with pytest.raises(RunError, match="exit status 3: out of ink"):
        in_python("import sys; print('out of ink'); sys.exit(3)", tmp_path)


def test_cpu_of_children_counts(tmp_path):
    """Work that a process hands to others is its work."""
    busy = "for i in range(3_000_000): pass"
    taken = in_python(
        f"import subprocess, sys; subprocess.run([sys.executable, '-c', '{busy}'])", tmp_path
    )
    idle = in_python("import subprocess, sys; subprocess.run([sys.executable, '-c', ''])", tmp_path)

    assert taken.cpu > idle.cpu


@pytest.mark.skipif(sys.platform != "linux", reason="trees are read from /proc")
def test_memory_of_workers_is_added_up(tmp_path):
    """Two children of 40 MB at once are 80 MB, though no process is so large."""
    text = """
        import subprocess, sys
        hold = "import time; kept = bytearray(b'x') * 40_000_000; time.sleep(0.6)"
        both = [subprocess.Popen([sys.executable, "-c", hold]) for _ in range(2)]
        [child.wait() for child in both]
    """
    apart, together = peaks_of(text, tmp_path)

    assert apart < 80_000_000 <= together


def peaks_of(text, tmp_path):
    """Measure a few lines twice, without and with the watch; return both peaks in bytes.

    From a process as small as the benchmark's own: Linux counts what a process was forked from
    (`ru_maxrss` survives exec), and a process that runs tests is large.
    """
    measuring = f"""
        from pathlib import Path
        from bench.measure import run
        command = ({sys.executable!r}, "-c", {textwrap.dedent(text)!r})
        places = (Path({str(tmp_path)!r}), {ENVIRONMENT!r}, Path({str(tmp_path / "log")!r}))
        print(*(run(command, *places, watch_memory=watched).peak for watched in (False, True)))
    """
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-c", textwrap.dedent(measuring)]
    done = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True)
    return tuple(map(int, done.stdout.split()))


def test_targets_repeat_for_nobody():
    """Enough articles can be edited that three runs never meet one twice at the smallest size."""
    chosen = edits.targets(Corpus(1_000).sketches)

    assert len(chosen) > 12
    assert len({sketch.name for sketch in chosen}) == len(chosen)


def test_a_clean_build_finds_nothing_and_deletes_nothing(session_of, tmp_path):
    """The last output is moved away, whole: deleting it would cost the build that follows."""
    tool = make_tool("broadsheet", tmp_path)
    session, _ = session_of(tool)
    session.clean(tool)
    first = session.output_of(tool) / "index.html"
    before = first.stat().st_ino
    session.clean(tool)

    (kept,) = (tmp_path / "work" / "aside").iterdir()
    assert (kept / "index.html").stat().st_ino == before
    assert first.stat().st_ino != before
