"""Requests to the preview: whatever happens, there is an answer, and the server lives on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from broadsheet.preview.app import EVENTS, PreviewApp
from broadsheet.preview.audience import Audience
from broadsheet.preview.guard import Guard
from preview_desk import ADDRESS, Desk

HOST = (b"host", b"127.0.0.1:8000")


class Office:
    """A site, and the application that answers for it."""

    def __init__(self, folder: Path) -> None:
        self.desk = Desk(folder)
        self.audience = Audience()
        self.said: list[str] = []
        showcase = self.desk.builder.showcase
        guard = Guard("127.0.0.1")
        self.app = PreviewApp(showcase, self.audience, guard, False, self.said.append)

    def ask(
        self, path: str, over: Callable[[list[dict[str, Any]]], bool] = lambda _: False
    ) -> list[dict[str, Any]]:
        """Return the messages of the answer to a GET; the client goes away when it is `over`."""
        return asyncio.run(self._asked(path, over))

    async def _asked(
        self, path: str, over: Callable[[list[dict[str, Any]]], bool]
    ) -> list[dict[str, Any]]:
        sent: list[dict[str, Any]] = []
        gone = asyncio.Event()

        async def receive() -> dict[str, Any]:
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)
            if over(sent):
                gone.set()

        scope = {
            "type": "http",
            "method": "GET",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"page=" + ADDRESS.encode(),
            "headers": [HOST],
            "asgi": {"version": "3.0", "spec_version": "2.3"},
        }
        await self.app(scope, receive, send)
        return sent


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Return the application of a small site, without a server."""
    made = Office(tmp_path)
    yield made
    made.desk.workshop.close()


def test_an_error_nobody_thought_of_is_answered_and_said(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the headers that keep other sites out; the next request is answered as ever."""
    with monkeypatch.context() as patches:
        patches.setattr(office.desk.builder.showcase, "show", lambda _: 1 // 0)
        begin, body = office.ask(ADDRESS)
    names = {name for name, _ in begin["headers"]}

    assert (500, b"This could not be answered.") == (begin["status"], body["body"])
    assert b"x-content-type-options" in names
    assert 1 == len(office.said)
    assert "ZeroDivisionError" in office.said[0]
    assert 200 == office.ask(ADDRESS)[0]["status"]


def test_a_site_that_was_never_good_is_answered_for(office: Office) -> None:
    """It has no headers of its own yet, and no page; what is wrong is said instead."""
    office.desk.builder.showcase.clear()
    begin, body = office.ask(ADDRESS)

    assert 500 == begin["status"]
    assert (b"content-type", b"text/html; charset=utf-8") in begin["headers"]
    assert b"This page cannot be made yet" in body["body"]
    assert b"/_broadsheet/preview.js" in body["body"], "it goes away by itself"


def test_what_was_rendered_is_answered_without_another_thread(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither for the page nor for the headers that the site gives it."""
    first = office.ask(ADDRESS)
    monkeypatch.setattr(office.desk.builder.showcase, "show", lambda _: 1 // 0)

    assert 200 == first[0]["status"]
    assert first == office.ask(ADDRESS)


def test_no_other_page_is_read_as_the_headers_of_the_site(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An edit may take them away while they are asked for: what says so is the 404 page."""
    rules = "/*\n  Content-Security-Policy: default-src https://elsewhere.example"
    office.desk.living.write("templates/404.html", rules)
    office.desk.builder.look()
    showcase = office.desk.builder.showcase
    assert showcase.state.snapshot is not None
    pages = showcase.state.snapshot.prepared.pages
    with_policy = office.ask(ADDRESS)
    real = showcase.at_hand

    def at_hand(address: str) -> object:
        if address == "/_headers":
            monkeypatch.delitem(pages, "_headers")
        return real(address)

    monkeypatch.setattr(showcase, "at_hand", at_hand)
    without = office.ask(ADDRESS)

    assert rules.encode() == office.desk.shown("/_headers").data
    assert [1, 0] == [
        sum(name == b"content-security-policy" for name, _ in sent[0]["headers"])
        for sent in (with_policy, without)
    ]
    assert with_policy[1] == without[1]


def test_a_listener_is_written_to_now_and_then(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that one that went away without a word is noticed; its seat is free again."""
    monkeypatch.setattr("broadsheet.preview.app.HEARTBEAT_SECONDS", 0.01)
    beats = b":\n\n"
    sent = office.ask(EVENTS, lambda sent: sum(each.get("body") == beats for each in sent) >= 2)
    bodies = [each["body"] for each in sent if each.get("body")]

    assert b"retry: 400\n\n" == bodies[0]
    assert bodies[1].startswith(b"data: {")
    assert {beats} == set(bodies[2:])
    assert 0 == len(office.audience._seats)


def test_more_listeners_than_there_are_seats_are_told(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They show pages, and do not load them again by themselves."""
    monkeypatch.setattr("broadsheet.preview.audience.MOST_SEATS", 0)
    begin, body = office.ask(EVENTS)

    assert (503, b"Too many browsers are listening.") == (begin["status"], body["body"])
    assert 200 == office.ask(ADDRESS)[0]["status"]
