"""Front matter of other systems: what cannot be read is refused with a reason."""

from __future__ import annotations

import pytest

from broadsheet.importing.drafts import Refused
from broadsheet.importing.foreign_matter import MAX_FRONT, split_front, text_mapping

MUCH = "x" * (MAX_FRONT + 1)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\xff\xfe", "it is not UTF-8"),
        (b"---\ntitle: a\n", "its front matter has no closing line"),
        (f"---\na: {MUCH}\n---\n".encode(), "its front matter is too large"),
        (b'{\n"a": \n}\n', "its JSON front matter cannot be read"),
        (f'{{\n"a": "{MUCH}\n}}\n{MUCH}\n}}\n'.encode(), "its JSON front matter cannot be read"),
        (b"---js\n{}\n---\n", "its front matter is a program, which is never run"),
        (b"+++\na = \n+++\n", "its front matter cannot be read: "),
        (b"---\n- a\n---\n", "its front matter is no list of names and values"),
        (b"---\na: [\n---\n", "its front matter cannot be read: "),
        (b"---json\n" + b"[" * 100_000 + b"\n---\n", "its front matter "),
    ],
)
def test_what_cannot_be_read_is_refused(data: bytes, reason: str) -> None:
    """The reason begins so, and is one line."""
    with pytest.raises(Refused) as refusal:
        split_front(data)

    assert str(refusal.value).startswith(reason)
    assert "\n" not in str(refusal.value)


def test_json_may_hold_what_looks_like_its_end() -> None:
    """The front matter ends where a brace at the beginning of a line makes it whole."""
    data = b'{\n"a": {\n"b": 1\n}\n}\n\nBody }\n'

    assert ({"a": {"b": 1}}, "Body }\n") == split_front(data)


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"title: A\n", "_config.yml", {"title": "A"}),
        (b"title = 'A'\n", "hugo.TOML", {"title": "A"}),
        (b'{"title": "A"}', "metadata.json", {"title": "A"}),
    ],
)
def test_settings_are_read_by_their_ending(
    data: bytes, name: str, expected: dict[str, object]
) -> None:
    """Whatever its case."""
    assert expected == text_mapping(data, name)


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"\xff", "_config.yml", "it is not UTF-8"),
        (b"a: 1\nb: [\n", "_config.yml", r"it cannot be read: .* \(line [23]\)"),
        (b"title = ", "hugo.toml", r"it cannot be read: .* \(at end of document\)"),
        (b"a = 1\nb" + b".a" * 200 + b" = 1", "hugo.toml", r"a name in it has .* \(line 2\)"),
        (b"# " + b"x" * 200_000, "hugo.toml", "it is larger than"),
        (b"module.exports = {}", "config.js", "it is a program"),
    ],
)
def test_settings_that_cannot_be_read_say_why(data: bytes, name: str, reason: str) -> None:
    """With the line of the file where there is one."""
    with pytest.raises(Refused, match=f"^{reason}"):
        text_mapping(data, name)
