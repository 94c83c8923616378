"""The search index as parts of the output: which there are, and what each follows from."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import msgspec

from broadsheet.digest.arrange import Digest
from broadsheet.engine import version_of
from broadsheet.fingerprint import digest_of
from broadsheet.publishing.derived import Derived
from broadsheet.searching.canonical import ENTRY
from broadsheet.searching.indexing import PROGRAM, Indexing, Job
from broadsheet.searching.records import parts_of, standing_part
from broadsheet.settings import Settings

FOLDER = "pagefind"
PARTS = "parts.json"
"""Names the parts, newest first, for the script of the search page."""


class SearchIndex:
    """The index of one digest. `derived` are its parts, `jobs` the work that each may cost."""

    def __init__(
        self,
        digest: Digest,
        settings: Settings,
        body: Callable[[bytes], str],
        engine: bytes,
        indexing: Indexing,
    ) -> None:
        language = settings.site.language.replace("_", "-")
        about = (engine, version_of("pagefind"), language)
        self._indexing = indexing
        self._jobs: dict[str, Job] = {}
        self._names: list[str] = []
        self.derived: list[Derived] = []
        for part in parts_of(digest):
            self._names.append(part.name)
            self._add(
                f"search:{part.name}",
                digest_of((about, part)),
                self._part,
                Job(part.name, part.records, language, body),
            )
        standing = standing_part(settings)
        inputs = digest_of((about, standing, self._names))
        self._add("search", inputs, self._first, Job("", standing, language, body))

    def _add(
        self,
        name: str,
        inputs: bytes,
        make: Callable[[Job], Iterator[tuple[str, bytes]]],
        job: Job,
    ) -> None:
        self._jobs[name] = job
        self.derived.append(Derived(name, inputs, lambda: make(job)))

    def expect(self, stale: list[Derived], beside: int) -> None:
        """Begin with the parts that must be made anew, up to `beside` of them at once."""
        self._indexing.expect((self._jobs[part.name] for part in stale), beside)

    def _part(self, job: Job) -> Iterator[tuple[str, bytes]]:
        """Yield a part to be merged: its index, without what the browser has already."""
        for path, data in self._indexing.files(job).items():
            if path not in PROGRAM and not path.startswith("wasm."):
                yield f"{FOLDER}/{job.name}/{path}", data

    def _first(self, job: Job) -> Iterator[tuple[str, bytes]]:
        """Yield what the browser opens first: the program, its own index, the others' names."""
        files = self._indexing.files(job)
        languages = json.loads(files[ENTRY])["languages"].values()
        needed = {f"wasm.{each.get('wasm') or 'unknown'}.pagefind" for each in languages}
        for path, data in files.items():
            if not path.startswith("wasm.") or path in needed:
                yield f"{FOLDER}/{path}", data
        yield f"{FOLDER}/{PARTS}", msgspec.json.encode({"parts": self._names})
