"""The questionnaire of a month on paper: the version that the month is asked by, or the newest, with the month's own days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from bot.documents.form_paper import FormPaper, Question, docx
from bot.documents.quick_report import MIME
from bot.domain.forms import Field, Form, Kind
from bot.domain.forms_read import read
from bot.domain.months import Month, bounds, due_days, month, of_day
from bot.domain.periods import local
from bot.domain.roles import Right, scope
from bot.story import Here, Reply, Said
from bot.talk import Document
from handlers import checkin, files
from messages_vi import form_paper as vi
from messages_vi import forms_shipped
from storage import checkins, deadlines, forms, units
from storage.units import Unit

COMMAND = "maugiay"


@dataclass(frozen=True)
class Sheet:
    """A questionnaire as it is printed: of which month, for whom; ``unit`` "": any team of the block."""

    of: Month
    unit: str
    paper: FormPaper


def sheet(db: Connection, at: Unit, of: Month | None, now: float, *, any_team: bool = False) -> Sheet:
    """Of a team or a block; without ``of`` the month that it is asked for, or the one that runs. ``any_team``: what the teams of a block get.

    ValueError when it is neither, or is no more.
    """
    block = units.commune_of(db, at)
    if block is None or at.level not in ("thon", "xa"):
        raise ValueError(f"unit {at.id}, {at.title}, is of level {at.level}: a form is of a team (thon) or a block (xa)")
    of_block = at.level == "xa" and not any_team
    last = checkins.last_of(db, at.id)
    of = of or (month(last.month) if last and not last.is_done else _running(db, block, now))
    planned = checkins.of_unit(db, at.id, str(of))
    if planned is None and at.valid_to is not None:
        raise ValueError(f"{at.title} is no more, and was not asked for {of}")
    if planned is not None and not any_team:
        days = [date.fromisoformat(day) for day in (planned.first_day, planned.last_day, planned.due_day)]
    else:
        days = _days(db, block, of, of_block=of_block)
    form = forms.get(db, planned.form).form if planned else _newest(db)
    unit = "" if any_team else at.title
    return Sheet(of, unit, _paper(form.of_block if of_block else form.of_team, of, unit, "" if of_block else block.title, days))


def _running(db: Connection, block: Unit, now: float) -> Month:
    return of_day(local(now).date(), checkins.calendar(db, block.path).cutoff)


def _days(db: Connection, block: Unit, of: Month, *, of_block: bool) -> list[date]:
    """First, last, due; as they will be planned."""
    calendar = checkins.calendar(db, block.path)
    team, due, _ = due_days(of, calendar, deadlines.closed_days(db))
    return [*bounds(of, calendar.cutoff), due if of_block else team]


def _newest(db: Connection) -> Form:
    published = forms.newest(db, checkin.FORM)
    return published.form if published else read(forms_shipped.text(checkin.FORM))


def _paper(form: Form, of: Month, unit: str, block: str, days: list[date]) -> FormPaper:
    first, last, due = days
    questions = [_question(f) for f in form.asked]
    foot = vi.FOOT if block else vi.FOOT_OF_BLOCK
    return FormPaper(vi.title(of, of_block=not block), vi.head(unit, block, first, last, due), vi.NOTHING_NEW, vi.HOW, questions, foot)


def _question(asked: Field) -> Question:
    match asked.kind:
        case Kind.NUMBER:
            return Question(vi.asked(asked), unit=asked.unit)
        case Kind.YES_NO:
            return Question(vi.asked(asked), options=vi.YES_NO)
        case Kind.CHOICE | Kind.SEVERAL:
            return Question(vi.asked(asked), options=[o.label for o in asked.options])
        case Kind.TEXT:
            return Question(vi.asked(asked))


def begin(here: Here, _on: str, _said: Said) -> Reply:
    """ "mẫu giấy": of each of one's teams; to who works in a block, one for its teams and its own."""
    who = here.who.person
    blocks = [int(path.rstrip("/").rpartition("/")[2]) for path in (scope(who, Right.HANDLE) if who else ())]
    teams = [units.get(here.db, unit) for unit in checkin.teams(here)]
    made = [sheet(here.db, team, None, here.now) for team in teams]
    for block in (units.get(here.db, row) for row in blocks):
        own = sheet(here.db, block, None, here.now)
        made += [sheet(here.db, block, own.of, here.now, any_team=True), own]
    if not made:
        return Reply(vi.NO_MONTH)
    told = vi.handed_to_block(made[-1].of) if blocks else vi.handed(made[0].of)
    return Reply(told, files=tuple(_handed(here, one) for one in made))


def _handed(here: Here, one: Sheet) -> Document:
    return files.hand_over(here, docx(one.paper), vi.file_name(one.unit, one.of), MIME)


COMMANDS = {COMMAND: begin}
