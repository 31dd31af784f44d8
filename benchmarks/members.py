"""45,000 people in 4,500 units: how long the lists of heads and blocks take, each a whole turn. `python -m benchmarks.members --help`."""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvloop
from sqlalchemy import Connection, insert

from benchmarks import places, scenario
from benchmarks.engine_alone import ACCOUNT, Silent
from benchmarks.village import LONG_AGO, SINCE
from bot.clock import Clock
from bot.engine import Engine
from bot.files import Files
from bot.talk import Outgoing
from handlers import BOOK, JOBS
from messages_vi import joining
from messages_vi import members as vi
from storage import engines, schema
from storage.tables import account, consent, person, role, unit, unit_version

COMMUNES, HAMLETS, TEAM = 166, 4333, 10  # with the province 4,500 units; people of a hamlet, and of a block
FIRST_CHAT, FIRST_UNIT, PROVINCE = 400_000_000, 2, 1
ASKS = 10  # how often the operator reads them
ADMIN = (COMMUNES + HAMLETS) * TEAM + 1  # who sees everybody of the province
LIMIT = 100.0  # ms
Row = dict[str, Any]


# the province --------------------------------------------------------------------------------------------------------
def settle(url: str) -> None:
    """Makes the database: a head and nine members in each hamlet, a block of ten in each commune; one in seven has not joined."""
    schema.upgrade(url)
    engine = engines.writer(url)
    with engine.begin() as db:
        _units(db)
        _people(db)
    engine.dispose()


def _units(db: Connection) -> None:
    rows = [_unit(PROVINCE, "tinh", "tỉnh", "Mẫu", None, "/1/")]
    rows += [_unit(n, "xa", "xã", f"Mẫu {n}", PROVINCE, f"/1/{n}/") for n in range(FIRST_UNIT, FIRST_UNIT + COMMUNES)]
    first = FIRST_UNIT + COMMUNES
    for n in range(first, first + HAMLETS):
        above = FIRST_UNIT + n % COMMUNES
        rows.append(_unit(n, "thon", "thôn", f"Mẫu {n // COMMUNES}", above, f"/1/{above}/{n}/"))
    db.execute(insert(unit), rows)
    db.execute(insert(unit_version), [{k: v for k, v in r.items() if k not in ("id", "path")} | {"unit": r["id"]} for r in rows])


def _unit(row: int, level: str, kind: str, name: str, above: int | None, path: str) -> Row:
    return {"id": row, "level": level, "kind": kind, "name": name, "parent": above, "path": path, "valid_from": SINCE}


def _people(db: Connection) -> None:
    """Somebody's id, less one, behind FIRST_CHAT is their chat."""
    now, people, roles = time.time(), list[Row](), list[Row]()
    for where in range(FIRST_UNIT, FIRST_UNIT + COMMUNES + HAMLETS):
        keys = BLOCK if where < FIRST_UNIT + COMMUNES else CREW
        for place, key in enumerate(keys):
            row = len(people) + 1
            here = place == 0 or row % 7 != 0
            people.append({"id": row, "name": f"Nguyễn Văn {row}", "phone": f"09{row:08}", "joined_at": LONG_AGO if here else 0.0})
            roles.append({"person": row, "unit": where, "key": key, "since": LONG_AGO})
    people.append({"id": ADMIN, "name": "Quản trị", "phone": None, "joined_at": LONG_AGO})
    roles.append({"person": ADMIN, "unit": PROVINCE, "key": "quan_tri", "since": LONG_AGO})
    here = [p["id"] for p in people if p["joined_at"]]
    db.execute(insert(person), people)
    db.execute(insert(role), roles)
    db.execute(insert(account), [{"peer": _peer(row), "person": row, "since": LONG_AGO, "heard": now - row % 40 * 86400} for row in here])
    db.execute(insert(consent), [{"person": row, "version": joining.VERSION, "at": LONG_AGO} for row in here])


BLOCK = ("truong_khoi", "pho_truong_khoi", "thu_ky", *["thanh_vien_khoi"] * (TEAM - 3))
CREW = ("to_truong", "to_pho", *["to_vien"] * (TEAM - 2))


def _chat(row: int) -> int:
    return FIRST_CHAT + row - 1


def _peer(row: int) -> str:
    return f"telegram:{ACCOUNT}:{_chat(row)}"


def heads(of: int) -> list[int]:
    """The chats of the first so many heads of hamlets, each of another commune."""
    return [_chat((COMMUNES + n) * TEAM + 1) for n in range(of)]


def blocks(of: int) -> list[int]:
    return [_chat(n * TEAM + 1) for n in range(of)]


# what is measured ----------------------------------------------------------------------------------------------------
@dataclass
class Lists:
    """People who read lists, so many at once; how long each turn took, in ms, by what it was."""

    engine: Engine
    channel: Silent
    updates: int = 0
    took: dict[str, list[float]] = field(default_factory=dict)

    async def all(self, chats: Sequence[int], at_once: int, reads: Callable[[int], Any]) -> None:
        waiting = list(chats)

        async def one_after_another() -> None:
            while waiting:
                await reads(waiting.pop())

        await asyncio.gather(*(one_after_another() for _ in range(at_once)))

    async def as_head(self, chat: int) -> None:
        """Their hamlet, then one of its people."""
        listed = await self._does("a head's list", chat, text="danh sách")
        assert len(listed.choices) > TEAM - 1, listed.text
        await self._does("one person", chat, listed, tap=3)

    async def as_block(self, chat: int) -> None:
        """The commune page by page, a hamlet of the last page, and who has not joined."""
        page = await self._does("a block's list", chat, text="danh sách")
        assert len(page.choices) > TEAM - 1, page.text
        while page.choices[-1].label == vi.MORE:
            page = await self._does("a block's next page", chat, page, tap=len(page.choices) - 1)
        await self._does("a hamlet of it", chat, page, tap=0)
        absent = await self._does("who has not joined", chat, text="ai chưa vào")
        await self._does("who has not joined, next page", chat, absent, tap=len(absent.choices) - 1)

    async def as_admin(self, chat: int) -> None:
        """The province: its first page, and the next ones."""
        page = await self._does("the operator's list", chat, text="danh sách")
        assert len(page.choices) > TEAM - 1, page.text
        for _ in range(4):
            page = await self._does("the operator's next page", chat, page, tap=len(page.choices) - 1)

    async def _does(self, what: str, chat: int, shown: Outgoing | None = None, *, text: str = "", tap: int = -1) -> Outgoing:
        self.updates += 1
        step, button = scenario.Step(text, tap), f"{shown.offer}:{tap}" if shown else ""
        update = scenario.update(step, self.updates, chat, button, self.updates, time.time())
        reply = self.channel.waiting[str(chat)] = asyncio.get_running_loop().create_future()
        began = time.perf_counter()
        if not await self.engine.take(self.channel, update):
            raise AssertionError("the engine refused an update")
        out: Outgoing = await asyncio.wait_for(reply, 60)
        self.took.setdefault(what, []).append(1000 * (time.perf_counter() - began))
        return out


async def measured(url: str, at: Path, at_once: int, communes: int) -> dict[str, list[float]]:
    channel = Silent()
    engine = Engine(url, [channel], Files(at / "files", bytes(32)), BOOK, JOBS, Clock())
    await engine.start()
    warm = Lists(engine, channel)
    await warm.as_head(heads(1)[0])
    lists = Lists(engine, channel, warm.updates)
    await lists.all(heads(communes * 3)[1:], at_once, lists.as_head)
    await lists.all(blocks(communes), at_once, lists.as_block)
    await lists.all([_chat(ADMIN)] * ASKS, 1, lists.as_admin)
    await engine.stop()
    return lists.took


def p99(took: Sequence[float]) -> float:
    return sorted(took)[min(len(took) - 1, round(0.99 * len(took)))]


def worst(took: dict[str, list[float]]) -> float:
    """The 99th percentile of all that is called /danhsach, a head's, a block's and the operator's: the largest, in ms."""
    whose = {
        "head": ("a head's list",),
        "block": ("a block's list", "a block's next page"),
        "operator": ("the operator's list", "the operator's next page"),
    }
    return max(p99([ms for what in named for ms in took[what]]) for named in whose.values())


def table(took: dict[str, list[float]]) -> str:
    lines = [f"{'':<30} turns  p50 ms  p99 ms     max"]
    for what, ms in took.items():
        lines.append(f"{what:<30} {len(ms):5} {sorted(ms)[len(ms) // 2]:7.1f} {p99(ms):7.1f} {max(ms):7.1f}")
    return "\n".join(lines)


@contextmanager
def province(url: str) -> Iterator[tuple[str, Path, float]]:
    """(the database's address, a folder, seconds it took to fill)."""
    with places.workshop() as folder:
        where = url or f"sqlite:///{folder}/bot.db"
        began = time.perf_counter()
        settle(where)
        yield where, folder, time.perf_counter() - began


def measure(at_once: int = 1, communes: int = COMMUNES, url: str = "") -> dict[str, list[float]]:
    with province(url) as (where, folder, _):
        return uvloop.run(measured(where, folder, at_once, communes))


def main(arguments: Sequence[str] | None = None) -> None:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--communes", type=int, default=COMMUNES, help="how many blocks read their lists, and three times as many heads")
    wanted.add_argument("--at-once", type=int, default=1, help="how many read at the same time")
    wanted.add_argument("--database", default="", help="an empty one; else SQLite in a folder of its own")
    given = wanted.parse_args(arguments)
    took = measure(given.at_once, given.communes, given.database)
    print(f"{table(took)}\n/danhsach, p99: {worst(took):.1f} ms (at most {LIMIT:.0f})")


if __name__ == "__main__":
    main()
