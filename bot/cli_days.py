"""The command that sets the days of a month: until when it counts, when what is due, and when blocks meet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import click

from bot.cli_invite import unit_of
from bot.cli_shared import now, reading, say, writing

if TYPE_CHECKING:
    from bot.domain.months import Calendar
    from storage.units import Unit

_IN_ORDER = ("team", "block", "province")


def _day(name: str, what: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return click.option(f"--{name}", type=click.IntRange(1, 31), help=what)


@click.command("days")
@click.argument("unit_id", metavar="UNIT", type=int)
@_day("cutoff", "the last day that counts for a month; 31: the month's last")
@_day("team", "by when a team is to have told")
@_day("block", "by when a block is to have sent its report")
@_day("province", "by when the province has it")
@_day("meeting", "on which a block meets about the month")
def days(unit_id: int, **named: int | None) -> None:
    """The days of a unit and of all below it that has none of its own; with options, sets those and keeps the others as they hold there."""
    from storage import audit, checkins

    told = {name: day for name, day in named.items() if day is not None}
    with writing() if told else reading() as db:
        at = unit_of(db, unit_id)
        if at.level == "thon":
            raise ValueError(f"{at.title} is a hamlet: its days are those of its commune")
        held = replace(checkins.calendar(db, at.path), **told)
        if told:
            _in_order(held)
            checkins.set_calendar(db, unit_id, held)
            audit.note(db, None, "changed report days", f"unit:{unit_id}", unit_id, now())
    _tell(at, held, changed=bool(told))


def _in_order(held: Calendar) -> None:
    """A day that is not behind the cutoff is one of the next month."""
    on = asdict(held)
    behind = [on[name] if on[name] > held.cutoff else on[name] + 31 for name in _IN_ORDER]
    if behind != sorted(behind):
        days_told = ", ".join(str(on[name]) for name in _IN_ORDER)
        raise ValueError(f"behind the cutoff ({held.cutoff}) come team, block and province, in this order; not {days_told}")


def _tell(at: Unit, held: Calendar, *, changed: bool) -> None:
    say(f"{at.title}: {', '.join(f'{name} {day}' for name, day in asdict(held).items())}")
    if changed:
        say("months that were asked for already keep their days")
