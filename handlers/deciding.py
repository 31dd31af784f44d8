"""What a code opens today, and who says yes: its maker while they may still give all of it, else the nearest who may."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.domain.roles import TEAM_ROLES, Role, may_give_all
from storage import expected, people, requests, roles, units
from storage.expected import Known
from storage.invitations import Invitation
from storage.requests import Giver, Request
from storage.units import Unit


@dataclass(frozen=True)
class Opened:
    """The roles that somebody would have by it, where the first of them is; ``known``: whom alone it lets in."""

    at: Unit
    roles: Sequence[Role]
    known: Known | None = None

    @property
    def role(self) -> str:
        return self.roles[0].key


def opened(db: Connection, found: Invitation | None, now: float) -> Opened | None:
    """None where it leads nowhere: its unit was split or ended, or its person holds nothing any more. A code for one person needs no place."""
    if found is None:
        return None
    if found.person is not None:
        known = expected.find(db, found.person, now)
        return Opened(units.get(db, known.roles[0][1]), held(db, known, now), known) if known else None
    heirs = units.heirs(db, found.unit)
    return Opened(heirs[0], (Role(found.role, heirs[0].id, heirs[0].path),)) if len(heirs) == 1 else None


def held(db: Connection, known: Known, now: float) -> Sequence[Role]:
    """All that they hold of their own, the highest first."""
    own = [r for r in roles.of(db, {known.person}, now)[known.person] if not r.acting_for]
    return sorted(own, key=lambda r: (r.key in TEAM_ROLES, len(r.path)))


def needs_yes(db: Connection, found: Invitation, opens: Opened, now: float) -> bool:
    """Whether somebody is asked first; of what the command line makes, nobody is.

    For roles from the commune up; when its maker may give it no more; and when it would take a chat in use away from its person.
    """
    if found.made_by is None:
        return False
    in_use = opens.known is not None and opens.known.joined and opens.known.heard > now - roles.LATELY
    return in_use or not TEAM_ROLES.issuperset(r.key for r in opens.roles) or not _maker_may(db, found.made_by, opens, now)


def _maker_may(db: Connection, maker: int, opens: Opened, now: float) -> bool:
    who = people.find_all(db, {maker}, now).get(maker)
    return who is not None and may_give_all(who, opens.roles)


def is_good(db: Connection, found: Invitation, opens: Opened, now: float) -> bool:
    """Whether its maker may still give all of it, or somebody else may."""
    return found.made_by is None or _maker_may(db, found.made_by, opens, now) or bool(able(db, opens.roles, opens.known, now))


def able(db: Connection, wanted: Sequence[Role], known: Known | None, now: float) -> list[Giver]:
    """Who may say yes, the nearest first. To a new phone of somebody who is here that is never the head of a team alone: it opens what they wrote."""
    found = requests.givers_of_all(db, wanted, now)
    if known is None:
        return found
    return [g for g in found if g.person != known.person and not (known.joined and g.key in TEAM_ROLES)]


def deciders(db: Connection, q: Request, now: float) -> list[Giver]:
    """The same for a request, by what the one it is about holds now."""
    known = expected.find(db, q.bound, now) if q.bound is not None else None
    wanted = held(db, known, now) if known else [Role(q.role, q.unit, q.path)]
    return [g for g in able(db, wanted, known, now) if g.person != q.person]
