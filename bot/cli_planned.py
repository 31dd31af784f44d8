"""What takes long to work out is worked out beside a running bot, which waits only while it is carried out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

from bot.cli_shared import reading, settings, writing

if TYPE_CHECKING:
    from sqlalchemy import Connection

P = TypeVar("P")
_TRIES = 2


class State(Protocol):
    """What a plan rests on: equal for as long as the plan holds. ``hold``: it shall not change until the end of this transaction."""

    def __call__(self, db: Connection, *, hold: bool = False) -> object: ...


def carried_out(
    plan: Callable[[Connection], P], state: State, wanted: Callable[[P], bool], do: Callable[[Connection, P], None], *, dry_run: bool
) -> P:
    """The plan, done if it is ``wanted``; made anew, once, when what it rests on has changed before it could be done."""
    from storage import schema

    if dry_run:
        with reading() as db:
            return plan(db)
    schema.upgrade(settings().database)
    for _ in range(_TRIES):
        with reading() as db:
            seen, found = state(db), plan(db)
        if not wanted(found):
            return found
        with writing() as db:
            if state(db, hold=True) == seen:
                do(db, found)
                return found
    raise ValueError("places or people have changed meanwhile, and again; nothing is imported: try once more")
