"""The page on which a person of the block chooses the teams' words, many at once: what is on it, and what becomes of what was sent from it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from sqlalchemy import Connection

from bot.domain import privacy
from bot.domain.forms import Field
from bot.domain.months import Month, month
from bot.domain.roles import Person
from bot.domain.vietnamese import clean
from bot.talk import Page, Peer
from handlers import block_month, block_words
from handlers.block_words import Chosen
from messages_vi import block_month as block_vi
from messages_vi import block_words as words_vi
from messages_vi import words_page as vi
from messages_vi.common import unmarked
from messages_vi.names import hide_names
from messages_vi.privacy import MARKS, is_secret
from messages_vi.report import PERSON
from storage import people, released, talks
from storage.checkins import Checkin
from storage.released import Released, TeamsWords

Fields = Mapping[str, Sequence[str]]  # what a browser sent, by the names of the boxes


@dataclass(frozen=True)
class Line:
    """What one team wrote. ``mark`` is sent when it is ticked, and names these very words; ``reply`` None: no team is answered here.

    ``box``: the name of what the team is answered in.
    """

    mark: str
    title: str
    words: str
    ticked: bool
    box: str
    reply: str | None


@dataclass(frozen=True)
class Question:
    """``words``: what is written out, in ``box``, in place of the lines; ``in_report``: what stands there now, where somebody shall compare."""

    box: str
    name: str
    lines: Sequence[Line]
    words: str
    in_report: str | None = None


@dataclass(frozen=True)
class View:
    """What is on the page. ``shown`` comes back with what is sent, and says of which words it was chosen. ``told``: what the report says now."""

    TAKE: ClassVar[str] = "take"  # names of boxes
    SHOWN: ClassVar[str] = "shown"

    unit: str
    month: Month
    note: str = ""
    questions: Sequence[Question] = ()
    shown: str = ""
    told: Sequence[tuple[str, str]] | None = None
    replied: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class _Typed:
    """What stands in the boxes."""

    marks: frozenset[str]
    words: Mapping[str, str] = field(default_factory=dict)  # by question
    replies: Mapping[int, str] = field(default_factory=dict)  # by team


@dataclass(frozen=True)
class _Now:
    """The questions with what the teams say, and what of it the report says, at this moment."""

    own: Checkin
    asked: block_words.Asked
    done: Mapping[str, Released]

    @property
    def shown(self) -> str:
        told = [(f.key, [(t.unit, t.words) for t in said], _told(self.done.get(f.key))) for f, said in self.asked]
        return hashlib.sha256(repr((self.own.id, told)).encode()).hexdigest()[:32]

    @property
    def chosen(self) -> Chosen:
        return {f.key: self.done[f.key] for f, _ in self.asked if f.key in self.done}


# the page ------------------------------------------------------------------------------------------------------------
def look(db: Connection, page: Page, peer: Peer, now: float) -> View | None:
    """None: this chat's person may not see it. Changes nothing."""
    own, who = _own(db, page, peer, now)
    if own is None or who is None:
        return None
    if block_month.stands(db, own).state not in block_month.WRITING:
        return _note(own, vi.NO_MORE)
    here = _now(db, own)
    return _view(here, _as_chosen(here)) if here.asked else _note(own, vi.EMPTY)


def save(db: Connection, page: Page, peer: Peer, fields: Fields, now: float) -> View | None:
    """Writes what was sent, if it was chosen of what the teams say now; else the page again, with what was typed. None as in ``look``."""
    own, who = _own(db, page, peer, now)
    if own is None or who is None:
        return None
    if not block_words.may_write(db, own):
        return _note(own, vi.NO_MORE)
    here = _now(db, own)
    typed = _typed(here, fields)
    if why := _refused(typed):
        return _view(here, typed, why)
    chosen = _chosen(here, typed)
    if chosen == here.chosen:  # sent twice, or nothing is new
        return _written(here, chosen)
    if fields.get(View.SHOWN) != [here.shown]:
        return _view(here, typed, vi.CHANGED)
    block_words.write(db, own, {key: what for key, what in chosen.items() if what != here.done.get(key)}, who, now)
    talks.drop(db, who.id, block_words.COMMAND)  # the same, half done in the chat
    return _written(here, chosen)


def _own(db: Connection, page: Page, peer: Peer, now: float) -> tuple[Checkin | None, Person | None]:
    (kind, about), who = page, people.of_peer(db, peer, now)
    return (block_words.own_of(db, about, who) if kind == block_words.COMMAND else None), who


def _now(db: Connection, own: Checkin) -> _Now:
    return _Now(own, block_words.asked(db, own), released.of_month(db, own.block, own.month))


def _told(what: Released | None) -> object:
    return what and (what.words, what.taken, sorted(what.replies.items()))


# what is in the boxes ------------------------------------------------------------------------------------------------
def _as_chosen(here: _Now) -> _Typed:
    """As somebody has chosen before."""
    marks, words, replies = set[str](), dict[str, str](), dict[int, str]()
    for f, said in here.asked:
        what = here.done.get(f.key, Released(""))
        there = [t.unit for t in said]
        taken = [unit for unit in what.taken if unit in there]
        if what.words != block_words.in_their_words(said, taken):
            words[f.key] = what.words
        marks |= {_mark(f, t) for t in said if t.unit in taken}
        replies |= {unit: text for unit, text in what.replies.items() if unit in there}
    return _Typed(frozenset(marks), words, replies)


def _typed(here: _Now, fields: Fields) -> _Typed:
    """As a browser sent it. What names no question, no team, or words that are no more, is nothing."""
    words = {f.key: text for f, _ in here.asked if (text := _stored(fields, _box_of_words(f)))}
    wishes = [t for f, said in here.asked if f.key == block_vi.WISH for t in said]
    replies = {t.unit: " ".join(text.split()) for t in wishes if (text := _stored(fields, _box_of_reply(t)))}
    return _Typed(frozenset(fields.get(View.TAKE, ())), words, replies)


def _stored(fields: Fields, name: str) -> str:
    """As what is typed in a chat is stored: clean, and without what identifies people."""
    typed = unmarked(clean((fields.get(name) or ("",))[0]))
    text = "\n".join(line for part in typed.split("\n") if (line := " ".join(part.split())))
    return text if is_secret(text) else hide_names(privacy.mask(text, MARKS), PERSON)


def _refused(typed: _Typed) -> str:
    """Why it cannot be written; "" when it can."""
    if any(map(is_secret, (*typed.words.values(), *typed.replies.values()))):
        return vi.SECRET
    bounds = (typed.words, words_vi.LONGEST), (typed.replies, words_vi.LONGEST_REPLY)
    return vi.TOO_LONG if any(len(text) > most for texts, most in bounds for text in texts.values()) else ""


def _chosen(here: _Now, typed: _Typed) -> Chosen:
    """What is written out stands for the teams that are ticked beside it; where none is, for all."""
    chosen = {}
    for f, said in here.asked:
        taken, everybody = _ticked(here, typed, f, said), tuple(t.unit for t in said)
        words, replies = typed.words.get(f.key, ""), typed.replies if f.key == block_vi.WISH else {}
        chosen[f.key] = Released(words or block_words.in_their_words(said, taken), taken or everybody if words else taken, replies)
    return chosen


def _ticked(here: _Now, typed: _Typed, of: Field, said: Sequence[TeamsWords]) -> tuple[int, ...]:
    """The teams in the order of the list; the same ones as before in the order in which somebody put them in the chat."""
    taken = tuple(t.unit for t in said if _mark(of, t) in typed.marks)
    before = here.done.get(of.key, Released("")).taken
    return before if set(before) == set(taken) else taken


def _box_of_words(of: Field) -> str:
    return f"words-{of.key}"


def _box_of_reply(to: TeamsWords) -> str:
    return f"reply-{to.unit}"


def _mark(of: Field, said: TeamsWords) -> str:
    return f"{of.key}.{said.unit}.{hashlib.sha256(said.words.encode()).hexdigest()[:12]}"


# what is on the page -------------------------------------------------------------------------------------------------
def _note(own: Checkin, note: str) -> View:
    return View(own.unit_title, month(own.month), note)


def _view(here: _Now, typed: _Typed, note: str = "") -> View:
    questions = [_question(here, typed, f, said, compare=note == vi.CHANGED) for f, said in here.asked]
    return View(here.own.unit_title, month(here.own.month), note, questions, here.shown)


def _question(here: _Now, typed: _Typed, of: Field, said: Sequence[TeamsWords], *, compare: bool) -> Question:
    lines = []
    for t in said:
        mark, reply = _mark(of, t), typed.replies.get(t.unit, "") if of.key == block_vi.WISH else None
        lines.append(Line(mark, t.title, t.words, mark in typed.marks, _box_of_reply(t), reply))
    in_report = here.done[of.key].words if compare and of.key in here.done else None
    return Question(_box_of_words(of), of.name, lines, typed.words.get(of.key, ""), in_report)


def _written(here: _Now, chosen: Chosen) -> View:
    titles = {t.unit: t.title for _, said in here.asked for t in said}
    told = [(f.name, chosen[f.key].words) for f, _ in here.asked]
    replied = [(titles[unit], text) for what in chosen.values() for unit, text in what.replies.items()]
    return View(here.own.unit_title, month(here.own.month), told=told, replied=replied)
