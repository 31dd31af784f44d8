"""What the report of a block says: from the database to a value; bot/documents puts it on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from bot.documents import block_report_kept as papers
from bot.documents.block_report import BlockReport, Part
from bot.domain.block_facts import Facts
from bot.domain.months import Month
from bot.domain.roles import Person, Right, may
from bot.domain.spans import Length, Span, span
from handlers import block_annexes, block_figures
from handlers.block_annexes import Compared
from handlers.block_figures import Block
from messages_vi import block_report as vi
from messages_vi.block_report_prose import sections
from messages_vi.checkin import SPOKEN
from messages_vi.kinds import KINDS
from storage import case_sums, month_steps, released, roles
from storage.month_steps import APPROVED, SENT
from storage.units import Unit

SIGNER = "truong_khoi"
_WHOLE, _LEAVING = "whole", "leaving"
_CLOSED = tuple(kind.code for kind in KINDS.values() if kind.confidential)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which report. ``leaving``: for above the block, without what would name a hamlet or a family; ``signer``: a key of ``vi.SIGNERS``."""

    span: Span
    leaving: bool = False
    signer: str = SIGNER


def report(db: Connection, who: Person | None, commune: Unit, wanted: Wanted, now: float) -> BlockReport | None:
    """None where the last month of the span was never asked for, or ``who`` may not read it; ``who`` None: the command line.

    A month that is approved is as it was then. All else is worked out now, and a draft: longer spans until somebody has read them in Word.
    """
    if not may_read(db, who, commune, wanted):
        return None
    made = _kept(db, commune, wanted) or _worked_out(db, who, commune, wanted, now)
    return made and replace(made, signed=vi.signed(wanted.signer, _name(db, commune, wanted.signer, now)))


def kept_report(db: Connection, who: Person | None, commune: Unit, of: Month, now: float) -> str | None:
    """A month's report as ``who`` approves it, for its step: the block's, and the copy that leaves; without the name of who signs.

    None as above.
    """
    both = {name: Wanted(span(Length.MONTH, of), leaving=name == _LEAVING) for name in (_WHOLE, _LEAVING)}
    if not all(may_read(db, who, commune, wanted) for wanted in both.values()):
        return None
    made = {name: one for name, wanted in both.items() if (one := _worked_out(db, who, commune, wanted, now))}
    return papers.written({name: replace(one, draft="") for name, one in made.items()}) if made else None


def _kept(db: Connection, commune: Unit, wanted: Wanted) -> BlockReport | None:
    """None, too, where it was kept in a way that is no longer read: better a draft than nothing."""
    month = str(wanted.span.last)
    if not wanted.span.is_month or month_steps.states(db, [commune.id], month).get(commune.id) not in (APPROVED, SENT):
        return None
    try:
        return papers.read(month_steps.kept(db, commune.id, month) or "").get(_LEAVING if wanted.leaving else _WHOLE)
    except ValueError:
        return None


def _worked_out(db: Connection, who: Person | None, commune: Unit, wanted: Wanted, now: float) -> BlockReport | None:
    block, span = block_figures.block(db, commune, wanted.span.last, wanted.span.months), wanted.span
    if block is None:
        return None
    f = facts(db, who, block, wanted, now)
    compared = [Compared(vi.this_span(span), f.now), Compared(vi.capital(vi.span_before(span)), f.before)]
    if span.year_before != span.before:
        compared.append(Compared(vi.YEAR_BEFORE, block_figures.told(db, block, span.year_before.months)))
        compared.append(Compared(vi.YEAR_SO_FAR, block_figures.told(db, block, span.year_so_far)))
    return BlockReport(
        vi.DRAFT, vi.over(commune.title), vi.ISSUER, vi.NUMBER, vi.PARTY, vi.place_date(commune.name, now), vi.TITLE, vi.subject(span),
        [Part(*section) for section in sections(f)], vi.SENT_TO, vi.signed(wanted.signer, ""), block_annexes.of(f, compared),
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
    filed = case_sums.Filed(block.places, block.first, block.last, _CLOSED)
    return Facts(
        span, block.unit.title, block.first, block.last, block.form,
        block_figures.told(db, block, months), block_figures.told(db, block, span.before.months),
        case_sums.counts(db, who, filed, now), () if wanted.leaving else case_sums.listed(db, who, filed, now), block_figures.titled(block),
        block_figures.own_words(db, block, months), _released(db, block, months), wanted.leaving,
    )  # fmt: skip


def _released(db: Connection, block: Block, months: Sequence[Month]) -> dict[str, list[str]]:
    """Each line once, however many months have it; what nobody has put into words stays out."""
    found: dict[str, dict[str, None]] = {}
    for month in months:
        for key, one in released.of_month(db, block.unit.id, str(month)).items():
            found.setdefault(key, {}).update(dict.fromkeys(line.strip() for line in one.words.splitlines() if line.strip() not in ("", SPOKEN)))
    return {key: list(lines) for key, lines in found.items()}


def _name(db: Connection, commune: Unit, signer: str, now: float) -> str:
    """Of who holds that role there; whoever stands in for them does not sign as them."""
    held = [p for p in roles.holding(db, (signer,), commune.path, now) if any(_is_own(r.key, r.unit, r.acting_for, signer, commune) for r in p.roles)]
    return held[0].name if held else ""


def _is_own(key: str, unit: int, acting_for: int, signer: str, commune: Unit) -> bool:
    return (key, unit, acting_for) == (signer, commune.id, 0)
