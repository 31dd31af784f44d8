"""One thing said is one turn: draft, answers, offers, finish, replies. Stories and actions are handed in; the transaction is the caller's."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from bot.meaning import Act, Answer, Book, MaybeCancel, Meaning, OldButton, Several, TooEarly, WayOut, meant, tells_more
from bot.meaning import Draft as DraftChoice
from bot.meaning_lists import numbered
from bot.pieces import put_away
from bot.story import Asking, Begin, Here, Invalid, Keep, Link, Reply, Said, Sealed, Story, TakeBack, Told, nowhere, tell, unlinked
from bot.talk import SECRET_MARK, Conversation, Draft, Incoming, Outgoing, Speaker
from bot.turn_saying import Saying, address
from messages_vi import common as vi
from storage import notices, outbox, people
from storage.inbox import Row
from storage.memory import Memory


def take(
    db: Connection, book: Book, row: Row, memory: Memory, now: float, real: float, keep: Keep = nowhere, link: Link = unlinked
) -> list[Outgoing]:
    """The whole turn; the answers to the one who spoke, in their order. ``keep``, ``link``: see Here."""
    talk = memory.talks[row.said.peer]
    here = Here(db, Speaker(talk.peer, row.said.name, talk.person, row.said.plain), now, keep, link)
    if talk.gone:
        people.reachable_again(db, talk.peer)
        outbox.resume(db, talk.peer, real)
        if talk.person:
            notices.person_is_back(db, talk.person.id)
    shown, turn = talk.choices, _Turn(book, here, memory, talk, row.id)
    replies = turn.hear(row)
    replies = put_away(talk.peer, shown, talk.choices, replies)
    if talk.person and talk.draft is None and not turn.by_clock and not any(out.choices for out in replies):
        turn.note = ""  # said already
        replies += turn.reply(book.afterwards(here, talk))
    you = address(db, talk.person or people.of_peer(db, talk.peer, now))
    return [replace(out, text=vi.spoken_to(out.text, you)) for out in replies]


class _Turn(Saying):
    """What the parts of one turn share."""

    def __init__(self, book: Book, here: Here, memory: Memory, talk: Conversation, row: int) -> None:
        super().__init__(book, here, memory, talk, row)
        self.by_clock = False
        self.facts: dict[int, object] = {}  # gathered once a turn for each draft

    def hear(self, row: Row) -> list[Outgoing]:
        came = row.said
        if came.special in vi.ODD or came.text == SECRET_MARK or (came.contact and not came.text and self.here.who.person):
            return self._odd(came)
        self.by_clock = came.special == "clock"
        said = self._said(row)
        meaning = meant(self.book, self.talk, came, said, row.said_at, self._find)
        if self.by_clock and not isinstance(meaning, Answer):
            return []  # the clock speaks only to the question it meant
        order = None if came.special or came.tapped else self._ordered(meaning)
        return self._answer(meaning) if order is None else self._acted(order)

    def _odd(self, came: Incoming) -> list[Outgoing]:
        """What can be no answer; somebody who has not joined hears of nothing but the door."""
        if self.here.who.person is None and came.special != "group":
            return self.reply(self.book.at_door(self.here, "", Said()))
        return self._say(vi.ODD.get("unsupported" if came.contact and not came.text else came.special, vi.SECRET))

    def _answer(self, meaning: Meaning) -> list[Outgoing]:
        match meaning:
            case Act(action, on, said):
                return self._acted(action(self.here, on, said))
            case Several(on, choices):
                return self._say(vi.WHICH_OF_THESE, choices, on)
            case DraftChoice(row, drop):
                return self._drop(row) if drop else self._resume(row)
        draft = self._draft(self.talk.draft) if self.talk.draft is not None else None
        if draft is None or draft.state != "open" or draft.story not in self.book.stories:
            return self._nothing_open(draft, meaning)
        return self._go_on(draft, meaning)

    def _acted(self, reply: Reply) -> list[Outgoing]:
        if reply.missed:
            again = self._in_place_of(reply)
            return self.reply(again) if again is not reply or reply.missed != "yes" else self._end(reply, again=True)
        if self.talk.draft is None or reply.begin is not None or self.here.who.person is None:
            self.left = self._interrupted()
            return self.reply(reply)
        return self.reply(self._after_a_list(reply)) if numbered(reply.choices) else self._between(reply)

    def _between(self, reply: Reply) -> list[Outgoing]:
        """Something was done in the middle of a question: it comes back behind that, in one message where it can."""
        draft = self._draft(self.talk.draft) if self.talk.draft is not None else None
        if draft is None or draft.state != "open" or draft.story not in self.book.stories:
            return self.reply(reply)
        if not isinstance(now := self._told(draft), Asking):  # that has answered it
            self._close(draft, "dropped")
            return self._end(reply)
        said = self.reply(reply) if reply.choices or reply.photos or reply.files else []
        self._add_note("" if said else reply.text)
        return said + self._ask(now)

    def _draft(self, row: int) -> Draft | None:
        """Held; but somebody's draft is nothing to a chat that is theirs no more."""
        draft = self.memory.draft(self.db, row)
        return None if draft is not None and draft.owner is not None and self.here.who.person is None else draft

    def _nothing_open(self, draft: Draft | None, meaning: Meaning) -> list[Outgoing]:
        """The story this chat was in is over, or there is none. Words that would have answered it are not swallowed."""
        if self.here.who.person is None:
            return self.reply(self.book.at_door(self.here, "", Said()))
        cancels = meaning == WayOut("cancel")
        if cancels and (row := self._offered_last()) is not None:
            return self._drop(row)
        done = draft is not None and draft.state == "done" and draft.finished_by
        note = vi.OLD_BUTTON if isinstance(meaning, OldButton) else vi.done_by(draft.finished_by or "") if draft and done else vi.NOTHING_OPEN
        self.talk.close()
        if isinstance(meaning, Answer) and meaning.said.choice is None:
            reply = self.book.at_rest(self.here, "", meaning.said)
            if reply.begin is not None:
                self._add_note(note if done else "")
                return self.reply(reply)
        asked = self._with_aside(Reply(), again=True) if cancels else Reply()
        return self._end(asked if asked.text else Reply(note))

    def _go_on(self, draft: Draft, meaning: Meaning) -> list[Outgoing]:
        match meaning:
            case WayOut("cancel"):
                said = self._given_up(draft)
                return self._end(Reply(said if self.here.who.person else vi.DROPPED))
            case WayOut("back"):
                return self._back(draft)
            case Answer(said):
                return self._heard(draft, said)
            case OldButton():
                self._add_note(vi.OLD_BUTTON)
            case TooEarly(said):
                if alarm := self._alarmed(draft, said):
                    return alarm
                self._add_note(vi.NEWER)
            case MaybeCancel():
                self._add_note(vi.HOW_TO_CANCEL)
        return self._tell(draft)

    # starting and ending ---------------------------------------------------------------------------------------------
    def reply(self, reply: Reply) -> list[Outgoing]:
        if reply.begin is None:
            return self._say(reply.text, reply.choices, reply.act_on, reply.photos, reply.files)
        self._add_note(reply.text)
        return self._begin(reply.begin)

    def _begin(self, begin: Begin) -> list[Outgoing]:
        if begin.command.startswith("/"):
            return self._acted(self.book.commands[begin.command[1:]](self.here, "", begin.heard[0] if begin.heard else Said()))
        story = self.book.stories[begin.command]
        person, key = self.here.who.person, story.draft(self.here.who, begin.about)
        draft = self.memory.open_draft(self.db, key, begin.command, begin.about, person.id if person else None, self.here.now)
        self._taken_up(draft, anew=begin.anew)
        if self.talk.draft != draft.id:
            self.talk.close()
            self.talk.draft = draft.id
        for said in begin.heard:
            now = self._told(draft)
            if isinstance(now, Asking) and (why := self._keep(draft, story, now, said)):
                if alarm := self._alarmed(draft, said):
                    return alarm
                self._add_note(why)
        return self._tell(draft)

    def _resume(self, row: int) -> list[Outgoing]:
        draft = self._draft(row)
        if draft is None or draft.state != "open":
            return self._say(vi.OLD_BUTTON)
        self.talk.close()
        self.talk.draft = row
        self._taken_up(draft)
        return self._tell(draft)

    def _drop(self, row: int) -> list[Outgoing]:
        draft = self._draft(row)
        if draft is None:
            return self._say(vi.OLD_BUTTON)
        said = self._given_up(draft) if draft.state == "open" else vi.CANCELLED
        if self.talk.draft == row:
            self.talk.close()
            self.memory.remember(self.talk)
        return self._say(said)

    def _end(self, reply: Reply, *, again: bool = False) -> list[Outgoing]:
        """The story is over here; one that was set aside is offered, ``again`` where what was said may be meant for it."""
        self.talk.close()
        self.memory.remember(self.talk)
        if self.left is not None and not (reply.begin or reply.leaves or reply.drop):
            self.talk.draft, self.left = self.left, None
            return self._acted(reply)
        reply = self._with_aside(reply, again=again)
        self.talk.person = None if reply.leaves else self.talk.person
        return self._drop(reply.drop) if reply.drop else self.reply(reply)

    # telling ---------------------------------------------------------------------------------------------------------
    def _told(self, draft: Draft) -> Asking | Told:
        story = self.book.stories[draft.story]
        now = tell(story.tell, draft.values(), self._facts(draft, story))
        if now.replaced:
            for key, kept in now.replaced.items():
                draft.answers[key] = [kept, *draft.answers.get(key, [None, None, self.name])[1:]]
            self.memory.save(draft, None if self.by_clock else self.here.now)
        return now

    def _facts(self, draft: Draft, story: Story[object, object]) -> object:
        if draft.id not in self.facts:
            self.facts[draft.id] = story.gather(self.here, draft)
        return self.facts[draft.id]

    def _tell(self, draft: Draft) -> list[Outgoing]:
        return self._say_what_comes(draft, self._told(draft))

    def _say_what_comes(self, draft: Draft, now: Asking | Told) -> list[Outgoing]:
        if isinstance(now, Asking):
            return self._ask(now)
        try:
            reply = self.book.stories[draft.story].finish(self.here, draft, now.result)
        except Invalid as why:
            if not self.book.stories[draft.story].shared:  # the others may still finish theirs
                self._close(draft, "dropped")
            return self._end(Reply(str(why)))
        self._close(draft, "done")
        return self._end(reply)

    def _heard(self, draft: Draft, said: Said) -> list[Outgoing]:
        now = self._told(draft)
        if isinstance(now, Asking) and self.talk.asked != now.key:
            return self._alarmed(draft, said) or self._overtaken(draft, now)
        if isinstance(now, Asking):
            if why := self._keep(draft, self.book.stories[draft.story], now, said):
                if alarm := self._alarmed(draft, said):
                    return alarm
                self._add_note(why)
            after = self._told(draft)
            if isinstance(after, Asking) and after.question == now.question and not self.note:
                return []  # taken in, and nothing to read anew
            return self._say_what_comes(draft, after)
        return self._say_what_comes(draft, now)

    def _alarmed(self, draft: Draft, said: Said) -> list[Outgoing]:
        """Urgent words that the open question has no use for: another story begins with them, or what to do is said before the question."""
        reply = self.book.alarm(self.here, draft.story, said)
        if reply.begin is not None:
            return self.reply(reply)
        self._add_note(reply.text)
        return []

    def _overtaken(self, draft: Draft, now: Asking) -> list[Outgoing]:
        """Somebody else has answered the question this chat shows, or an upgrade asks something first: nothing is kept or dropped."""
        by = draft.answers.get(self.talk.asked or "")
        self._add_note(vi.answered_by(str(by[2])) if by else vi.NEWER)
        return self._ask(now)

    def _keep(self, draft: Draft, story: Story[object, object], now: Asking, said: Said) -> str:
        """Puts what was said into the draft; why not, where it cannot be used."""
        key, reader, before = now.key, now.reader, now.before
        if now.more and tells_more(now, said):
            key, reader = now.more
            before = draft.values().get(key)  # one that was assumed is not there yet
        try:
            value = reader.hear(said, before)
            if key in story.checks:
                value = story.checks[key](self.here, value)
        except Invalid as why:
            return str(why)
        if said.text and key != now.key and not isinstance(now.reader, Sealed):  # a check shows them itself
            self._add_note(vi.ADDED)
        if isinstance(value, TakeBack):
            key, value = value.key, self._reopened(draft, story, value.key)
        if key != (now.more and now.more[0]):
            draft.answers.pop(key, None)  # what was answered last stands last
        draft.answers[key] = [value, self.here.who.person.id if self.here.who.person else None, self.name]
        self.memory.save(draft, None if self.by_clock else self.here.now)
        return ""

    def _reopened(self, draft: Draft, story: Story[object, object], key: str) -> object:
        """What stays of an answer that is to be corrected; None asks for it anew, even when it had been assumed."""
        if key not in draft.answers:
            return None
        without = {k: v for k, v in draft.values().items() if k != key}
        asking = tell(story.tell, without, self._facts(draft, story))
        return asking.reader.again(draft.answers[key][0]) if isinstance(asking, Asking) and asking.key == key else None

    def _back(self, draft: Draft) -> list[Outgoing]:
        now = self._told(draft)
        if isinstance(now, Asking) and self.talk.asked != now.key:
            return self._overtaken(draft, now)
        if isinstance(now, Asking):
            last = now.key if now.key in draft.answers or not now.path else now.path[-1]
            kept = draft.answers.pop(last, None)
            if kept and last == now.key and (before := now.reader.as_before(kept[0])) is not None:
                draft.answers[last] = [before, *kept[1:]]  # it was to be corrected, and is left as it was
            self.memory.save(draft, None if self.by_clock else self.here.now)
        return self._tell(draft)
