"""What nobody but the block reads of a case whose reporter asks not to be named: who that is, and that they ask for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.story import Here
from handlers import cases_shared
from messages_vi.joining import ROLES
from messages_vi.secrecy import asks_secrecy, without_plea
from storage.incidents import Case, Event


def as_read(here: Here, case: Case, events: Sequence[Event]) -> tuple[Case, list[Event], str]:
    """The case and its timeline for the one who speaks, and the role that stands for the reporter; "" where they may be named."""
    who, told = here.who.person, (case.reporter, case.entered_by)
    asks = asks_secrecy(case.text) or any(e.person in told and asks_secrecy(e.text) for e in events)
    if who is None or not asks or who.id in told or cases_shared.handles(who, case):
        return case, list(events), ""
    role = ROLES.get(case.reporter_role, case.reporter_role)
    unnamed = [replace(e, text=without_plea(e.text), by=role if e.person in told else e.by) for e in events]
    return replace(case, text=without_plea(case.text)), unnamed, role
