"""What people wrote in check-ins, and what blocks made of it: apart from numbers and codes, for it is erased once it was kept long enough."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, false, func, or_, select, update

from bot.domain.forms import Kind
from storage import forms, json_text
from storage.tables import checkin, checkin_answer, checkin_correction, form, month_step, released

_C, _A, _R = checkin.c, checkin_answer.c, checkin_correction.c
_FORMS = select(form.c.id)
_REASONS = select(_R.id, _R.was, _C.form).join_from(checkin_correction, checkin, _C.id == _R.checkin)
_BLANK = update(checkin_correction).where(_R.id == bindparam("row")).values(reason="", was=bindparam("told_before"))
_NOTHING_RELEASED = update(released).where(released.c.at <= bindparam("until"), released.c.words != "").values(words="", replies="{}")
_NO_PAPER = update(month_step).where(month_step.c.at <= bindparam("until"), month_step.c.kept.is_not(None)).values(kept=None)


def fields(db: Connection) -> dict[int, frozenset[str]]:
    """Of each form that was published, the questions that are answered in words."""
    return {row: frozenset(f.key for f in forms.get(db, row).form.fields if f.kind is Kind.TEXT) for row in db.execute(_FORMS).scalars()}


def over(db: Connection, latest: float) -> int:
    """How many check-ins hold words from this moment or before."""
    return int(db.execute(select(func.count()).where(_holds_words(fields(db), latest))).scalar_one())


def erase(db: Connection, latest: float, most: int) -> int:
    """Of at most so many check-ins, the oldest first; how many. That there were words can still be counted."""
    texts = fields(db)
    query = select(_C.id).where(_holds_words(texts, latest)).order_by(_C.id).limit(most)
    ids = list(db.execute(query.with_for_update(skip_locked=True)).scalars())
    of_these = select(_C.id).where(_C.id == _A.checkin, _C.id.in_(ids), _asked_in_words(texts)).exists()
    db.execute(update(checkin_answer).where(of_these, _A.words != "", _A.at <= latest).values(words="", number=None))
    reasons = db.execute(_REASONS.where(_R.checkin.in_(ids), _R.at <= latest)).all()
    blank = [{"row": r.id, "told_before": _without(r.was, texts[r.form])} for r in reasons]
    if blank:
        db.execute(_BLANK, blank)
    db.execute(_NOTHING_RELEASED, {"until": latest})
    db.execute(_NO_PAPER, {"until": latest})
    return len(ids)


def _holds_words(texts: Mapping[int, frozenset[str]], latest: float) -> ColumnElement[bool]:
    answer = select(_A.checkin).where(_A.checkin == _C.id, _asked_in_words(texts), _A.words != "", _A.at <= latest).exists()
    reason = select(_R.id).where(_R.checkin == _C.id, _R.reason != "", _R.at <= latest).exists()
    return and_(_C.submitted_at <= latest, or_(answer, reason))


def _asked_in_words(texts: Mapping[int, frozenset[str]]) -> ColumnElement[bool]:
    return or_(false(), *(and_(_C.form == row, _A.field.in_(sorted(keys))) for row, keys in texts.items()))


def _without(was: str, texts: frozenset[str]) -> str:
    told: dict[str, Any] = json_text.read(was)
    return json_text.written({key: "" if key in texts and value else value for key, value in told.items()})
