"""A model of skilful mobilization: its states, who may take which step, and the year in which it counts as recognised."""

from __future__ import annotations

from collections.abc import Iterable

IDEA, REGISTERED, AT_WORK, RECOGNISED, SPREAD, GIVEN_UP = "y_tuong", "dang_ky", "dang_lam", "cong_nhan", "nhan_rong", "thoi"
STATES = (IDEA, REGISTERED, AT_WORK, RECOGNISED, SPREAD, GIVEN_UP)
STANDING = frozenset({RECOGNISED, SPREAD})
NEXT: dict[str, tuple[str, ...]] = {
    IDEA: (REGISTERED, AT_WORK, RECOGNISED, GIVEN_UP),
    REGISTERED: (AT_WORK, RECOGNISED, GIVEN_UP),
    AT_WORK: (RECOGNISED, GIVEN_UP),
    RECOGNISED: (SPREAD, AT_WORK, GIVEN_UP),  # back to work: it was recognised by mistake
    SPREAD: (RECOGNISED, GIVEN_UP),
    GIVEN_UP: (AT_WORK,),
}
OF_TEAMS = frozenset({REGISTERED, AT_WORK, GIVEN_UP})  # what a team may say itself; of what was recognised only its block says anything


def may_step(state: str, to: str, *, of_block: bool, was_recognised: bool) -> bool:
    """Whether somebody of the block, or of the team whose it is, may say that it is now at ``to``."""
    return to in NEXT.get(state, ()) and (of_block or (to in OF_TEAMS and not was_recognised))


def recognised_at(steps: Iterable[tuple[str, float]]) -> float | None:
    """When it was recognised first, though it was given up since; None where it never was, or that was taken back as a mistake.

    ``steps``: (state, when), the first first.
    """
    first, state = None, ""
    for to, at in steps:
        if to in STANDING and first is None:
            first = at
        if to == AT_WORK and state in STANDING:
            first = None
        state = to
    return first


def recognised_in(steps: Iterable[tuple[str, float]], since: float, until: float) -> bool:
    """Whether it counts as newly recognised in that time: once, when it was first, while it still stands at the end of it."""
    known = [(to, at) for to, at in steps if at < until]
    first = recognised_at(known)
    return bool(known) and known[-1][0] in STANDING and first is not None and first >= since
