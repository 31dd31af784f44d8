"""What teams wrote in their own words: a person of the block chooses what of it is printed, and what a team is told in return."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from bot.domain.months import Month, month
from bot.domain.roles import Person, Right, may
from bot.story import Ask, Begin, Here, Invalid, Reply, Said, Story
from bot.talk import Draft
from handlers import block_ideas, block_month
from handlers.block_choosing import Listed, chosen_words, page_of, part, replies
from handlers.block_ideas import Question
from messages_vi import block_month as block_vi
from messages_vi import block_words as vi
from storage import audit, checkins, month_steps, released
from storage.checkins import Checkin
from storage.released import Released

COMMAND = block_vi.WORDS.value
REPLIES = "replies"
LISTS = "lists"  # beside the answers: what was numbered how, by question; whoever writes meanwhile stands in the next list


@dataclass(frozen=True)
class Facts:
    """All questions of which there are words; ``own`` None: there is nothing for the one who speaks. ``open_``: the keys of those to choose for.

    ``link``: of the page on which all can be chosen at once; "" when there is none, or no need of it.
    """

    own: Checkin | None
    asked: Sequence[Question] = ()
    open_: Sequence[str] = ()
    link: str = ""

    @property
    def month(self) -> Month:
        assert self.own is not None
        return month(self.own.month)


Chosen = Mapping[str, Released]  # by the keys of the questions


def begin(here: Here, on: str, _said: Said) -> Reply:
    """ "duyệt lời các tổ"."""
    it, no = block_month.meant(here, on, COMMAND, *block_month.WRITING)
    if it is None:
        return no
    if it.state not in block_month.WRITING:
        return Reply(vi.NO_MORE)
    return Reply(begin=Begin(COMMAND, str(it.own.id))) if block_ideas.questions(here.db, it.own) else Reply(vi.EMPTY)


def own_of(db: Connection, row: str, who: Person | None) -> Checkin | None:
    """The month of a block in this row, if this person chooses for it."""
    own = checkins.find(db, int(row)) if row.isdecimal() else None
    return own if own and who and own.is_of_block and may(who, Right.HANDLE, own.path) else None


def gather(here: Here, draft: Draft) -> Facts:
    own = own_of(here.db, draft.about, here.who.person)
    if own is None:
        return Facts(None)
    asked = block_ideas.questions(here.db, own)
    keys = [q.field.key for q in asked]
    open_ = released.unseen(here.db, own.block, own.month, keys) or keys  # all, where everything has been looked at
    many = sum(len(q.said) for q in asked if q.field.key in open_) > vi.MANY
    return Facts(own, asked, open_, here.link((COMMAND, draft.about), here.who.peer) if many else "")


# telling -------------------------------------------------------------------------------------------------------------
def tell(ask: Ask, here: Facts) -> Chosen | None:
    if here.own is None or not (lists := _lists(ask, here)):
        return None
    chosen: dict[str, Released] = {}
    for at in lists:
        chosen[at.key] = _chosen(ask, here, at, first=not chosen)
    replied = []
    if wishes := next((at for at in lists if at.key == block_vi.WISH), None):
        chosen[wishes.key] = replace(chosen[wishes.key], replies=_replies(ask, wishes))
        replied = wishes.replied(chosen[wishes.key].replies)
    shown = [(at.question.field.name, chosen[at.key].words) for at in lists]
    ask.confirm("send", vi.check(here.month, shown, replied), vi.SEND, {}, vi.SAY_SEND)
    return chosen


def _lists(ask: Ask, here: Facts) -> list[Listed]:
    """A number goes on meaning what it was shown with, whoever answers meanwhile."""
    kept = ask.kept(LISTS)
    if kept is None:
        kept = {q.field.key: [list(i.units) for i in q.ideas] for q in here.asked if q.field.key in here.open_}
        ask.replace(LISTS, kept)
    found = [Listed(q, q.as_listed(kept[q.field.key])) for q in here.asked if q.field.key in kept]
    return [at for at in found if any(i.units for i in at.ideas)]


def _chosen(ask: Ask, here: Facts, at: Listed, *, first: bool) -> Released:
    key = f"words_{at.key}"
    before = at.question.before
    listed, many = part(at.to_print, page_of(ask.kept(key))), len(at.to_print)
    spoken = [title for i in at.ideas if i.spoken for title in i.titles]
    in_report = before.words if before.decided else None
    asking = vi.ask(here.month, at.question.field.name, len(at.everybody), listed, spoken, many, in_report)
    pages = [vi.on_a_page(here.link)] if here.link and first else []
    return ask(key, "\n".join([asking, *pages]), chosen_words(at))


def _replies(ask: Ask, at: Listed) -> Mapping[int, str]:
    reader, kept = replies(at), ask.kept(REPLIES)
    listed = () if kept and kept["said"] and not kept.get("looks") else part(at.numbered, page_of(kept))
    return ask(REPLIES, vi.ask_replies(listed, len(at.numbered), at.replied(reader.so_far(kept))), reader)


# the end -------------------------------------------------------------------------------------------------------------
def finish(here: Here, draft: Draft, chosen: Chosen | None) -> Reply:
    who = here.who.person
    own = own_of(here.db, draft.about, who)
    if own is None or who is None:
        raise Invalid(block_vi.NO_MONTH)
    if chosen is None:
        return Reply(vi.EMPTY)
    if not may_write(here.db, own):
        return Reply(vi.NO_MORE)
    write(here.db, own, chosen, who, here.now)
    return block_month.shown(here, own, vi.written(month(own.month)))


def may_write(db: Connection, own: Checkin) -> bool:
    """Whether the block may still change what it says; until this transaction ends it stays so."""
    month_steps.hold(db, own.block, own.month)
    return block_month.stands(db, own).state in block_month.WRITING


def write(db: Connection, own: Checkin, chosen: Chosen, who: Person, now: float) -> None:
    """From now on this is what the report says."""
    for key, what in chosen.items():
        released.release(db, own.block, own.month, key, what, who.id, now)
    audit.note(db, who.id, "released words", f"month:{own.month}", own.block, now)


STORY: Story[Facts, Chosen | None] = Story(
    COMMAND, vi.TITLE, gather, tell, finish, draft=lambda who, about: f"{COMMAND}:{about}:{who.person.id if who.person else 0}"
)
VERBS = {COMMAND: begin}
