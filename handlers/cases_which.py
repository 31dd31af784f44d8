"""A verb without a number: the one case that it can be for, or "which number?", to which a bare number answers and other words are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from typing_extensions import override

from bot.domain.cases import NEW, OPEN
from bot.domain.roles import Right, scope
from bot.story import Action, Ask, Begin, Here, Invalid, Reply, Said, Story, Whole
from bot.talk import Choice, Draft
from handlers import cases, report
from handlers.cases_shared import ANSWERS
from messages_vi import cases_which as vi
from messages_vi import common
from messages_vi.kinds import KINDS, alarming
from storage import case_lists, incidents
from storage.incidents import Case

WHICH = "viecnao"
OF_ONES_OWN = frozenset({"bosung", "them", "themanh", "sua", "rut"})
EVERYDAY = frozenset({"dungnguoi", "khongphai", "kin", "gap"})  # words that are said of other things too
KEPT_WORDS = OF_ONES_OWN | {"ghi", "baolai", "hoi", "traloi", "traviec", "chuyen", "giao", "xong"}
MOST, MOST_OWN = 5, 50  # cases that are shown, and of one's own that are looked through


@dataclass(frozen=True)
class Facts:
    """``only``: the one case that it can be for; else some of those that it may be for."""

    verb: str
    only: Case | None
    some: tuple[Case, ...] = ()


@dataclass(frozen=True)
class Meant:
    """``on``: the case as a verb takes it, "" where something new was told; ``said``: the words and pictures for it."""

    on: str
    said: Said


def which_number(here: Here, verb: str, said: Said) -> Reply:
    """A verb without a number never acts on an older list. Where there is no case it can be for, nothing is waited for."""
    who = here.who.person
    everyday = verb in EVERYDAY or (verb in ANSWERS and not (who and scope(who, Right.HANDLE)))
    found = Facts(verb, None) if everyday else _facts(here, verb)
    return Reply(begin=Begin(WHICH, verb, anew=True)) if found.only or found.some else cases.which_number(here, verb, said)


def gather(here: Here, draft: Draft) -> Facts:
    return _facts(here, draft.about)


def _facts(here: Here, verb: str) -> Facts:
    who = here.who.person
    if who is None:
        return Facts(verb, None)
    own = [c for c in incidents.mine(here.db, who, MOST_OWN) if c.status in OPEN]
    if verb in OF_ONES_OWN:
        return Facts(verb, own[0] if len(own) == 1 else None, tuple(own[:MOST]))
    if not scope(who, Right.HANDLE):
        return Facts(verb, None, tuple(own[:MOST]))
    there = case_lists.open_cases(here.db, who)
    able = [c for c in there if (c.status == NEW if verb == "nhan" else c.holder == who.id)] or there
    found = (incidents.by_id(here.db, who, c.id) for c in able[:MOST])
    return Facts(verb, None, tuple(c for c in found if c))


@dataclass(frozen=True)
class _Number(Whole):
    """A number, with words behind it or before it in a message of their own; or an account of something new."""

    verb: str
    refusal: str
    choices: tuple[Choice, ...] = ()

    def hear(self, said: Said, before: Any) -> dict[str, Any]:
        kept: dict[str, Any] = dict(before) if isinstance(before, Mapping) else {}
        kept |= {"photos": [*kept.get("photos", ()), *said.photos]} if said.photos else {}
        number, words = vi.number_and_words(said.text)
        if kept.get("words") and vi.is_new(words):
            return kept | {"on": ""}
        if number:
            return kept | {"on": number} | ({"words": words} if words else {})
        if words and (alarming(words) or common.adds_nothing(words) or common.says_no(words, alone=True)):
            raise Invalid(self.refusal)
        if words and self.verb not in KEPT_WORDS:
            return kept | {"on": "", "words": self._new(words)}
        if kept.get("words") == words and not said.photos:
            raise Invalid(self.refusal)
        return kept | ({"words": words} if words else {})

    def _new(self, words: str) -> str:
        if not report.looks_like_one(Said(words)):
            raise Invalid(self.refusal)
        return words

    def value(self, kept: Any) -> Meant:
        return Meant(kept["on"], Said(kept.get("words", ""), photos=tuple(kept.get("photos", ()))))

    @override
    def finished(self, kept: Any) -> bool:
        return "on" in kept


def tell(ask: Ask, here: Facts) -> Meant:
    kept = ask.kept(vi.ASKED)
    said = kept.get("words", "") if isinstance(kept, Mapping) else ""
    lines = [vi.line(c.number, c.text or KINDS[c.kind].label) for c in here.some]
    only = Meant(f"id:{here.only.id}", Said()) if here.only else None
    return ask(vi.ASKED, vi.which_number(lines, said), _Number(here.verb, vi.PLEASE), assume=only)


def story(verbs: Mapping[str, Action]) -> Story[Facts, Meant]:
    """``verbs``: what is done with the case, by the verb."""

    def finish(here: Here, draft: Draft, meant: Meant) -> Reply:
        return verbs[draft.about](here, meant.on, meant.said) if meant.on else report.begin(here, "", meant.said)

    return Story(WHICH, vi.TITLE, gather, tell, finish, draft=cases.per_person(WHICH))
