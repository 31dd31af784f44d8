"""Who gave the answers of a check-in that was sent, by name: read where somebody else is about to change them."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select

from storage.tables import checkin_answer, person

_A = checkin_answer.c
_AUTHORS = select(_A.field, person.c.name).join_from(checkin_answer, person, person.c.id == _A.person).where(_A.checkin == bindparam("row"))


def authors(db: Connection, checkin_id: int) -> dict[str, str]:
    """The name of whoever gave an answer last, by field."""
    return {r.field: r.name for r in db.execute(_AUTHORS, {"row": checkin_id})}
