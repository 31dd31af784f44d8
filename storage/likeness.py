"""Cases beside one another: those that a new one may be like, those of several hamlets in a few days, and who said of a result that it is well."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from bot.domain.cases import TAKEN_BACK
from bot.domain.kinds import Level
from storage import notices
from storage.tables import incident, incident_event, notice, unit

MOST = 200  # cases compared with a new one

_I, _E, _N = incident.c, incident_event.c, notice.c
_SEEN = (
    select(
        _I.id, _I.number, _I.text, _I.kind, _I.level, _I.status, _I.created_at, _I.unit, _I.merged_into, unit.c.kind.label("unit_kind"), unit.c.name
    )
    .join_from(incident, unit, unit.c.id == _I.unit)
    .where(
        _I.commune == bindparam("at"),
        _I.kind == bindparam("of_kind"),
        _I.created_at >= bindparam("since"),
        _I.confidential == 0,
        _I.status != TAKEN_BACK,
    )
)
_BEFORE = _SEEN.where(_I.id != bindparam("but"), _I.text != "").order_by(_I.id.desc()).limit(MOST)
_ON_THEIR_OWN = _SEEN.where(_I.episode.is_(None), _I.merged_into.is_(None)).order_by(_I.id)
_SAID_SINCE = select(_N.id).where(_N.not_before >= bindparam("since"), _N.state != "withdrawn").limit(1)
_WELL = (
    select(_E.person)
    .join_from(incident_event, incident, _I.id == _E.incident)
    .where(_I.id == bindparam("row"), _E.what == "on_roi", _E.at >= _I.asked_at)
)


_SAID_WELL = (
    select(_I.id)
    .join_from(incident_event, incident, _I.id == _E.incident)
    .where(_I.id.in_(bindparam("rows", expanding=True)), _E.person == bindparam("who"), _E.what == "on_roi", _E.at >= _I.asked_at)
)


@dataclass(frozen=True, slots=True)
class Seen:
    """A case as far as others are held against it."""

    id: int
    number: int
    text: str
    kind: str
    level: Level
    status: str
    at: float
    unit: int
    merged_into: int | None
    unit_name: str  # with its kind word


def before(db: Connection, commune: int, kind: str, since: float, but: int) -> list[Seen]:
    """What was told of this kind in this commune since then and anybody of the block may read, the latest first; ``but``: the new case itself."""
    return _seen(db, _BEFORE, {"at": commune, "of_kind": kind, "since": since, "but": but})


def on_their_own(db: Connection, commune: int, kind: str, since: float) -> list[Seen]:
    """The same, the oldest first, without those that are part of an event or were put to another."""
    return _seen(db, _ON_THEIR_OWN, {"at": commune, "of_kind": kind, "since": since})


def _seen(db: Connection, query: object, values: dict[str, object]) -> list[Seen]:
    return [
        Seen(r.id, r.number, r.text, r.kind, Level(r.level), r.status, r.created_at, r.unit, r.merged_into, f"{r.unit_kind} {r.name}")
        for r in db.execute(query, values)  # type: ignore[call-overload]
    ]


def said_since(db: Connection, prefix: str, since: float) -> bool:
    """Whether a notice whose ``once`` begins so was made since then, and not taken back before it was told."""
    return db.execute(_SAID_SINCE.where(notices.begins(prefix)), {"since": since}).first() is not None


def well(db: Connection, case: int) -> set[int]:
    """Who has said that it is well since its reporters were asked."""
    return set(db.execute(_WELL, {"row": case}).scalars())


def said_well(db: Connection, person_id: int, cases: Collection[int]) -> set[int]:
    """Of which of these cases this person has."""
    return set(db.execute(_SAID_WELL, {"rows": list(cases), "who": person_id}).scalars())
