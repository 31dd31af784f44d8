"""The check-ins as an office's own tables have them: each that was expected, whether somebody has begun, and what was submitted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, select, text

from bot.domain.forms import Field, Form, Kind
from storage import checkins, forms, json_text
from storage.roles import within
from storage.tables import OPEN_DRAFT, checkin, checkin_answer, draft, unit

_C, _A, _D = checkin.c, checkin_answer.c, draft.c
_LINES = (
    select(
        _C.id, _C.month, _C.form, _C.state, _C.submitted_at, _C.late, unit.c.id.label("unit"), unit.c.name.label("unit_name"),
        _A.field, _A.number, _A.words,
    )
    .join_from(checkin, unit, unit.c.id == _C.unit)
    .outerjoin(checkin_answer, _A.checkin == _C.id)
    .where(_C.unit != _C.block)  # what blocks type themselves is among the figures
    .order_by(_C.month, _C.block, _C.unit, _A.field)
)  # fmt: skip
_BEGUN = select(_D.about, _D.answers).where(text(OPEN_DRAFT), _D.story == checkins.STORY)


@dataclass(frozen=True, slots=True)
class Listed:
    """One unit in one month. ``answers``: of what was submitted, by field; None: left out, or not asked; numbers in the field's unit."""

    unit: int
    unit_name: str
    month: str
    state: str
    submitted_at: float | None
    late: bool
    answers: Mapping[str, Any]


def everything(db: Connection, units: Sequence[str] | None, month: str | None) -> Iterator[Listed]:
    """Those of these subtrees (None: all) and this month, the oldest month first. What is only begun is told as a state, not in words."""
    query = _LINES if units is None else _LINES.where(within(units))
    query = query if month is None else query.where(_C.month == month)
    begun_, known = begun(db), dict[int, Form]()
    for _, lines in groupby(db.execute(query), key=lambda r: r.id):
        first, *rest = lines
        form = known.setdefault(first.form, forms.get(db, first.form).form)
        told = {r.field: _answer(form.field(r.field), r) for r in (first, *rest) if r.field is not None}
        state = checkins.BEGUN if first.state == checkins.EXPECTED and str(first.id) in begun_ else first.state
        yield Listed(first.unit, first.unit_name, first.month, state, first.submitted_at, bool(first.late), _in_order(form, told))


def begun(db: Connection) -> set[str]:
    """What drafts with an answer in them are about; a mark of the bot's own beside the answers is nobody's."""
    kept = ((r.about, json_text.read(r.answers).values()) for r in db.execute(_BEGUN))
    return {about for about, answers in kept if any(value is not None and person for value, person, *_ in answers)}


def _answer(asked: Field, r: Any) -> Any:
    if asked.kind is not Kind.NUMBER or r.number is None:
        read = checkins.read(asked, r.words)
        return list(read) if isinstance(read, tuple) else read
    return r.number / 10**asked.decimals if r.number % 10**asked.decimals else r.number // 10**asked.decimals


def _in_order(form: Form, told: Mapping[str, Any]) -> dict[str, Any]:
    """As the questions are asked."""
    return {f.key: told[f.key] for f in form.fields if f.key in told}
