"""Templates to HTML: what is escaped, what is said about mistakes, what is hashed."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from broadsheet import model
from broadsheet.errors import SiteError
from broadsheet.model import Outlet, StoryCard
from broadsheet.pages import source_views, story_views, views
from broadsheet.pages.views import (
    DayGroup,
    Frame,
    FrontView,
    Head,
    Link,
    Paging,
    PlainView,
    RankedCard,
    RedirectView,
)
from broadsheet.rendering.assets import theme_assets
from broadsheet.rendering.catalogue import Catalogue, read_catalogue
from broadsheet.rendering.compiling import escaped
from broadsheet.rendering.monogram import letters_of, monogram_of
from broadsheet.rendering.stylesheet import (
    PAPER_DARK,
    PAPER_LIGHT,
    contrast,
    dark_accent,
    is_readable,
    stylesheet,
)
from broadsheet.rendering.templating import Templates
from broadsheet.rendering.theme import TemplateText, package_templates
from broadsheet.rendering.vocabulary import FIXED_CALLS, filters_of

ENGLISH = Catalogue("en", {})

FRAME = Frame(
    title="The Digest",
    tagline="",
    description="",
    base_url="https://news.example/sub/",
    base_path="/sub/",
    language="en",
    direction="ltr",
    time_zone="UTC",
    accent="#8a1c1c",
    accent_dark="#e37373",
    navigation=(Link("About", "/about/"),),
    publisher_name="",
    publisher_url="",
    publisher_email="",
    copyright="",
    assets=(("style.css", "/assets/style.abc.css"),),
    search=True,
    offline=False,
    noindex=False,
    feeds=(Link("All", "/feed.xml"),),
    logos=(),
    generator="Broadsheet",
)
PAGE = PlainView(Head(title="A <b>title</b>", path="/x/"))


def templates(frame: Frame = FRAME, catalogue: Catalogue = ENGLISH, **texts: str) -> Templates:
    """Return templates of the given texts; `page` is `page.html` in the folder `templates`."""
    named = {
        f"{name}.html": TemplateText(f"templates/{name}.html", text) for name, text in texts.items()
    }
    return Templates(named, frame, catalogue)


def said(engine: Templates, name: str = "page.html", page: msgspec.Struct = PAGE) -> list[str]:
    """Return what is said about a template that fails."""
    with pytest.raises(SiteError) as caught:
        engine.render(name, page)
    return str(caught.value).splitlines()


def whole(frame: Frame = FRAME, catalogue: Catalogue = ENGLISH) -> Templates:
    """Return the theme itself."""
    return Templates(package_templates(), frame, catalogue)


# ------------------------------------------------------------- escaping


@given(st.text() | st.integers() | st.floats() | st.text().map(Markup) | st.none())
def test_escaping_equals_that_of_markupsafe(value: object) -> None:
    """The short way is the same as the long one."""
    assert str(escape(value)) == str(escaped(value))


def test_values_are_escaped_and_a_body_is_not() -> None:
    """Articles are hostile; the body was made safe before."""
    engine = templates(page="{{ page.head.title }}|{{ body }}")

    assert "A &lt;b&gt;title&lt;/b&gt;|<p>x</p>" == engine.render("page.html", PAGE, "<p>x</p>")


def test_values_in_translated_sentences_are_escaped() -> None:
    """A sentence may hold markup of ours, never of theirs."""
    engine = templates(page='{{ _("<b>%(name)s</b>", name=page.head.title) }}')

    assert "<b>A &lt;b&gt;title&lt;/b&gt;</b>" == engine.render("page.html", PAGE)


def test_macros_and_attributes_escape_too() -> None:
    """Neither a macro nor a quoted attribute is a way around."""
    engine = templates(
        _m="{% macro link(t) %}<a title='{{ t }}'>{{ t }}</a>{% endmacro %}",
        page="{% from '_m.html' import link %}{{ link(page.head.title ~ \"'\") }}",
    )
    text = "A &lt;b&gt;title&lt;/b&gt;&#39;"

    assert f"<a title='{text}'>{text}</a>" == engine.render("page.html", PAGE)


# ------------------------------------------------------------- what a template may call


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('{{ "/topics/"|href }}', "/sub/topics/"),
        ('{{ href("/topics/") }}', "/sub/topics/"),
        ("{{ page.head.path|absolute }}", "https://news.example/sub/x/"),
        ('{{ asset("style.css") }}', "/sub/assets/style.abc.css"),
        ('{{ has_asset("style.css") }} {{ has_asset("no.js") }}', "True False"),
        ('{{ "a-story"|story_href }}', "/sub/news/a-story/"),
        ("{{ 2|in_words }} {{ 12|in_words }}", "two 12"),
        ('<a{{ "fr"|language }}>', '<a lang="fr">'),
        ('<a{{ "ar"|language }}>', '<a lang="ar" dir="rtl">'),
        ('<a{{ "en"|language }}{{ ""|language }}>', "<a>"),
        ("<a{{ '\"x'|language }}>", '<a lang="&#34;x">'),
        ('{{ "2022-W08"|period }} {{ "2022-02"|period }}', "Week 8 February 2022"),
        ('{{ "100% sure"|translated }}', "100% sure"),
        ('{{ ngettext("%(num)s story", "%(num)s stories", 2) }}', "2 stories"),
        ("{% trans %}Topics{% endtrans %}", "Topics"),
        ("{{ [3, 9, 1]|peak }} {{ []|peak }}", "9 1"),
    ],
)
def test_the_vocabulary_does_what_its_document_says(source: str, expected: str) -> None:
    """One line for each function and filter of ours."""
    assert expected == templates(page=source).render("page.html", PAGE)


def test_a_name_of_the_template_hides_ours() -> None:
    """What is folded while compiling is folded only where it means ours."""
    macro = "{% macro _(t) %}[{{ t }}]{% endmacro %}"
    engine = templates(page="{% set site = page.head %}{{ site.title }}" + macro + "{{ _('x') }}")

    assert "A &lt;b&gt;title&lt;/b&gt;[x]" == engine.render("page.html", PAGE)


PLAIN_MACRO = "{% macro m(a, b=2) %}{{ a }}{{ b }}{{ caller() }}{% endmacro %}"
OPEN_MACRO = "{% macro m() %}{{ varargs|join }}{{ kwargs.z }}{% endmacro %}"
RAW_MACRO = "{% autoescape false %}{% macro m() %}<b>{% endmacro %}"
NESTED = "{% if x is iterable %}{{ loop(x) }}{% else %}{{ x }}{% endif %}"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('{{ {"title": "T"}.title }}', "T"),
        ('{% set d = {"a": {"b": [4]}} %}{{ d.a.b[0] }}{{ d.a["b"][0] }}', "44"),
        ('{{ page.nothing|default("none") }} {{ page.nothing is defined }}', "none False"),
        ("{% if page.nothing is undefined %}lacks{% endif %}", "lacks"),
        ('{{ {"class": 3}.class }} {{ {"in": 5}["in"] }}', "3 5"),
        (PLAIN_MACRO + "{% call m(1, b=3) %}<i>{% endcall %}", "13<i>"),
        (OPEN_MACRO + "{{ m(*[1, 2], **{'z': 3}) }}", "123"),
        (RAW_MACRO + "{{ (m() ~ '&')|upper }}{% endautoescape %}", "<B>&"),
        ("{% for x in [1, [2]] recursive %}" + NESTED + "{% endfor %}", "12"),
        (
            "{{ loop|default('no loop') }} {{ (1.5).is_integer() }} {{ 'a'.upper() }}",
            "no loop False A",
        ),
    ],
)
def test_the_quick_way_means_what_jinja_means(source: str, expected: str) -> None:
    """A key read as an attribute, a value that may lack, a word of Python's: all as documented."""
    assert expected == templates(page=source).render("page.html", PAGE)


def test_what_the_quick_way_cannot_do_is_tried_once() -> None:
    """A template that needs Jinja's own way is not tried the quick way for each page."""
    odd = '{% set d = {"title": "T"} %}{{ d.title }}'
    engine = templates(page="{{ page.head.title }}", odd=odd)
    engine.render("page.html", PAGE)
    engine.render("odd.html", PAGE)

    assert {"odd.html"} == engine.only_exact


# ------------------------------------------------------------- mistakes


def test_an_unknown_field_is_named_with_its_line_and_the_nearest_one() -> None:
    """The message says what the view is, in words."""
    engine = templates(page="one\ntwo {{ page.heda.title }}")

    assert [
        "templates/page.html:2: the view of a plain page has no field 'heda' [unknown-field]",
        "    hint: did you mean 'head'?",
    ] == said(engine)


def test_an_unknown_value_is_named() -> None:
    """A misspelt `page` is a value that does not exist."""
    assert [
        "templates/page.html:1: there is no value 'pgae' [unknown-field]",
        "    hint: did you mean 'page'?",
    ] == said(templates(page="{{ pgae.head }}"))


def test_a_field_of_the_frame_is_named() -> None:
    """Folding the frame's fields leaves mistakes to be reported."""
    assert [
        "templates/page.html:1: a frame has no field 'titel' [unknown-field]",
        "    hint: did you mean 'title'?",
    ] == said(templates(page="{{ site.titel }}"))


def test_a_mistake_in_a_piece_is_placed_in_the_piece() -> None:
    """The last template on the way is where the mistake is, not the first."""
    engine = templates(
        _m="\n{% macro m(page) %}\n{{ page.nope }}\n{% endmacro %}",
        page="{% from '_m.html' import m %}\n{{ m(page) }}",
    )

    assert (
        "templates/_m.html:3: the view of a plain page has no field 'nope' [unknown-field]"
        == (said(engine)[0])
    )


def test_any_other_failure_has_its_place() -> None:
    """No traceback reaches the author."""
    assert ["templates/page.html:2: ZeroDivisionError: division by zero [template-error]"] == said(
        templates(page="\n{{ 1 / (page.topics|length) }}")
    )


def test_a_missing_asset_is_said() -> None:
    """A logo that nobody put into the folder is not a broken link on every page."""
    (line,) = said(templates(page='{{ asset("stlye.css") }}'))

    assert "did you mean 'style.css'? [template-error]" in line


@pytest.mark.parametrize("call", ["asset()", "href(1)", '_("a", "b", "c")', "has_asset()"])
def test_a_call_with_wrong_arguments_has_its_place(call: str) -> None:
    """Also of a function that is called once for the whole site, when templates are compiled."""
    engine = templates(page=f"\n{{{{ {call} }}}}")
    engine.check()
    (line,) = said(engine)

    assert line.startswith("templates/page.html:2: TypeError: ")


def test_a_missing_template_is_said_when_it_is_asked_for() -> None:
    """The pipeline names a template that neither theme nor site has."""
    assert (
        "templates/nope.html: there is no template 'nope.html' [missing-template]"
        == (said(templates(page=""), "nope.html")[0])
    )


def test_checking_tells_all_problems_of_all_templates() -> None:
    """One run shows everything that is wrong, each with its line."""
    engine = templates(
        a="{% if %}",
        b="\n{% include page.head.title %}",
        c="{% extends '_bsae.html' %}",
        _base="",
        d="{{ 'x'|no_such_filter }}",
        e="{% include 'none.html' ignore missing %}",
        f="{{ page.head(x=1, x=2) }}",
    )
    with pytest.raises(SiteError) as caught:
        engine.check()

    assert [
        ("templates/a.html:1", "template-syntax"),
        ("templates/b.html:2", "dynamic-template"),
        ("templates/c.html:1", "missing-template"),
        ("templates/d.html:1", "template-syntax"),
        ("templates/f.html", "template-syntax"),
    ] == [(str(problem.where), problem.code) for problem in caught.value.problems]


# ------------------------------------------------------------- digests


def test_a_digest_covers_everything_a_template_may_load() -> None:
    """Pieces of pieces count; templates beside them do not."""
    texts = {
        "page": "{% extends '_base.html' %}",
        "_base": "{% include ['_one.html', '_two.html'] %}",
        "_one": "{% import '_far.html' as far %}",
        "_far": "{% from '_farther.html' import x %}",
        "_farther": "{% macro x() %}{% endmacro %}",
        "other": "",
    }
    before = templates(**texts).digest("page.html")
    changed = {
        name: templates(**{**texts, name: text + " "}).digest("page.html") != before
        for name, text in texts.items()
    }

    assert {**dict.fromkeys(texts, True), "other": False} == changed


def test_a_template_that_appears_is_a_change() -> None:
    """A missing one counts as absent."""
    page = "{% include 'extra.html' ignore missing %}"

    assert templates(page=page).digest("page.html") != (
        templates(page=page, extra="").digest("page.html")
    )


def test_frame_and_words_are_part_of_a_digest() -> None:
    """They decide every page."""
    other = msgspec.structs.replace(FRAME, title="Other")
    digests = {
        templates(page="x").digest("page.html"),
        templates(other, page="x").digest("page.html"),
        templates(FRAME, read_catalogue("de"), page="x").digest("page.html"),
    }

    assert 3 == len(digests)


# ------------------------------------------------------------- the shelf


class Box(dict[bytes, bytes]):
    """A shelf in memory."""

    def put(self, key: bytes, value: bytes) -> None:
        """Keep a value."""
        self[key] = value

    def retain(self, keys: Collection[bytes]) -> None:
        """Forget everything but these."""
        for key in self.keys() - set(keys):
            del self[key]


PAIR = {"_m.html": TemplateText("templates/_m.html", "{{ site.title }}")}


def kept(box: Box, frame: Frame = FRAME, engine: bytes = b"1", page: str = "") -> Templates:
    """Return checked templates that use the shelf."""
    text = page or "{% include '_m.html' %}{{ nope }}"
    texts = {**PAIR, "page.html": TemplateText("templates/page.html", text)}
    engine_of = Templates(texts, frame, ENGLISH, box, engine)
    engine_of.check()
    return engine_of


def test_templates_from_the_shelf_are_those_that_were_compiled() -> None:
    """Also in what they say of a mistake, and in their digest."""
    box = Box()
    first = kept(box)
    before = dict(box)
    second = kept(box)

    assert before == box
    assert said(first) == said(second)
    assert first.digest("page.html") == second.digest("page.html")


def test_nothing_on_the_shelf_outlives_what_it_follows_from() -> None:
    """Another text, frame or program finds nothing there, and the old things go."""
    box = Box()
    kept(box)
    before = set(box)
    kept(box, engine=b"2")
    assert set() == before & set(box)

    other = msgspec.structs.replace(FRAME, title="Other")
    page = "{% include '_m.html' %}"

    assert "Other" == kept(box, other, page=page).render("page.html", PAGE)


# ------------------------------------------------------------- the theme


def card(**changes: object) -> StoryCard:
    """Return a story for lists."""
    base = StoryCard(
        id="2022-02-22-x",
        title="A headline",
        published_at="2022-02-22T14:00:00Z",
        day="2022-02-22",
        outlet=Outlet("Hays Post", "hayspost.example"),
        outlets=3,
        pages=4,
        hours=(1, 0, 3),
    )
    return msgspec.structs.replace(base, **changes)


def front(*cards: StoryCard) -> FrontView:
    """Return a front page with these stories at the top, and again in the river."""
    return FrontView(
        head=Head(title="", path="/"),
        day="2022-02-22",
        recent=len(cards),
        outlets=1,
        stories=len(cards),
        top=tuple(RankedCard(item, 1.0, ()) for item in cards),
        river=(DayGroup("", cards),) if cards else (),
        paging=Paging(0),
        topics=(),
        editions=(),
    )


def test_the_theme_has_no_mistakes() -> None:
    """Every template of ours compiles, and names only templates that exist."""
    whole().check()


BARE = card(title="x", published_at="", day="", outlet=Outlet(), outlets=0, pages=1, hours=())


@pytest.mark.parametrize("items", [(), (BARE,), (card(), BARE, card(state="draft"))])
def test_a_front_page_shows_states_of_missing_things(items: tuple[StoryCard, ...]) -> None:
    """No story, no outlet, no date: each is said, none invented."""
    page = whole().render("front.html", front(*items))

    assert ("No news yet" in page) == (not items)
    assert ("Outlet unknown" in page) == (BARE in items)
    assert ("Undated" in page) == bool(items)
    assert ("Draft" in page) == any(item.state == "draft" for item in items)


def test_a_page_in_another_language_says_so() -> None:
    """Words, dates, `lang` and `dir` follow the settings; a foreign title is marked."""
    frame = msgspec.structs.replace(FRAME, language="ar", direction="rtl")
    page = whole(frame).render("front.html", front(card(language="en")))

    assert '<html lang="ar" dir="rtl">' in page
    assert '<a href="/sub/news/2022-02-22-x/" lang="en" dir="ltr">A headline</a>' in page


def story(**changes: object) -> story_views.StoryView:
    """Return the page of a story of one article."""
    lead = model.Coverage("A headline", url="https://hayspost.example/x", key="x")
    view = story_views.StoryView(
        head=Head(title="A headline", path="/news/x/", kind="article"),
        story=model.Story(
            id="x", title="A headline", lead=lead, lead_article="x", coverage=(lead,)
        ),
        kicker=None,
        topics=(),
        terms=(),
        lead=story_views.CoverageView(lead, ""),
        timeline=None,
        days=(),
        changes=(),
        mentioned=(),
        earlier=(),
        later=(),
        receipt=(),
        editions=(),
    )
    return msgspec.structs.replace(view, **changes)


def test_a_story_page_shows_states_of_missing_things() -> None:
    """A story of one page without outlet and date still says who could be asked, and how many."""
    page = whole().render("story.html", story(), "<p>Text.</p>")

    assert [True] * 6 == [
        words in page
        for words in (
            "Outlet unknown",
            "Undated",
            "Read the original",
            "One article so far.",
            '<div class="prose">\n<p>Text.</p>',
            'href="https://hayspost.example/x"',
        )
    ]


def test_a_picture_of_ours_stands_in_all_its_sizes() -> None:
    """Its address gets the base path; its size keeps the page still."""
    sizes = (("/p/a-400.avif", 400), ("/p/a-800.avif", 800))
    source = story_views.PictureSource("image/avif", sizes)
    picture = story_views.Picture("/p/a.jpg", 800, 450, alt='"Hall 2"', sources=(source,))
    page = whole().render("story.html", story(picture=picture))

    assert 'srcset="/sub/p/a-400.avif 400w, /sub/p/a-800.avif 800w"' in page
    assert '<img src="/sub/p/a.jpg" alt="&#34;Hall 2&#34;" width="800" height="450"' in page
    assert "referrerpolicy" not in page


def test_a_hotlink_tells_the_publisher_nothing() -> None:
    """Where the settings ask for one, it is as written, and sends no referrer."""
    picture = story_views.Picture("https://img.example/a.jpg", 8, 4, is_remote=True)
    page = whole().render("story.html", story(picture=picture))

    assert '<img src="https://img.example/a.jpg"' in page
    assert 'referrerpolicy="no-referrer"' in page


def test_pages_need_no_inline_style_or_script() -> None:
    """The strict Content-Security-Policy allows neither."""
    page = whole().render("front.html", front(card(title="a" * 200)))

    assert [] == [mark for mark in (" style=", "<style", "onclick", "javascript:") if mark in page]
    assert page.count("<script") == page.count('<script type="application/ld+json">')


# ------------------------------------------------------------- signs and colours


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("New York Times", "NY"),
        ("The New York Times", "NY"),
        ("The Verge", "TV"),
        ("abc27", "AB"),
        ("X", "X"),
        ("朝日新聞", "朝"),
        ("", "–"),
        ("…", "–"),
        ("hays-post.example", "HP"),
    ],
)
def test_monograms_are_two_letters(name: str, expected: str) -> None:
    """Of the first two words, past an article; of one word, its first two."""
    assert expected == letters_of(name)


def test_an_outlet_keeps_its_colours_under_a_new_name() -> None:
    """The domain decides."""
    assert monogram_of(Outlet("A", "x.example")).pair == monogram_of(Outlet("B", "x.example")).pair


@given(st.integers(0, 0xFFFFFF))
def test_every_dark_accent_can_be_read(number: int) -> None:
    """Whatever the site's colour is, its dark form has the contrast of text."""
    assert contrast(dark_accent(f"#{number:06x}"), PAPER_DARK) >= 4.5


@pytest.mark.parametrize(("accent", "expected"), [("#8a1c1c", True), ("#fa0", False)])
def test_an_accent_must_be_readable_on_paper(accent: str, expected: bool) -> None:
    """4.5 to 1, as for all text."""
    assert expected == is_readable(accent)


def test_contrast_is_that_of_the_standard() -> None:
    """Black on white is 21 to 1."""
    assert (21, 1) == (round(contrast("#000", "#ffffff")), contrast("#abc", "#aabbcc"))


def test_the_stylesheet_takes_the_colours_of_the_site() -> None:
    """No token is left, and the papers are those that contrast is measured on."""
    source = theme_assets()["style.css"].decode()
    text = stylesheet(source, "#123456", "#abc")

    assert b"--accent: light-dark(#123456, #abc);" in text
    assert b"$" not in text
    assert f"--paper: light-dark({PAPER_LIGHT}, {PAPER_DARK});" in source


# ------------------------------------------------------------- the document

DOCUMENT = (Path(__file__).parents[2] / "docs" / "templates.md").read_text("utf-8")
UNDOCUMENTED = {"Article", "RelatedItem", "Parsed"}
"""What no view holds."""


def shown_types() -> list[type[msgspec.Struct]]:
    """Return every type that a view is or holds."""
    modules = (views, story_views, source_views, model)
    found = [value for module in modules for value in vars(module).values()]
    structs = {
        kind for kind in found if isinstance(kind, type) and issubclass(kind, msgspec.Struct)
    }
    ours = {kind for kind in structs if kind.__module__ in {module.__name__ for module in modules}}
    return sorted(
        (kind for kind in ours if kind.__name__ not in UNDOCUMENTED), key=lambda kind: kind.__name__
    )


@pytest.mark.parametrize("kind", shown_types())
def test_every_value_of_a_view_is_documented(kind: type[msgspec.Struct]) -> None:
    """Under the type's own heading, or, for a small part, in the row of what holds it."""
    _, _, section = DOCUMENT.partition(f"\n### {kind.__name__}\n")
    text = section.partition("\n##")[0] or DOCUMENT

    assert [] == [name for name in kind.__struct_fields__ if f"`{name}`" not in text]


def test_every_word_of_the_vocabulary_is_documented() -> None:
    """A filter or function that nobody knows of is of no use."""
    filters = [f"｜{name}" for name in filters_of(FRAME, ENGLISH)]
    functions = [f"{name}(" for name in (*FIXED_CALLS, "structured", "ngettext")]
    names = [*filters, *functions, "`weekdays`", "`paper`"]

    assert [] == [name for name in names if name not in DOCUMENT]


def test_a_moved_page_shows_readers_the_path_it_leads_to() -> None:
    """The host is no word for a reader: a site that was given none would show `localhost`."""
    view = RedirectView(Head(title="x", path="/news/b/"), "/news/a/", "/news/b/")

    html = whole().render("redirect.html", view)

    assert '<a href="/sub/news/b/">/sub/news/b/</a>' in html
    assert '<link rel="canonical" href="https://news.example/sub/news/b/">' in html
