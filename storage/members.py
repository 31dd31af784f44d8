"""What heads and block staff keep about their people: telephone numbers, who holds a block's fixed posts, open codes to print."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select, update

from bot.domain.roles import Person
from storage import invitations
from storage.invitations import Listed
from storage.tables import invitation, person, role

_PHONE = update(person).where(person.c.id == bindparam("who")).values(phone=bindparam("number"))
_NO_LONGER = update(role).where(role.c.unit == bindparam("at"), role.c.post == bindparam("held")).values(post="")
_CODE = select(invitation.c.code).where(invitation.c.id == bindparam("row"))
_POST = update(role).where(role.c.id == bindparam("row")).values(post=bindparam("held"))


def set_phone(db: Connection, person_id: int, number: str | None) -> None:
    """Digits, as 0912345678. Whether one may is asked by the action."""
    db.execute(_PHONE, {"who": person_id, "number": number})


def set_post(db: Connection, role_id: int, unit_id: int, post: str) -> None:
    """The post passes from whoever held it in this unit; "" for none."""
    if post:
        db.execute(_NO_LONGER, {"at": unit_id, "held": post})
    db.execute(_POST, {"row": role_id, "held": post})


def code_of(db: Connection, who: Person, row: int, now: float) -> tuple[Listed, str] | None:
    """An open invitation with its code, for whoever may give its role there; never one that lets in a single person."""
    found = next((i for i in invitations.listed(db, who, now) if i.id == row and i.person is None), None)
    return (found, db.execute(_CODE, {"row": row}).scalar_one()) if found else None
