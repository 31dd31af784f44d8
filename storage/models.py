"""Models of skilful mobilization: kept in one commune under a number, each step with who said it and when; pictures are steps too."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, func, insert, select, update

from bot.domain import models as rules
from bot.domain.models import GIVEN_UP, IDEA
from bot.domain.roles import Person, Right, scope
from storage import counters
from storage.roles import within
from storage.tables import attachment, model, model_step, person, unit
from storage.target_counts import commune_of, year_of

_M, _S, _A = model.c, model_step.c, attachment.c
_SEEN = (Right.READ, Right.CHECK_IN)  # by whoever reads all that lies there, and by the team whose it is
_commune = unit.alias("commune")
_ONE = (
    select(
        _M.id, _M.commune, _M.unit, _M.number, _M.title, _M.about, _M.state, _M.person, _M.at, unit.c.path,
        (unit.c.kind + " " + unit.c.name).label("unit_title"), (_commune.c.kind + " " + _commune.c.name).label("commune_title"),
    )
    .join_from(model, unit, unit.c.id == _M.unit)
    .join(_commune, _commune.c.id == _M.commune)
)  # fmt: skip
_ADD, _STEP = insert(model).returning(_M.id), insert(model_step)
_MOVE = update(model).where(_M.id == bindparam("row")).values(state=bindparam("to"), at=bindparam("moment"))
_STEPS = (
    select(
        _S.state, _S.text, _S.at, _S.person, func.coalesce(person.c.name, "").label("name"), _S.photo, _A.name.label("file"),
        _A.state.label("kept"),
    )
    .join_from(model_step, person, person.c.id == _S.person, isouter=True)
    .outerjoin(attachment, _A.id == _S.photo)
    .where(_S.model == bindparam("row"))
    .order_by(_S.id)
)  # fmt: skip
_MOVES = (
    select(_S.model, _S.state, _S.at, unit.c.path)
    .join_from(model_step, model, _M.id == _S.model)
    .join(unit, unit.c.id == _M.unit)
    .where(_S.photo.is_(None), _S.at < bindparam("until"))
    .order_by(_S.id)
)
_PICTURES = select(_S.photo).join_from(model_step, model, _M.id == _S.model).where(_S.photo.is_not(None))
_ERASE = update(attachment).where(
    _A.state == "kept", _A.id.in_(_PICTURES.where(_M.state == GIVEN_UP, _M.at < bindparam("before"))), _A.incident.is_(None)
)
_ERASE = _ERASE.values(state="erased", ref="")


@dataclass(frozen=True, slots=True)
class Model:
    """``at``: when its state changed last. ``path``: where it lies today; of the whole commune where ``unit`` is ``commune``."""

    id: int
    commune: int
    unit: int
    number: int
    title: str
    about: str
    state: str
    person: int
    at: float
    path: str
    unit_title: str
    commune_title: str


@dataclass(frozen=True, slots=True)
class Step:
    """What was said of it, by whom; or a picture (``photo``: the name of its file, "" once that is erased; None: no picture)."""

    state: str
    text: str
    at: float
    by: int
    name: str
    photo: str | None


def add(db: Connection, commune: int, unit_id: int, title: str, about: str, by: int, now: float) -> int:
    """Its id; it is an idea so far. The number is the next of its commune."""
    number = counters.take(db, f"model:{commune}")
    told = {"title": title, "about": about, "state": IDEA, "person": by, "at": now}
    row = int(db.execute(_ADD, {"commune": commune, "unit": unit_id, "number": number, **told}).scalar_one())
    _write(db, row, IDEA, "", None, by, now)
    return row


def move(db: Connection, row: int, to: str, text: str, by: int, now: float) -> None:
    """The model is held, and may be moved so."""
    db.execute(_MOVE, {"row": row, "to": to, "moment": now})
    _write(db, row, to, text, None, by, now)


def add_pictures(db: Connection, of: Model, text: str, photos: Sequence[int], by: int, now: float) -> None:
    """``photos``: their attachments. The words stand with the first."""
    for n, photo in enumerate(photos):
        _write(db, of.id, of.state, "" if n else text, photo, by, now)


def _write(db: Connection, row: int, state: str, text: str, photo: int | None, by: int, now: float) -> None:
    db.execute(_STEP, {"model": row, "state": state, "text": text, "photo": photo, "person": by, "at": now})


# reading -------------------------------------------------------------------------------------------------------------
def listed(db: Connection, who: Person) -> list[Model]:
    """All that this person may see, by their numbers."""
    return _models(db, _ONE.where(_seen(who)).order_by(_M.number, _M.id))


def by_number(db: Connection, who: Person, number: int) -> list[Model]:
    """Those of that number: one in each commune, several where communes became one."""
    return _models(db, _ONE.where(_seen(who), _M.number == number).order_by(_M.id))


def find(db: Connection, who: Person, row: int) -> Model | None:
    found = _models(db, _ONE.where(_seen(who), _M.id == row))
    return found[0] if found else None


def held(db: Connection, who: Person, row: int) -> Model | None:
    """The same, with nobody else changing it until this transaction ends."""
    found = _models(db, _ONE.where(_seen(who), _M.id == row).with_for_update(of=model))
    return found[0] if found else None


def steps(db: Connection, row: int) -> list[Step]:
    """Of a model that has been read through its scope already, the first first."""
    rows = db.execute(_STEPS, {"row": row})
    return [Step(r.state, r.text, r.at, r.person, r.name, None if r.photo is None else _file(r)) for r in rows]


def _file(r: Any) -> str:
    return str(r.file) if r.file and r.kept == "kept" else ""


def recognised_at(told: Sequence[Step]) -> float | None:
    """When it was recognised first; None where it is not, nor was when it was given up."""
    return rules.recognised_at((s.state, s.at) for s in told if s.photo is None)


def _seen(who: Person) -> ColumnElement[bool]:
    return within(scope(who, *_SEEN))


def _models(db: Connection, query: Any) -> list[Model]:
    return [Model(*r) for r in db.execute(query)]


# counting ------------------------------------------------------------------------------------------------------------
def recognised(db: Connection, who: Person, communes: Collection[int], year: int) -> dict[int, int]:
    """How many in each of these communes count as newly recognised in that year; 0 is not there."""
    since, until = year_of(year)
    moved, places = defaultdict[int, list[tuple[str, float]]](list), dict[int, str]()
    for r in db.execute(_MOVES.where(within(scope(who, Right.READ, Right.RECEIVE_MONTH))), {"until": until}):
        moved[r.model].append((r.state, r.at))
        places[r.model] = r.path
    found = (commune_of(places[row], communes) for row, told in moved.items() if rules.recognised_in(told, since, until))
    return dict(Counter(commune for commune in found if commune is not None))


def everything(db: Connection, paths: Sequence[str] | None) -> list[Model]:
    """For an export at the command line: all, or those in these subtrees."""
    return _models(db, (_ONE if paths is None else _ONE.where(within(paths))).order_by(_M.id))


def erase_pictures(db: Connection, before: float) -> None:
    """Of models that were given up before this moment. The files themselves go with the next sweep."""
    db.execute(_ERASE, {"before": before})
