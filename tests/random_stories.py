"""Random stories, and a small world in memory in which people go through them by real turns."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import Connection

from bot.meaning import Book
from bot.readers import BLANK_ACCOUNT, Account, account_of_it, line, one_of
from bot.story import Ask, Asking, Begin, Here, Reply, Story, Told, tell
from bot.talk import Choice, Conversation, Draft, Incoming, Outgoing, Peer
from bot.turn import take
from messages_vi import common
from storage import engines, people, talks
from storage.inbox import Row
from storage.memory import Memory
from storage.tables import meta

YES, DONE = Choice("send", "Gửi", "gửi"), Choice("done", "Xong", "xong")
NO = "Xin chọn lại ạ."
LETTERS = "abcdefgh"


@dataclass(frozen=True)
class Question:
    """One line of a random story. ``only_if``: asked only when that answer was the first of its list; ``labels`` name the values."""

    key: str
    kind: str = "pick"  # pick | line | account | once | confirm
    values: tuple[str, ...] = ("v0", "v1", "v2")
    labels: str = "Ý"
    assumed: bool = False
    only_if: str = ""
    forgets: str = ""

    @property
    def text(self) -> str:
        return f"Câu {self.key}?"

    @property
    def reader(self) -> Any:
        if self.kind == "line":
            return line(NO, most=40)
        if self.kind in ("account", "once"):
            return account_of_it(DONE, NO, NO, NO, in_one=self.kind == "once")
        return one_of(tuple(Choice(v, f"{self.labels} {v}") for v in self.values), NO)


Plan = tuple[Question, ...]


def teller(plan: Plan) -> Callable[[Ask, Any], dict[str, Any]]:
    def story(ask: Ask, _facts: Any) -> dict[str, Any]:
        got: dict[str, Any] = {}
        for q in plan:
            if q.only_if and got.get(q.only_if) != "v0":
                continue
            if q.kind == "confirm":
                more = next((k for k in got if isinstance(got[k], Account)), "")
                ask.confirm(q.key, f"Xem lại {q.key}: {got}", YES, {k: f"Sửa {k}" for k in got}, NO, more)
            else:
                got[q.key] = ask(q.key, q.text, q.reader, assume=q.values[0] if q.assumed else None)
            told = got.get(q.forgets)
            if isinstance(told, Account) and told.lines:
                ask.replace(q.forgets, {**BLANK_ACCOUNT, "lines": []})
        return got

    return story


@st.composite
def plans(draw: st.DrawFn, confirm: bool = False) -> Plan:
    made: list[Question] = []
    for key in LETTERS[: draw(st.integers(1, 6))]:
        kind = draw(st.sampled_from(["pick", "pick", "line", "account", "once", "confirm"]))
        picks = [q.key for q in made if q.kind == "pick"]
        only_if = draw(st.sampled_from(["", "", *picks]))
        accounts = [q.key for q in made if q.kind == "account"]
        forgets = draw(st.sampled_from(["", "", *accounts])) if kind == "pick" else ""
        made.append(Question(key, kind, assumed=kind == "pick" and draw(st.booleans()), only_if=only_if, forgets=forgets))
    return (*made, Question("z", "confirm")) if confirm else tuple(made)


# a small world -------------------------------------------------------------------------------------------------------
ENGINE = engines.writer("sqlite://")


@contextmanager
def world(plan: Plan) -> Iterator[World]:
    """A database in memory with two people; all is undone at the end."""
    with ENGINE.connect() as db:
        begun = db.begin()
        try:
            meta.create_all(db)
            yield World(db, plan)
        finally:
            begun.rollback()


class World:
    """The turns of a story that several people fill together."""

    def __init__(self, db: Connection, plan: Plan) -> None:
        self.db, self.rows, self.finished = db, itertools.count(1), list[dict[str, Any]]()
        self.becomes(plan)
        self.kept: dict[str, Conversation] | None = None  # what a process that never restarts would remember
        self.shown: dict[str, list[Outgoing]] = {"An": [], "Bình": []}
        for name in self.shown:
            people.join(db, self.peer(name), people.add(db, name, 0.0), 0.0)

    def becomes(self, plan: Plan) -> None:
        """As after a restart, perhaps with another version."""
        self.tell = teller(plan)
        story = Story("k", "chuyện", lambda _here, _draft: None, self.tell, self._finish, draft=lambda _who, _about: "one")
        rest: Any = lambda _here, _on, _said: Reply("rỗi")  # noqa: E731
        begin: Any = lambda _here, _on, _said: Reply(begin=Begin("k"))  # noqa: E731
        self.book = Book({"k": story}, {"k": begin}, {}, {"k": "k"}, {}, common.WAYS, frozenset(), frozenset(), frozenset(), rest, rest, rest)

    def _finish(self, _here: Here, _draft: Draft, result: dict[str, Any]) -> Reply:
        self.finished.append(result)
        return Reply("đã xong")

    def peer(self, name: str) -> Peer:
        return Peer("phone", "demo", name)

    def talk(self, name: str) -> Conversation:
        if self.kept is None:
            return talks.recall(self.db, [self.peer(name)], 0.0)[self.peer(name)]
        return self.kept.setdefault(name, talks.recall(self.db, [self.peer(name)], 0.0)[self.peer(name)])

    def does(self, name: str, text: str = "", tapped: str | None = None, special: Any = "") -> list[Outgoing]:
        said = Incoming(self.peer(name), "", 0.0, name, name, text, tapped, special=special)
        memory = Memory(self.db, [self.peer(name)], 0.0)
        memory.talks[self.peer(name)] = self.talk(name)
        out = take(self.db, self.book, Row(next(self.rows), "me", False, 0, said, 1.0, 0), memory, 1.0, 1.0)
        memory.keep()
        memory.write(self.db)
        self.shown[name] += out
        return out

    def answers(self, name: str, *, last: bool = False) -> list[Outgoing]:
        """A good answer to whatever this person was asked: the first, or the last of the list; any words."""
        asked, choices = self.talk(name).asked, self.talk(name).choices
        if any(c.value == DONE.value for c in choices):
            out = self.does(name, "một dòng")
            return self.does(name, "xong") if self.talk(name).asked == asked else out
        return self.does(name, (choices[0].typed or choices[-last].label) if choices else "vài chữ")

    @property
    def draft(self) -> Draft | None:
        row = next((t.draft for name in self.shown if (t := self.talk(name)).draft is not None), None)
        return talks.locked(self.db, row) if row is not None else None

    @property
    def now(self) -> Asking | Told | None:
        """Where the telling stands, by what is on disk."""
        draft = self.draft
        return tell(self.tell, draft.values(), None) if draft and draft.state == "open" else None

    @property
    def open_questions(self) -> tuple[str, ...]:
        """The key of the question that stands open, if any."""
        now = self.now
        return (now.key,) if isinstance(now, Asking) else ()

    @property
    def asking(self) -> Asking:
        now = self.now
        assert isinstance(now, Asking)
        return now


def seen(out: Sequence[Outgoing]) -> list[tuple[Any, ...]]:
    return [(o.text, o.choices, o.ways_out, o.offer) for o in out]
