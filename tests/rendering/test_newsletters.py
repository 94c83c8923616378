"""What a newsletter promises to mail programs, senders and readers."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from functools import cache

import html5lib
import msgspec
import pytest

from broadsheet.digest.cards import card_of
from broadsheet.digest.terms import TermPlaces
from broadsheet.model import Counts, Outlet, Story
from broadsheet.pages.newsletter_views import MAX_BYTES, NewsletterView, newsletter_view
from broadsheet.pages.page import facts_of
from broadsheet.pages.views import Frame
from broadsheet.rendering.catalogue import read_catalogue
from broadsheet.rendering.newsletters import as_mail, subject_of
from broadsheet.rendering.templating import Templates
from broadsheet.rendering.theme import package_templates
from broadsheet.settings import NewsletterSettings, Settings, SiteSettings
from machine_samples import HOSTILE, frame, story

DAY = "2022-02-22"
XHTML = "{http://www.w3.org/1999/xhtml}"


def of_day(number: int, title: str, **changes: object) -> Story:
    """Return a story that was in the news on `DAY` only."""
    base = story(22, title)
    lead = msgspec.structs.replace(base.lead, key=f"albionledger.example/{number}")
    values = {"id": f"story-{number:04d}", "days": (DAY,), "lead": lead, "heat": 500 - number}
    return msgspec.structs.replace(base, **(values | changes))


def view_of(
    *stories: Story, mail: NewsletterSettings | None = None, zone: str = "UTC"
) -> NewsletterView:
    """Return the newsletter of `DAY`."""
    settings = Settings(site=SiteSettings(title="Machine Minds", time_zone=zone))
    places = TermPlaces(settings)
    cards = tuple(card_of(each, places, "") for each in stories)
    return newsletter_view(
        facts_of(settings), mail or NewsletterSettings(), DAY, tuple(stories), cards
    )


@cache
def templates_of(site: Frame, language: str) -> Templates:
    """Return the theme's templates, compiled once for all tests of one site."""
    return Templates(package_templates(), site, read_catalogue(language))


def made(view: NewsletterView, site: Frame | None = None, language: str = "en") -> tuple[str, str]:
    """Return the HTML and the plain text."""
    templates = templates_of(site or frame(), language)
    return templates.render("newsletter.html", view), templates.render("newsletter.txt", view)


def test_html_stays_under_what_gmail_shows() -> None:
    """Four hundred stories, whose every character is escaped to five, fit; the rest is told."""
    quotes = '"' * 400
    many = [
        of_day(n, quotes, excerpt=quotes, topics=(quotes,), outlets=(Outlet(quotes, "a.example"),))
        for n in range(400)
    ]
    view = view_of(*many)
    html, text = made(view)

    assert len(html.encode()) < MAX_BYTES
    assert len(html.encode()) > MAX_BYTES // 2
    assert view.left_out > 0
    assert f"{view.left_out} more stories on the site" in html
    assert f"{view.left_out} more stories on the site" in text


def test_a_mail_is_read_in_minutes() -> None:
    """However short the headlines, seven stories come with excerpts, thirty more by headline."""
    view = view_of(*[of_day(n, f"Short {n}") for n in range(400)])

    assert (view.lead is not None, len(view.seconds), len(view.brief)) == (True, 6, 30)
    assert view.left_out == 400 - 37


def test_nothing_is_evaluated_and_no_placeholder_is_left() -> None:
    """Contract D7.5: no unexpanded placeholder of ours, no headline run as a template."""
    html, text = made(view_of(of_day(1, "{{ 7*7 }} {can-spam} %(num)s {% raw %}")))

    assert "{{ 7*7 }} {can-spam} %(num)s {% raw %}" in text
    assert "{{ 7*7 }} {can-spam} %(num)s {% raw %}" in html

    html, text = made(view_of(of_day(1, "T")))

    assert "{" not in re.sub(r"<style>.*</style>", "", html, flags=re.DOTALL)
    assert "{" not in text


def test_dates_are_those_of_the_edition() -> None:
    """Contract D7.5: title and header name the day of the issue, in any time zone."""
    late = of_day(1, "Late news", published_at="2022-02-21T23:30:00Z")
    view = view_of(late, zone="Asia/Tokyo")
    site = frame(time_zone="Asia/Tokyo")
    html, text = made(view, site)

    assert "<title>Machine Minds, Tuesday 22\u00a0February: Late news</title>" in html
    assert "Tuesday 22\u00a0February 2022" in html
    assert text.splitlines()[2] == "Tuesday 22\u00a0February 2022"
    assert subject_of(view, site) == "Machine Minds, Tuesday 22 February: Late news"


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_stay_words(hostile: str) -> None:
    """No text of an article becomes markup or a script address."""
    bad = of_day(1, hostile, excerpt=hostile)
    lead = msgspec.structs.replace(bad.lead, outlet=Outlet(hostile, hostile))
    bad = msgspec.structs.replace(bad, lead=lead, topics=(hostile,), language=hostile)
    html, _ = made(view_of(bad))
    tree = html5lib.parse(html)
    names = {str(element.tag) for element in tree.iter()}

    assert not names & {f"{XHTML}{name}" for name in ("script", "img", "iframe", "object")}
    assert all(
        str(element.get("href")).startswith(("https://", "http://"))
        for element in tree.iter(f"{XHTML}a")
    )


def test_every_link_is_absolute_and_numbered_once() -> None:
    """The plain text numbers its links as the stories are numbered; HTML holds whole addresses."""
    stories = [of_day(n, f"Story {n}") for n in range(12)]
    html, text = made(view_of(*stories))
    links = re.findall(r"^\[(\d+)\] (\S+)$", text, flags=re.MULTILINE)

    assert [int(number) for number, _ in links] == list(range(1, 13))
    assert links[0][1] == "https://minds.example/sub/news/story-0000/"
    assert all(f"\u00a0[{n}]" in text for n in range(1, 13))
    assert not re.findall(r'(?:href|src)="(?!https?://)', html)


def test_plain_text_is_plain() -> None:
    """Lines end at 72 characters but for links; nothing is escaped."""
    words = "AT&T says 1 < 2, " * 14
    _, text = made(view_of(of_day(1, words.strip(), excerpt=words)))
    rows = [row for row in text.splitlines() if "://" not in row]

    assert max(map(len, rows)) <= 72
    assert "AT&T says 1 < 2" in text
    assert text.endswith("\n")


def test_order_does_not_depend_on_the_order_given() -> None:
    """The edition's own order: heat, breadth, id."""
    stories = [of_day(n, f"Story {n}") for n in range(9)]

    assert made(view_of(*stories)) == made(view_of(*reversed(stories)))


def test_unsubscribe_is_as_the_settings_say_or_absent() -> None:
    """A sender's placeholder is passed on untouched; without one there is no dead link."""
    mail = NewsletterSettings(unsubscribe_url="{{ unsubscribe }}", postal_address="1 Mill Lane")
    html, text = made(view_of(of_day(1, "T"), mail=mail))
    bare_html, bare_text = made(view_of(of_day(1, "T")))

    assert 'href="{{ unsubscribe }}"' in html
    assert "Unsubscribe: {{ unsubscribe }}" in text
    assert "1 Mill Lane" in html
    assert "1 Mill Lane" in text
    assert "nsubscribe" not in bare_html + bare_text


def test_preheader_continues_the_subject() -> None:
    """Beside the subject, mail programs show the next headlines, unless the settings say else."""
    stories = [of_day(n, f"Story {n}") for n in range(6)]
    own = NewsletterSettings(preheader="Good morning")

    assert view_of(*stories).preheader == "Story 1 / Story 2 / Story 3"
    assert view_of(*stories, mail=own).preheader == "Good morning"
    assert made(view_of(*stories))[0].index("Story 1 / Story 2") < 5000


def test_no_picture_unless_asked_for() -> None:
    """A mail loads nothing; with `share_card` it loads the edition's own card."""
    plain, _ = made(view_of(of_day(1, "T")))
    pictured, _ = made(view_of(of_day(1, "T"), mail=NewsletterSettings(share_card=True)))

    assert "<img" not in plain
    assert 'src="https://minds.example/sub/share/edition/2022-02-22.png"' in pictured


def test_dark_mode_is_told_to_the_mail_program() -> None:
    """Both the meta element and the media query are there, with the accent for dark paper."""
    html, _ = made(view_of(of_day(1, "T")))

    assert '<meta name="color-scheme" content="light dark">' in html
    assert "@media (prefers-color-scheme: dark)" in html
    assert "#e08a7d !important" in html


def test_words_come_from_the_catalogue() -> None:
    """A German site sends German mails."""
    counts = Counts(pages=4, outlets=4)
    html, text = made(view_of(of_day(1, "T", counts=counts)), frame(language="de"), "de")

    assert "Auf der Website lesen" in html
    assert "Dienstag, 22." in text
    assert "und 3 weitere Medien" in text


def test_mail_has_both_forms() -> None:
    """Any sender can take the file: plain text first, HTML second, each as it was made."""
    mail = NewsletterSettings(unsubscribe_url="https://minds.example/out?a=1")
    view = view_of(of_day(1, "Übung macht den Meister"), mail=mail)
    site = frame(publisher_email="desk@minds.example")
    html, text = made(view, site)
    data = as_mail(view, site, html, text)
    read = message_from_bytes(data, policy=policy.default)
    parts = list(read.iter_parts())  # type: ignore[attr-defined]

    assert read.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    assert [part.get_content().replace("\r\n", "\n") for part in parts] == [text, html + "\n"]
    assert read["From"] == "Minds Press <desk@minds.example>"
    assert read["Subject"] == subject_of(view, site)
    assert read["List-Unsubscribe"] == "<https://minds.example/out?a=1>"
    assert data == as_mail(view, site, html, text)
    assert max(map(len, data.split(b"\r\n"))) <= 998


def test_placeholder_is_no_unsubscribe_header() -> None:
    """A header must hold an address (RFC 2369), which a placeholder is not yet."""
    view = view_of(of_day(1, "T"), mail=NewsletterSettings(unsubscribe_url="*|UNSUB|*"))
    read = message_from_bytes(as_mail(view, frame(), "<p>", "t"), policy=policy.default)

    assert read["List-Unsubscribe"] is None
