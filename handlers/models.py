"""Models of skilful mobilization: a team or its block writes one down, says how far it is, adds pictures; the block alone recognises it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.domain import models as rules
from bot.domain.periods import local
from bot.domain.roles import Person, Right, may, scope
from bot.story import Here, Reply, Said
from bot.talk import Choice
from messages_vi import models as vi
from messages_vi import targets as targets_vi
from storage import models, units
from storage.models import Model, Step

LIST, ADD = vi.LIST.value, vi.ADD.value
MOVE, RECOGNISE, PICTURES = "buocmohinh", "congnhanmohinh", "themanhmohinh"
PAGE, MOST_LINES, MOST_PICTURES = 9, 5, 6


# who may what --------------------------------------------------------------------------------------------------------
def handles(who: Person, model: Model) -> bool:
    """Whether this person is of the block, and so may recognise it."""
    return may(who, Right.HANDLE, model.path)


def writes(who: Person, model: Model) -> bool:
    return handles(who, model) or may(who, Right.CHECK_IN, model.path)


def sees_any(who: Person | None) -> bool:
    return who is not None and bool(scope(who, Right.READ, Right.CHECK_IN))


def steps_for(who: Person, model: Model, steps: Sequence[Step]) -> list[str]:
    """The states to which this person may say that it has come."""
    if not writes(who, model):
        return []
    of_block, recognised = handles(who, model), models.recognised_at(steps) is not None
    return [to for to in rules.NEXT[model.state] if rules.may_step(model.state, to, of_block=of_block, was_recognised=recognised)]


def meant(here: Here, on: str) -> list[Model]:
    """Those that a number means ("12"), or a choice ("id:17"); none that the one who speaks may not see."""
    who, (sort, _, row) = here.who.person, on.rpartition(":")
    if who is None or not row.isdecimal() or len(row) > 18:
        return []
    if not sort:
        return models.by_number(here.db, who, int(row))
    found = models.find(here.db, who, int(row))
    return [found] if found else []


# looking -------------------------------------------------------------------------------------------------------------
def look(here: Here, on: str, said: Said) -> Reply:
    """ "mô hình": all one may see, by how far they are; "mô hình 3": that one. A choice leads to a page ("page:1") or to one ("id:17")."""
    if not sees_any(here.who.person):
        return Reply(vi.NOT_YOURS)
    typed = said.text.strip()
    if not on and typed.isdecimal() and len(typed) < 7:
        on = typed
    page = on.removeprefix("page:") if on.startswith("page:") else "" if on else "0"
    if page.isdecimal():
        return _listed(here, int(page))
    found = meant(here, on)
    if len(found) > 1:
        return Reply(vi.WHICH, tuple(Choice(f"{LIST}:id:{m.id}", f"{vi.cut(m.title)} ({m.unit_title})") for m in found))
    return shown(here, found[0]) if found else Reply(vi.NO_SUCH)


def _listed(here: Here, page: int) -> Reply:
    who = here.who.person
    assert who is not None
    found = sorted(models.listed(here.db, who), key=lambda m: vi.ORDER.index(m.state))
    if not found:
        return Reply(vi.EMPTY, (vi.ADD,) if scope(who, Right.HANDLE, Right.CHECK_IN) else ())
    shown_, left = found[page * PAGE : (page + 1) * PAGE], max(len(found) - (page + 1) * PAGE, 0)
    lines = [f"- {vi.line(m.number, m.title, m.unit_title, m.state)}" for m in shown_]
    hint = [vi.how_to_look(shown_[0].number)] if shown_ and here.who.plain else []
    text = "\n".join([_head(here, who, found), *lines, *([vi.left(left)] if left else []), *hint])
    each = () if here.who.plain else tuple(Choice(f"{LIST}:id:{m.id}", vi.button(m.number, m.title)) for m in shown_)
    more = (Choice(f"{LIST}:page:{page + 1}", vi.MORE, vi.TYPE_MORE),) if left else ()
    return Reply(text, (*each, *more, *((vi.ADD,) if scope(who, Right.HANDLE, Right.CHECK_IN) else ())))


def _head(here: Here, who: Person, found: Sequence[Model]) -> str:
    """Whoever reads all of one commune also reads how many of this year's there are, of how many."""
    communes = [u for path in scope(who, Right.READ) if (u := units.find(here.db, int(path.rstrip("/").rpartition("/")[2]))) and u.level == "xa"]
    year = local(here.now).year
    if len(communes) != 1:
        return vi.head(", ".join(u.title for u in communes) or found[0].unit_title, len(found), None, year)
    goal = next(t.goal for t in targets_vi.targets().targets if t.computed == "models")
    counted = models.recognised(here.db, who, {communes[0].id}, year).get(communes[0].id, 0)
    return vi.head(communes[0].title, len(found), (counted, goal), year)


def shown(here: Here, model: Model, before: str = "") -> Reply:
    """One of them, with what became of it, its newest pictures and what can be done next."""
    who = here.who.person
    assert who is not None
    steps = models.steps(here.db, model.id)
    text = vi.shown(model.number, model.title, model.unit_title, model.state, model.at, model.about, timeline(steps)[-MOST_LINES:])
    choices = [Choice(f"{MOVE}:{to}:{model.id}", vi.step(to, model.state)) for to in steps_for(who, model, steps)]
    if writes(who, model):
        choices.append(Choice(f"{PICTURES}:id:{model.id}", vi.PICTURES))
    photos = tuple(s.photo for s in steps if s.photo)[-MOST_PICTURES:]
    return Reply(f"{before}\n\n{text}" if before else text, tuple(choices), photos=photos)


@dataclass(frozen=True)
class _Line:
    at: float
    by: str
    of_pictures: bool


def timeline(steps: Sequence[Step]) -> list[str]:
    """A line each; pictures that came together have one."""
    lines = []
    for of, group in groupby(steps, key=lambda s: _Line(s.at, s.name, s.photo is not None)):
        told = list(group)
        if of.of_pictures:
            lines.append(vi.pictures_added(of.at, of.by, len(told), told[0].text))
        else:
            lines += [vi.entry(s.at, s.state, s.name, s.text) for s in told]
    return lines
