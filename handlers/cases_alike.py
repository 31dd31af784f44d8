"""What a new case has in common with others: one that is like it, and many of its kind in several hamlets."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from bot.domain.cases import ENDED
from bot.domain.kinds import Level
from bot.domain.likeness import STRETCH, Told
from bot.domain.roles import Right, may
from bot.story import Here
from bot.talk import Choice, Notice
from messages_vi import cases_alike as vi
from messages_vi.alike_words import LIKENESS
from messages_vi.kinds import KINDS
from storage import incidents, likeness, notices, roles, units
from storage.incidents import NOT_FOR_TEAMS, Case, NewCase
from storage.likeness import Seen
from storage.units import Unit

MANY, DAYS, WATCHED = 3, 3, 3 * 86400.0  # hamlets and cases that make a warning; within so many days, and seconds
OF_ALL_SORTS = ("KH",)  # cases of this kind have nothing in common


@dataclass(frozen=True)
class Alike:
    """What is said of a case that is like the new one; "" and nothing where there is none."""

    to_reporter: str = ""
    to_block: str = ""
    choices: tuple[Choice, ...] = ()

    def told(self, receipt: str) -> str:
        return "\n".join(x for x in (receipt, self.to_reporter) if x)

    def alerted(self, text: str) -> str:
        return "\n".join(x for x in (text, self.to_block) if x)


def found(here: Here, new: NewCase, case: int, number: int) -> Alike:
    """The one most like it; its number alone goes to the reporter, and not even that where heads of teams may not read such a case."""
    if new.confidential or not new.text:
        return Alike()
    others = likeness.before(here.db, new.commune, new.kind, here.now - STRETCH, case)
    which = LIKENESS.most_alike(Told(new.text, new.unit, new.kind, here.now), [Told(o.text, o.unit, o.kind, o.at) for o in others])
    return _said(here, new, case, number, others[which]) if which is not None else Alike()


def _said(here: Here, new: NewCase, case: int, number: int, like: Seen) -> Alike:
    at = incidents.top(here.db, like.id)
    if at.confidential:  # it was put to one that is
        return Alike()
    read = _all_read(here, new, at)
    if at.status in ENDED:
        return Alike("", vi.to_block_ended(at.number, at.status) if read else "")
    known = new.kind not in NOT_FOR_TEAMS or (here.who.person is not None and incidents.by_id(here.db, here.who.person, at.id) is not None)
    mine = vi.to_reporter(at.number) if known else ""
    if not read:
        return Alike(mine)
    if new.level.urgency > at.level.urgency:
        return Alike(mine, vi.to_block_swapped(number, at.number, at.text), (vi.merge(at.id, at.number, case, number),))
    return Alike(mine, vi.to_block(number, at.number, at.text), (vi.merge(case, number, at.id, at.number),))


def _all_read(here: Here, new: NewCase, like: Case) -> bool:
    """Whether everybody who hears of the new one may read the other, which may lie elsewhere."""
    heads = roles.with_right(here.db, Right.ALERTED, units.get(here.db, new.unit).path, here.now)
    return all(may(one, Right.READ, like.path) for one in heads)


def warn(here: Here, new: NewCase, commune: Unit) -> None:
    """The block hears once in three days that one kind of matter is told of in several hamlets at once."""
    if new.confidential or new.kind in OF_ALL_SORTS or likeness.said_since(here.db, _warned(commune.id, new.kind), here.now - WATCHED):
        return
    leaders = roles.with_right(here.db, Right.ALERTED, commune.path, here.now)
    _warn(here, commune.id, new.kind, {p.id for p in leaders}, f"{here.now:.3f}:")


def warn_anew(here: Here, case: Case, *, gone: bool = False) -> None:
    """A warning that is still to be told says what holds now: this case reads otherwise, or (``gone``) is about to be none of them."""
    once = _warned(case.commune, case.kind)
    waiting = notices.waiting(here.db, once)
    notices.withdraw(here.db, once)
    _warn(here, case.commune, case.kind, waiting, f"anew.{case.id}.{here.now:.3f}:", without=case.id if gone else 0)


def _warned(commune: int, kind: str) -> str:
    """How the ``once`` of these warnings begins."""
    return f"many:{commune}:{kind}:"


def _warn(here: Here, commune: int, kind: str, whom: Collection[int], which: str, *, without: int = 0) -> None:
    """Nothing where there are not so many."""
    seen = [s for s in likeness.on_their_own(here.db, commune, kind, here.now - WATCHED) if s.id != without]
    hamlets = len({s.unit for s in seen})
    if hamlets < MANY:
        return
    text = vi.early_warning(KINDS[kind], DAYS, hamlets, [vi.listed(s.number, s.unit_name, s.text) for s in seen])
    told = Notice("alert", text, "", tuple(vi.look_at(s.id, s.number) for s in seen[-vi.LISTED :]))
    if all(s.level is Level.XANH for s in seen):
        told = replace(told, urgency="morning")
    once = f"{_warned(commune, kind)}{which}"
    notices.notify_all(here.db, [(one, replace(told, once=f"{once}{one}")) for one in sorted(whom)], here.now)
