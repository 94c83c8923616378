"""Articles that cost much to read, too large to be kept as files."""

from __future__ import annotations

from collections.abc import Callable

HEAD = """---
title: "A costly article"
publishedDateTime: "2026-11-01T08:00:00Z"
webUrl: "https://costly.example/story"
published: true
"""

ROOM = 1_900_000
"""Bytes that a body may have: the limit of the settings, less what stands around it."""


def front(fields: str, body: str = "A body.") -> bytes:
    """Return an article with further fields."""
    return f"{HEAD}{fields}\n---\n{body}\n".encode()


def body(text: str) -> bytes:
    """Return an article with a body."""
    return front("topics: [Cost]", text)


def filled(piece: str) -> bytes:
    """Return an article whose body is one piece of Markdown, again and again, to the limit."""
    return body(piece * (ROOM // len(piece.encode())))


def _alias_bomb() -> bytes:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 20)]
    return front("\n".join(rows))


def _merge_bomb() -> bytes:
    rows = ["m0: &m0 {k: v}"]
    rows += [f"m{n}: &m{n} {{<<: [{', '.join([f'*m{n - 1}'] * 10)}]}}" for n in range(1, 20)]
    return front("\n".join(rows))


def _related(count: int) -> bytes:
    rows = [
        f"  - title: Related page number {n} of many\n    webUrl: https://r{n}.example/{n}\n"
        f"    publishedDateTime: '2026-11-01T08:00:00Z'\n    provider:\n      domain: r{n}.example"
        for n in range(count)
    ]
    return front("related:\n" + "\n".join(rows))


LARGE: dict[str, Callable[[], bytes]] = {
    "body-20-mb": lambda: body("word " * 4_000_000),
    "front-20-mb": lambda: front("x: " + "a" * 20_000_000),
    "nuls-20-mb": lambda: bytes(20_000_000),
    "one-line": lambda: body("word" * (ROOM // 4)),
    "alias-bomb": _alias_bomb,
    "merge-bomb": _merge_bomb,
    "aliases": lambda: front("a: &a b\nc: [" + "*a, " * 400_000 + "]"),
    "anchors": lambda: front("c: [" + ", ".join(f"&a{n} b" for n in range(150_000)) + "]"),
    "related-5000": lambda: _related(5_000),
    "related-12000": lambda: _related(12_000),
    "topics-20000": lambda: front("topics: [" + ", ".join(f"t{n}" for n in range(20_000)) + "]"),
    "fields-100000": lambda: front("\n".join(f"f{n}: v" for n in range(100_000))),
    "duplicates": lambda: front("dup: x\n" * 100_000),
    "brackets": lambda: front("x: " + "[" * 900_000),
    "braces": lambda: front("x: " + "{a: " * 400_000),
    "dashes": lambda: front("x:\n " + "- " * 900_000),
    "question-marks": lambda: front("? " * 900_000),
    "quote-never-closed": lambda: front('x: "' + "a\n  " * 400_000),
    "spaces": lambda: front("x:" + " " * 1_900_000 + "y"),
    "colons": lambda: front("x: " + "a:" * 900_000),
    "hashes": lambda: front("x: " + "a#" * 900_000),
    "escapes": lambda: front('x: "' + "\\n" * 900_000 + '"'),
    "long-number": lambda: front("quality: " + "9" * 1_900_000),
    "title-entities": lambda: front("excerpt: '" + "&amp;" * 300_000 + "'"),
    "title-ampersands": lambda: front("excerpt: '" + "&" * 1_800_000 + "'"),
    "url-long": lambda: front("originalUrl: https://a.example/" + "%2e/" * 450_000),
    "url-ampersands": lambda: front("originalUrl: https://a.example/?" + "&amp;" * 350_000),
    "url-dots": lambda: front("originalUrl: https://" + "a." * 800_000),
    "domain-hyphens": lambda: front("provider:\n  name: x\n  domain: " + "a-" * 800_000),
    "language-long": lambda: front("language: en" + "-abcdefgh" * 200_000),
    "fences": lambda: (HEAD + "-- -\n" * 380_000).encode(),
    "quotes": lambda: filled(">"),
    "quotes-deep": lambda: body("\n".join(">" * n + " a" for n in range(1_500))),
    "quotes-spaced": lambda: filled("> "),
    "lists-deep": lambda: body("".join("  " * n + "- a\n" for n in range(1_200))),
    "list-marks": lambda: filled("- "),
    "list-numbers": lambda: filled("1. "),
    "emphasis": lambda: filled("*"),
    "emphasis-open": lambda: filled("*a "),
    "emphasis-closed": lambda: filled("a* "),
    "emphasis-both": lambda: filled("*a **a "),
    "emphasis-mixed": lambda: filled("_*a"),
    "strikes": lambda: filled("~~a"),
    "links-open": lambda: filled("["),
    "links-nested": lambda: body("[" * 30_000 + "a" + "](b)" * 30_000),
    "links-half": lambda: filled("[a]("),
    "links-quoted": lambda: filled('[a](b "'),
    "links-angled": lambda: filled("[a](<b"),
    "images-open": lambda: filled("!["),
    "references": lambda: body("".join(f"[a{n}]: https://b.example\n" for n in range(55_000))),
    "references-used": lambda: body("[a]: https://b.example\n\n" + "[a] " * 25_000),
    "references-long": lambda: body("[" + "a" * 900_000 + "]: b\n\n[" + "a" * 900_000 + "]"),
    "footnotes": lambda: body("[^a]\n\n[^a]: " + "[^a]" * 25_000),
    "footnotes-many": lambda: body("".join(f"[^{n}]\n\n[^{n}]: x\n\n" for n in range(9_000))),
    "code-ticks": lambda: body("".join("e" + "`" * n for n in range(1_900))),
    "code-open": lambda: filled("` "),
    "code-fences": lambda: filled("```\n"),
    "tables": lambda: body("|" * 20_000 + "\n" + "|-" * 20_000 + "\n" + "|a" * 10_000),
    "tables-wide": lambda: body("|a" * 5_000 + "|\n" + "|-" * 5_000 + "|\n" + "|\n" * 5_000),
    "tables-many": lambda: filled("|a|\n|-|\n|b|\n\n"),
    "headings": lambda: filled("# a\n"),
    "headings-same": lambda: body("# same\n\n" * 25_000),
    "headings-setext": lambda: filled("a\n-\n"),
    "html-open": lambda: filled("<"),
    "html-comments": lambda: filled("<!-- "),
    "html-attributes": lambda: filled("<a b='"),
    "html-declarations": lambda: filled("<!A "),
    "html-cdata": lambda: filled("<![CDATA["),
    "autolinks": lambda: filled("<https://a.example> "),
    "autolinks-open": lambda: filled("<a@b."),
    "entities": lambda: filled("&amp;"),
    "ampersands": lambda: filled("&"),
    "ampersands-numbers": lambda: filled("&#x"),
    "no-break-spaces": lambda: filled("a\u00a0"),
    "entities-hidden": lambda: body("&#x202e;" * 55_000),
    "backslashes": lambda: filled("\\"),
    "breaks": lambda: filled("a  \n"),
    "rules": lambda: filled("* * "),
    "tabs": lambda: filled("\t"),
    "blank-lines": lambda: filled("\n \n\ta"),
    "hidden": lambda: filled("\u202e"),
    "combining": lambda: filled("\u0301"),
}
"""Each is read within the bounds of `test_bounds`."""

TOLD = {
    "body-20-mb": "file-too-large:0 file_bytes",
    "front-20-mb": "file-too-large:0 file_bytes",
    "nuls-20-mb": "file-too-large:0 file_bytes",
    "one-line": "read",
    "alias-bomb": "yaml-alias:6",
    "merge-bomb": "yaml-alias:6",
    "aliases": "yaml-alias:6",
    "anchors": "yaml-alias:6",
    "related-5000": "too-many-values:22729 yaml_values",
    "related-12000": "file-too-large:2 front_matter_bytes",
    "topics-20000": "warn:too-many-values:6 names",
    "fields-100000": "too-many-values:25001 yaml_values",
    "duplicates": "duplicate-field:7",
    "brackets": "too-deep:6 yaml_depth",
    "braces": "too-deep:6 yaml_depth",
    "dashes": "too-deep:7 yaml_depth",
    "question-marks": "bad-yaml:6",
    "quote-never-closed": "bad-yaml:6",
    "spaces": "read",
    "colons": "bad-yaml:6",
    "hashes": "read",
    "escapes": "read",
    "long-number": "bad-number:6",
    "title-entities": "warn:too-long:6",
    "title-ampersands": "warn:too-long:6",
    "url-long": "bad-url:6",
    "url-ampersands": "bad-url:6",
    "url-dots": "bad-url:6",
    "domain-hyphens": "warn:bad-url:8",
    "language-long": "bad-choice:6",
    "fences": "unterminated-front-matter:1",
    "quotes": "warn:too-long:8",
    "quotes-deep": "warn:too-long:8",
    "quotes-spaced": "warn:too-long:8",
    "lists-deep": "read",
    "list-marks": "read",
    "list-numbers": "read",
    "emphasis": "warn:too-long:8",
    "emphasis-open": "warn:too-long:8",
    "emphasis-closed": "warn:too-long:8",
    "emphasis-both": "warn:too-long:8",
    "emphasis-mixed": "warn:too-long:8",
    "strikes": "warn:too-long:8",
    "links-open": "read",
    "links-nested": "warn:too-long:8",
    "links-half": "warn:too-long:8",
    "links-quoted": "warn:too-long:8",
    "links-angled": "warn:too-long:8",
    "images-open": "warn:too-long:8",
    "references": "warn:too-long:8",
    "references-used": "read",
    "references-long": "warn:dropped-link:8",
    "footnotes": "read",
    "footnotes-many": "warn:too-long:8",
    "code-ticks": "warn:too-long:8",
    "code-open": "read",
    "code-fences": "warn:too-long:8",
    "tables": "read",
    "tables-wide": "read",
    "tables-many": "warn:too-long:8",
    "headings": "warn:too-long:8",
    "headings-same": "read",
    "headings-setext": "warn:too-long:8",
    "html-open": "warn:too-long:8",
    "html-comments": "warn:too-long:8",
    "html-attributes": "warn:too-long:8",
    "html-declarations": "warn:too-long:8",
    "html-cdata": "warn:too-long:8",
    "autolinks": "warn:too-long:8",
    "autolinks-open": "warn:too-long:8",
    "entities": "warn:too-long:8",
    "ampersands": "warn:too-long:8",
    "ampersands-numbers": "warn:too-long:8",
    "no-break-spaces": "warn:too-long:8",
    "entities-hidden": "read",
    "backslashes": "warn:too-long:8",
    "breaks": "warn:too-long:8",
    "rules": "warn:too-long:8",
    "tabs": "read",
    "blank-lines": "warn:too-long:8",
    "hidden": "warn:hidden-character:8",
    "combining": "read",
}
"""What is said of each first: `code:line` and the setting that would allow it, or `read`.

`warn:` stands before what is read nevertheless.
"""
