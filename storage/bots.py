"""The accounts we serve: their limits, what they have sent this month, who has written to them. Months are real ones, as a platform counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, delete, func, select, union
from sqlalchemy.dialects.postgresql import insert

from bot.domain.periods import month
from bot.domain.roles import Right, holders
from bot.talk import Peer
from storage.tables import account, bot, conversation, counter, lease, role

NEARLY = 0.8  # of what is allowed: time to make the next bot, while a week of the month or ten places are left

_B = bot.c
_NAME = _B.channel + ":" + _B.account
_UPSERT = insert(bot)
_SERVE = _UPSERT.on_conflict_do_update(
    index_elements=["channel", "account"], set_={k: _UPSERT.excluded[k] for k in ("link", "a_month", "people", "place")}
)
_LIVING = select(lease.c.duty).where(lease.c.expires > bindparam("now"))
_NO_MORE = delete(bot).where(_NAME.not_in(bindparam("ours", expanding=True)), ("send:" + _NAME).not_in(_LIVING))
_BOT = (_B.channel, _B.account, _B.link, _B.a_month, _B.people)
_LISTED = select(*_BOT).order_by(_B.place, _B.channel, _B.account)
_OF_CHANNEL = _LISTED.where(_B.channel == bindparam("of"))
_SENT = (
    select(*_BOT, func.coalesce(counter.c.n, 0))
    .outerjoin_from(bot, counter, counter.c.name == "sent:" + _NAME + ":" + bindparam("month"))
    .where(_B.a_month > 0)
)


def _chats(of: ColumnElement[str]) -> Select[Any]:
    begin = func.substr(of, 1, bindparam("length"))
    return select(of.label("chat"), begin.label("begin")).where(begin.in_(bindparam("begins", expanding=True)))


_CHATS = union(_chats(conversation.c.peer), _chats(account.c.peer)).subquery()
_PEOPLE = select(_CHATS.c.begin, func.count()).group_by(_CHATS.c.begin)
_NEW = insert(conversation).on_conflict_do_nothing()
_KNOWN = union(*(select(of).where(of == bindparam("chat")) for of in (conversation.c.peer, account.c.peer)))
_OPERATORS = (
    select(role.c.person)
    .where(role.c.key.in_(bindparam("keys", expanding=True)), role.c.since <= bindparam("now"))
    .where(role.c.until.is_(None) | (role.c.until > bindparam("now")))
    .distinct()
    .order_by(role.c.person)
)


@dataclass(frozen=True, slots=True)
class Bot:
    """One account of a channel. ``a_month``: messages, ``people``: who may ever write to it; 0: as many as one likes."""

    channel: str
    account: str
    link: str = ""
    a_month: int = 0
    people: int = 0

    @property
    def name(self) -> str:
        return f"{self.channel}:{self.account}"


def serve(db: Connection, bots: Sequence[Bot], now: float) -> None:
    """What this process serves, in the order of the settings; all others are forgotten unless another process serves them."""
    db.execute(_NO_MORE, {"ours": [b.name for b in bots], "now": now})
    if bots:
        db.execute(_SERVE, [asdict(b) | {"place": place} for place, b in enumerate(bots)])


def listed(db: Connection, channel: str = "") -> list[Bot]:
    """Every bot, or those of one channel, in the order of the settings."""
    return [Bot(*r) for r in (db.execute(_OF_CHANNEL, {"of": channel}) if channel else db.execute(_LISTED))]


def sent(db: Connection, now: float) -> list[tuple[Bot, int]]:
    """Each bot whose messages are limited, and how many have left this month."""
    return [(Bot(*r[:-1]), r[-1]) for r in db.execute(_SENT, {"month": month(now)})]


def used(db: Connection, now: float) -> dict[str, float]:
    """How much of its month each bot with a limit has sent, by "channel:account"; 1.0 is all of it."""
    return {b.name: n / b.a_month for b, n in sent(db, now)}


def people(db: Connection, channel: str, account_: str) -> int:
    """How many chats there are with this account: who has joined, and strangers who have written."""
    name = f"{channel}:{account_}"
    return _people(db, [name])[name]


def _people(db: Connection, names: Iterable[str]) -> Counter[str]:
    """One pass over all chats for all names as long: no key can be found by its beginning under every collation. So this is asked seldom."""
    found = Counter[str]()
    for length, alike in groupby(sorted(names, key=len), key=len):
        begins = [f"{name}:" for name in alike]
        found.update({begin[:-1]: n for begin, n in db.execute(_PEOPLE, {"length": length + 1, "begins": begins})})
    return found


def crowds(db: Connection, channel: str = "") -> list[tuple[Bot, int]]:
    """Each bot (of one channel) that may have only so many people, and how many it has."""
    limited = [b for b in listed(db, channel) if b.people]
    n = _people(db, [b.name for b in limited])
    return [(b, n[b.name]) for b in limited]


def full(db: Connection, channel: str) -> list[Bot]:
    """The bots of a channel that have all the people they may have."""
    return [b for b, n in crowds(db, channel) if n >= b.people]


def knows(db: Connection, peer: Peer) -> bool:
    """Whether this chat is one of its account's people already."""
    return db.execute(_KNOWN, {"chat": peer.key}).first() is not None


def takes_place(db: Connection, peer: Peer) -> None:
    """From now on this chat is one of its account's people: whoever knocks next in this very transaction finds the place taken."""
    db.execute(_NEW, {"peer": peer.key})


def operators(db: Connection, now: float) -> list[int]:
    """Everybody who is to hear of the machine's troubles, wherever they hold that role."""
    return list(db.execute(_OPERATORS, {"keys": list(holders(Right.OPERATE)), "now": now}).scalars())
