"""The quick renderer of Markdown, for bodies about which it cannot differ from the reference.

pulldown-cmark (Rust, by way of pyromark) follows the same specification ten times faster, but
passes raw HTML on and judges odd addresses otherwise. `can_render` lets only plain constructs
pass; `tests/reading/test_quickmarkup.py` compares the two renderers on what it lets pass.
"""

from __future__ import annotations

import re

_ODD = re.compile(
    r"""[<&\\\t\r\x0b\x0c]         # raw HTML, autolinks, entities, escapes, tabs
    | [^\x00-\x7f\u00c0-\u024f\u2013\u2014\u2018-\u201e\u2026\u20ac]  # other alphabets
    | \[\^ | \]: | \]\[ | !\[      # footnotes, references, pictures
    | \]\( (?! https?://[A-Za-z0-9.-]+(?:/[A-Za-z0-9/._~=-]*)?\) )   # any but plain addresses
    | ^[ ]{4} | \n[ ]{4}           # deep indentation
    | \n[ ]*(?:(?:[>*+-]|\d+[.)])[ ]+){3}                            # deep nesting
    """,
    re.VERBOSE,
)


def can_render(text: str) -> bool:
    """Tell whether both renderers surely give the same HTML for `text`."""
    return _ODD.search(text) is None


def render(text: str) -> str:
    """Return the HTML of a text that `can_render` let pass."""
    from pyromark import Options, html

    return html(text, options=Options.ENABLE_TABLES | Options.ENABLE_STRIKETHROUGH)
