"""The page on which a block chooses the teams' words, by a link from the chat (bot/passes.py). A GET shows, a POST writes; both ask for the right."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import parse_qs

from aiohttp import web

from bot.passes import Opened, Passes
from bot.talk import Page, Peer
from bot.web.rendering import HEADERS, filled
from messages_vi import block_words as words_vi
from messages_vi import words_page as vi
from storage.engines import DatabaseAway

if TYPE_CHECKING:
    from handlers.words_page import Fields, View

Look: TypeAlias = "Callable[[Page, Peer], View | None]"  # blocking
Save: TypeAlias = "Callable[[Page, Peer, Fields], Awaitable[View | None]]"  # TimeoutError or DatabaseAway: nobody knows whether it is written
_MOST_FIELDS = 5000


class WordsPages:
    """Answers for the tokens that name a page. None: the token names none, or its person may not see it; the two look alike to whoever asks."""

    def __init__(self, passes: Passes, look: Look, save: Save) -> None:
        self._passes, self._look, self._save = passes, look, save

    async def show(self, request: web.Request) -> web.Response | None:
        """Link previews open links before people do."""
        return await asyncio.to_thread(self._shown, request.match_info["token"])

    async def take(self, request: web.Request) -> web.Response | None:
        opened = await asyncio.to_thread(self._passes.read_page, request.match_info["token"])
        if opened is None:
            return None
        try:
            view = await self._save(opened.page, opened.peer, _fields(await request.read()))
        except web.HTTPRequestEntityTooLarge:
            return await asyncio.to_thread(_said, 413, vi.TOO_MUCH)
        except (TimeoutError, DatabaseAway):
            return await asyncio.to_thread(_said, 503, vi.BUSY)
        return None if view is None else await asyncio.to_thread(_answer, view, opened, 200 if view.told is not None else 409)

    def _shown(self, token: str) -> web.Response | None:
        opened = self._passes.read_page(token)
        view = self._look(opened.page, opened.peer) if opened else None
        return _answer(view, opened, 200) if opened and view else None


def _fields(body: bytes) -> Fields:
    """By the names of the boxes; of what is no form at all, nothing."""
    try:
        return parse_qs(body.decode("utf-8", "replace"), max_num_fields=_MOST_FIELDS)
    except ValueError:
        return {}


def _answer(view: View, opened: Opened, status: int) -> web.Response:
    bounds = {"longest": words_vi.LONGEST, "longest_reply": words_vi.LONGEST_REPLY}
    heading = vi.heading(view.month) if view.told is None else words_vi.written(view.month)
    told = {"view": view, "vi": vi, "heading": heading, "block": vi.block(view.unit), "until": vi.until(opened.until)}
    return _html(status, filled("words.html", **bounds, **told))


def _said(status: int, line: str) -> web.Response:
    return _html(status, filled("file.html", heading=words_vi.SEND.label, lines=(line,), fetch="", after=()))


def _html(status: int, html: str) -> web.Response:
    return web.Response(status=status, text=html, content_type="text/html", headers=HEADERS)
