"""The demo's page and its requests: three phones side by side, so that anybody can try the bot without an account anywhere."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from pathlib import Path
from string import Template
from typing import Any, Protocol
from urllib.parse import urlsplit

from aiohttp import web

from messages_vi import demo as words

BIGGEST_UPLOAD = 20 * 1024 * 1024  # bytes
_BIGGEST_UPDATE = 64 * 1024
_BEAT = 15.0  # seconds between signs of life; the page calls again after three missed ones
_HERE = Path(__file__).parent
_STATIC = {path.name: path for path in sorted((_HERE / "static").glob("demo*"))}
_TYPES = {".css": "text/css", ".js": "text/javascript"}
_PICTURES = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"RIFF", "image/webp"), (b"GIF8", "image/gif"))
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": _POLICY,
    "Permissions-Policy": "microphone=(self), geolocation=(), camera=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True, slots=True)
class DemoPhone:
    """One phone of the page: its chat, whose phone it is, and sentences worth trying in it."""

    chat: str
    title: str
    subtitle: str = ""
    try_this: Sequence[str] = ()


class Phones(Protocol):
    """What the page needs of the channel behind it (bot/channels/phone.py); pages import no channel."""

    run: str
    closed: bool

    async def hear(self, update: Any) -> bool: ...
    async def keep_upload(self, data: bytes) -> str: ...
    async def kept_file(self, name: str) -> bytes | None: ...
    def has_buttons(self, chat: str) -> bool: ...
    def switch_buttons(self, chat: str, on: bool) -> None: ...
    def lines_after(self, number: int, chats: frozenset[str]) -> list[dict[str, Any]]: ...
    def listening(self) -> AbstractContextManager[asyncio.Event]: ...
    def hang_up(self) -> None: ...


def add_demo(app: web.Application, phone: Phones, people: Sequence[DemoPhone]) -> None:
    """Adds the page at /demo, a redirect from / to it, and the page's requests. Only the demo calls this."""
    page = DemoPage(phone, people)
    app.router.add_get("/", page.to_the_page)
    app.router.add_get("/demo", page.show)
    app.router.add_get("/demo/static/{name}", page.static)
    app.router.add_get("/demo/events", page.events)
    app.router.add_get("/demo/photo/{name:.+}", page.photo)
    app.router.add_get("/demo/file/{name}", page.file)
    app.router.add_post("/demo/say", page.say)
    app.router.add_post("/demo/upload", page.upload)
    app.router.add_post("/demo/buttons", page.buttons)
    app.on_shutdown.append(page.end)


class DemoPage:
    """The handlers of the page's requests."""

    def __init__(self, phone: Phones, people: Sequence[DemoPhone]) -> None:
        self._phone = phone
        self._chats = frozenset(one.chat for one in people)
        self._html = _page(people)

    async def to_the_page(self, request: web.Request) -> web.Response:
        raise web.HTTPFound("/demo")

    async def show(self, request: web.Request) -> web.Response:
        return web.Response(text=self._html, content_type="text/html", headers=_HEADERS)

    async def static(self, request: web.Request) -> web.Response:
        path = _STATIC.get(request.match_info["name"])
        if path is None:
            raise web.HTTPNotFound
        return web.Response(body=path.read_bytes(), content_type=_TYPES[path.suffix], charset="utf-8", headers=_HEADERS)

    async def say(self, request: web.Request) -> web.Response:
        """200 once it is on disk, 503 when it is not and the page shall repeat it, 409 when the page shall upload again."""
        update = await _json(request)
        try:
            self._known(update["chat"])
            took = await self._phone.hear(update)
        except (ValueError, KeyError, TypeError, AttributeError) as e:
            raise web.HTTPBadRequest from e
        except LookupError as e:
            raise web.HTTPConflict from e
        return web.json_response({"stored": took}, status=200 if took else 503)

    async def upload(self, request: web.Request) -> web.Response:
        """Keeps the bytes of the body and answers the name to mention them by: {"ref": name}; 503 when the disk will not take them."""
        _same_origin(request)
        data = await _body(request, BIGGEST_UPLOAD)
        if not data:
            raise web.HTTPBadRequest
        try:
            return web.json_response({"ref": await self._phone.keep_upload(data)})
        except OSError as e:
            raise web.HTTPServiceUnavailable from e

    async def buttons(self, request: web.Request) -> web.Response:
        wish = await _json(request)
        if not isinstance(wish, dict) or not isinstance(wish.get("on"), bool):
            raise web.HTTPBadRequest
        self._phone.switch_buttons(self._known(wish.get("chat")), wish["on"])
        return web.json_response({})

    async def photo(self, request: web.Request) -> web.Response:
        data = await self._kept(request)
        kind = next((kind for start, kind in _PICTURES if data.startswith(start)), "application/octet-stream")
        return web.Response(body=data, content_type=kind, headers=_HEADERS)

    async def file(self, request: web.Request) -> web.Response:
        """To be saved or played; the page knows its title."""
        return web.Response(body=await self._kept(request), headers={**_HEADERS, "Content-Disposition": "attachment"})

    async def _kept(self, request: web.Request) -> bytes:
        data = await self._phone.kept_file(request.match_info["name"])
        if data is None:
            raise web.HTTPNotFound
        return data

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Server-Sent Events: what these phones (?chat=, all by default) show beyond ?after= or Last-Event-ID, "<run>.<number>"."""
        chats = frozenset(map(self._known, request.query.getall("chat", sorted(self._chats))))
        after = self._read_up_to(request.headers.get("Last-Event-ID") or request.query.get("after", ""))
        answer = web.StreamResponse(headers={**_HEADERS, "Content-Type": "text/event-stream", "X-Accel-Buffering": "no"})
        try:
            await answer.prepare(request)
            await self._follow(answer, _Reader(self._phone, chats, after))
        except ConnectionError:
            pass  # the page went away, as pages do
        return answer

    async def end(self, app: web.Application) -> None:
        """Open streams would hold up the server's stop."""
        self._phone.hang_up()

    async def _follow(self, answer: web.StreamResponse, reader: _Reader) -> None:
        await answer.write(reader.hello())
        with self._phone.listening() as news:
            while not self._phone.closed:
                news.clear()  # before looking, or what comes while writing would wait for the next beat
                for event in reader.news():
                    await answer.write(event)
                if not await _set_within(news, _BEAT):
                    await answer.write(_event("beat", {}))

    def _known(self, chat: Any) -> str:
        if not isinstance(chat, str) or chat not in self._chats:
            raise web.HTTPBadRequest
        return chat

    def _read_up_to(self, cursor: str) -> int:
        run, _, number = cursor.rpartition(".")
        return int(number) if number.isascii() and number.isdigit() and run in ("", self._phone.run) else 0


class _Reader:
    """How far one open page has read, and which switches it has seen."""

    def __init__(self, phone: Phones, chats: frozenset[str], after: int) -> None:
        self._phone, self._chats, self._after = phone, chats, after
        self._switches = self._now()

    def hello(self) -> bytes:
        return _event("hello", {"run": self._phone.run, "buttons": self._switches})

    def news(self) -> list[bytes]:
        """What is new since the last call. A phone whose switch changed is told in full: its old lines look different now."""
        seen, self._switches = self._switches, self._now()
        changed = frozenset(chat for chat in self._chats if seen[chat] != self._switches[chat])
        again = [line for line in self._phone.lines_after(0, changed) if line["number"] <= self._after]
        new = self._phone.lines_after(self._after, self._chats)
        self._after = max([self._after, *(line["number"] for line in new)])
        told = [_event("buttons", {"chat": chat, "on": self._switches[chat]}) for chat in sorted(changed)]
        return told + [_event("line", line) for line in again] + [_event("line", line, f"{self._phone.run}.{line['number']}") for line in new]

    def _now(self) -> dict[str, bool]:
        return {chat: self._phone.has_buttons(chat) for chat in self._chats}


async def _set_within(news: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(news.wait(), seconds)
    except TimeoutError:
        return False
    return True


def _event(kind: str, data: Any, id_: str = "") -> bytes:
    return (f"id: {id_}\n" if id_ else "").encode() + f"event: {kind}\ndata: {json.dumps(data)}\n\n".encode()


def _same_origin(request: web.Request) -> None:
    """Another web page, open in the same browser, must not speak for the people of the demo."""
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise web.HTTPForbidden


async def _body(request: web.Request, most: int) -> bytes:
    """The whole body; 413 as soon as it is known to be over ``most`` bytes."""
    if (request.content_length or 0) > most:
        raise web.HTTPRequestEntityTooLarge(most, request.content_length or 0)
    data = bytearray()
    async for chunk in request.content.iter_any():
        data += chunk
        if len(data) > most:
            raise web.HTTPRequestEntityTooLarge(most, len(data))
    return bytes(data)


async def _json(request: web.Request) -> Any:
    _same_origin(request)
    if request.content_type != "application/json":
        raise web.HTTPBadRequest
    body = await _body(request, _BIGGEST_UPDATE)
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as e:
        raise web.HTTPBadRequest from e


def _page(people: Sequence[DemoPhone]) -> str:
    block = {"phones": [asdict(one) for one in people], "words": words.PAGE, "steps": words.STEPS, "spot": words.SPOT, "biggest": BIGGEST_UPLOAD}
    template = Template((_HERE / "templates" / "demo.html").read_text(encoding="utf-8"))
    safe = json.dumps(block).replace("<", "\\u003c")
    return template.substitute(block=safe, lang=words.PAGE["lang"], title=words.PAGE["title"], no_script=words.PAGE["no_script"])
