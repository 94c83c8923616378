"""Pagefind's files with an order of their own: same records, same bytes.

Pagefind 1.5 lists the values of a filter, and the filters themselves, in the order of a hash table
that is seeded anew in each run. Those two kinds of file are gzipped CBOR (RFC 8949) behind a mark,
named after a hash of their bytes; they are sorted, written again, and named by their new bytes.
An index by a version that we have not read is left as it is: it works, in an order of its own.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

import cbor2

MARK = b"pagefind_dcd"
ENTRY = "pagefind-entry.json"
READ = "1.5."
"""Begins the versions whose files are known to have this form."""

_FILTER = re.compile(r"filter/(\w+?)_\w+\.pf_filter")
_META = re.compile(r"pagefind\.(\w+?)_\w+\.pf_meta")
_FILTERS, _SORTS, _FIELDS = 3, 4, 5
"""Where the lists without an order lie in the meta file of version 1.5."""

_SYSTEM = 9
"""The byte of a gzip header (RFC 1952, 2.3.1) that names the system it was packed on.

Python writes it after the machine before 3.13, and as 255, unknown, since.
"""


def canonical(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files of an index by path, with filters in the order of their names."""
    ordered = dict(files)
    if not json.loads(files[ENTRY])["version"].startswith(READ):
        return ordered
    renamed: dict[str, str] = {}
    for path in sorted(files):
        if match := _FILTER.fullmatch(path):
            data = _sorted_filter(ordered.pop(path))
            name = f"{match[1]}_{_name(data)}"
            renamed[path.removeprefix("filter/").removesuffix(".pf_filter")] = name
            ordered[f"filter/{name}.pf_filter"] = data
    for path in sorted(files):
        if match := _META.fullmatch(path):
            data = _sorted_meta(ordered.pop(path), renamed)
            name = f"{match[1]}_{_name(data)}"
            renamed[path.removeprefix("pagefind.").removesuffix(".pf_meta")] = name
            ordered[f"pagefind.{name}.pf_meta"] = data
    ordered[ENTRY] = _renamed_entry(files[ENTRY], renamed)
    return dict(sorted(ordered.items()))


def _sorted_filter(data: bytes) -> bytes:
    name, values = _unpacked(data)
    return _packed([name, sorted(values)])


def _sorted_meta(data: bytes, renamed: Mapping[str, str]) -> bytes:
    meta = _unpacked(data)
    meta[_FILTERS] = sorted([name, renamed.get(file, file)] for name, file in meta[_FILTERS])
    meta[_SORTS] = sorted(meta[_SORTS])
    return _packed(meta)


def _renamed_entry(data: bytes, renamed: Mapping[str, str]) -> bytes:
    entry = json.loads(data)
    for language in entry["languages"].values():
        language["hash"] = renamed.get(language["hash"], language["hash"])
    return json.dumps(entry, ensure_ascii=False, sort_keys=True).encode()


def _unpacked(data: bytes) -> Any:
    plain = gzip.decompress(data)
    return cbor2.loads(plain.removeprefix(MARK))


def _packed(value: object) -> bytes:
    data = gzip.compress(MARK + cbor2.dumps(value), mtime=0)
    return data[:_SYSTEM] + b"\xff" + data[_SYSTEM + 1 :]


def _name(data: bytes) -> str:
    return blake2b(data, digest_size=5).hexdigest()
