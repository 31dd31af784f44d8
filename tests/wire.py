"""A wire to PostgreSQL that can be cut: at any moment, or after a COMMIT was carried out and before anybody heard of it."""

from __future__ import annotations

import asyncio
import contextlib
from types import TracebackType
from typing import Self

from sqlalchemy import make_url


class Wire:
    """``url`` leads through here to the server of the given one. ``cuts`` counts the answers to COMMIT that were lost."""

    def __init__(self, url: str) -> None:
        self._to = make_url(url)
        self._ends: set[asyncio.StreamWriter] = set()
        self.lose_commits, self.cuts = 0, 0

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        self.url = self._to.set(port=port).render_as_string(hide_password=False)
        return self

    async def __aexit__(self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        self._server.close()
        self.is_cut()

    def is_cut(self) -> None:
        """Every connection of this moment breaks."""
        for end in self._ends:
            end.transport.abort()
        self._ends.clear()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        theirs, ours = await asyncio.open_connection(self._to.host, self._to.port)
        self._ends |= {writer, ours}
        committing = asyncio.Event()
        await asyncio.gather(self._to_server(reader, ours, committing), self._to_client(theirs, writer, committing))

    async def _to_server(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, committing: asyncio.Event) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                if b"COMMIT" in data and self.lose_commits:
                    self.lose_commits -= 1
                    committing.set()
                writer.write(data)
                await writer.drain()
        writer.close()

    async def _to_client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, committing: asyncio.Event) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                if committing.is_set():
                    self.cuts += 1
                    writer.transport.abort()
                    break
                writer.write(data)
                await writer.drain()
        writer.close()
