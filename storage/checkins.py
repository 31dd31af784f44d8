"""The monthly check-ins: who is expected to answer, what has been answered, and how it was put right later."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from sqlalchemy import Connection, and_, bindparam, exists, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from bot.domain.forms import Field, Form, Kind
from bot.domain.months import Calendar, Month, month
from bot.domain.periods import local
from bot.domain.spoken import Spoken
from bot.domain.totals import completed
from bot.domain.units import line_of
from bot.domain.vietnamese import sort_key
from storage import json_text
from storage.tables import checkin, checkin_answer, checkin_correction, month_step, person, report_days, unit

EXPECTED, SUBMITTED, NOTHING_NEW, CORRECTED = "chua_nop", "nop", "khong_co_gi_moi", "dinh_chinh"
BEGUN = "nhap"  # expected, and somebody has begun: what lists and exports say
STORY = "baothang"  # the answers of who has begun are the draft of this story
DONE = (SUBMITTED, NOTHING_NEW, CORRECTED)
NOBODY_ELSE: Mapping[str, int] = {}
MONTHS_BEFORE = 6  # what an answer is held against

_C, _A, _D = checkin.c, checkin_answer.c, report_days.c
_TITLE = (unit.c.kind + " " + unit.c.name).label("unit_title")
_ONE = select(
    _C.unit, _C.block, _C.month, _C.form, _C.first_day, _C.last_day, _C.due_day, _C.block_due_day, _C.id, _C.state, _C.submitted_at,
    _C.submitted_by, _C.entered_by, _C.late, _C.whole, _C.reminded, _C.corrections, _C.closed_at, _TITLE, unit.c.path,
    person.c.name.label("submitted_name"),
).join_from(checkin, unit, unit.c.id == _C.unit).outerjoin(person, person.c.id == _C.submitted_by)  # fmt: skip
_BY_ID = _ONE.where(_C.id == bindparam("row"))
_LAST_OF = _ONE.where(_C.unit == bindparam("of")).order_by(_C.month.desc()).limit(1)
_LAST_SENT = _ONE.where(_C.unit == bindparam("of"), _C.state.in_(DONE)).order_by(_C.month.desc()).limit(1)
_BELOW = and_(unit.c.path >= bindparam("at"), unit.c.path < bindparam("behind"))
_OF_MONTH = _ONE.where(_C.month == bindparam("during"), _C.unit != _C.block, _BELOW).order_by(_C.unit)
_OPEN_BELOW = _ONE.where(_C.unit != _C.block, _C.unit != bindparam("of"), _C.month >= bindparam("since"), _C.state.not_in(DONE), _BELOW)
_OF_BLOCK = _ONE.where(_C.month == bindparam("during"), _C.unit != _C.block, _C.block == bindparam("of"))
_RECENT = _ONE.where(_C.unit == bindparam("of")).order_by(_C.month.desc()).limit(bindparam("most"))
_RECENT_OF_BLOCKS = _ONE.where(_C.unit == _C.block, _BELOW, _C.month >= bindparam("since")).order_by(_C.month.desc())
_LEFT_OPEN = _ONE.where(
    _C.unit == _C.block, _C.month < bindparam("until"), _BELOW,
    ~exists().where(month_step.c.unit == _C.unit, month_step.c.month == _C.month),
).order_by(_C.month)  # fmt: skip
_OWN = _ONE.where(_C.month == bindparam("during"), _C.unit == bindparam("of"))
_NEWEST_MONTH = select(func.max(_C.month)).join_from(checkin, unit, unit.c.id == _C.unit).where(_BELOW)
_HOLD = select(_C.id).where(_C.id == bindparam("row")).with_for_update()
_PLAN = upsert(checkin).on_conflict_do_nothing(index_elements=["unit", "month"])
_ANSWERS = select(_A.field, _A.number, _A.words).where(_A.checkin == bindparam("row"))
_ANSWERS_OF = select(_A.checkin, _A.field, _A.number, _A.words).where(_A.checkin.in_(bindparam("rows", expanding=True)))
_PUT = upsert(checkin_answer)
_PUT = _PUT.on_conflict_do_update(
    index_elements=["checkin", "field"],
    set_={"number": _PUT.excluded.number, "words": _PUT.excluded.words, "person": _PUT.excluded.person, "at": _PUT.excluded.at},
)
_BEFORE = (
    select(_A.field, _A.number)
    .join_from(checkin_answer, checkin, _C.id == _A.checkin)
    .where(_C.unit == bindparam("of"), _C.month < bindparam("until"), _C.month >= bindparam("since"), _A.number.is_not(None), _A.words.is_(None))
    .order_by(_C.month)
)
_MONTH_BEFORE = (
    select(_C.unit, _A.field, _A.number)
    .join_from(checkin_answer, checkin, _C.id == _A.checkin)
    .where(_C.unit.in_(bindparam("units", expanding=True)), _C.month == bindparam("during"), _A.number.is_not(None), _A.words.is_(None))
)
_SUBMIT = update(checkin).where(_C.id == bindparam("row")).values(
    state=bindparam("new_state"), submitted_at=bindparam("new_submitted_at"), submitted_by=bindparam("new_submitted_by"),
    entered_by=bindparam("new_entered_by"), late=bindparam("new_late"), whole=bindparam("new_whole"),
)  # fmt: skip
_CHANGE = update(checkin).where(_C.id == bindparam("row")).values(
    state=bindparam("new_state"), whole=bindparam("new_whole"), corrections=bindparam("new_corrections")
)  # fmt: skip
_REMINDED = update(checkin).where(_C.id == bindparam("row")).values(reminded=bindparam("times"))
_CORRECTED = insert(checkin_correction)
_DAYS = (
    select(_D.cutoff, _D.team, _D.block, _D.province, func.coalesce(_D.meeting, Calendar().meeting), unit.c.path)
    .join_from(report_days, unit, unit.c.id == _D.unit)
    .where(unit.c.path.in_(bindparam("paths", expanding=True)))
)
_SET_DAYS = upsert(report_days)
_SET_DAYS = _SET_DAYS.on_conflict_do_update(index_elements=["unit"], set_={day.name: _SET_DAYS.excluded[day.name] for day in fields(Calendar)})


@dataclass(frozen=True, slots=True)
class Expected:
    """What one unit is to answer for one month, as it was planned; days as 2026-12-15."""

    unit: int
    block: int
    month: str
    form: int
    first_day: str
    last_day: str
    due_day: str
    block_due_day: str

    @property
    def is_of_block(self) -> bool:
        """What a block types itself, not a team."""
        return self.unit == self.block


@dataclass(frozen=True, slots=True)
class Checkin(Expected):
    """What has become of it; moments in epoch seconds. ``late``: submitted behind its day. ``closed_at``: by its block."""

    id: int
    state: str
    submitted_at: float | None
    submitted_by: int | None
    entered_by: int | None
    late: int
    whole: int
    reminded: int
    corrections: int
    closed_at: float | None
    unit_title: str
    path: str
    submitted_name: str | None

    @property
    def is_done(self) -> bool:
        return self.state in DONE


# the days ------------------------------------------------------------------------------------------------------------
def calendar(db: Connection, path: str) -> Calendar:
    """When the months of a place end and are due: the nearest unit's word."""
    rows = sorted(db.execute(_DAYS, {"paths": line_of(path)}).all(), key=lambda r: len(r.path))
    return Calendar(*rows[-1][:-1]) if rows else Calendar()


def set_calendar(db: Connection, unit_id: int, days: Calendar) -> None:
    db.execute(_SET_DAYS, {"unit": unit_id, **asdict(days)})


# who is expected -----------------------------------------------------------------------------------------------------
def plan(db: Connection, rows: Sequence[Expected]) -> None:
    """Each once for all time: a unit that is planned stays as it was planned."""
    if rows:
        db.execute(_PLAN, [{name: getattr(r, name) for name in Expected.__slots__} for r in rows])


def find(db: Connection, id_: int) -> Checkin | None:
    return _checkin(db.execute(_BY_ID, {"row": id_}).first())


def held(db: Connection, id_: int) -> Checkin | None:
    """The same, with nobody else changing it until this transaction ends."""
    db.execute(_HOLD, {"row": id_})
    return find(db, id_)


def last_of(db: Connection, unit_id: int) -> Checkin | None:
    """The newest month that a unit is expected to answer for."""
    return _checkin(db.execute(_LAST_OF, {"of": unit_id}).first())


def of_block(db: Connection, block: int, month: str) -> list[Checkin]:
    """The teams that were asked by this block, in the order of their names."""
    found = [one for r in db.execute(_OF_BLOCK, {"of": block, "during": month}) if (one := _checkin(r))]
    return sorted(found, key=lambda one: sort_key(one.unit_title))


def open_below(db: Connection, path: str, unit_id: int, since: str) -> list[Checkin]:
    """What was asked of teams that have become this one, and not answered, from that month on."""
    return [one for r in db.execute(_OPEN_BELOW, {"of": unit_id, "since": since, **_stretch(path)}) if (one := _checkin(r))]


def last_sent(db: Connection, unit_id: int) -> Checkin | None:
    """The newest month that a unit has answered."""
    return _checkin(db.execute(_LAST_SENT, {"of": unit_id}).first())


def recent(db: Connection, unit_id: int, most: int) -> list[Checkin]:
    """The last months of a unit, the newest first."""
    return [one for r in db.execute(_RECENT, {"of": unit_id, "most": most}) if (one := _checkin(r))]


def recent_of_blocks(db: Connection, path: str, months: int) -> list[Checkin]:
    """The own rows of the blocks below a place in so many last months that were asked for there, the newest first, then by name."""
    last = db.execute(_NEWEST_MONTH, _stretch(path)).scalar()
    since = str(month(last).after(1 - months)) if last else ""
    found = [one for r in db.execute(_RECENT_OF_BLOCKS, {"since": since, **_stretch(path)}) if (one := _checkin(r))] if last else []
    return sorted(sorted(found, key=lambda one: sort_key(one.unit_title)), key=lambda one: one.month, reverse=True)


def left_open(db: Connection, path: str, before: str) -> list[Checkin]:
    """The own rows of blocks below a place whose months before this one ("2026-12") nobody has closed, the oldest first."""
    return [one for r in db.execute(_LEFT_OPEN, {"until": before, **_stretch(path)}) if (one := _checkin(r))]


def of_unit(db: Connection, unit_id: int, month: str) -> Checkin | None:
    """One unit's month ("2026-12")."""
    return _checkin(db.execute(_OWN, {"of": unit_id, "during": month}).first())


def reminded(db: Connection, checkin_id: int, times: int) -> None:
    db.execute(_REMINDED, {"row": checkin_id, "times": times})


def of_month(db: Connection, path: str, month: str) -> list[Checkin]:
    """All teams that lie below a place today, also those that were planned when they lay elsewhere."""
    return [one for r in db.execute(_OF_MONTH, {"during": month, **_stretch(path)}) if (one := _checkin(r))]


def _stretch(path: str) -> dict[str, str]:
    return {"at": path, "behind": path[:-1] + "0"}  # "0" is what comes after "/"


def _checkin(r: Any) -> Checkin | None:
    return r and Checkin(*r)


# what was answered ---------------------------------------------------------------------------------------------------
def answers(db: Connection, checkin_id: int) -> dict[str, Any]:
    """By field: a number in steps of its field, a code or words, None where it was left out."""
    return {r.field: r.number if r.words is None else r.words or None for r in db.execute(_ANSWERS, {"row": checkin_id})}  # "": erased


def answers_of(db: Connection, rows: Collection[int]) -> dict[int, dict[str, Any]]:
    """The same of several check-ins at once; one without any is not there."""
    found: dict[int, dict[str, Any]] = {}
    for r in db.execute(_ANSWERS_OF, {"rows": list(rows)}):
        found.setdefault(r.checkin, {})[r.field] = r.number if r.words is None else r.words or None
    return found


def before(db: Connection, unit_id: int, month: Month) -> dict[str, list[int]]:
    """What a unit answered in the six months before, by field, the oldest first."""
    found: dict[str, list[int]] = {}
    for r in db.execute(_BEFORE, {"of": unit_id, "until": str(month), "since": str(month.after(-MONTHS_BEFORE))}):
        found.setdefault(r.field, []).append(r.number)
    return found


def before_of(db: Connection, unit_ids: Collection[int], month: Month) -> dict[int, dict[str, int]]:
    """What each of these units answered in the month right before, by field."""
    found: dict[int, dict[str, int]] = {}
    for r in db.execute(_MONTH_BEFORE, {"units": list(unit_ids), "during": str(month.after(-1))}):
        found.setdefault(r.unit, {})[r.field] = r.number
    return found


def submit(
    db: Connection, one: Checkin, form: Form, told: Mapping[str, Any], by: int, now: float, *,
    entered_by: int | None = None, told_by: Mapping[str, int] = NOBODY_ELSE,
) -> None:  # fmt: skip
    """All answers at once, None for what was left out, 0 of what there was no need to ask; ``told_by``: who gave which, if not the sender."""
    told = {f.key: completed(form, told, f) for f in form.asked}
    _put(db, one.id, form, told, by, now, told_by)
    state = SUBMITTED if any(told.values()) else NOTHING_NEW
    late = int(f"{local(now):%Y-%m-%d}" > one.due_day)
    changes = {"state": state, "submitted_at": now, "submitted_by": by, "entered_by": entered_by, "late": late, "whole": is_whole(form, told)}
    db.execute(_SUBMIT, {"row": one.id} | {f"new_{name}": value for name, value in changes.items()})


def correct(db: Connection, one: Checkin, form: Form, told: Mapping[str, Any], by: int, now: float, reason: str = "") -> int:
    """Puts answers right; once the block has closed the month as a numbered correction with its reason. Its number, 0 before that."""
    was = answers(db, one.id)
    told = {key: completed(form, was | dict(told), form.field(key)) if answer is None else answer for key, answer in told.items()}
    _put(db, one.id, form, told, by, now)
    numbered = one.corrections + 1 if one.closed_at is not None else 0
    if numbered:
        kept = json_text.written({key: was.get(key) for key in told})
        db.execute(_CORRECTED, {"checkin": one.id, "number": numbered, "reason": reason, "was": kept, "person": by, "at": now})
    state = CORRECTED if numbered else SUBMITTED
    whole = is_whole(form, was | dict(told))
    db.execute(_CHANGE, {"row": one.id, "new_state": state, "new_whole": whole, "new_corrections": numbered or one.corrections})
    return numbered


def is_whole(form: Form, told: Mapping[str, Any]) -> int:
    return int(all(completed(form, told, f) is not None for f in form.asked if f.needed))


def _put(db: Connection, row: int, form: Form, told: Mapping[str, Any], by: int, now: float, told_by: Mapping[str, int] = NOBODY_ELSE) -> None:
    fixed = {"checkin": row, "at": now}
    made = [fixed | {"field": key, "person": told_by.get(key, by)} | _kept(form.field(key), answer) for key, answer in told.items()]
    if made:
        db.execute(_PUT, made)


def _kept(asked: Field, answer: Any) -> dict[str, Any]:
    number = answer.voice if isinstance(answer, Spoken) else answer if asked.kind is Kind.NUMBER else None
    words = None if answer is None or asked.kind is Kind.NUMBER else ",".join(answer) if asked.kind is Kind.SEVERAL else str(answer)
    return {"number": number, "words": words}


def read(asked: Field, kept: Any) -> Any:
    """An answer as ``answers`` gives it, as adding up takes it: several choices as a tuple of codes."""
    return tuple(kept.split(",")) if asked.kind is Kind.SEVERAL and kept is not None else kept
