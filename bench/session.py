"""Measures every tool at one corpus size, in turn (A B A B), into a `Results`."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from time import perf_counter

from bench import edits
from bench.aside import put_aside
from bench.corpus import Corpus, Sketch
from bench.counts import addresses, differences, kinds, missing_articles, read_output
from bench.live import serving
from bench.machine import without_paths
from bench.measure import Run, RunError, run
from bench.results import Results
from bench.tools import OURS, Tool
from bench.trees import article_path, write_trees

Say = Callable[[str], None]
Edit = Callable[[Path, str], None]
MEGABYTE = 1_000_000


class Session:
    """One size's measurements. A tool that fails is left out of what follows, and it is noted."""

    def __init__(
        self, corpus: Corpus, tools: Mapping[str, Tool], results: Results, work: Path, say: Say
    ) -> None:
        """Write the trees of `corpus` under `work` and make ready."""
        self._corpus = corpus
        self._tools = dict(tools)
        self._results = results
        self._work = work
        self._say = say
        (work / "logs").mkdir(parents=True, exist_ok=True)
        say(f"writing {corpus.size:,} articles for {', '.join(tools)}")
        self._sources = write_trees(corpus, tools, work / "trees", work)
        self._targets = itertools.cycle(edits.targets(corpus.sketches))
        self._markers = (f"Zzqx{number:04d}" for number in itertools.count())
        self._pages: dict[str, dict[str, str]] = {}
        results.source_bytes = _size_of(next(iter(self._sources.values())))

    def builds(self) -> None:
        """Clean, no-change and one-article builds, as often as asked for."""
        for number in range(self._results.runs):
            self._in_turn("clean", number, self.clean)
            if number == 0:
                self._check_counts()
            self._in_turn("nochange", number, self._build)
            self._in_turn("body", number, self._build, edits.append_sentence)
            self._in_turn("title", number, self._build, edits.retitle)

    def memory(self) -> None:
        """Peak memory of clean builds, in runs of their own since looking disturbs."""
        for number in range(max(1, self._results.runs // 2)):
            for tool in list(self._tools.values()):
                with self._leaving_out(tool, "memory"):
                    peak = self.clean(tool, watch_memory=True).peak
                    self._keep("memory", number, tool, peak / MEGABYTE)

    def previews(self) -> None:
        """Each tool's own server: start to first page, then three edits to the page."""
        latest = edits.newest(self._corpus.sketches)
        for number in range(self._results.runs):
            target = next(self._targets)
            markers = [next(self._markers) for _ in range(3)]
            for tool in list(self._tools.values()):
                with self._leaving_out(tool, "preview"):
                    self._preview(tool, number, (target, latest), markers)

    def clean(self, tool: Tool, *, watch_memory: bool = False) -> Run:
        """One build with neither output nor cache.

        Raises RunError if the tool fails.
        """
        source = self._sources[tool.name]
        for leftover in (tool.output, *tool.caches):
            put_aside(source / leftover, self._work)
        return self._build(tool, watch_memory=watch_memory)

    def output_of(self, tool: Tool) -> Path:
        """Return the folder the tool builds into."""
        return self._sources[tool.name] / tool.output

    @contextmanager
    def setting(self, line: str, instead: str) -> Iterator[None]:
        """Change one line of Broadsheet's settings for as long as the context lasts."""
        path = self._sources[OURS] / "site" / "site.yaml"
        kept = path.read_text(encoding="utf-8")
        path.write_text(kept.replace(line, instead), encoding="utf-8")
        try:
            yield
        finally:
            path.write_text(kept, encoding="utf-8")

    def _build(self, tool: Tool, *, watch_memory: bool = False) -> Run:
        log = self._log(tool, "build")
        source = self._sources[tool.name]
        return run(tool.build, source, tool.environment, log, watch_memory=watch_memory)

    def _in_turn(
        self, measure: str, number: int, action: Callable[[Tool], Run], edit: Edit | None = None
    ) -> None:
        """Let every tool do the same once, after the same edit."""
        target, marker = next(self._targets), next(self._markers)
        for tool in list(self._tools.values()):
            with self._leaving_out(tool, measure):
                if edit:
                    edit(self._file(tool, target), marker)
                taken = action(tool)
                if edit:
                    self._check_edit(tool, target, marker)
                self._keep(measure, number, tool, taken.wall)
                if measure == "clean":
                    self._results.add("clean_cpu", tool.name, taken.cpu)

    def _preview(
        self, tool: Tool, number: int, edited: tuple[Sketch, Sketch], markers: Sequence[str]
    ) -> None:
        target, latest = edited
        page = self._pages[tool.name][target.number]
        steps: list[tuple[str, Edit, Sketch, str]] = [
            ("edit_body", edits.append_sentence, target, page),
            ("edit_title", edits.retitle, target, page),
            ("edit_home", edits.retitle, latest, "/"),
        ]
        source = self._sources[tool.name]
        with serving(tool, source, self._log(tool, "serve")) as (server, begun):
            self._keep("start", number, tool, server.seconds_until("/", "</html>", begun))
            for (measure, edit, sketch, address), marker in zip(steps, markers, strict=True):
                server.seconds_until(address, "</html>", perf_counter())
                taken = server.seconds_from_edit(
                    partial(edit, self._file(tool, sketch), marker), address, marker
                )
                self._keep(measure, number, tool, taken)

    def _check_counts(self) -> None:
        """Note how many pages of each kind there are, and whatever parts the tools' work."""
        outputs = {name: read_output(self.output_of(tool)) for name, tool in self._tools.items()}
        for name, output in outputs.items():
            self._results.counts[name] = kinds(output)
            self._results.output_bytes[name] = output.size
            self._pages[name] = addresses(output)
            missing = missing_articles(output, self._corpus.sketches)
            if missing:
                self.note(f"{name} has no page for {len(missing)} articles: {missing[0]} ...")
        peers = {name: output for name, output in outputs.items() if name != OURS}
        for difference in differences(peers):
            self.note(difference)

    def _check_edit(self, tool: Tool, target: Sketch, marker: str) -> None:
        """Fail if the edit is not in the output: a build that leaves it out is no build."""
        address = self._pages[tool.name].get(target.number, "/")
        page = self.output_of(tool) / address.strip("/") / "index.html"
        if marker not in page.read_text(encoding="utf-8"):
            raise RunError(f"the edit did not reach {address}")

    @contextmanager
    def _leaving_out(self, tool: Tool, measure: str) -> Iterator[None]:
        """Note a tool's failure and leave it out from here on."""
        try:
            yield
        except RunError as error:
            self.note(f"{tool.name} is left out from {measure} on: {error}")
            del self._tools[tool.name]

    def note(self, text: str) -> None:
        """Keep a remark for the report, freed of this machine's folders."""
        plain = without_paths(text.replace(str(self._work), "…"))
        self._results.notes.append(plain)
        self._say(f"  note: {plain}")

    def _keep(self, measure: str, number: int, tool: Tool, value: float) -> None:
        self._results.add(measure, tool.name, value)
        self._say(f"  {measure} {number + 1} {tool.name}: {value:.3f}")

    def _file(self, tool: Tool, sketch: Sketch) -> Path:
        return article_path(self._sources[tool.name], tool.name, sketch.name)

    def _log(self, tool: Tool, what: str) -> Path:
        return self._work / "logs" / f"{tool.name}-{what}.log"


def _size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*.md"))
