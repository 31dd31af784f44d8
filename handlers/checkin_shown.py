"""What a month says, as it is read: what was told last month, the answers in words, and what is far from the usual."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median
from typing import Any

from bot.domain.forms import Field, Form, Kind
from handlers.checkin_readers import shown
from messages_vi import checkin as vi

UNUSUAL, ENOUGH_MONTHS = 3, 3  # times the usual; months before there is a usual


def last_month(last: Mapping[str, int], asked: tuple[Field, ...]) -> str:
    """What was told last month, when all of it was."""
    values = [shown(f, last[f.key]) for f in asked if f.key in last]
    return vi.last_month(values) if values and len(values) == len(asked) else ""


def read_back(form: Form, told: Mapping[str, Any]) -> list[str]:
    """The answers there are, each in a few words."""
    return [in_words(f, told[f.key]) for f in form.asked if told.get(f.key) is not None]


def in_words(asked: Field, answer: Any) -> str:
    return asked.said.format(_said(asked, answer))


def _said(asked: Field, answer: Any) -> str:
    labels = {o.code: o.label for o in asked.options}
    match asked.kind:
        case Kind.NUMBER:
            return shown(asked, answer)
        case Kind.YES_NO:
            return vi.yes_no(answer)
        case Kind.CHOICE:
            return labels.get(answer, str(answer))
        case Kind.SEVERAL:
            return ", ".join(labels.get(code, code) for code in answer)
        case Kind.TEXT:
            return str(answer)


def doubts(form: Form, before: Mapping[str, list[int]], told: Mapping[str, Any]) -> list[str]:
    """What is far above the team's own usual is asked about, never changed: the farthest, in one line."""
    far = []
    for f in form.asked:
        usual, now = before.get(f.key, ()), told.get(f.key)
        if f.kind is Kind.NUMBER and now and len(usual) >= ENOUGH_MONTHS and now > UNUSUAL * max(median(usual), 1):
            far.append((now / max(median(usual), 1), vi.unusual(f, shown(f, now), shown(f, round(median(usual))))))
    return [max(far)[1]] if far else []
