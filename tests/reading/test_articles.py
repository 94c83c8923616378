"""Front matter becomes a typed article."""

from __future__ import annotations

import pytest

from article_samples import FULL, PATH, article, read
from broadsheet.model import Article, Image, Outlet, RelatedItem

EXPECTED = Article(
    id="2022-02-21-a-day",
    path=PATH,
    title="The whole: of it",
    excerpt="First line.\n",
    published_at="2022-02-22T00:52:00Z",
    updated_at="2022-02-22T04:00:00Z",
    collected_on="2022-02-21",
    url="https://www.meridian.example/a/",
    original_url="https://meridian.example/a?utm_source=x",
    amp_url="https://amp.meridian.example/b",
    cdn_amp_url="https://meridian-example.cdn.ampproject.org/c/s/amp.meridian.example/b",
    key="meridian.example/a",
    aliases=("meridian.example/b",),
    kind="video",
    quality=64,
    heat=-1,
    published=False,
    outlet=Outlet("The Meridian", "meridian.example"),
    outlet_images=(Image("https://logos.example/m.png", 50, 50),),
    author="A. Writer, B. Writer",
    language="pt-BR",
    topics=("AI", "Computer Vision"),
    taxonomies=(("Ada", "Grace"),),
    images=(
        Image("https://meridian.example/p.jpg", 1200, 630, "A picture", "A. Photographer", True),
    ),
    related=(
        RelatedItem(
            title="Another report",
            excerpt="More of it.",
            published_at="2022-02-21T14:00:00Z",
            url="https://northwire.example/b",
            key="northwire.example/b",
            aliases=("northwire.example/b2",),
            outlet=Outlet("Northwire", "northwire.example"),
            quality=89,
            image=Image("https://northwire.example/b.jpg"),
        ),
    ),
    featured_content='<iframe src="https://video.example/1"></iframe>',
    extra={"mood": "1.50", "notes": {"deep": ["012", ""]}},
)


def test_every_field_is_read() -> None:
    """The format's fields under our names, unknown ones as text, `secured` nowhere."""
    assert article(FULL) == EXPECTED


def test_only_a_title_is_needed() -> None:
    """What nobody said stays empty; nothing is invented."""
    expected = Article(id="2022-02-21-a-day", path=PATH, title="A day", collected_on="2022-02-21")

    assert article("title: A day\n", path=PATH) == msgspec_replace(expected)


def msgspec_replace(value: Article) -> Article:
    """Return the article with the empty row of its one further taxonomy."""
    import msgspec

    return msgspec.structs.replace(value, taxonomies=((),))


@pytest.mark.parametrize("written", ["012", "no", "1:30", "2022", "1e3", "0x1F", "True", "-x"])
def test_a_title_is_a_text_whatever_it_looks_like(written: str) -> None:
    """The schema decides, not YAML."""
    assert article(f"title: {written}\n").title == written


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('"AT&amp;T &#8217; &lt;b&gt;"', "AT&T ’ <b>"),
        ('"AT&T &copy &nosuch;"', "AT&T &copy &nosuch;"),
        ('"a\\nb\\t c"', "a b c"),
        ('"two  spaces"', "two  spaces"),
        ('"&amp;lt;"', "&lt;"),
    ],
)
def test_entities_in_a_title_are_decoded_once(written: str, expected: str) -> None:
    """And its lines become one; other spaces stay as they are."""
    assert article(f"title: {written}\n").title == expected


def test_what_was_decoded_is_also_kept_as_written() -> None:
    """The old API copies titles and excerpts unchanged."""
    found = article('title: "A &amp; B"\nexcerpt: "don&#8217;t"\n')

    assert (found.title_as_written, found.excerpt_as_written) == ("A &amp; B", "don&#8217;t")
    assert article("title: A & B\n").title_as_written == ""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2022-02-21-a-day.md", "2022-02-21-a-day"),
        ("deep/er/2022-02-21-a-day.md", "2022-02-21-a-day"),
        ("2022-02-21-" + "a" * 150 + ".md", "2022-02-21-" + "a" * 150),
        ("2022-02-21-A Day!.md", "2022-02-21-a-day"),
        ("2022-02-21-..%2f..%2fetc.md", "2022-02-21-2f-2fetc"),
        ("2022-02-21.md", "2022-02-21-the-title"),
        ("2022-02-21-.md", "2022-02-21-the-title"),
        ("2022-02-30-a-day.md", "2022-02-22-the-title"),
        ("note.md", "2022-02-22-the-title"),
        ("index.md", "2022-02-22-the-title"),
        ("CON.md", "2022-02-22-the-title"),
    ],
)
def test_the_address_comes_from_the_name_or_from_date_and_title(name: str, expected: str) -> None:
    """The day of publication is the one of the site's zone: 23:30 UTC is tomorrow in Berlin."""
    front = "title: The title\npublishedDateTime: 2022-02-21T23:30:00Z\n"

    assert article(front, path=f"content/{name}").id == expected


def test_an_article_without_any_date_has_an_address_all_the_same() -> None:
    """It says so."""
    assert article("title: The title\n", path="content/note.md").id == "undated-the-title"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("true", True),
        ("yes", True),
        ("On", True),
        ('"true"', True),
        ("FALSE", False),
        ("no", False),
        ("off", False),
        ("~", None),
        ("", None),
    ],
)
def test_published_is_a_truth_value_or_nothing(written: str, expected: bool | None) -> None:
    """In all the spellings of both versions of YAML."""
    assert article(f"title: x\npublished: {written}\n").published is expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("64", 64),
        ('"64"', 64),
        ("-1", -1),
        ("+5", 5),
        ("064", 64),
        ("0x40", 64),
        ("0o100", 64),
        ("~", None),
        ("", None),
    ],
)
def test_a_number_may_be_quoted(written: str, expected: int | None) -> None:
    """The numbers of YAML 1.2, with quotes or without."""
    assert article(f"title: x\nquality: {written}\n").quality == expected


def test_a_single_value_stands_for_a_list_of_one() -> None:
    """For topics, pictures and related entries."""
    found = article(
        "title: x\ntopics: AI\nimages: https://example.org/a.png\nrelated:\n  title: y\n"
    )

    assert found.topics == ("AI",)
    assert found.images == (Image("https://example.org/a.png"),)
    assert found.related == (RelatedItem("y"),)


def test_topics_are_named_once() -> None:
    """Empty ones are left out."""
    assert article("title: x\ntopics: [AI, AI, ' ', ~, \" B \"]\n").topics == ("AI", "B")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("https://www.meridian.example/news", "meridian.example"),
        ("blogs.meridian.example/a/b", "blogs.meridian.example"),
        (" MERIDIAN.example ", "meridian.example"),
        ("müller.example", "xn--mller-kva.example"),
    ],
)
def test_a_domain_is_cleaned(written: str, expected: str) -> None:
    """Addresses in its place give their host."""
    assert article(f'title: x\nprovider:\n  domain: "{written}"\n').outlet.domain == expected


def test_the_body_is_rendered_and_kept_apart() -> None:
    """The article carries its hash, its length and its first words."""
    parsed = read("title: x\n", "Some *words* here.\n")

    assert parsed.article is not None
    assert parsed.body_html == "<p>Some <em>words</em> here.</p>\n"
    assert (parsed.article.body.words, parsed.article.body.lead) == (3, "Some words here.")
    assert len(parsed.article.body.digest) == 16


@pytest.mark.parametrize("body", [" \n\n", "[maker]: https://amber.example/\n"])
def test_an_empty_body_is_none(body: str) -> None:
    """White space is no text, nor is what only names an address: no page looks for its HTML."""
    parsed = read("title: x\n", body)

    assert parsed.article is not None
    assert (parsed.body_html, parsed.article.body.digest) == ("", b"")


def test_fields_gathered_under_extra_count_as_the_files_own() -> None:
    """As the importer writes them; a field beside the mapping comes before one in it."""
    front = "title: x\nextra:\n  mood: calm\n  tags: [a, b]\nmood: 1.50\n"

    assert article(front).extra == {"mood": "1.50", "tags": ["a", "b"]}
