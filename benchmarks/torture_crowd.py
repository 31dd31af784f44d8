"""People at their phones while the bot is killed under them. They keep their own record of what they said and read."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from typing_extensions import override

from bot.domain.kinds import Level
from bot.talk import Peer
from handlers import sample
from messages_vi import report as vi
from storage import engines, people, roles, units
from tests.fakes.telegram import TOKEN, FakeTelegram
from tests.fakes.telegram_people import Person

T = TypeVar("T")
ACCOUNT = TOKEN.partition(":")[0]
LONGEST_ANSWER, LONGEST_PAUSE = 0.15, 3.0  # seconds: of the fake, of a person between two matters
PATIENCE = 90.0  # seconds until a reply is taken never to come
MATTERS = (
    ("gãy lan can cầu tràn, 15 hộ phải đi vòng", Level.XANH),
    ("rác đổ đầy bờ mương", Level.XANH),
    ("mất trộm xe máy ở nhà văn hóa", Level.VANG),
    ("lợn chết hàng loạt nghi dịch tả", Level.VANG),
    ("tranh chấp ranh giới đất vườn", Level.VANG),
    ("nước lũ dâng cao ngập nhà", Level.DO),
)
_LEADERS = (("truong_khoi", "xa"), ("thu_ky", "xa"), ("truc_ban", "xa"), ("can_bo_tinh", "tinh"))
_FILED = re.compile(re.escape(vi.filed(number=987654, media="", level=Level.VANG, duty_phone=None).partition(".")[0]).replace("987654", r"(\d+)"))
_ALERT = re.compile(r"việc số (\d+), mức")


class Telegram(FakeTelegram):
    """The fake, whose answers take a while, and the one question of this torture."""

    @override
    async def carry_out(self, method: str, given: dict[str, Any]) -> Any:
        """Done, but the bot does not know it yet: the moment at which a kill leaves it unknown whether a message arrived."""
        result = await super().carry_out(method, given)
        await asyncio.sleep(random.uniform(0.0, LONGEST_ANSWER))
        return result

    @property
    def acknowledged(self) -> set[int]:
        """The updates that the bot has said to have: its polling offset passed them, or its webhook answered 200."""
        return set(self._updates) - {waiting.id for waiting in self.pending}


class NeverAnswered(Exception):
    """Somebody waited in vain; the text says who, and for what."""


@dataclass
class Reporter:
    """Reports one matter after another, each in words of its own."""

    phone: Person
    number: int
    chance: random.Random
    told: dict[str, Level] = field(default_factory=dict)
    filed: dict[str, int] = field(default_factory=dict)
    _read: int = 0

    async def reports(self, enough: asyncio.Event) -> None:
        while not enough.is_set():
            matter, level = self.chance.choice(MATTERS)
            await self._reports_one(f"{matter}, mã t{self.number}-{len(self.told) + 1}-", level)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(enough.wait(), self.chance.uniform(0.0, LONGEST_PAUSE))

    async def _reports_one(self, text: str, level: Level) -> None:
        self.told[text] = level
        self.phone.says(text)
        check = await self._reads(lambda shown: shown if f"“{text}”" in shown["text"] else None, text)
        self._says_yes(check)
        self.filed[text] = await self._reads(self._a_new_number, f"the number of {text!r}")

    def _says_yes(self, check: dict[str, Any]) -> None:
        if self.chance.random() < 0.5:
            self.phone.says(str(vi.SEND.typed))
        else:
            self.phone.taps(next(key["callback_data"] for row in check["keyboard"] for key in row if key["text"] == vi.SEND.label))

    def _a_new_number(self, shown: dict[str, Any]) -> int | None:
        """What came twice, because a kill left it unknown whether it had come, is no news."""
        found = _FILED.match(shown["text"])
        return int(found[1]) if found and int(found[1]) not in self.filed.values() else None

    async def _reads(self, wanted: Callable[[dict[str, Any]], T | None], what: str) -> T:
        for _ in range(int(PATIENCE / 0.02)):
            while self._read < len(self.phone.seen):
                self._read += 1
                if (found := wanted(self.phone.seen[self._read - 1])) is not None:
                    return found
            await asyncio.sleep(0.02)
        raise NeverAnswered(f"{self.phone.id} waited in vain for {what}")


@dataclass
class Leader:
    """Hears of cases and takes some of them, by the button or by typing."""

    phone: Person
    person: int
    role: str
    chance: random.Random
    _read: int = 0

    async def accepts(self, enough: asyncio.Event) -> None:
        while not enough.is_set():
            for shown in self.phone.seen[self._read :]:
                self._take(shown)
            self._read = len(self.phone.seen)
            await asyncio.sleep(0.05)

    def _take(self, shown: dict[str, Any]) -> None:
        alert, keys = _ALERT.search(shown["text"]), [key for row in shown["keyboard"] for key in row]
        if not alert or not keys or self.role == "can_bo_tinh" or self.chance.random() < 0.6:
            return
        if self.chance.random() < 0.5:
            self.phone.taps(keys[0]["callback_data"])
        else:
            self.phone.says(f"nhận {alert[1]}")


class Crowd:
    """Everybody, joined beforehand; ``begins``, then ``ends`` once each has heard the end of what they had begun."""

    def __init__(self, url: str, fake: FakeTelegram, seed: int, reporters: int = 16) -> None:
        self.fake = fake
        self.enough = asyncio.Event()
        self._engine = engines.writer(url)
        chance = random.Random(seed)
        self._settle()
        phones = [self.joins(f"Bác {n}", "to_vien", "thon")[0] for n in range(reporters)]
        self.reporters = [Reporter(phone, n, random.Random(chance.random())) for n, phone in enumerate(phones)]
        above = [(role, self.joins(f"Đồng chí {role}", role, level)) for role, level in _LEADERS]
        self.leaders = [Leader(*joined, role, random.Random(chance.random())) for role, joined in above]
        self._engine.dispose()

    def begins(self) -> None:
        self._reporting = [asyncio.create_task(one.reports(self.enough)) for one in self.reporters]
        self._leading = [asyncio.create_task(one.accepts(self.enough)) for one in self.leaders]

    async def ends(self) -> list[str]:
        """Who never got an answer."""
        self.enough.set()
        done = await asyncio.gather(*self._reporting, *self._leading, return_exceptions=True)
        troubles = [trouble for trouble in done if isinstance(trouble, BaseException)]
        for trouble in troubles:
            if not isinstance(trouble, NeverAnswered):
                raise trouble
        return [str(trouble) for trouble in troubles]

    def _settle(self) -> None:
        with self._engine.begin() as db:
            sample.load(db, 0.0)
            everything = units.everything(db)
        self._units = {level: itertools.cycle([unit.id for unit in everything if unit.level == level]) for level in ("thon", "xa", "tinh")}

    def joins(self, name: str, role: str, level: str) -> tuple[Person, int]:
        """A phone, and whose it is in the tables; the units of a level take turns."""
        phone = self.fake.person(5001 + len(self.fake._rooms), name)
        phone.wrote = True
        with self._engine.begin() as db:
            person = people.add(db, name, 1.0)
            people.join(db, Peer("telegram", ACCOUNT, str(phone.id)), person, 1.0)
            roles.give(db, person, next(self._units[level]), role, 1.0)
        return phone, person
