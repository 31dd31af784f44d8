"""A code on paper for each person of the roster who has not joined: what stands on their slip, and in the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.documents import slips, tables
from bot.documents.slips import Slip
from messages_vi import members, sheet
from messages_vi import roster as vi
from messages_vi.joining import ROLES
from storage import audit, units
from storage import roster as store
from storage.units import Unit

MOST_SLIPS = 2000  # in one document; a commune has 300


@dataclass(frozen=True, slots=True)
class OwnCode:
    """Whom it lets in, as what, where, and whose block gives it ("" above the communes)."""

    name: str
    role: str
    unit: str
    commune: str
    code: str


def made(db: Connection, at: Unit, expires_at: float, now: float) -> list[OwnCode]:
    """One for each person below a place who is expected."""
    people = store.expected(db, at.path, now)
    codes = store.codes(db, people, expires_at, now)
    if people:
        audit.note(db, None, "exported codes", "", at.id, now)
    return [OwnCode(e.name, e.key, units.get(db, e.unit).title, _commune(db, e.unit), codes[e.person]) for e in people]


def _commune(db: Connection, unit_id: int) -> str:
    commune = units.commune_of(db, units.get(db, unit_id))
    return commune.title if commune else ""


def listed(codes: Sequence[OwnCode], expires_at: float) -> bytes:
    """A workbook to read them out from."""
    rows = ((c.name, members.began(ROLES[c.role]), c.unit, f"{c.code[:4]} {c.code[4:]}", members.date(expires_at)) for c in codes)
    return tables.xlsx(vi.CODES, (dict(zip(vi.CODES, row, strict=True)) for row in rows))


def printed(codes: Sequence[OwnCode], expires_at: float, app: str, link: Callable[[str], str]) -> bytes:
    """Slips to cut out, for Word. ``app``: where people will type them; ``link``: what opens our chat there, for a code; "" when not known.

    Raises ValueError when there are too many for one document.
    """
    if len(codes) > MOST_SLIPS:
        raise ValueError(f"{len(codes)} slips are too many for one document: take one commune at a time, or .xlsx")
    foot = (vi.CODE_IS_YOURS, vi.until(members.date(expires_at)))
    return slips.docx([_slip(c, app, link(c.code), foot) for c in codes])


def _slip(c: OwnCode, app: str, link: str, foot: Sequence[str]) -> Slip:
    role = members.began(members.role_at(c.role, c.unit))
    return Slip(sheet.office(c.commune), c.name, role, c.code, link, vi.how(app, square=bool(link)), foot)
