"""One contestant measured: how fast it answers a crowd, what that costs, and whether it did all it should have."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import psutil

from benchmarks import places
from benchmarks.contestants import Contestant
from benchmarks.telegram import Process, Telegram

WARMING, WARM = 100, 2.0  # people who warm the bot up, and for how many seconds at least: Node compiles what runs often
LONGEST = 90.0  # seconds of a run


@dataclass
class Speed:
    """Figures of one run. Times in seconds unless their name says ms; ``cpu`` is ms an update, ``memory`` MB at its highest."""

    name: str
    updates_a_second: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    cpu_ms: float
    memory_mb: float
    first_answer: float
    updates: int
    conversations: int
    filed: int
    wrong: int  # replies that were not the one expected, HTTP errors, updates nobody answered
    wrong_how: str
    alerts: int
    alerts_late: float  # after the last reply
    fake: float  # cores that the fake Telegram used
    others: float  # cores that the rest of the machine used meanwhile

    @property
    def sound(self) -> bool:
        return self.wrong == 0 and self.filed == self.conversations


def measure(contestant: Contestant, users: int, seconds: float) -> Speed:
    """Whole conversations of everybody, as many as fit ``seconds`` or one: so each step of the scenario weighs the same for all."""
    with places.workshop() as at:
        contestant.prepare(at, users)
        with Telegram(at, contestant.scenario, contestant.address, contestant.secret) as telegram:
            bot = contestant.starts(at, telegram.url)
            try:
                bot.is_ready(contestant.port, contestant.says_ready)
                found = _talk(bot, telegram, users, seconds)
            finally:
                bot.ends()
        return Speed(name=contestant.name, filed=contestant.filed(at), **found)


def _talk(bot: Process, telegram: Telegram, users: int, seconds: float) -> dict[str, Any]:
    first = telegram.runs(1, 1, LONGEST)
    warming = _warmed(telegram, min(users, WARMING))
    each = max(1, round(seconds * warming[-1]["conv_all"] / (users * warming[-1]["seconds"])))
    telegram.falls_silent()
    cpu, cpu_fake, machine = bot.cpu, telegram.process.cpu, _busy()
    run = telegram.runs(users, each, LONGEST)
    talking, faking, machine = bot.cpu - cpu, telegram.process.cpu - cpu_fake, _busy() - machine
    last_send = telegram.falls_silent()
    return {
        "updates_a_second": run["upd_per_s"],
        **{name: run[name] for name in ("p50_ms", "p95_ms", "p99_ms")},
        "cpu_ms": 1000 * (bot.cpu - cpu) / max(1, run["updates_all"]),
        "memory_mb": bot.most_memory,
        "first_answer": first["first_reply_at"] - bot.began,
        "updates": run["updates_all"],
        "conversations": sum(part["conv_all"] for part in (first, *warming, run)),
        "wrong": sum(sum(_wrong(part).values()) for part in (first, *warming, run)),
        "wrong_how": "; ".join(f"{n} {what}" for part in (first, *warming, run) for what, n in _wrong(part).items()),
        "alerts": telegram.asked("stats")["other_sends"],
        "alerts_late": max(0.0, last_send - run["last_reply_at"]),
        "fake": faking / run["seconds"],
        "others": max(0.0, (machine - talking - faking) / run["seconds"]),
    }


def _warmed(telegram: Telegram, people: int) -> list[dict[str, Any]]:
    """One conversation of each until it is warm; the runs it took, the last of which tells how fast the bot is."""
    runs = [telegram.runs(people, 1, LONGEST)]
    while sum(run["seconds"] for run in runs) < WARM:
        runs.append(telegram.runs(people, 1, LONGEST))
    return runs


def _wrong(run: dict[str, Any]) -> dict[str, int]:
    return {what: run[what] for what in ("bad_replies", "extra_replies", "http_errors", "conn_errors", "outstanding") if run[what]}


def _busy() -> float:
    """Seconds of CPU that this machine has worked."""
    times = psutil.cpu_times()
    return float(sum(times) - times.idle - getattr(times, "iowait", 0.0) - getattr(times, "guest", 0.0) - getattr(times, "guest_nice", 0.0))


def median(runs: Sequence[Speed]) -> Speed:
    """Each figure's median; of what must be nothing, the whole."""
    first = asdict(runs[0])
    middle = {name: statistics.median(getattr(r, name) for r in runs) for name, value in first.items() if not isinstance(value, str)}
    sums = {name: sum(getattr(r, name) for r in runs) for name in ("wrong", "filed", "conversations")}
    return Speed(**{**first, **middle, **sums, "wrong_how": "; ".join(r.wrong_how for r in runs if r.wrong_how)})
