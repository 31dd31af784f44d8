"""What teams wrote in their own words: a person of the block chooses what of it is printed, and what a team is told in return."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection
from typing_extensions import override

from bot.domain.forms import Field
from bot.domain.months import Month, month
from bot.domain.roles import Person, Right, may
from bot.story import Ask, Begin, Here, Invalid, Reply, Said, Story, Whole
from bot.talk import Choice, Draft
from handlers import block_month
from messages_vi import block_month as block_vi
from messages_vi import block_words as vi
from messages_vi.names import hide_names
from messages_vi.report import PERSON
from storage import audit, checkins, forms, month_steps, released
from storage.checkins import Checkin
from storage.released import Released, TeamsWords

COMMAND = block_vi.WORDS.value
REPLIES = "replies"


Asked = Sequence[tuple[Field, Sequence[TeamsWords]]]


@dataclass(frozen=True)
class Facts:
    """The questions of which there are words to choose from; ``own`` None: there is nothing for the one who speaks.

    ``link``: of the page on which all can be chosen at once; "" when there is none, or no need of it.
    """

    own: Checkin | None
    asked: Asked = ()
    link: str = ""

    @property
    def month(self) -> Month:
        assert self.own is not None
        return month(self.own.month)

    @property
    def wishes(self) -> Sequence[TeamsWords]:
        return next((said for f, said in self.asked if f.key == block_vi.WISH), ())


Chosen = Mapping[str, Released]  # by the keys of the questions


def begin(here: Here, on: str, _said: Said) -> Reply:
    """ "duyệt lời các tổ"."""
    own = block_month.own_months(here, on)
    if not own:
        return Reply(block_vi.NO_MONTH)
    if len(own) > 1:
        return block_month.board(here, "", Said())
    if block_month.stands(here.db, own[0]).state not in block_month.WRITING:
        return Reply(vi.NO_MORE)
    return Reply(begin=Begin(COMMAND, str(own[0].id))) if _open(here, own[0]) else Reply(vi.EMPTY)


def asked(db: Connection, own: Checkin) -> Asked:
    """The questions that were answered in words, each with what the teams say now."""
    all_ = [(f, released.told(db, own.block, own.month, f.key)) for f in forms.get(db, own.form).form.of_team.in_words]
    return [(f, words) for f, words in all_ if words]


def _open(here: Here, own: Checkin) -> Asked:
    """Those that nobody has chosen from; all, where somebody has from each."""
    done, said = released.of_month(here.db, own.block, own.month), asked(here.db, own)
    return [(f, words) for f, words in said if f.key not in done] or said


def own_of(db: Connection, row: str, who: Person | None) -> Checkin | None:
    """The month of a block in this row, if this person chooses for it."""
    own = checkins.find(db, int(row)) if row.isdecimal() else None
    return own if own and who and own.is_of_block and may(who, Right.HANDLE, own.path) else None


def gather(here: Here, draft: Draft) -> Facts:
    own = own_of(here.db, draft.about, here.who.person)
    if own is None:
        return Facts(None)
    open_ = _open(here, own)
    many = sum(len(said) for _, said in open_) > vi.MANY
    return Facts(own, open_, here.link((COMMAND, draft.about), here.who.peer) if many else "")


# what is chosen ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class chosen_words(Whole):  # noqa: N801 - reads as a word in a story
    """Some of a list by their numbers, all, none; or words in place of them."""

    said: Sequence[TeamsWords]
    choices: tuple[Choice, ...] = (vi.ALL, vi.NONE)

    def hear(self, said: Said, before: Any) -> dict[str, Any]:
        if said.choice is not None:
            return {"taken": [t.unit for t in self.said] if said.choice == vi.ALL.value else []}
        if (meant := vi.numbers(said.text)) is not None:
            if not all(1 <= n <= len(self.said) for n in meant):
                raise Invalid(vi.PICK)
            return {"taken": [self.said[n - 1].unit for n in dict.fromkeys(meant)]}
        words = said.text.strip()
        if len(words.split()) < 3:
            raise Invalid(vi.PICK)
        if len(words) > vi.LONGEST:
            raise Invalid(vi.TOO_LONG)
        return {"words": hide_names(words, PERSON), "taken": [t.unit for t in self.said]}

    def value(self, kept: Any) -> Released:
        """A team that has put its words right meanwhile is taken by what they say now."""
        there = {t.unit for t in self.said}
        taken = tuple(unit for unit in kept["taken"] if unit in there)
        words = kept.get("words")
        return Released(in_their_words(self.said, taken) if words is None else words, taken)


@dataclass(frozen=True)
class replies(Whole):  # noqa: N801
    """A number and words for each team that is told something, until it is enough. Kept by the team's unit."""

    said: Sequence[TeamsWords]
    choices: tuple[Choice, ...] = (vi.DONE,)

    def hear(self, said: Said, before: Any) -> dict[str, Any]:
        kept = dict(before or {"said": {}})
        if said.choice == vi.DONE.value:
            return kept | {"done": True}
        meant = vi.reply(said.text)
        if meant is None or not 1 <= meant[0] <= len(self.said) or len(meant[1]) > vi.LONGEST_REPLY:
            raise Invalid(vi.PICK_REPLY)
        return {"said": kept["said"] | {str(self.said[meant[0] - 1].unit): hide_names(meant[1], PERSON)}}

    def value(self, kept: Any) -> dict[int, str]:
        there = {t.unit for t in self.said}
        return {int(unit): words for unit, words in kept["said"].items() if int(unit) in there}

    @override
    def finished(self, kept: Any) -> bool:
        return bool(kept.get("done"))


def tell(ask: Ask, here: Facts) -> Chosen | None:
    if here.own is None or not here.asked:
        return None
    pages = [vi.on_a_page(here.link)] if here.link else []
    chosen = {}
    for f, said in here.asked:
        chosen[f.key] = ask(f"words_{f.key}", "\n".join([vi.ask(here.month, f, _pairs(said)), *pages]), chosen_words(said))
        pages = []
    replied: Mapping[int, str] = {}
    if here.wishes:
        reader = replies(here.wishes)
        numbered = {n: words for n, t in enumerate(here.wishes, 1) if (words := (ask.kept(REPLIES) or {"said": {}})["said"].get(str(t.unit)))}
        replied = ask(REPLIES, vi.ask_replies(_pairs(here.wishes), numbered), reader)
        wish = chosen[block_vi.WISH]
        chosen[block_vi.WISH] = Released(wish.words, wish.taken, replied)
    titles = {t.unit: t.title for t in here.wishes}
    shown = [(f.name, chosen[f.key].words.replace("\n", "; ")) for f, _ in here.asked]
    ask.confirm("send", vi.check(here.month, shown, [(titles[unit], words) for unit, words in replied.items()]), vi.SEND, {}, vi.SAY_SEND)
    return chosen


def _pairs(said: Sequence[TeamsWords]) -> list[tuple[str, str]]:
    return [(t.title, t.words) for t in said]


def in_their_words(said: Sequence[TeamsWords], taken: Collection[int]) -> str:
    """What is printed of these teams: a line each, in the order they were taken."""
    by_unit = {t.unit: " ".join(t.words.split()) for t in said}
    return "\n".join(by_unit[unit] for unit in taken)


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
