"""Where the stock bot keeps what it must not forget: SQLAlchemy's ORM over aiosqlite, one session and one commit a step."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import BigInteger, event, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Kept(Base):
    """The state of a conversation (its user's id), or what is known of a user (the id with a minus)."""

    __tablename__ = "sessions"
    uid: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    state: Mapped[str]
    data: Mapped[str]
    updated: Mapped[float]


class Report(Base):
    __tablename__ = "reports"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[int] = mapped_column(BigInteger)
    cat: Mapped[int]
    body: Mapped[str]
    created: Mapped[float]


class Store:
    """One SQLite file, WAL and synchronous=FULL as the product's own; one writer at a time, so that nobody waits busily in SQLite."""

    def __init__(self, path: str) -> None:
        self.engine = create_async_engine(f"sqlite+aiosqlite:///{path}")
        event.listen(self.engine.sync_engine, "connect", _set_up)
        self._session = async_sessionmaker(self.engine, expire_on_commit=False)
        self._writing = asyncio.Lock()

    async def open(self) -> None:
        async with self.engine.begin() as db:
            await db.run_sync(Base.metadata.create_all)

    async def kept(self) -> list[Kept]:
        async with self._session() as db:
            return list((await db.execute(select(Kept))).scalars())

    async def save(self, uid: int, state: str, data: Any) -> None:
        async with self._write() as db:
            await db.merge(Kept(uid=uid, state=state, data=json.dumps(data), updated=time.time()))

    async def report(self, uid: int, cat: int, body: str) -> None:
        async with self._write() as db:
            db.add(Report(uid=uid, cat=cat, body=body, created=time.time()))

    @asynccontextmanager
    async def _write(self) -> AsyncIterator[AsyncSession]:
        async with self._writing, self._session() as db:
            yield db
            await db.commit()


def _set_up(raw: Any, _record: object) -> None:
    cursor = raw.cursor()
    for pragma in ("journal_mode=wal", "synchronous=full", "busy_timeout=20000"):
        cursor.execute(f"pragma {pragma}")
    cursor.close()
