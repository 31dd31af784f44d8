"""What is said in one turn, and what its chat remembers of it: the open question, the last list shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from bot.domain.roles import TEAM_ROLES, Person, from_commune_up
from bot.meaning import Book
from bot.meaning_lists import AGAIN, Shown, asks_yes, last_said, numbered
from bot.story import Asking, Here, Reply
from bot.talk import Choice, Conversation, Document, Outgoing, Peer
from messages_vi import common as vi
from storage import requests, talks
from storage.memory import Memory


def address(db: Connection, who: Person | None) -> str:
    """How they are spoken to; whoever belongs nowhere yet: by what they are waiting for."""
    if who is None:
        return vi.DEFAULT_ADDRESS
    waits_for = (q.role for q in ([] if who.roles else requests.waiting_of(db, who.id)))
    return vi.address_of(who.address, cadre=from_commune_up(who.roles) or not TEAM_ROLES.issuperset(waits_for))


class Saying:
    """The part of a turn that speaks. ``note``: what is to be said before the next thing."""

    def __init__(self, book: Book, here: Here, memory: Memory, talk: Conversation, row: int) -> None:
        self.book, self.here, self.db, self.memory, self.talk, self.row = book, here, here.db, memory, talk, row
        self.note = ""

    def _ask(self, now: Asking) -> list[Outgoing]:
        choices = tuple(now.reader.choices)
        if (self.talk.asked, self.talk.choices) != (now.key, choices):  # the same question again keeps its offer: old buttons hold
            self.talk.asked, self.talk.choices, self.talk.offer = now.key, choices, self.row
        self.memory.remember(self.talk)
        ways = (vi.BACK, vi.CANCEL) if now.path or now.before is not None else (vi.CANCEL,)
        return [Outgoing(self.talk.peer, self._noted(now.text), choices, ways, f"q{self.talk.offer}")]

    def _say(
        self, text: str, choices: Sequence[Choice] = (), act_on: str = "", photos: tuple[str, ...] = (), files: tuple[Document, ...] = ()
    ) -> list[Outgoing]:
        offer = ""
        if choices:
            self.talk.pushed = talks.new_offer(self.db, self.talk.peer.key, act_on, choices, self.here.now)
            self.memory.remember(self.talk)
            offer = f"a{self.talk.pushed}"
        elif self.talk.pushed > 0 and text:  # a number typed from now on was not meant for that list
            self.talk.pushed = -self.talk.pushed
            self.memory.remember(self.talk)
        said = Outgoing(self.talk.peer, self._noted(text), tuple(choices), (), offer, photos, files)
        return [said] if said.text or photos or files else []

    def _add_note(self, text: str) -> None:
        self.note = f"{self.note}\n{text}" if self.note and text else self.note or text

    def _noted(self, text: str) -> str:
        return f"{self.note}\n\n{text}" if self.note and text else self.note or text

    # the last list ---------------------------------------------------------------------------------------------------
    def _find(self, peer: Peer, offer: int) -> tuple[str, tuple[Choice, ...]] | None:
        return talks.find_offer(self.db, peer, offer)

    def _in_place_of(self, reply: Reply) -> Reply:
        """Where nothing was made of what was said, the list it may have been meant for: a question always, another once."""
        last = last_said(self.talk, self._find) if self.talk.draft is None else None
        if last is None:
            return reply
        if reply.missed != "words" and asks_yes(last.choices):
            return Reply("\n".join([vi.SAY_IT_SO, *self._asked(last)]), last.choices, AGAIN + last.on)
        if reply.missed != "ok" and numbered(last.choices) and not last.again:
            return Reply(vi.LIST_AGAIN, last.choices, AGAIN + last.on)
        return reply

    def _asked(self, last: Shown) -> list[str]:
        """What the list asks for a yes to, in words."""
        told = (c.value.partition(":") for c in last.choices)
        return [text for text in dict.fromkeys(self.book.reminds(self.here, verb, on or last.on) for verb, _, on in told) if text]

    def _after_a_list(self, reply: Reply) -> Reply:
        """A list with numbers sets the open story aside: the next number is for that list, the last line goes on with the story."""
        row = self.talk.draft
        draft = self.memory.draft(self.db, row) if row is not None else None
        self.talk.close()
        self.memory.remember(self.talk)
        if draft is None or draft.state != "open" or draft.story not in self.book.stories or _goes_on(reply.choices):
            return reply
        go_on = Choice(f"resume:{draft.id}", vi.go_on_with(self.book.stories[draft.story].title))
        return replace(reply, choices=(*reply.choices, go_on))


def _goes_on(choices: Sequence[Choice]) -> bool:
    return any(c.value.startswith("resume") for c in choices)
