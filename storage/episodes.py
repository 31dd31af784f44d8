"""Episodes: events that group the cases of a commune. What somebody reads of them is what lies where they handle cases."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, exists, func, insert, select, text, update

from bot.domain.cases import OPEN, TAKEN_BACK
from bot.domain.episodes import Grouped
from bot.domain.kinds import Level
from bot.domain.roles import Person, Right, scope
from bot.talk import Peer
from storage import case_life, json_text, notices
from storage.case_life import Entry
from storage.roles import within
from storage.tables import OPEN_DRAFT, conversation, draft, episode, incident, incident_event, notice, offer, unit

JOINED, LEFT = "vao_dot", "ra_dot"  # how a timeline calls it

_E, _I = episode.c, incident.c
_ONE = select(
    _E.id, _E.commune, unit.c.path, (unit.c.kind + " " + unit.c.name).label("place"), _E.title, _E.opened_at, _E.opened_by, _E.closed_at,
    _E.happened, _E.judged, _E.wanted, _E.written_at,
).join_from(episode, unit, unit.c.id == _E.commune)  # fmt: skip
_BY_ID = _ONE.where(_E.id == bindparam("row"))
_OPEN = _ONE.where(_E.closed_at.is_(None)).order_by(_E.id)
_OPEN_AT = _OPEN.where(_E.commune == bindparam("at"))
_HOLD = select(unit.c.id).where(unit.c.id == bindparam("at")).with_for_update()
_ADD = insert(episode).returning(_E.id)
_CASES = (
    select(
        _I.id, _I.number, _I.kind, _I.level, _I.status, _I.text, _I.households, (unit.c.kind + " " + unit.c.name).label("place"), _I.commune,
        _I.holder, _I.created_at, _I.rung,
    )
    .join_from(incident, unit, unit.c.id == _I.unit)
    .where(_I.confidential == 0, _I.merged_into.is_(None), _I.status != TAKEN_BACK)
    .order_by(_I.year, _I.number)
)  # fmt: skip
_IN_IT = _CASES.where(_I.episode == bindparam("row"))
_KINDS: Any = bindparam("kinds", expanding=True)
_URGENT = _CASES.where(_I.level.in_((str(Level.DO), str(Level.VANG))), _I.episode.is_(None), _I.created_at > bindparam("since"))
_LONE = _URGENT.where(_I.kind.in_(_KINDS))
_PUT_OUT = exists().where(incident_event.c.incident == _I.id, incident_event.c.what == LEFT)
_RAISED = _URGENT.where(_I.level_at >= bindparam("opened"), _I.status.in_(OPEN), ~_PUT_OUT)
_HAS_KIND = select(_IN_IT.where(_I.kind == bindparam("of_kind")).order_by(None).exists())
_CHANGED = select(exists().where(_I.episode == bindparam("row"), _I.updated_at > bindparam("since")))
_GATHERED = select(func.max(notice.c.not_before)).where(
    notice.c.person == bindparam("who"), notice.c.merge_key == bindparam("key"), notice.c.state != "withdrawn"
)
_TOLD = select(func.max(notice.c.not_before))
_LAST_LIST = select(offer.c.choices).join_from(conversation, offer, offer.c.id == conversation.c.pushed)
_LAST_LIST = _LAST_LIST.where(conversation.c.peer == bindparam("chat"), offer.c.shown_at >= bindparam("since"))
_WRITTEN = select(
    exists().where(text(OPEN_DRAFT), draft.c.owner == bindparam("who"), draft.c.story == bindparam("called"), draft.c.about == bindparam("row"))
)


@dataclass(frozen=True, slots=True)
class Episode:
    """``path``, ``place``: of its commune. ``happened``, ``judged``, ``wanted``: what people have written for the points of its report."""

    id: int
    commune: int
    path: str
    place: str
    title: str
    opened_at: float
    opened_by: int
    closed_at: float | None
    happened: str
    judged: str
    wanted: str
    written_at: float | None


# finding one ---------------------------------------------------------------------------------------------------------
def open_at(db: Connection, commune: int) -> Episode | None:
    r = db.execute(_OPEN_AT, {"at": commune}).first()
    return _episode(r) if r else None


def all_open(db: Connection) -> list[Episode]:
    """For the clock."""
    return [_episode(r) for r in db.execute(_OPEN)]


def unscoped(db: Connection, row: int) -> Episode | None:
    """For the clock, which speaks to those who may read it."""
    r = db.execute(_BY_ID, {"row": row}).first()
    return _episode(r) if r else None


def by_id(db: Connection, who: Person, row: int) -> Episode | None:
    r = db.execute(_ONE.where(_E.id == row, _theirs(who))).first()
    return _episode(r) if r else None


def held(db: Connection, who: Person, row: int) -> Episode | None:
    """As by_id, and held: two may write or end it at once."""
    r = db.execute(_ONE.where(_E.id == row, _theirs(who)).with_for_update(of=episode)).first()
    return _episode(r) if r else None


def of(db: Connection, who: Person, *, ended_after: float | None = None) -> list[Episode]:
    """The open ones where this person handles cases; or the last one that ended after that moment."""
    theirs = _ONE.where(_theirs(who)).order_by(_E.id.desc())
    kept = theirs.where(_E.closed_at.is_(None)) if ended_after is None else theirs.where(_E.closed_at > ended_after).limit(1)
    return [_episode(r) for r in db.execute(kept)]


def communes(db: Connection, who: Person) -> list[tuple[int, str]]:
    """Where this person may open one: (unit, as it is read)."""
    place = (unit.c.kind + " " + unit.c.name).label("place")
    found = select(unit.c.id, place).where(_theirs(who), unit.c.level == "xa", unit.c.valid_to.is_(None)).order_by(unit.c.id).limit(10)
    return [(r.id, r.place) for r in db.execute(found)]


def _episode(r: Any) -> Episode:
    return Episode(*r)


def _theirs(who: Person) -> Any:
    return within(scope(who, Right.HANDLE))


# its life ------------------------------------------------------------------------------------------------------------
def begin(db: Connection, commune: int, title: str, person_id: int, now: float) -> Episode | None:
    """None: there is an open one there already. The right is asked before."""
    db.execute(_HOLD, {"at": commune})
    if open_at(db, commune) is not None:
        return None
    made = db.execute(_ADD, {"commune": commune, "title": title, "opened_at": now, "opened_by": person_id}).scalar_one()
    return unscoped(db, int(made))


def end(db: Connection, row: int, now: float) -> None:
    db.execute(update(episode).where(_E.id == row).values(closed_at=now))


def write(db: Connection, row: int, person_id: int, now: float, **points: str) -> None:
    """``points``: happened, judged, wanted; what is not named stays."""
    db.execute(update(episode).where(_E.id == row).values(written_at=now, written_by=person_id, **points))


def put(db: Connection, case: int, into: Episode, person_id: int, now: float) -> None:
    case_life.change(db, case, now, episode=into.id)
    case_life.write(db, case, person_id, Entry(JOINED, into.title, internal=True), now)


def take_out(db: Connection, case: int, from_: Episode, person_id: int, now: float) -> None:
    case_life.change(db, case, now, episode=None)
    case_life.write(db, case, person_id, Entry(LEFT, from_.title, internal=True), now)


# its cases -----------------------------------------------------------------------------------------------------------
def cases(db: Connection, row: int) -> list[Grouped]:
    """Those in it, in the order of their numbers; what was put to another, taken back, or has become confidential is none."""
    return [_grouped(r) for r in db.execute(_IN_IT, {"row": row})]


def case(db: Connection, row: int) -> Grouped | None:
    """None: it can be in no episode."""
    r = db.execute(_CASES.where(_I.id == row)).first()
    return _grouped(r) if r else None


def lone(db: Connection, path: str, kinds: Collection[str], since: float) -> list[Grouped]:
    """The urgent ones of these kinds, in this subtree, that are in none."""
    return [_grouped(r) for r in db.execute(_LONE.where(within([path])), {"kinds": list(kinds), "since": since})]


def raised(db: Connection, one: Episode, since: float) -> list[Grouped]:
    """The urgent ones of its place, filed since then, that are in none and got another level while it was open; not what was taken out by hand."""
    found = db.execute(_RAISED.where(within([one.path])), {"since": since, "opened": one.opened_at})
    return [_grouped(r) for r in found]


def free_to_mark(db: Connection, row: int) -> list[Grouped]:
    """Those of it that are open, held; without those that somebody is just acting on."""
    query = _CASES.where(_I.episode == row, _I.status.in_(OPEN)).with_for_update(of=incident, skip_locked=True)
    return [_grouped(r) for r in db.execute(query)]


def has_kind(db: Connection, row: int, kind: str) -> bool:
    return bool(db.execute(_HAS_KIND, {"row": row, "of_kind": kind}).scalar())


def has_changed(db: Connection, row: int, since: float) -> bool:
    """Whether anything has happened to its cases."""
    return bool(db.execute(_CHANGED, {"row": row, "since": since}).scalar())


def _grouped(r: Any) -> Grouped:
    row, number, kind, level, *rest = r
    return Grouped(row, number, kind, Level(level), *rest)


# what was told -------------------------------------------------------------------------------------------------------
def gathers_until(db: Connection, person_id: int, key: str) -> float:
    """The moment of the last message under this merge key that somebody had or is to have; 0.0 for none."""
    return db.execute(_GATHERED, {"who": person_id, "key": key}).scalar() or 0.0


def last_told(db: Connection, prefix: str, now: float) -> float:
    """When the last notice whose ``once`` begins so was due, of those that are past; 0.0 for none. What waits for the morning holds nothing up."""
    return db.execute(_TOLD.where(notices.begins(prefix), notice.c.not_before <= now)).scalar() or 0.0


# what is asked -------------------------------------------------------------------------------------------------------
def last_list(db: Connection, peer: Peer, since: float = 0.0) -> list[str]:
    """What the choices of the list do that was the last thing said in this chat; none when something else was said since, or it is older."""
    kept = db.execute(_LAST_LIST, {"chat": peer.key, "since": since}).scalar()
    return [value for value, *_ in json_text.read(kept)] if kept else []


def is_written(db: Connection, story: str, row: int, person_id: int) -> bool:
    """Whether this person is in the middle of its report."""
    return bool(db.execute(_WRITTEN, {"called": story, "row": str(row), "who": person_id}).scalar())
