"""What is said in one turn, and what its chat remembers of it: the open question, the last list shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from bot.domain.roles import TEAM_ROLES, Person, Right, from_commune_up, scope
from bot.meaning import Act, Answer, Book, Meaning, TooEarly
from bot.meaning_lists import AGAIN, Shown, asks_yes, last_said, numbered
from bot.story import Asking, Here, Reply, Said
from bot.talk import Choice, Conversation, Document, Draft, Outgoing, Peer
from messages_vi import common as vi
from storage import attachments, requests, talks
from storage.inbox import Row
from storage.memory import Memory


def address(db: Connection, who: Person | None) -> str:
    """How they are spoken to; whoever belongs nowhere yet: by what they are waiting for."""
    if who is None:
        return vi.DEFAULT_ADDRESS
    waits_for = (q.role for q in ([] if who.roles else requests.waiting_of(db, who.id)))
    return vi.address_of(who.address, cadre=from_commune_up(who.roles) or not TEAM_ROLES.issuperset(waits_for))


_OFFERED = "set aside"  # beside the answers of a draft: that it was offered since it was left


class Saying:
    """The part of a turn that speaks. ``note``: what is to be said before the next thing."""

    def __init__(self, book: Book, here: Here, memory: Memory, talk: Conversation, row: int) -> None:
        self.book, self.here, self.db, self.memory, self.talk, self.row = book, here, here.db, memory, talk, row
        self.name = here.who.person.name if here.who.person else here.who.name
        self.note = ""
        self.left: int | None = None  # the draft whose question something was ordered in the middle of

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

    def _interrupted(self) -> int | None:
        """The open draft of somebody who works on cases: what they order meanwhile leads straight back to it."""
        person = self.here.who.person
        return self.talk.draft if person is not None and scope(person, Right.HANDLE) else None

    def _ordered(self, meaning: Meaning) -> Reply | None:
        """What becomes of words that are taken for an answer, or for nothing clear, and order something."""
        heard = meaning.said if isinstance(meaning, Answer | TooEarly) or (isinstance(meaning, Act) and meaning.action is self.book.at_rest) else None
        return self.book.ordered(self.here, self.talk.asked or "", heard) if heard is not None and heard.text and heard.choice is None else None

    def _said(self, row: Row) -> Said:
        media = attachments.of_input(self.db, row.id) if row.media else []
        if lost := sum(not m.kept for m in media):
            self.note = vi.lost_media(lost)
        kept = {kind: tuple(m.id for m in media if m.kept and m.kind == kind) for kind in ("photo", "voice")}
        return Said(row.said.text, None, kept["photo"], kept["voice"], row.said.place, row.said.contact)

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
        go_on = Choice(f"resume:{draft.id}", vi.go_on_with(self._title(draft)))
        return replace(reply, choices=(*reply.choices, go_on))

    # a story given up, or set aside ---------------------------------------------------------------------------------
    def _given_up(self, draft: Draft) -> str:
        """What is said of it: which one it was, where there may be several. What others have answered too is only left."""
        story = self.book.stories.get(draft.story)
        me = self.here.who.person.id if self.here.who.person else None
        if story and story.shared and any(by not in (me, 0) for _, by, _ in draft.answers.values()):
            return vi.LEFT_TO_OTHERS
        of = story.of(self.here, draft.about) if story else ""
        self._close(draft, "dropped")
        return vi.dropped(vi.titled(story.title, of)) if story and of else vi.CANCELLED

    def _close(self, draft: Draft, to: str) -> None:
        """Of somebody who has not joined nothing is kept."""
        if self.here.who.person is None:
            self.memory.discard(self.db, draft)
        else:
            self.memory.close(draft, to, self.name, self.here.now)
        given_up = self.book.stories[draft.story].dropped if to == "dropped" and draft.story in self.book.stories else None
        if given_up is not None:
            given_up(self.here, draft)

    def _title(self, draft: Draft) -> str:
        story = self.book.stories[draft.story]
        return vi.titled(story.title, story.of(self.here, draft.about))

    def _with_aside(self, reply: Reply, *, again: bool) -> Reply:
        """Behind a reply that asks nothing, the story they left last: once each time it is left, or ``again`` because they speak of it."""
        found = self.memory.set_aside(self.db, self.here.who.person.id) if self.here.who.person and not reply.begin and not reply.choices else None
        draft = self.memory.draft(self.db, found[0]) if found and found[1] in self.book.stories else None
        if draft is None or (_OFFERED in draft.answers and not again):
            return reply
        draft.answers[_OFFERED] = [True, 0, ""]
        self.memory.save(draft, None)
        text = "\n\n".join(x for x in (reply.text, vi.set_aside(self._title(draft))) if x)
        return replace(reply, text=text, choices=(vi.GO_ON, vi.DROP), act_on=str(draft.id))

    def _taken_up(self, draft: Draft, *, anew: bool = False) -> None:
        """It is open here again: the next time it is left, it is offered again."""
        self.left = None if self.left == draft.id else self.left
        if draft.answers.pop(_OFFERED, None) or (anew and draft.answers):
            if anew:
                draft.answers.clear()
            self.memory.save(draft, None)

    def _offered_last(self) -> int | None:
        """The story set aside that the last thing said offers to drop."""
        last = last_said(self.talk, self._find)
        return int(last.on) if last and vi.DROP in last.choices else None


def _goes_on(choices: Sequence[Choice]) -> bool:
    return any(c.value.startswith("resume") for c in choices)
