"""Commands about how an office works on cases: deadlines, hours, days off, answers given often, and how long words are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click
from typing_extensions import override

from bot.cli_invite import unit_of
from bot.cli_shared import now, print_rows, reading, say, writing
from bot.domain.hours import Allowance, Measure
from bot.domain.kinds import Level

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storage.deadlines import Rule
    from storage.units import Unit

Row = dict[str, Any]
WHATS, KEPT = ("accept", "quick", "update", "done"), ("words", "media")
LISTED = click.option("--format", "how", type=click.Choice(["jsonl", "csv"]), default="jsonl")
_DATE = click.DateTime(["%Y-%m-%d", "%d/%m/%Y"])
_UNIT = click.option("--unit", "unit_id", type=int, required=True, help="its id, as `units list` shows it; it holds in the unit and below it")
_WHERE = click.option("--unit", "unit_id", type=int, help="only what may hold at this unit: what is set there and above it, and what ships")


def _kind(_ctx: click.Context, _parameter: click.Parameter, value: str) -> str:
    from messages_vi.kinds import KINDS

    if value and value not in KINDS:
        raise click.BadParameter(f"{value!r} is no kind of matter; they are {', '.join(KINDS)}")
    return value


KIND = click.option("--kind", default="", callback=_kind, help="only for this kind of matter, as CT; without it for any")


class _Levels(click.Choice[str]):
    """Levels as people write them, with diacritics and in small letters too."""

    def __init__(self) -> None:
        super().__init__([str(one) for one in Level])

    @override
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from bot.domain.vietnamese import fold

        return super().convert(fold(str(value)).upper(), param, ctx)


def _places(db: Connection, unit_id: int | None) -> Callable[[int | None], bool]:
    """Whether what was set for a unit (None: it ships) may hold at this one."""
    from bot.domain.units import line_of
    from storage import units

    line = None if unit_id is None else set(line_of(unit_of(db, unit_id).path))
    return lambda of: line is None or of is None or units.get(db, of).path in line


def _changed(db: Connection, what: str, at: Unit | None, said: str = "set; the open cases go by it from now on") -> None:
    """Noted, and open cases are looked at anew: those of a unit, or all. How many they are is not told: some are confidential."""
    from storage import audit, case_life

    audit.note(db, None, f"changed {what}", f"unit:{at.id}" if at else "", at.id if at else None, now())
    case_life.watch_below(db, at.path if at else "/")
    say(said)


_LEVEL = click.option("--level", type=_Levels(), required=True, help="with diacritics or without")
_WHAT = click.option("--what", type=click.Choice(WHATS), required=True, help="taken, first word, next word, resolved")


# deadlines -----------------------------------------------------------------------------------------------------------
@click.group()
def deadlines() -> None:
    """By when what must happen to a case."""


@deadlines.command("list")
@_WHERE
@LISTED
def deadlines_list(unit_id: int | None, how: str) -> None:
    """What ships with the bot, then what units have set; the nearest unit's goes first, then the kind's own before any's."""
    from storage import deadlines as store

    with reading() as db:
        here = _places(db, unit_id)
        print_rows(("unit", "kind", "level", "what", "amount", "measure"), (_row(r) for r in store.everything(db) if here(r.unit)), how)


def _row(r: Rule) -> Row:
    allowed = {"amount": r.allowed.amount, "measure": str(r.allowed.measure)}
    return {"unit": r.unit, "kind": r.kind, "level": str(r.level), "what": r.what} | allowed


@deadlines.command("set")
@_UNIT
@KIND
@_LEVEL
@_WHAT
@click.option("--amount", type=click.FloatRange(0, 100_000), required=True, help="0: no limit")
@click.option("--measure", type=click.Choice([str(one) for one in Measure]), default=str(Measure.HOURS), help="of the clock or of work (the default)")
def deadlines_set(unit_id: int, kind: str, level: str, what: str, amount: float, measure: str) -> None:
    """Set one for a unit and all below it, in place of what was set there before."""
    from storage import deadlines as store

    if measure == Measure.DAYS and amount != int(amount):
        raise ValueError(f"--amount: working days are whole ones, not {amount:g}")
    with writing() as db:
        at = unit_of(db, unit_id)
        store.put(db, store.Rule(unit_id, kind, Level(level), what, Allowance(amount, Measure(measure))))
        say(f"{_named(kind, level, what)}, {at.title}: {f'{amount:g} {measure}' if amount else 'no limit'}")
        _changed(db, "deadline", at)


def _named(kind: str, level: str, what: str) -> str:
    return ", ".join(word for word in (kind, level, what) if word)


@deadlines.command("remove")
@_UNIT
@KIND
@_LEVEL
@_WHAT
def deadlines_remove(unit_id: int, kind: str, level: str, what: str) -> None:
    """Forget one that was set for a unit: what is set above it, or ships, holds there again."""
    from storage import deadlines as store

    with writing() as db:
        at = unit_of(db, unit_id)
        if not store.remove(db, unit_id, kind, Level(level), what):
            raise ValueError(f"{_named(kind, level, what)} is not set for {at.title}; see: deadlines list --unit {unit_id}")
        _changed(db, "deadline", at, "removed; the open cases go by what is set above it, or ships, from now on")


# hours ---------------------------------------------------------------------------------------------------------------
@click.group()
def hours() -> None:
    """When offices work."""


@hours.command("list")
@LISTED
def hours_list(how: str) -> None:
    """The usual hours (no unit), then those that units have set."""
    from storage import deadlines as store

    with reading() as db:
        found = [(None, store.USUAL_HOURS, store.USUAL_DAYS), *store.hours_set(db)]
        print_rows(("unit", "spans", "days"), ({"unit": unit, "spans": spans, "days": days} for unit, spans, days in found), how)


@hours.command("set")
@_UNIT
@click.option("--spans", "written", required=True, help='as "7:00-11:30, 13:30-17:00"')
@click.option("--days", required=True, help="of the week, Monday is 1: 12345")
def hours_set(unit_id: int, written: str, days: str) -> None:
    """When a unit and all below it work, unless they have hours of their own."""
    from bot.domain.hours import spans
    from storage import deadlines as store

    try:
        spans(written)
    except ValueError as e:
        raise ValueError(f'--spans: {str(e)!r} cannot be read; write it as "7:00-11:30, 13:30-17:00", one after the other') from None
    if not days or set(days) - set("1234567") or len(set(days)) < len(days):
        raise ValueError(f"--days: {days!r} are no days of a week; write them as 12345, Monday is 1")
    with writing() as db:
        at = unit_of(db, unit_id)
        store.put_hours(db, unit_id, written, "".join(sorted(days)))
        say(f"{at.title}: {written}; days of the week {''.join(sorted(days))}, Monday is 1")
        _changed(db, "hours", at)


# days off ------------------------------------------------------------------------------------------------------------
@click.group()
def holidays() -> None:
    """Days on which offices are closed besides Saturdays and Sundays."""


@holidays.command("list")
@click.option("--year", type=click.IntRange(2000, 2100))
@LISTED
def holidays_list(year: int | None, how: str) -> None:
    """Each with its name; closed is false where the sheet that ships has a day off and the office works on it all the same."""
    with reading() as db:
        print_rows(("date", "name", "closed", "set"), (r for r in _days_off(db) if year is None or r["date"].startswith(str(year))), how)


def _days_off(db: Connection) -> Iterator[Row]:
    from storage import deadlines as store
    from storage import holidays as sheet

    ours = store.days_set(db)
    for day in sorted({*sheet.named(), *ours}):
        name, closed = ours.get(day) or (sheet.named()[day], True)
        yield {"date": day.isoformat(), "name": name, "closed": closed, "set": day in ours}


@holidays.command("add")
@click.argument("day", type=_DATE)
@click.argument("name")
def holidays_add(day: datetime, name: str) -> None:
    """Offices are closed on DAY (2027-02-05, or 5/2/2027: day, month, year), which is called NAME."""
    from storage import deadlines as store

    if not name.strip():
        raise ValueError("what is the day called?")
    with writing() as db:
        store.put_day(db, day.date(), name.strip(), closed=True)
        say(f"{day:%Y-%m-%d}, {name.strip()}: offices are closed")
        _changed(db, "days off", None)


@holidays.command("remove")
@click.argument("day", type=_DATE)
def holidays_remove(day: datetime) -> None:
    """Offices work on DAY after all."""
    from storage import deadlines as store
    from storage import holidays as sheet

    date = day.date()
    with writing() as db:
        if date not in store.closed_days(db):
            raise ValueError(f"{date} is no day off; see: holidays list --year {date.year}")
        store.forget_day(db, date)
        if date in sheet.named():
            store.put_day(db, date, sheet.named()[date], closed=False)
        say(f"{date}: offices work")
        _changed(db, "days off", None)


# answers given often -------------------------------------------------------------------------------------------------
@click.group()
def answers() -> None:
    """Answers offered to whoever ends a case."""


@answers.command("list")
@LISTED
def answers_list(how: str) -> None:
    """Those that units have added; kind is empty where it is for any."""
    from storage import answers as store

    with reading() as db:
        found = [a._asdict() for a in store.everything(db)]
        print_rows(("id", "unit", "kind", "text"), found, how)
    if not found:
        click.echo("note: no unit has added any; those that ship are offered all the same", err=True)


@answers.command("add")
@_UNIT
@KIND
@click.option("--text", required=True, help="at most 1000 characters")
def answers_add(unit_id: int, kind: str, text: str) -> None:
    """One more, for a unit and all below it; its number, and on stderr what it says where."""
    from bot.domain.vietnamese import clean
    from storage import answers as store
    from storage import audit

    said = clean(text).strip()
    if not said or len(said) > 1000:
        raise ValueError("--text: an answer has 1 to 1000 characters")
    with writing() as db:
        at = unit_of(db, unit_id)
        say(str(store.add(db, unit_id, kind, said)))
        click.echo(f"{at.title}, {kind or 'any kind'}: {said}", err=True)
        audit.note(db, None, "changed answers", f"unit:{unit_id}", unit_id, now())


@answers.command("remove")
@click.argument("number", type=int)
def answers_remove(number: int) -> None:
    """Answer NUMBER is offered no more."""
    from storage import answers as store
    from storage import audit

    with writing() as db:
        if not store.remove(db, number):
            raise ValueError(f"there is no answer {number}; see: answers list")
        audit.note(db, None, "changed answers", "", None, now())
    say("removed")


COMMANDS = (deadlines, hours, holidays, answers)
