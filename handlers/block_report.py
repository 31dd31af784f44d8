"""What the report of a block says: from the database to a value; bot/documents puts it on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from bot.documents.block_report import BlockReport, Part
from bot.domain.block_facts import Facts
from bot.domain.months import Month
from bot.domain.roles import Person, Right, may
from bot.domain.spans import Span
from handlers import block_annexes, block_figures
from handlers.block_annexes import Compared
from handlers.block_figures import Block
from messages_vi import block_report as vi
from messages_vi.block_report_prose import sections
from messages_vi.kinds import KINDS
from storage import case_sums, checkins, month_steps, released, roles
from storage.month_steps import APPROVED, SENT
from storage.units import Unit

SIGNER = "truong_khoi"
_CLOSED = tuple(kind.code for kind in KINDS.values() if kind.confidential)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which report. ``leaving``: for above the block, without what would name a hamlet or a family; ``signer``: a key of ``vi.SIGNERS``."""

    span: Span
    leaving: bool = False
    signer: str = SIGNER


def report(db: Connection, who: Person | None, commune: Unit, wanted: Wanted, now: float) -> BlockReport | None:
    """None where the last month of the span was never asked for, or ``who`` may not read it; ``who`` None: the command line."""
    block = block_figures.block(db, commune, wanted.span.last)
    if block is None or not may_read(db, who, commune, wanted):
        return None
    f = facts(db, who, block, wanted, now)
    span = wanted.span
    compared = [Compared(vi.this_span(span), f.now), Compared(vi.capital(vi.span_before(span)), f.before)]
    if span.year_before != span.before:
        compared.append(Compared(vi.YEAR_BEFORE, block_figures.told(db, block, span.year_before.months)))
        compared.append(Compared(vi.YEAR_SO_FAR, block_figures.told(db, block, span.year_so_far)))
    return BlockReport(
        _draft(db, commune, span), vi.over(commune.title), vi.ISSUER, vi.NUMBER, vi.PARTY, vi.place_date(commune.name, now), vi.TITLE,
        vi.subject(span), [Part(*section) for section in sections(f)], vi.SENT_TO, vi.signed(wanted.signer, _name(db, commune, wanted.signer, now)),
        block_annexes.of(f, compared),
    )  # fmt: skip


def may_read(db: Connection, who: Person | None, commune: Unit, wanted: Wanted) -> bool:
    """The block all of it; those who receive months what has been sent up to them."""
    if who is None or may(who, Right.READ, commune.path):
        return True
    sent = month_steps.states(db, [commune.id], str(wanted.span.last)).get(commune.id) == SENT
    return sent and wanted.leaving and may(who, Right.RECEIVE_MONTH, commune.path)


def facts(db: Connection, who: Person | None, block: Block, wanted: Wanted, now: float) -> Facts:
    """All that is put into words."""
    span, months = wanted.span, wanted.span.months
    first, last = _days(db, block, months)
    filed = case_sums.Filed(block.places, first, last, _CLOSED)
    return Facts(
        span, block.unit.title, first, last, block.form,
        block_figures.told(db, block, months), block_figures.told(db, block, span.before.months),
        case_sums.counts(db, who, filed, now), () if wanted.leaving else case_sums.listed(db, who, filed, now), block_figures.titled(block),
        block_figures.own_words(db, block, months), _released(db, block, months), wanted.leaving,
    )  # fmt: skip


def _days(db: Connection, block: Block, months: Sequence[Month]) -> tuple[date, date]:
    """The first and the last day, as they were when each month was asked for."""
    asked = [*checkins.of_block(db, block.unit.id, str(months[0])), *block.asked]
    return min(date.fromisoformat(c.first_day) for c in asked), max(date.fromisoformat(c.last_day) for c in asked)


def _released(db: Connection, block: Block, months: Sequence[Month]) -> dict[str, list[str]]:
    """Each line once, however many months have it."""
    found: dict[str, dict[str, None]] = {}
    for month in months:
        for key, one in released.of_month(db, block.unit.id, str(month)).items():
            found.setdefault(key, {}).update(dict.fromkeys(line.strip() for line in one.words.splitlines() if line.strip()))
    return {key: list(lines) for key, lines in found.items()}


def _draft(db: Connection, commune: Unit, span: Span) -> str:
    """A month is approved in the chat; a longer span is a draft until somebody has read it in Word."""
    state = month_steps.states(db, [commune.id], str(span.last)).get(commune.id)
    return "" if span.is_month and state in (APPROVED, SENT) else vi.DRAFT


def _name(db: Connection, commune: Unit, signer: str, now: float) -> str:
    """Of who holds that role there; whoever stands in for them does not sign as them."""
    held = [p for p in roles.holding(db, (signer,), commune.path, now) if any(_is_own(r.key, r.unit, r.acting_for, signer, commune) for r in p.roles)]
    return held[0].name if held else ""


def _is_own(key: str, unit: int, acting_for: int, signer: str, commune: Unit) -> bool:
    return (key, unit, acting_for) == (signer, commune.id, 0)
