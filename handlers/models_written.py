"""Writing of models: a new one, the next step of one, pictures; and who hears of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from typing_extensions import override

from bot.domain import models as rules
from bot.domain.roles import Person, Right, may, scope
from bot.domain.vietnamese import fold
from bot.readers import Account, account_of_it, line, one_of
from bot.story import Ask, Begin, Here, Invalid, Reply, Said, Story, Whole
from bot.talk import Choice, Draft, Notice, Speaker
from handlers import models as seen
from handlers.models import ADD, MOVE, PICTURES, RECOGNISE
from messages_vi import common
from messages_vi import models as vi
from messages_vi.names import hide_names
from messages_vi.report import PERSON
from storage import attachments, audit, models, notices, people, roles, units
from storage.models import Model
from storage.units import Unit

MOST_SENT = 10  # pictures at once
_HEADS, _WRITERS = ("to_truong",), ("thu_ky", "pho_truong_khoi", "truong_khoi")


def _per_person(story: str, who: Speaker, about: str) -> str:
    return f"{story}:{about}:{who.person.id if who.person else 0}"


def _noted(here: Here, who: Person, what: str, row: int, unit: int) -> None:
    audit.note(here.db, who.id, what, f"model:{row}", unit, here.now)


# a new one -----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Places:
    """Where the one who speaks may add one: hamlets of their own; or communes, with the hamlets in each."""

    own: Sequence[Unit]
    communes: Mapping[int, Sequence[Unit]]

    @property
    def all(self) -> dict[int, Unit]:
        return {u.id: u for u in (*self.own, *(u for of in self.communes.values() for u in of))}


@dataclass(frozen=True)
class New:
    unit: Unit
    title: str
    about: str


def add(here: Here, _on: str, said: Said) -> Reply:
    """ "thêm mô hình"."""
    return Reply(begin=Begin(ADD)) if _places(here).all else Reply(vi.NOT_YOURS)


def _places(here: Here) -> Places:
    who = here.who.person
    held = [units.find(here.db, int(p.rstrip("/").rpartition("/")[2])) for p in (scope(who, Right.HANDLE, Right.CHECK_IN) if who else ())]
    now = [u for u in held if u is not None and u.valid_to is None]
    communes = {u.id: [u, *units.children(here.db, u.id)] for u in now if u.level == "xa"}
    return Places([u for u in now if u.level == "thon"], communes)


def gather(here: Here, _draft: Draft) -> Places:
    return _places(here)


@dataclass(frozen=True)
class place_of(Whole):  # noqa: N801 - reads as a word in a story
    """A hamlet by its name, or the whole commune; kept as the unit's id."""

    places: Places

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Of one commune all of it; of several each by its name."""
        whole = [u for of in self.places.communes.values() for u in of[:1]]
        if len(whole) == 1:
            return (Choice(str(whole[0].id), *vi.ALL_OF_IT), *(Choice(str(u.id), u.title) for u in self.places.own))
        return tuple(Choice(str(u.id), u.title) for u in (*whole, *self.places.own))

    def hear(self, said: Said, before: Any) -> int:
        if said.choice is not None and said.choice.isdecimal():
            return self.value(int(said.choice)).id
        typed = " ".join(fold(said.text).split()).strip(" .")
        named = [u for u in self.places.all.values() if typed and typed in (fold(u.title), fold(u.name))]
        if len(named) != 1:
            raise Invalid(vi.NO_SUCH_PLACE)
        return named[0].id

    def value(self, kept: Any) -> Unit:
        if kept not in self.places.all:
            raise Invalid(vi.NO_SUCH_PLACE)
        return self.places.all[kept]


@dataclass(frozen=True)
class _Words(line):
    """Such as tell of something: no courtesy, no bare number."""

    @override
    def hear(self, said: Said, before: Any) -> str:
        words = " ".join(said.text.split())
        if common.adds_nothing(words) or words.strip(" .").isdecimal():
            raise Invalid(self.refusal)
        return self.value(words)


@dataclass(frozen=True)
class _MaybeWords(_Words):
    """The same, or nothing."""

    @override
    def hear(self, said: Said, before: Any) -> str:
        return "" if said.choice == vi.SKIP.value else super().hear(said, before)

    @override
    def value(self, kept: Any) -> str:
        return "" if kept == "" else super().value(kept)


def tell(ask: Ask, here: Places) -> New | None:
    if not here.all:
        return None
    only = next(iter(here.all.values())) if len(here.all) == 1 else None
    unit = ask("place", vi.WHERE if here.communes else vi.WHERE_TEAM, place_of(here), assume=only)
    title = ask("title", vi.NAME_IT, _Words(vi.NAME_AGAIN, vi.LONGEST_NAME))
    about = ask("about", vi.ABOUT_IT, _MaybeWords(vi.ABOUT_AGAIN, vi.LONGEST_ABOUT, (vi.SKIP,)))
    new = New(unit, hide_names(title, PERSON), hide_names(about, PERSON))
    hidden = (new.title, new.about) != (title, about)
    ask.confirm("send", vi.check(new.title, unit.title, new.about, hidden), vi.SAVE, vi.EDITS, vi.SAY_SAVE)
    return new


def finish(here: Here, _draft: Draft, new: New | None) -> Reply:
    """The right is asked again: the draft may be days old."""
    who = here.who.person
    commune = units.commune_of(here.db, new.unit) if new else None
    if who is None or new is None or commune is None or new.unit.id not in _places(here).all:
        raise Invalid(vi.NOT_YOURS)
    row = models.add(here.db, commune.id, new.unit.id, new.title, new.about, who.id, here.now)
    _noted(here, who, "added model", row, new.unit.id)
    made = models.find(here.db, who, row)
    assert made is not None
    _tell(here, who, made, "")
    return seen.shown(here, made, vi.added(made.number, made.title))


# the next step -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Where:
    """``offered``: the states the one who speaks may say it has come to; none where there is no such model for them."""

    state: str = ""
    offered: tuple[str, ...] = ()


def move(here: Here, on: str, said: Said) -> Reply:
    """ "cập nhật mô hình 3"; or the step that a choice names ("dang_lam:17")."""
    to, _, row = on.rpartition(":")
    return _begin(here, f"id:{row}" if to in rules.STATES else on, to if to in rules.STATES else "", said)


def recognise(here: Here, on: str, said: Said) -> Reply:
    """ "công nhận mô hình 3 quyết định số 12": the words are about the step."""
    return _begin(here, on, rules.RECOGNISED, said)


def _begin(here: Here, on: str, to: str, said: Said) -> Reply:
    found, who = seen.meant(here, on), here.who.person
    if len(found) != 1 or who is None:
        return seen.look(here, on, Said()) if found else Reply(vi.NO_SUCH if seen.sees_any(who) else vi.NOT_YOURS)
    offered = seen.steps_for(who, found[0], models.steps(here.db, found[0].id))
    if not offered or (to and to not in offered):
        return seen.shown(here, found[0], vi.NOT_THIS_STEP)
    heard = (Said(choice=to), *([Said(said.text)] if said.text.strip() else [])) if to else ()
    return Reply(begin=Begin(MOVE, str(found[0].id), heard, anew=True))


def gather_step(here: Here, draft: Draft) -> Where:
    who = here.who.person
    found = models.find(here.db, who, int(draft.about)) if who else None
    return Where(found.state, tuple(seen.steps_for(who, found, models.steps(here.db, found.id)))) if who and found else Where()


def tell_step(ask: Ask, here: Where) -> tuple[str, str] | None:
    if not here.offered:
        return None
    choices = tuple(Choice(to, vi.step(to, here.state)) for to in here.offered)
    to = ask("step", vi.WHICH_STEP, one_of(choices, vi.PICK))
    return to, ask("words", vi.A_LINE, _MaybeWords(vi.ABOUT_AGAIN, vi.LONGEST_LINE, (vi.SKIP,)))


def finish_step(here: Here, draft: Draft, told: tuple[str, str] | None) -> Reply:
    model, who = _held(here, draft)
    if told is None or told[0] not in seen.steps_for(who, model, models.steps(here.db, model.id)):
        raise Invalid(vi.NOT_THIS_STEP)
    to, text = told[0], hide_names(told[1], PERSON)
    models.move(here.db, model.id, to, text, who.id, here.now)
    _noted(here, who, "changed model", model.id, model.unit)
    now = replace(model, state=to, at=here.now)
    _tell(here, who, now, text)
    return seen.shown(here, now, vi.moved(model.number, to))


def _held(here: Here, draft: Draft) -> tuple[Model, Person]:
    """The model, with nobody else changing it; Invalid when the one who speaks may not write of it any more."""
    who = here.who.person
    model = models.held(here.db, who, int(draft.about)) if who else None
    if who is None or model is None or not seen.writes(who, model):
        raise Invalid(vi.NOT_YOURS)
    return model, who


# pictures --------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class _Pictures(account_of_it):
    """At least one, with words or without."""

    @override
    def hear(self, said: Said, before: Any) -> dict[str, Any]:
        if said.choice == self.done.value and not (before or {}).get("photos"):
            raise Invalid(self.nothing_yet)
        return super().hear(said, before)


SENT = _Pictures(
    vi.DONE, vi.PICTURES_FIRST, vi.TOO_MANY, vi.PICTURES_FIRST, vi.SEND_PICTURES, common.adds_nothing, most=vi.LONGEST_LINE, most_media=MOST_SENT
)  # fmt: skip


def pictures(here: Here, on: str, said: Said) -> Reply:
    """ "thêm ảnh mô hình 3"; pictures may come with it."""
    found, who = seen.meant(here, on), here.who.person
    if len(found) != 1 or who is None:
        return seen.look(here, on, Said()) if found else Reply(vi.NO_SUCH if seen.sees_any(who) else vi.NOT_YOURS)
    if not seen.writes(who, found[0]):
        return Reply(vi.NOT_YOURS)
    came = (Said(said.text, None, said.photos),) if said.photos else ()
    return Reply(begin=Begin(PICTURES, str(found[0].id), came))


def tell_pictures(ask: Ask, _here: None) -> Account:
    return ask("added", vi.SEND_PICTURES, SENT)


def finish_pictures(here: Here, draft: Draft, told: Account) -> Reply:
    model, who = _held(here, draft)
    models.add_pictures(here.db, model, hide_names(" ".join(told.text.split()), PERSON), told.photos, who.id, here.now)
    attachments.erase(here.db, told.voices)
    _noted(here, who, "changed model", model.id, model.unit)
    return seen.shown(here, model, vi.pictures_kept(model.number, len(told.photos), bool(told.voices)))


# who hears of it -------------------------------------------------------------------------------------------------------
def _tell(here: Here, who: Person, model: Model, text: str) -> None:
    """The block of what a team wrote, with what else comes in the morning; the team, and whoever wrote it down, of what its block says."""
    if may(who, Right.HANDLE, model.path):
        heads = roles.holding(here.db, _HEADS, model.path, here.now) if model.unit != model.commune else []
        wrote = people.find_all(here.db, [model.person], here.now).values()
        whom = {p.id for p in (*heads, *wrote) if seen.writes(p, model)}
        told = Notice("model", vi.tell_team(model.number, model.title, model.state, who.name, text), "", urgency="day")
    else:
        whom = {p.id for p in roles.holding(here.db, _WRITERS, model.path, here.now)}
        told = Notice("model", vi.tell_block(model.number, model.title, model.unit_title, model.state, who.name), "", urgency="morning")
        told = replace(told, merge_key="models")
    once = f"model:{model.id}:{model.state}:{here.now:.3f}"
    notices.notify_all(here.db, [(one, replace(told, once=f"{once}:{one}")) for one in sorted(whom - {who.id})], here.now)


STORIES: tuple[Story[Any, Any], ...] = (
    Story(ADD, vi.TITLE, gather, tell, finish, draft=partial(_per_person, ADD)),
    Story(MOVE, vi.STEP_TITLE, gather_step, tell_step, finish_step, draft=partial(_per_person, MOVE)),
    Story(PICTURES, vi.PICTURES_TITLE, lambda _here, _draft: None, tell_pictures, finish_pictures, draft=partial(_per_person, PICTURES)),
)
COMMANDS = {seen.LIST: seen.look, ADD: add}
VERBS = {seen.LIST: seen.look, ADD: add, MOVE: move, RECOGNISE: recognise, PICTURES: pictures}
WORDY = frozenset({RECOGNISE, PICTURES})
