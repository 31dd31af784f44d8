"""What was measured held against what we aim at, and both as plain tables."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.sending import Sending
from benchmarks.speed import Speed, median

Runs = Mapping[str, Sequence[Speed]]
HEADS = ("", "updates/s", "p50 ms", "p95 ms", "p99 ms", "CPU ms/update", "RSS MB", "first answer s", "wrong", "filed/finished", "other cores")


@dataclass(frozen=True)
class Target:
    """A figure, and the bound it is to keep: at least it, or below it."""

    what: str
    found: float
    bound: float
    at_least: bool = False
    unit: str = ""

    @property
    def reached(self) -> bool:
        return self.found >= self.bound if self.at_least else self.found <= self.bound

    def line(self) -> tuple[str, ...]:
        sign = "at least" if self.at_least else "at most"
        return (self.what, f"{self.found:.3g}{self.unit}", f"{sign} {self.bound:g}{self.unit}", "reached" if self.reached else "not reached")


def of_speed(runs: Runs, ours: str, ptb: str, grammy: str) -> list[Target]:
    """Those for which both sides have been measured."""
    found = []
    if ours in runs and ptb in runs:
        found.append(Target("updates/s, ours / python-telegram-bot", _paired(runs[ours], runs[ptb], _rate), 6, at_least=True))
        found.append(Target("p99, ours / python-telegram-bot", _paired(runs[ours], runs[ptb], lambda run: run.p99_ms), 0.25))
    if ours in runs and grammy in runs:
        found.append(Target("updates/s, ours / grammY", _paired(runs[ours], runs[grammy], _rate), 0.7, at_least=True))
    if ours in runs:
        middle = median(runs[ours])
        found.append(Target("memory (RSS, highest)", max(run.memory_mb for run in runs[ours]), 130, unit=" MB"))
        found.append(Target("start to first answer", middle.first_answer, 2, unit=" s"))
        found.append(Target("wrong replies, errors, reports lost or doubled", middle.wrong + abs(middle.filed - middle.conversations), 0))
    return found


def of_growth(few: Sequence[Speed], many: Sequence[Speed], people: int) -> list[Target]:
    what = f"CPU an update with {people:,} people / with {people // 10:,}"
    return [Target(what, _paired(many, few, lambda run: run.cpu_ms), 1.1)]


def of_sending(plain: Sending, strict: Sending) -> list[Target]:
    return [
        Target("broadcast: share of the allowed pace in use", 100 * plain.share, 99, at_least=True, unit=" %"),
        Target("broadcast: refusals (429) once it is under way", plain.refused, 0),
        Target("broadcast: replies meanwhile, p95", plain.reply_p95_ms / 1000, 1.5, unit=" s"),
        Target("broadcast with a penalty: messages that did not get through", strict.rest + strict.unanswered, 0),
    ]


def _rate(run: Speed) -> float:
    return run.updates_a_second


def _paired(ours: Sequence[Speed], theirs: Sequence[Speed], figure: Callable[[Speed], float]) -> float:
    """Runs stand beside each other in time, so each is held against its neighbour: what disturbs the machine disturbs both."""
    return statistics.median(figure(one) / figure(other) for one, other in zip(ours, theirs, strict=True))


def speed_table(runs: Runs) -> str:
    return table([HEADS, *(_speed_line(median(some), some) for some in runs.values())])


def _speed_line(m: Speed, runs: Sequence[Speed]) -> tuple[str, ...]:
    rates = [run.updates_a_second for run in runs]
    return (
        m.name,
        f"{m.updates_a_second:.0f} ({min(rates):.0f}-{max(rates):.0f})",
        *(f"{ms:.0f}" for ms in (m.p50_ms, m.p95_ms, m.p99_ms)),
        f"{m.cpu_ms:.2f}",
        f"{m.memory_mb:.0f}",
        f"{m.first_answer:.2f}",
        f"{m.wrong}" + (f" ({m.wrong_how})" if m.wrong_how else ""),
        f"{m.filed}/{m.conversations}",
        f"{m.others:.2f}",
    )


def sending_table(plain: Sending, strict: Sending) -> str:
    heads = ("broadcast", "seconds", "share of pace", "429 at first", "429 later", "replies", "p50 ms", "p95 ms", "not sent", "unanswered")
    return table([heads, _sending_line("", plain), _sending_line("with a penalty", strict)])


def _sending_line(name: str, s: Sending) -> tuple[str, ...]:
    figures = (f"{s.seconds:.1f}", f"{100 * s.share:.1f} %", s.refused_at_first, s.refused, s.replies, f"{s.reply_p50_ms:.0f}")
    return (f"{s.messages} {name}".strip(), *map(str, figures), f"{s.reply_p95_ms:.0f}", str(s.rest), str(s.unanswered))


def target_table(found: Sequence[Target]) -> str:
    return table([("figure", "measured", "target", ""), *(target.line() for target in found)])


def table(rows: Sequence[Sequence[str]]) -> str:
    """Markdown that reads as plain text too: the columns are aligned."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["| " + " | ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)) + " |" for row in rows]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)
