"""What the search is given of a story."""

from __future__ import annotations

from broadsheet.searching.records import Record, document


def test_values_stand_in_attributes_escaped() -> None:
    """A topic with a comma or a quotation mark stays one value, and no markup."""
    record = Record("/news/a/", "A <b>", topics=('Say "x", y',), outlets=("O & P",))

    html = document(record, "en", "")
    assert '<i data-pagefind-filter="topic[title]" title="Say &quot;x&quot;, y"></i>' in html
    assert '<i data-pagefind-filter="source[title]" title="O &amp; P"></i>' in html
    assert '<h1 data-pagefind-meta="title">A &lt;b&gt;</h1>' in html


def test_headlines_of_others_weigh_less_than_the_text() -> None:
    """Words of the coverage are found, below those of the story itself."""
    html = document(Record("/news/a/", "A", others=("Other",)), "en", "<p>Body</p>")

    assert '<p data-pagefind-weight="0.5">Other</p>' in html
    assert "<div><p>Body</p></div>" in html
