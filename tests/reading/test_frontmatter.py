"""Cutting a file in two: which bytes are an article, and on which line its parts begin."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.errors import SiteError
from broadsheet.reading.frontmatter import Document, split
from broadsheet.settings import Limits


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"---\na: b\n---\nbody\n", Document("a: b\n", "body\n", 4)),
        (b"---\na: b\n---", Document("a: b\n", "", 4)),
        (b"--- \t\na: b\n---  \n\nx", Document("a: b\n", "\nx", 4)),
        (b"---\n---\n", Document("", "", 3)),
        (b"---\na: b\n----\n---\nx", Document("a: b\n----\n", "x", 5)),
        (b"\xef\xbb\xbf---\na: b\n---\nx", Document("a: b\n", "x", 4)),
        (b"---\r\na: b\r\n---\r\nx\r\n", Document("a: b\n", "x\n", 4)),
        (b"---\ra: b\r---\rx", Document("a: b\n", "x", 4)),
        (b"---\na: b\n---\nx\n---\ny", Document("a: b\n", "x\n---\ny", 4)),
        (b"---\na: \xc3\xa9\n---\n", Document("a: é\n", "", 4)),
    ],
)
def test_a_file_is_cut_at_the_lines_of_hyphens(data: bytes, expected: Document) -> None:
    """Whatever ends its lines, and with or without a byte order mark."""
    assert split(data, "a.md", Limits()) == expected


@pytest.mark.parametrize(
    ("data", "line", "code"),
    [
        (b"", 1, "empty-file"),
        (b" \n\t\n", 1, "empty-file"),
        (b"\xef\xbb\xbf", 1, "empty-file"),
        (b"title: x\n", 1, "no-front-matter"),
        (b"\n---\ntitle: x\n---\n", 1, "no-front-matter"),
        (b"----\n", 1, "no-front-matter"),
        (b"+++\ntitle = 1\n+++\n", 1, "no-front-matter"),
        (b"---", 1, "unterminated-front-matter"),
        (b"---\ntitle: x\n", 1, "unterminated-front-matter"),
        (b"---\ntitle: x\n ---\n", 1, "unterminated-front-matter"),
        (b"---\na: b\nc: \xe9\n---\n", 3, "not-utf8"),
        (b"---\r\na: b\r\nc: \xe9\r\n---\r\n", 3, "not-utf8"),
        (b"\xff\xfe-\x00-\x00", 1, "not-utf8"),
        (b"\xfe\xff\x00-\x00-", 1, "not-utf8"),
        (b"---\na: \xed\xa0\x80\n---\n", 2, "not-utf8"),
        (b"---\na: \xc0\xaf\n---\n", 2, "not-utf8"),
    ],
)
def test_any_other_file_is_refused_for_one_reason(data: bytes, line: int, code: str) -> None:
    """With the line to look at, and a hint."""
    with pytest.raises(SiteError) as caught:
        split(data, "a.md", Limits())

    (problem,) = caught.value.problems
    assert (problem.where.path, problem.where.line, problem.code) == ("a.md", line, code)
    assert problem.hint


@pytest.mark.parametrize(
    ("limits", "line", "setting"),
    [
        (Limits(file_bytes=20), 0, "file_bytes"),
        (Limits(front_matter_bytes=8), 2, "front_matter_bytes"),
        (Limits(body_bytes=4), 4, "body_bytes"),
    ],
)
def test_a_part_beyond_its_limit_is_refused(limits: Limits, line: int, setting: str) -> None:
    """Naming the setting that would let it pass."""
    with pytest.raises(SiteError) as caught:
        split("---\ntitle: é\n---\nbödy\n".encode(), "a.md", limits)

    (problem,) = caught.value.problems
    assert (problem.code, problem.where.line) == ("file-too-large", line)
    assert setting in problem.hint


def test_a_part_may_be_as_large_as_its_limit() -> None:
    """Bytes are counted, not characters."""
    limits = Limits(front_matter_bytes=10, body_bytes=6)

    assert split("---\ntitle: é\n---\nbödy\n".encode(), "a.md", limits).body == "bödy\n"


@given(st.binary(max_size=200))
def test_any_bytes_are_cut_or_refused(data: bytes) -> None:
    """Nothing but a problem comes out of what is no article."""
    try:
        document = split(b"---\n" + data, "a.md", Limits())
    except SiteError as error:
        assert len(error.problems) == 1
    else:
        assert "\r" not in document.front + document.body
