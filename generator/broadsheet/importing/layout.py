"""A draft to the bytes of its article file, and the name that file should have.

Keys stand in the order of the contract's own files; texts of people and addresses are quoted,
names are not unless YAML needs it. The same draft always gives the same bytes.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

import yaml

from broadsheet.importing.drafts import Draft, Provider
from broadsheet.importing.prose import tidy
from broadsheet.model import Image
from broadsheet.text import one_line, shown, slug_of

MAX_NAME = 144
"""Characters of the part after the date: the longest uncut one of the contract's files (D1.3)."""

_NOT_IN_NAME = re.compile(r"[^a-z0-9 -]")
_HYPHENS = re.compile(r"[ -]+")
_DATED = re.compile(r"\d{4}-\d{2}-\d{2}-[a-z0-9]+(?:-[a-z0-9]+)*")
_QUOTED = frozenset(
    [
        "title",
        "excerpt",
        "originalUrl",
        "webUrl",
        "ampWebUrl",
        "cdnAmpWebUrl",
        "url",
        "attribution",
        "featuredContent",
    ]
)
_TIMES = frozenset({"publishedDateTime", "updatedDateTime"})


def file_bytes(draft: Draft) -> bytes:
    """Return the article file of a draft: front matter, and the body if it has one."""
    blocks = [dumped(block) for block in _blocks(draft) if block]
    body = tidy(draft.body)
    text = "---\n" + "\n".join(blocks) + "---\n" + (f"\n{body}\n" if body else "")
    return text.encode("utf-8", "replace")


def name_of(draft: Draft) -> str:
    """Return the name, without ending, that the file of a draft should have.

    `<date>-<slug>` after contract D1, from the UTC day of publication or else of the last update;
    without either, the slug alone. A name of that form which the source gives is kept.
    """
    if _DATED.fullmatch(draft.name) and len(draft.name) <= MAX_NAME + 11:
        return draft.name
    slug = title_slug(draft.title) or slug_of(draft.title)
    day = (draft.published_at or draft.updated_at)[:10]
    return f"{day}-{slug}" if day else slug_of(slug)


def title_slug(title: str) -> str:
    """Return the slug of contract D1.3, or python-slugify's where that would lose the title.

    Combining marks are stripped, the rest lower-cased, everything but `a-z`, `0-9`, space and
    hyphen deleted, runs of those two made one hyphen, and long ones cut at the end of a word.
    """
    letters = unicodedata.normalize("NFD", title)
    plain = "".join(each for each in letters if not unicodedata.combining(each)).lower()
    slug = _HYPHENS.sub("-", _NOT_IN_NAME.sub("", plain)).strip("-")
    if 2 * len(slug) < sum(each.isalnum() for each in plain):
        return slug_of(title)
    if len(slug) > MAX_NAME:
        slug = slug[: MAX_NAME + 1].rpartition("-")[0] or slug[:MAX_NAME]
    return slug


def _blocks(draft: Draft) -> list[dict[str, Any]]:
    """Return the groups of fields that blank lines part, empty values left out."""
    head = {
        "category": "news",
        "title": one_line(draft.title),
        "excerpt": draft.excerpt,
        "publishedDateTime": draft.published_at,
        "updatedDateTime": draft.updated_at,
        "originalUrl": draft.original_url,
        "webUrl": draft.web_url,
        "ampWebUrl": draft.amp_url,
        "cdnAmpWebUrl": draft.cdn_amp_url,
        "type": draft.type,
        "quality": draft.quality,
        "heat": draft.heat,
        "published": draft.published,
        "author": draft.author,
        "language": draft.language,
        "featuredContent": draft.featured_content,
    }
    return [
        _given(head),
        _given({"provider": _provider_fields(draft.provider)}),
        _given({"topics": list(draft.topics)}),
        _given({"images": [_image_fields(image) for image in draft.images]}),
        _given({"related": [dict(entry) for entry in draft.related]}),
        _given({"extra": _sorted(draft.extra)}),
    ]


def _given(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that say something, with hidden controls made visible."""
    kept = {key: _clean(value) for key, value in fields.items()}
    return {key: value for key, value in kept.items() if value not in (None, "", [], {}, ())}


def _sorted(value: Any) -> Any:
    """Return a value whose mappings are in the order of their keys, however deep."""
    if isinstance(value, Mapping):
        return {key: _sorted(value[key]) for key in sorted(value, key=str)}
    return [_sorted(entry) for entry in value] if isinstance(value, list | tuple) else value


def _clean(value: Any) -> Any:
    """Return a value of plain types only, whose texts hold no hidden controls."""
    if isinstance(value, str):
        return shown(value)[0].encode("utf-8", "replace").decode()
    if isinstance(value, Mapping):
        return {_clean(str(key)): _clean(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple | set):
        return [_clean(entry) for entry in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return str(value)


def _provider_fields(provider: Provider) -> dict[str, Any]:
    """Return the outlet as the front matter spells it."""
    images = [_image_fields(image) for image in provider.images]
    return _given({"name": provider.name, "domain": provider.domain, "images": images})


def _image_fields(image: Image) -> dict[str, Any]:
    """Return a picture as the front matter spells it."""
    return _given(
        {
            "url": image.url,
            "width": image.width or None,
            "height": image.height or None,
            "title": image.title,
            "attribution": image.attribution,
            "isCached": image.is_cached,
        }
    )


class _Quoted(str):
    """A text that is always written in double quotes."""

    __slots__ = ()


class _Time(str):
    """A moment, written without quotes."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    """Writes lists indented under their keys, as the contract's files have them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        """Indent lists too."""
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        """Write equal values out each time: our reader takes no aliases."""
        return True


def _quoted_node(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style='"')


def _time_node(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:timestamp", str(text))


_Dumper.add_representer(_Quoted, _quoted_node)
_Dumper.add_representer(_Time, _time_node)


def _styled(key: str, value: Any) -> Any:
    """Return the value with every text marked as it is to be written."""
    if isinstance(value, dict):
        return {name: _styled(name, entry) for name, entry in value.items()}
    if isinstance(value, list):
        return [_styled(key, entry) for entry in value]
    if isinstance(value, str) and key in _TIMES:
        return _Time(value)
    if isinstance(value, str) and (key in _QUOTED or "\n" in value):
        return _Quoted(value)
    return value


def dumped(block: dict[str, Any]) -> str:
    """Return one group of fields as YAML."""
    made: str = yaml.dump(
        _styled("", block),
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=sys.maxsize,
        default_flow_style=False,
    )
    return made


def stem_of(path: str) -> str:
    """Return a file's name without folders and ending."""
    return PurePosixPath(path.replace("\\", "/")).stem
