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
    "entities-hidden": lambda: body("&#x202e;" * 55_000),
    "backslashes": lambda: filled("\\"),
    "breaks": lambda: filled("a  \n"),
    "rules": lambda: filled("* * "),
    "tabs": lambda: filled("\t"),
    "blank-lines": lambda: filled("\n \n\ta"),
    "hidden": lambda: filled("\u202e"),
    "combining": lambda: filled("\u0301"),
}
"""Each is read within the bounds of `test_bounds`, whatever is said of it."""
