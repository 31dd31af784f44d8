"""A broadcast at the pace the platform allows, while people talk: how much of the pace is used, what is refused, how long people wait."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, text

from benchmarks import places, village
from benchmarks.contestants import ACCOUNT, Product
from benchmarks.telegram import Telegram
from bot.talk import Outgoing, Peer
from storage import engines, outbox

RATE = 30  # messages a second, as Telegram allows one bot
TALKING, PAUSE = 30, 10.0  # people, and seconds between what each reads and says
SETTLING = 2  # seconds until the pace is steady
PENALTY_AT, PENALTY = 5.0, 3.0  # seconds
WORDS = "Thông báo: mưa lớn đêm nay, bà con vùng trũng chuẩn bị di dời, theo dõi loa thôn và làm theo hướng dẫn của tổ phòng chống thiên tai."
LONGEST = 120.0  # seconds


@dataclass
class Sending:
    """Figures of one broadcast. ``share`` of the allowed pace over the steady seconds; ``rest``: messages that are not ``sent`` in the end."""

    messages: int
    seconds: float
    share: float
    refused_at_first: int
    refused: int
    replies: int
    reply_p50_ms: float
    reply_p95_ms: float
    rest: int
    unanswered: int


def broadcast(messages: int, *, strict: bool = False) -> Sending:
    """``strict``: in its midst a penalty that grows when one sends into it."""
    with places.workshop() as at:
        product = Product(people=TALKING + messages, per_second=RATE)
        product.prepare(at, TALKING)
        with Telegram(at, product.scenario, product.address, product.secret) as telegram:
            telegram.asked("reset", rate=RATE, burst=RATE, retry=2, block=2 if strict else 0)
            bot = product.starts(at, telegram.url)
            try:
                bot.is_ready(product.port, product.says_ready)
                return _measured(telegram, product.database(at), messages, strict=strict)
            finally:
                bot.ends()


def _measured(telegram: Telegram, url: str, messages: int, *, strict: bool) -> Sending:
    talk: dict[str, Any] = {}
    talking = threading.Thread(target=lambda: talk.update(_talk(telegram, messages / RATE)))
    talking.start()
    time.sleep(0.5)
    engine = engines.writer(url)
    _post(engine, messages)
    posted = time.monotonic()
    if strict:
        time.sleep(PENALTY_AT)
        telegram.asked("block", seconds=PENALTY)
    ended = _wait(engine, posted)
    talking.join()
    stats = telegram.asked("stats")
    rest = _count(engine, "state <> 'sent'")
    engine.dispose()
    return _figures(messages, posted, ended, stats, talk, rest)


def _talk(telegram: Telegram, seconds: float) -> dict[str, Any]:
    return telegram.asked("run", LONGEST + 30, users=TALKING, duration=seconds, pause=PAUSE, most=30)


def _post(engine: Engine, messages: int) -> None:
    """As a broadcast would, from another process and in one transaction."""
    silent = [chat for chat in village.chats(TALKING, TALKING + messages) if chat >= village.FIRST_SILENT]
    peers = [Peer("telegram", ACCOUNT, str(chat)) for chat in silent]
    with engine.begin() as db:
        outbox.post(db, [(f"bench:{peer.chat}", "broadcast", Outgoing(peer, WORDS, lane="bulk")) for peer in peers], time.time())


def _wait(engine: Engine, posted: float) -> float:
    """Monotonic seconds at which nothing was left to send."""
    while _count(engine, "state IN ('queued','sending')") and time.monotonic() - posted < LONGEST:
        time.sleep(0.2)
    return time.monotonic()


def _count(engine: Engine, which: str) -> int:
    with engine.connect() as db:
        return int(db.execute(text(f"SELECT count(*) FROM outbox WHERE lane = 'bulk' AND {which}")).scalar_one())


def _figures(messages: int, posted: float, ended: float, stats: dict[str, Any], talk: dict[str, Any], rest: int) -> Sending:
    first, last = (int(moment - stats["first_send"]) for moment in (posted + SETTLING + 1, ended - 1))
    steady = _between(stats["sent_in"], first, last)
    return Sending(
        messages=messages,
        seconds=ended - posted,
        share=sum(steady) / (RATE * max(1, len(steady))),
        refused_at_first=sum(_between(stats["refused_in"], 0, first)),
        refused=sum(_between(stats["refused_in"], first, last)),
        replies=talk["updates"],
        reply_p50_ms=talk["p50_ms"],
        reply_p95_ms=talk["p95_ms"],
        rest=rest,
        unanswered=talk["outstanding"],
    )


def _between(seconds: Sequence[int], first: int, last: int) -> Sequence[int]:
    return seconds[first:last]
