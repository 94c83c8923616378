"""The preview as an ASGI application: pages from memory, and a stream of news for each browser."""

from __future__ import annotations

import asyncio
import html
from collections.abc import AsyncIterator, Callable
from importlib import resources
from urllib.parse import quote, unquote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from broadsheet.preview.audience import Audience
from broadsheet.preview.guard import METHODS, SAFE_HEADERS, Guard
from broadsheet.preview.headers import content_type, headers_for
from broadsheet.preview.news import Listener, encode
from broadsheet.preview.showcase import Showcase, Shown, moved_to
from broadsheet.searching.parts import FOLDER as SEARCH

OWN = "/_broadsheet/"
EVENTS = f"{OWN}events"
FILES = {f"{OWN}preview.js": "text/javascript", f"{OWN}preview.css": "text/css"}

HEARTBEAT_SECONDS = 20.0
"""A browser that went away without a word is noticed when it is written to."""


class PreviewApp:
    """Answers every request, whatever it is; no request can end the process."""

    def __init__(
        self,
        showcase: Showcase,
        audience: Audience,
        guard: Guard,
        drafts_shown: bool,
        complain: Callable[[str], None],
    ) -> None:
        self._showcase = showcase
        self._audience = audience
        self._guard = guard
        self._drafts_shown = drafts_shown
        self._complain = complain
        self._searching = asyncio.Semaphore(1)
        self._files = {path: _browser_file(path.removeprefix(OWN)) for path in FILES}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request (ASGI); the server is told to ask for nothing but HTTP."""
        request = Request(scope, receive)
        try:
            response = await self._answer(request)
        except Exception as error:  # noqa: BLE001 -- the server lives on, whatever it is
            self._complain(f"the preview could not answer: {type(error).__name__}: {error}")
            response = PlainTextResponse("This could not be answered.", 500)
        for name, value in SAFE_HEADERS.items():
            response.headers.setdefault(name, value)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        refusal = self._guard.refusal(request.method, request.headers)
        if refusal is not None:
            headers = {"allow": ", ".join(METHODS)} if refusal.status == 405 else {}
            return PlainTextResponse(refusal.text, refusal.status, headers)
        path = request.scope["path"]
        if path == EVENTS:
            return self._events(request)
        if path in self._files:
            return Response(self._files[path], media_type=FILES[path])
        if request.headers.get("service-worker") == "script":
            # It would go on serving these pages from the browser's cache after the preview ended.
            return PlainTextResponse("The preview has no service worker.", 404)
        return await self._page(request, path)

    async def _page(self, request: Request, path: str) -> Response:
        state = self._showcase.state
        if state.snapshot is not None:
            address = moved_to(path, state.snapshot.pages)
            if address is not None:
                query = request.scope["query_string"].decode("latin-1")
                target = quote(address, safe="/-._~") + (f"?{query}" if query else "")
                return Response(status_code=302, headers={"location": target})
        shown = await self._shown(path)
        tag = f'"{shown.mark}"'
        headers = {"etag": tag, **await self._site_headers(path)}
        if shown.status == 200 and tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return _as_response(shown, headers)

    async def _shown(self, path: str) -> Shown:
        """Return what lies at a path; who waits for the search index keeps no page waiting.

        What is at hand is not fetched by another thread: each would have to wait for its turn
        while the site is looked at.
        """
        shown = self._showcase.at_hand(path)
        if shown is not None:
            return shown
        if not path.startswith(f"/{SEARCH}/"):
            return await run_in_threadpool(self._showcase.show, path)
        async with self._searching:
            return await run_in_threadpool(self._showcase.show, path)

    async def _site_headers(self, path: str) -> dict[str, str]:
        snapshot = self._showcase.state.snapshot
        if snapshot is None or "_headers" not in snapshot.pages:
            return {}
        shown = await self._shown("/_headers")
        if shown.status != 200:  # an edit took the file away meanwhile: this is another page
            return {}
        return headers_for(path, shown.data.decode("utf-8", "replace"))

    def _events(self, request: Request) -> Response:
        if self._audience.is_full:
            return PlainTextResponse("Too many browsers are listening.", 503)
        address = unquote(request.query_params.get("page", "/"))
        mark = request.query_params.get("mark", "")
        listener = Listener(self._showcase, address, mark, self._drafts_shown)
        return _EventStream(self._audience, listener)


class _EventStream(StreamingResponse):
    """A stream that holds its seat for as long as it lasts, however it ends."""

    def __init__(self, audience: Audience, listener: Listener) -> None:
        self._audience = audience
        self._seat = asyncio.Event()
        headers = {"cache-control": "no-store"}
        super().__init__(self._events(listener), 200, headers, "text/event-stream")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the stream (ASGI)."""
        self._audience.take(self._seat)
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._audience.leave(self._seat)

    async def _events(self, listener: Listener) -> AsyncIterator[bytes]:
        """Yield server-sent events (WHATWG HTML, 9.2): one whenever there is news.

        A slow reader holds up only itself, and misses nothing but what is out of date by then.
        """
        yield b"retry: 400\n\n"
        while not self._audience.is_closed:
            self._seat.clear()
            news = await run_in_threadpool(listener.news)
            if news is not None:
                yield b"data: " + encode(news) + b"\n\n"
            try:
                await asyncio.wait_for(self._seat.wait(), HEARTBEAT_SECONDS)
            except TimeoutError:
                yield b":\n\n"


def _as_response(shown: Shown, headers: dict[str, str]) -> Response:
    kind = content_type(shown.output or "x.html")
    if shown.mark == "stand-in":
        kind = "text/html; charset=utf-8"
    data = shown.data
    if kind.startswith("text/html"):
        data = with_script(data, shown.mark)
    return Response(data, shown.status, {**headers, "content-type": kind})


def script_tag(mark: str) -> bytes:
    """Return the tag that is added to every page that is served, and to none that is built."""
    return f'<script src="{OWN}preview.js" data-mark="{html.escape(mark)}"></script>'.encode()


def with_script(data: bytes, mark: str) -> bytes:
    """Return a page with the preview's script at the end of its body."""
    at = data.rfind(b"</body>")
    at = len(data) if at < 0 else at
    return data[:at] + script_tag(mark) + data[at:]


def _browser_file(name: str) -> bytes:
    return (resources.files("broadsheet.preview") / "browser" / name).read_bytes()
