"""What a browser is told: to stay, to take another stylesheet, or to load the page again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from broadsheet.preview.news import Listener
from preview_desk import ADDRESS, KETTLE, Desk

TEMPLATE = '<link rel="stylesheet" href="{{ asset("style.css") }}">{{ page.head.title }}\n'
STYLE = "site/static/style.css"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Return the preview of a small site with a stylesheet of its own."""
    made = Desk(tmp_path)
    made.living.write(STYLE, "body { color: black; }\n")
    made.living.write("templates/story.html", TEMPLATE)
    made.builder.look()
    yield made
    made.workshop.close()


def listener(desk: Desk) -> Listener:
    """Return a browser that shows a page as it is now, and was told so."""
    browser = Listener(desk.builder.showcase, ADDRESS, desk.shown().mark, False)
    first = browser.news()
    assert first is not None
    assert "stay" == first.move
    return browser


def test_a_page_that_is_the_same_but_for_a_stylesheet_takes_the_new_one(desk: Desk) -> None:
    """Without loading anew, which would lose what was typed and where one was."""
    browser = listener(desk)
    desk.living.write(STYLE, "body { color: navy; }\n")
    desk.builder.look()
    news = browser.news()

    assert news is not None
    assert "restyle" == news.move
    ((old, new),) = news.swap
    assert old != new
    assert old.encode() not in desk.shown().data
    assert new.encode() in desk.shown().data
    assert browser.news() is None, "it is told once"


def test_a_page_that_also_says_something_else_is_loaded_again(desk: Desk) -> None:
    """The words could not be swapped."""
    browser = listener(desk)
    desk.living.write(STYLE, "body { color: navy; }\n")
    desk.living.article(KETTLE, title="Another title altogether")
    desk.builder.look()
    news = browser.news()

    assert news is not None
    assert ("reload", ()) == (news.move, news.swap)


def test_a_browser_whose_page_nobody_knows_loads_it(desk: Desk) -> None:
    """It was shown by a preview of before."""
    browser = Listener(desk.builder.showcase, ADDRESS, "0" * 32, False)
    news = browser.news()

    assert news is not None
    assert "reload" == news.move


def test_a_site_that_was_never_good_has_an_empty_panel(tmp_path: Path) -> None:
    """There is nothing to count; what is wrong is told."""
    made = Desk(tmp_path)
    made.builder.showcase.clear()
    news = Listener(made.builder.showcase, ADDRESS, "", False).news()
    made.workshop.close()

    assert news is not None
    assert ("", 0) == (news.panel.made, news.panel.pages)
    assert ["cache-rebuilt"] == [fault.code for fault in news.faults.shown]
