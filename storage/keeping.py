"""How long the words, pictures and voice notes of cases and the words of check-ins are kept, and erasing them then; what can be counted stays."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert

from bot.domain.cases import OVER, RESOLVED, TAKEN_BACK, TOLD_BACK
from storage import attachments, checkin_words
from storage.tables import UNTOLD_NOTICE, attachment, episode, incident, incident_event, notice, retention

WORDS, MEDIA = WHATS = ("words", "media")
CHECKINS = "checkins"  # in place of a kind: their words are kept as long as those of cases of any kind
DAY = 86400.0
UNANSWERED = 90 * DAY  # seconds after which a result that its reporter never answered counts as the end
LONGEST = 36500  # days

_SHEET = Path(__file__).parent / "data" / "retention.csv"
_I, _A, _E, _K = incident.c, attachment.c, episode.c, retention.c
_into = incident.alias("into")
_SET = select(_K.kind, _K.what, _K.days).order_by(_K.kind, _K.what)
_BLANK = {"text": "", "folded": "", "office": "", "latitude": None, "longitude": None}
_TO_TELL = text(UNTOLD_NOTICE)
_WRITTEN = ("title", "happened", "judged", "wanted")  # what people write about an event


@dataclass(frozen=True, slots=True)
class Period:
    """``kind`` "" : any. ``own``: set by the office, and goes before what ships with the bot."""

    kind: str
    what: str
    days: int
    own: bool


def everything(db: Connection) -> Iterator[Period]:
    """What ships with the bot, then what the office has set."""
    yield from _shipped()
    for r in db.execute(_SET):
        yield Period(r.kind, r.what, r.days, own=True)


@cache
def _shipped() -> tuple[Period, ...]:
    lines = _SHEET.read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return tuple(Period(r["kind"], r["what"], int(r["days"]), own=False) for r in rows)


def put(db: Connection, kind: str, what: str, days: int) -> None:
    """In place of what the office had set before for the same."""
    added = insert(retention).values(kind=kind, what=what, days=days)
    db.execute(added.on_conflict_do_update(index_elements=["kind", "what"], set_={"days": days}))


def days(db: Connection, what: str) -> dict[str, int]:
    """By kind, "" for all others: the office's word goes before the sheet's, then the kind's own before any's."""
    found = [p for p in everything(db) if p.what == what]
    own_for_all = next((p.days for p in found if p.own and not p.kind), None)
    kept = {p.kind: p.days for p in found if p.own or own_for_all is None}
    return kept if own_for_all is None else kept | {"": own_for_all}


# what is over --------------------------------------------------------------------------------------------------------
def over(db: Connection, what: str, now: float) -> dict[str, int]:
    """Kind -> how many cases and check-ins (words), or pictures and voice notes (media), have been kept long enough."""
    query = select(_I.kind, func.count().label("n")).group_by(_I.kind)
    if what == WORDS:
        months = {CHECKINS: n} if (n := checkin_words.over(db, _latest(db, now))) else {}
        return {r.kind: r.n for r in db.execute(query.where(_words_over(db, now)))} | months
    return {r.kind: r.n for r in db.execute(query.join_from(attachment, incident, _I.id == _A.incident).where(_media_over(db, now)))}


def erase(db: Connection, what: str, now: float, most: int = 500) -> Counter[str]:
    """At most so many, the oldest first, by kind, check-ins last. The files themselves go with the next sweep."""
    return _erase_words(db, now, most) if what == WORDS else _erase_media(db, now, most)


def _erase_words(db: Connection, now: float, most: int) -> Counter[str]:
    query = select(_I.id, _I.kind).where(_words_over(db, now)).order_by(_I.id).limit(most)
    rows = db.execute(query.with_for_update(skip_locked=True)).all()
    ids = [r.id for r in rows]
    if ids:
        db.execute(update(incident).where(_I.id.in_(ids)).values(**_BLANK, erased_at=now))
        db.execute(update(incident_event).where(incident_event.c.incident.in_(ids)).values(text=""))
        typed = and_(incident_event.c.incident.in_(ids), incident_event.c.what == "giao")  # elsewhere it is a word of ours
        db.execute(update(incident_event).where(typed).values(office=""))
        named = [f"id:{row}" for row in ids]
        db.execute(update(notice).where(_TO_TELL, notice.c.act_on.in_(named)).values(state="withdrawn", body=None))
    db.execute(update(episode).where(_episode_over(db, now)).values(dict.fromkeys(_WRITTEN, "")))
    found = Counter(r.kind for r in rows)
    return found + Counter({CHECKINS: checkin_words.erase(db, _latest(db, now), most - len(rows))})


def _latest(db: Connection, now: float) -> float:
    """What was said of no special kind until this moment has been kept long enough."""
    return now - days(db, WORDS)[""] * DAY


def _episode_over(db: Connection, now: float) -> ColumnElement[bool]:
    """What was written about an event goes with the words of the last of its cases, and not before its own time."""
    told = select(_I.id).where(_I.episode == _E.id, _I.text != "").exists()
    written = or_(*(_E[name] != "" for name in _WRITTEN))
    return and_(_E.closed_at <= _latest(db, now), written, ~told)


def _erase_media(db: Connection, now: float, most: int) -> Counter[str]:
    query = select(_A.id, _I.kind).join_from(attachment, incident, _I.id == _A.incident).where(_media_over(db, now))
    rows = db.execute(query.order_by(_A.id).limit(most).with_for_update(skip_locked=True, of=attachment)).all()
    attachments.erase_kept(db, [r.id for r in rows])
    return Counter(r.kind for r in rows)


def _words_over(db: Connection, now: float) -> ColumnElement[bool]:
    """Of one that was opened again, and ended again, once more."""
    return and_(_ended(db, WORDS, now), or_(_I.erased_at.is_(None), _I.erased_at < _I.updated_at))


def _media_over(db: Connection, now: float) -> ColumnElement[bool]:
    return and_(_ended(db, MEDIA, now), _A.state == "kept")


def _ended(db: Connection, what: str, now: float) -> ColumnElement[bool]:
    """Whether that time has passed since a case ended; one that was put to another waits for that one's end too."""
    kept = days(db, what)
    latest = case({kind: now - n * DAY for kind, n in kept.items()}, value=_I.kind, else_=now - kept[""] * DAY)
    other = select(_into.c.id).where(_into.c.id == _I.merged_into, _is_over(_into.c, latest, now)).correlate(incident).exists()
    return and_(_is_over(_I, latest, now), or_(_I.merged_into.is_(None), other))


def _is_over(of: Any, latest: ColumnElement[float], now: float) -> ColumnElement[bool]:
    silent = and_(of.status == RESOLVED, of.updated_at <= now - UNANSWERED)
    return and_(or_(of.status.in_((TOLD_BACK, OVER, TAKEN_BACK)), silent), of.updated_at <= latest)
