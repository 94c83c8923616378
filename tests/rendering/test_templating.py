"""Templates to HTML: what is escaped, what is said about mistakes, what is hashed."""

from __future__ import annotations

from collections.abc import Collection

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from broadsheet.errors import SiteError
from broadsheet.pages.views import Frame, Head, StandingView
from broadsheet.rendering.catalogue import read_catalogue
from broadsheet.rendering.compiling import escaped
from broadsheet.rendering.templating import Templates
from broadsheet.rendering.theme import TemplateText
from template_samples import ENGLISH, FRAME, PAGE, templates


def said(engine: Templates, name: str = "page.html", page: msgspec.Struct = PAGE) -> list[str]:
    """Return what is said about a template that fails."""
    with pytest.raises(SiteError) as caught:
        engine.render(name, page)
    return str(caught.value).splitlines()


# ------------------------------------------------------------- escaping


@given(st.text() | st.integers() | st.floats() | st.text().map(Markup) | st.none())
def test_escaping_equals_that_of_markupsafe(value: object) -> None:
    """The short way is the same as the long one."""
    assert str(escape(value)) == str(escaped(value))


def test_values_are_escaped_and_a_body_is_not() -> None:
    """Articles are hostile; the body was made safe before."""
    engine = templates(page="{{ page.head.title }}|{{ body }}")

    assert "A &lt;b&gt;title&lt;/b&gt;|<p>x</p>" == engine.render("page.html", PAGE, "<p>x</p>")


def test_the_text_of_a_free_standing_page_is_not_escaped() -> None:
    """It was made safe as well; its title was not. Its pictures lie where the site does."""
    engine = templates(page="{{ page.title }}|{{ page.body_html }}")
    page = StandingView(Head("A", "/a/"), "A & B", '<p>x <img src="/media/a.png"></p>')

    expected = 'A &amp; B|<p>x <img src="/sub/media/a.png"></p>'
    assert expected == engine.render("page.html", page)


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


DATED = "{{ page.title|long_day }}"


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


def test_days_are_on_the_shelf_as_they_were_written() -> None:
    """For the next process of the same program, which then need not ask how."""
    box, day = Box(), msgspec.structs.replace(FRAME, title="2022-02-22")
    dated = kept(box, page=DATED)
    before = dict(box)
    text = dated.render("page.html", day)
    dated.keep_phrases()
    (phrases,) = [key for key, value in box.items() if before.get(key) != value]
    box[phrases] = box[phrases].replace(b"Tuesday 22", b"Toosday 22")
    again, upgraded = (kept(box, engine=engine, page=DATED) for engine in (b"1", b"2"))

    assert text.replace("Tue", "Too") == again.render("page.html", day)
    assert text == upgraded.render("page.html", day)


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
