"""The life of a case: its states, the moves between them, and the moments at which the clock must look at it again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.domain.hours import Allowance, Hours, Measure
from bot.domain.kinds import Level

NEW, ACCEPTED, IN_WORK, PASSED_ON = "moi", "da_nhan", "dang_giai_quyet", "da_chuyen"
RESOLVED, TOLD_BACK, OVER, TAKEN_BACK = "da_giai_quyet", "da_bao_lai", "ket_thuc", "rut_lai"
OPEN = (NEW, ACCEPTED, IN_WORK, PASSED_ON)
WORKED_ON = (ACCEPTED, IN_WORK, PASSED_ON, RESOLVED)  # somebody has taken it
ENDED = (RESOLVED, TOLD_BACK, OVER, TAKEN_BACK)  # the states in which it is nobody's to do any more
MOVES: dict[str, tuple[tuple[str, ...], str]] = {
    "nhan": ((NEW,), ACCEPTED),
    "giao": (OPEN, IN_WORK),
    "chuyen": (OPEN, PASSED_ON),
    "xong": (OPEN, RESOLVED),
    "on_roi": ((*OPEN, RESOLVED), TOLD_BACK),  # the reporter says so
    "chua": ((*OPEN, RESOLVED, TOLD_BACK, OVER), IN_WORK),
    "da_bao": ((TOLD_BACK,), OVER),  # the people have been told
    "mo_lai": ((RESOLVED, TOLD_BACK, OVER), IN_WORK),
    "gop": (OPEN, OVER),
    "tach_moi": ((OVER,), NEW),  # put to another by mistake: back to where it stood
    "tach_nhan": ((OVER,), ACCEPTED),
    "tach": ((OVER,), IN_WORK),
    "tach_chuyen": ((OVER,), PASSED_ON),
    "rut": (OPEN, TAKEN_BACK),
}  # what is done -> from which states, to which
RUNGS: tuple[tuple[str, ...], ...] = (("pho_truong_khoi",), ("truong_khoi",), ("bi_thu",))  # who hears, one after the other, of what nobody does
ABOVE: tuple[str, ...] = ("can_bo_cum", "can_bo_huyen", "can_bo_tinh")  # the last rung, for the most urgent alone
ASK_AGAIN = (7 * 86400.0, 28 * 86400.0)  # seconds after the first time that the reporter was asked how it is
A_DAY = Allowance(1, Measure.DAYS)  # between rungs, where nobody has set a time to accept
CLOSE_AFTER = 7 * 86400.0  # seconds from the reporter's yes

Sort = Literal["climb", "quick", "update", "ask", "close"]


@dataclass(frozen=True, slots=True)
class Terms:
    """By when what must happen to a case of one kind and level at one place; None: never."""

    accept: Allowance | None
    quick: Allowance | None  # the first report to the block, from filing
    update: Allowance | None  # the next word on it, from the last
    done: Allowance | None  # from filing; a date that somebody was given goes before it


@dataclass(frozen=True, slots=True)
class Life:
    """Where a case stands; moments in epoch seconds, 0 for what has not been.

    ``moved_at``: the last word of those who work on it; ``reminded_at``: when they were last reminded to say one. ``rung``: how far up its
    delay was told, ``rung_at``: when. ``asked`` times its reporter was asked how it is, first at ``asked_at``; ``told_at``: said it is well.
    ``level_at``: when its level was changed.
    """

    status: str
    level: Level
    filed_at: float
    confidential: bool = False
    accepted_at: float = 0.0
    moved_at: float = 0.0
    due_at: float | None = None
    rung: int = 0
    rung_at: float = 0.0
    reminded_at: float = 0.0
    asked: int = 0
    asked_at: float = 0.0
    told_at: float = 0.0
    level_at: float = 0.0

    @property
    def begun_at(self) -> float:
        """From when it counts: a case that has become more urgent is not late since before."""
        return max(self.filed_at, self.level_at)

    @property
    def is_open(self) -> bool:
        return self.status in OPEN


@dataclass(frozen=True, slots=True)
class Tick:
    """What the clock has to do, and when."""

    at: float
    sort: Sort


def may_move(move: str, status: str) -> bool:
    return status in MOVES[move][0]


def last_rung(life: Life) -> int:
    """How many rungs there are for it: what only a few may read stays in the commune."""
    return len(RUNGS) + (life.level is Level.DO and not life.confidential)


def who_hears(rung: int) -> tuple[str, ...]:
    """The roles on this rung, the first being 1."""
    return (*RUNGS, ABOVE)[rung - 1]


def next_tick(life: Life, terms: Terms, hours: Hours) -> Tick | None:
    """The earliest of what is still to come; it may lie in the past. None: the clock need not look again until somebody moves the case."""
    ticks = (_climb(life, terms, hours), _remind(life, terms, hours), _ask(life, terms, hours), _close(life))
    return min((t for t in ticks if t), default=None, key=lambda t: (t.at, t.sort))


def due(life: Life, terms: Terms, hours: Hours) -> float | None:
    """By when it should be resolved: the date given, or the one its level allows."""
    return life.due_at if life.due_at is not None else hours.after(life.begun_at, terms.done) if terms.done else None


def _climb(life: Life, terms: Terms, hours: Hours) -> Tick | None:
    """Not accepted, or not resolved in time: one rung after the other, as far apart as the time there was to accept it."""
    if not life.is_open or life.rung >= last_rung(life):
        return None
    untaken = life.status == NEW and terms.accept is not None
    late = hours.after(life.begun_at, terms.accept) if untaken and terms.accept else due(life, terms, hours)
    if late is None:
        return None
    return Tick(max(late, hours.after(life.rung_at, terms.accept or A_DAY)) if life.rung_at else late, "climb")


def _remind(life: Life, terms: Terms, hours: Hours) -> Tick | None:
    """Those who work on it owe a word: the first counted from filing, each other from the last; reminded once for each silence."""
    if life.status not in (ACCEPTED, IN_WORK) or life.reminded_at >= life.moved_at:
        return None
    if terms.quick and life.moved_at <= life.accepted_at and (first := hours.after(life.begun_at, terms.quick)) > life.moved_at:
        return Tick(first, "quick")
    return Tick(hours.after(life.moved_at, terms.update), "update") if terms.update else None


def _ask(life: Life, terms: Terms, hours: Hours) -> Tick | None:
    """How it is: the reporter is asked when it is called resolved or at its deadline, and twice more while there is no answer."""
    if life.status not in (*OPEN, RESOLVED) or life.asked > len(ASK_AGAIN):
        return None
    if life.asked:
        return Tick(life.asked_at + ASK_AGAIN[life.asked - 1], "ask")
    at = due(life, terms, hours)
    return Tick(at, "ask") if at is not None else None


def _close(life: Life) -> Tick | None:
    return Tick(life.told_at + CLOSE_AFTER, "close") if life.status == TOLD_BACK else None
