"""Kept files by address: pictures that a platform's server fetches, and the page on which one person finds one file. See bot/passes.py."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

import structlog
from aiohttp import web

from bot.domain.vietnamese import fold
from bot.files import Files, Tampered
from bot.passes import DOCUMENT_LIVES, Passes
from bot.talk import Document, Peer
from bot.web.rendering import HEADERS, filled, style
from bot.web.words_page import WordsPages
from messages_vi import files as words

log = structlog.get_logger(__name__)

Look = Callable[[int, Peer], Document | None]  # (attachment's row, chat) -> what its person may still have; blocking


@dataclass(frozen=True, slots=True)
class _Found:
    """A document that may be delivered now, and until when (epoch seconds)."""

    document: Document
    data: bytes
    until: int


def add_files(app: web.Application, passes: Passes, files: Files, look: Look, words_pages: WordsPages | None = None) -> None:
    """Adds /a/{token}, for platforms, and /t/{token}, for people, with the pages' style beside it."""
    pages = FilePages(passes, files, look, words_pages)
    app.router.add_get("/a/{token}", pages.picture)
    app.router.add_get("/t/files.css", style)
    app.router.add_get("/t/{token}", pages.show)
    app.router.add_post("/t/{token}", pages.deliver)


class FilePages:
    """The handlers of these requests. A forged link, an old one and a lost right get one and the same answer: 404."""

    def __init__(self, passes: Passes, files: Files, look: Look, words_pages: WordsPages | None = None) -> None:
        self._passes, self._files, self._look, self._words = passes, files, look, words_pages

    async def picture(self, request: web.Request) -> web.Response:
        data = await asyncio.to_thread(self._picture, request.match_info["token"])
        if data is None:
            return web.Response(status=404, headers=HEADERS)
        return web.Response(body=data, content_type="image/jpeg", headers=HEADERS)

    async def show(self, request: web.Request) -> web.Response:
        """The page alone: link previews open links before people do."""
        if self._words is not None and (page := await self._words.show(request)) is not None:
            return page
        status, html = await asyncio.to_thread(self._page, request.match_info["token"])
        return web.Response(status=status, text=html, content_type="text/html", headers=HEADERS)

    async def deliver(self, request: web.Request) -> web.Response:
        if self._words is not None and (page := await self._words.take(request)) is not None:
            return page
        found = await asyncio.to_thread(self._find, request.match_info["token"])
        if found is None:
            return await self.show(request)
        headers = {**HEADERS, "Content-Disposition": _named(found.document.title)}
        return web.Response(body=found.data, content_type=found.document.mime, headers=headers)

    # ---- blocking

    def _picture(self, token: str) -> bytes | None:
        name = self._passes.read_picture(token)
        return None if name is None else self._read(name)

    def _page(self, token: str) -> tuple[int, str]:
        found = self._find(token)
        if found is None:
            return 404, _filled(words.GONE, words.GONE_LINES)
        lines = (words.what(found.document.mime, len(found.data)), words.when(found.until - DOCUMENT_LIVES, found.until))
        return 200, _filled(found.document.title, lines, words.FETCH, words.AFTER)

    def _find(self, token: str) -> _Found | None:
        handed = self._passes.read_document(token)
        document = self._look(handed.attachment, handed.peer) if handed else None
        data = self._read(document.name) if document else None
        return _Found(document, data, handed.until) if handed and document and data is not None else None

    def _read(self, name: str) -> bytes | None:
        try:
            return self._files.read(name)
        except (OSError, ValueError, Tampered) as error:
            log.warning("a kept file was asked for and cannot be read", why=type(error).__name__)
            return None


def _filled(heading: str, lines: tuple[str, ...], fetch: str = "", after: tuple[str, ...] = ()) -> str:
    return filled("file.html", heading=heading, lines=lines, fetch=fetch, after=after)


def _named(title: str) -> str:
    """The title in full, and its bare letters for a browser that cannot read that."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in " .-") else "_" for c in fold(title))
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(title, safe='')}"
