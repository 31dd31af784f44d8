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
from handlers import block_ideas, block_month, block_words
from handlers.block_ideas import Idea, Question
from handlers.block_words import Chosen
from messages_vi import block_month as block_vi
from messages_vi import block_words as words_vi
from messages_vi import words_page as vi
from messages_vi.common import unmarked
from messages_vi.names import hide_names
from messages_vi.privacy import MARKS, is_secret
from messages_vi.report import PERSON
from storage import people, talks
from storage.checkins import Checkin
from storage.released import Released

Fields = Mapping[str, Sequence[str]]  # what a browser sent, by the names of the boxes


@dataclass(frozen=True)
class Line:
    """What one team wrote, or several. ``mark`` is sent when it is ticked, and names these very words; "": it cannot be printed.

    ``box``: the name of what they are answered in; ``reply`` None: no team is answered here.
    """

    mark: str
    title: str
    words: str
    ticked: bool
    box: str
    reply: str | None


@dataclass(frozen=True)
class Asked:
    """A question. ``words``: what is written out, in ``box``, in place of the lines.

    ``none``: what is sent to say that nothing of it is printed, "" where unticking all says so; ``none_ticked``: it was.
    ``in_report``: what stands there now, where somebody shall compare.
    """

    box: str
    name: str
    lines: Sequence[Line]
    words: str
    teams: int
    none: str = ""
    none_ticked: bool = False
    in_report: str | None = None


@dataclass(frozen=True)
class View:
    """What is on the page. ``shown`` comes back with what is sent, and says of which words it was chosen.

    ``told``: what the report says now, by the names of the questions; None: nobody has chosen.
    """

    TAKE: ClassVar[str] = "take"  # names of boxes
    NONE: ClassVar[str] = "none"
    SHOWN: ClassVar[str] = "shown"

    unit: str
    month: Month
    note: str = ""
    questions: Sequence[Asked] = ()
    shown: str = ""
    told: Sequence[tuple[str, str | None]] | None = None
    replied: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class _Typed:
    """What stands in the boxes."""

    marks: frozenset[str]
    none: frozenset[str] = frozenset()  # questions
    words: Mapping[str, str] = field(default_factory=dict)  # by question
    replies: Mapping[int, str] = field(default_factory=dict)  # by team


@dataclass(frozen=True)
class _Now:
    """The questions with what the teams say, and what of it the report says, at this moment."""

    own: Checkin
    asked: Sequence[Question]

    @property
    def shown(self) -> str:
        told = [(q.field.key, [(t.unit, t.words) for t in q.said], _told(q.before)) for q in self.asked]
        return hashlib.sha256(repr((self.own.id, told)).encode()).hexdigest()[:32]


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
    if why := _refused(here, typed):
        return _view(here, typed, why)
    chosen = _chosen(here, typed)
    new = {key: what for key, what in chosen.items() if what != _before(here, key)}
    if not new and chosen:  # sent twice, or nothing is new
        return _written(here, chosen)
    if fields.get(View.SHOWN) != [here.shown]:
        return _view(here, typed, vi.CHANGED)
    if not chosen:
        return _view(here, typed, vi.NOTHING_CHOSEN)
    block_words.write(db, own, new, who, now)
    talks.drop(db, who.id, block_words.COMMAND)  # the same, half done in the chat
    return _written(here, chosen)


def _own(db: Connection, page: Page, peer: Peer, now: float) -> tuple[Checkin | None, Person | None]:
    (kind, about), who = page, people.of_peer(db, peer, now)
    return (block_words.own_of(db, about, who) if kind == block_words.COMMAND else None), who


def _now(db: Connection, own: Checkin) -> _Now:
    return _Now(own, block_ideas.questions(db, own))


def _before(here: _Now, key: str) -> Released:
    return next(q.before for q in here.asked if q.field.key == key)


def _told(what: Released) -> object:
    return what.decided, what.words, what.taken, sorted(what.replies.items())


# what is in the boxes ------------------------------------------------------------------------------------------------
def _as_chosen(here: _Now) -> _Typed:
    """As somebody has chosen before."""
    marks, words, replies = set[str](), dict[str, str](), dict[int, str]()
    for q in here.asked:
        taken = [unit for unit in q.before.taken if unit in q.units]
        if q.before.words != block_ideas.in_their_words(q.said, taken):
            words[q.field.key] = q.before.words
        marks |= {_mark(q.field, i) for i in q.ideas if i.can_be_printed and {*i.units} & {*taken}}
        replies |= {unit: text for unit, text in q.before.replies.items() if unit in q.units}
    return _Typed(frozenset(marks), frozenset(), words, replies)


def _typed(here: _Now, fields: Fields) -> _Typed:
    """As a browser sent it. What names no question, no team, or words that are no more, is nothing."""
    words = {q.field.key: text for q in here.asked if (text := _stored(fields, _box_of_words(q.field)))}
    wishes = [i for q in here.asked if q.field.key == block_vi.WISH for i in q.ideas]
    replies = {unit: text for i in wishes if (text := _reply_to(fields, i)) for unit in i.units}
    return _Typed(frozenset(fields.get(View.TAKE, ())), frozenset(fields.get(View.NONE, ())), words, replies)


def _reply_to(fields: Fields, to: Idea) -> str:
    """Under whichever of these teams it was written, before another one said the same."""
    return next((" ".join(text.split()) for unit in to.units if (text := _stored(fields, _box_of_reply(unit)))), "")


def _stored(fields: Fields, name: str) -> str:
    """As what is typed in a chat is stored: clean, and without what identifies people."""
    typed = unmarked(clean((fields.get(name) or ("",))[0]))
    text = "\n".join(line for part in typed.split("\n") if (line := " ".join(part.split())))
    return text if is_secret(text) else hide_names(privacy.mask(text, MARKS), PERSON)


def _refused(here: _Now, typed: _Typed) -> str:
    """Why it cannot be written; "" when it can."""
    if any(map(is_secret, (*typed.words.values(), *typed.replies.values()))):
        return vi.SECRET
    bounds = (typed.words, words_vi.LONGEST), (typed.replies, words_vi.LONGEST_REPLY)
    if any(len(text) > most for texts, most in bounds for text in texts.values()):
        return vi.TOO_LONG
    both = [q.field.name for q in here.asked if q.field.key in typed.none and (_ticked(typed, q) or q.field.key in typed.words)]
    return vi.both(both[0]) if both else ""


def _chosen(here: _Now, typed: _Typed) -> Chosen:
    """A question of which nothing is ticked and nothing written out is left open, unless somebody has chosen before, or says so."""
    chosen = {}
    for q in here.asked:
        key, taken, words = q.field.key, _ticked(typed, q), typed.words.get(q.field.key, "")
        replies = typed.replies if key == block_vi.WISH else {}
        if taken or words or key in typed.none or q.before.decided:
            chosen[key] = Released(words or block_ideas.in_their_words(q.said, taken), taken, replies, tuple(sorted(q.units)))
        elif replies or q.before.replies:
            chosen[key] = Released("", (), replies)
    return chosen


def _ticked(typed: _Typed, of: Question) -> tuple[int, ...]:
    """The teams in the order of the list; the same ones as before in the order in which somebody put them in the chat."""
    taken = tuple(unit for i in of.ideas if i.can_be_printed and _mark(of.field, i) in typed.marks for unit in i.units)
    return of.before.taken if {*of.before.taken} == {*taken} else taken


def _box_of_words(of: Field) -> str:
    return f"words-{of.key}"


def _box_of_reply(to: int) -> str:
    return f"reply-{to}"


def _mark(of: Field, idea: Idea) -> str:
    return f"{of.key}.{hashlib.sha256(idea.words.encode()).hexdigest()[:16]}"


# what is on the page -------------------------------------------------------------------------------------------------
def _note(own: Checkin, note: str) -> View:
    return View(own.unit_title, month(own.month), note)


def _view(here: _Now, typed: _Typed, note: str = "") -> View:
    questions = [_question(typed, q, compare=note == vi.CHANGED) for q in here.asked]
    return View(here.own.unit_title, month(here.own.month), note, questions, here.shown)


def _question(typed: _Typed, of: Question, *, compare: bool) -> Asked:
    lines, key, before = [_line(typed, of.field, i) for i in of.ideas], of.field.key, of.before
    none = "" if before.decided else key
    in_report = before.words if compare and before.decided else None
    return Asked(_box_of_words(of.field), of.field.name, lines, typed.words.get(key, ""), len(of.said), none, key in typed.none, in_report)


def _line(typed: _Typed, of: Field, idea: Idea) -> Line:
    mark = "" if idea.spoken else _mark(of, idea)
    reply = next((typed.replies[unit] for unit in idea.units if unit in typed.replies), "") if of.key == block_vi.WISH else None
    words = vi.SPOKEN if idea.spoken else idea.words
    return Line(mark, ", ".join(idea.titles), words, mark in typed.marks, _box_of_reply(idea.units[0]), reply)


def _written(here: _Now, chosen: Chosen) -> View:
    titles = {t.unit: t.title for q in here.asked for t in q.said}
    told = [(q.field.name, one.words if (one := chosen.get(q.field.key)) and one.decided else None) for q in here.asked]
    replied = [(titles[unit], text) for what in chosen.values() for unit, text in what.replies.items()]
    return View(here.own.unit_title, month(here.own.month), told=told, replied=replied)
