"""The tables behind the report of a block: by hamlet, against other spans, the cases, and who has not told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.documents.block_report import Annex, Cell
from bot.domain.block_facts import Facts, Told, number
from bot.domain.forms import Field, Kind
from bot.domain.totals import YES
from bot.domain.vietnamese import sort_key
from messages_vi import block_report as vi


@dataclass(frozen=True, slots=True)
class Compared:
    """A column of figures: its head, and what was told."""

    head: str
    told: Told


def of(f: Facts, compared: Sequence[Compared]) -> list[Annex]:
    """Numbered as they come; one with nothing in it is left out, and so is, in a copy that leaves, what is the block's alone."""
    made = [by_hamlet(f), beside(f, compared), cases(f), *(() if f.leaving else (missing(f),))]
    return [replace(a, title=vi.annex(n, a.title)) for n, a in enumerate((a for a in made if a.rows), 1)]


def _annex(title: str, head: Sequence[str], rows: Sequence[Sequence[Cell]], note: str = "", *, sums: bool = False) -> Annex:
    return Annex(title, vi.SHORT[title], head, rows, sums, note)


def cell(asked: Field, steps: int | None) -> Cell:
    """In the unit of the field; whole where it is."""
    if steps is None:
        return None
    one: int = 10**asked.decimals
    return steps / one if steps % one else steps // one


# by hamlet -------------------------------------------------------------------------------------------------------------
def by_hamlet(f: Facts) -> Annex:
    """A team that has not told has an empty row, and none in a copy that leaves.

    What there is of a stock with such teams is a row of its own, so that all adds up.
    """
    fields = [x for x in f.form.asked if x.kind is Kind.NUMBER]
    teams = sorted((unit for unit, t in f.now.of.items() if t.expected), key=lambda u: sort_key(f.titles.get(u, "")))
    missing = [u for u in teams if not f.now.of[u].submitted]
    shown = [u for u in teams if not (f.leaving and u in missing)]
    rows = [[vi.capital(f.titles.get(u, "")), *(None if u in missing else cell(x, number(f.now.of[u], x.key)) for x in fields)] for u in shown]
    known = [cell(x, _sum(f, x, missing)) for x in fields]
    rest = [[vi.LAST_KNOWN, *known]] if any(known) else []
    total = [vi.TOTAL, *(cell(x, _sum(f, x, teams)) for x in fields)]
    return _annex(vi.BY_HAMLET, [vi.HAMLET, *(vi.formal(x.name) for x in fields)], [*rows, *rest, total] if rows else [], vi.EMPTY_HAMLET, sums=True)


def _sum(f: Facts, asked: Field, teams: Sequence[int]) -> int | None:
    known = [n for u in teams if (n := number(f.now.of[u], asked.key)) is not None]
    return sum(known) if known else None


# against other spans ---------------------------------------------------------------------------------------------------
def beside(f: Facts, compared: Sequence[Compared]) -> Annex:
    head = [vi.FIGURE, *(c.head for c in compared), vi.TEAMS_TOLD]
    rows = [row for asked in f.form.fields for row in _figures(f, asked, compared)]
    rates: list[list[Cell]] = [[vi.rate_name(r.name), *(_rounded(c.told.rate(r)) for c in compared), None] for r in f.form.rates]
    return _annex(vi.COMPARED, head, [*rows, *rates], vi.EMPTY_FIGURE)


def _figures(f: Facts, asked: Field, compared: Sequence[Compared]) -> Iterator[list[Cell]]:
    """Its row; of choices one for each that anybody has chosen; of words none."""
    if asked.kind is Kind.NUMBER:
        yield [vi.formal(asked.name), *(cell(asked, c.told.number(asked.key)) for c in compared), _who(f, asked)]
        return
    chosen = [c.told.chosen(asked.key) for c in compared]
    options = [(YES, vi.yes_name(asked))] if asked.kind is Kind.YES_NO else [(o.code, vi.option_name(asked, o.label)) for o in asked.options]
    for code, name in options:
        if any(c.options.get(code) for c in chosen):
            yield [name, *(c.options.get(code, 0) if c.answered else None for c in chosen), _who(f, asked)]


def _who(f: Facts, asked: Field) -> str:
    """How many of those who were asked have told it, now."""
    figure = f.now.all.figures.get(asked.key)
    return vi.OF_BLOCK if asked.by_block else f"{figure.answered if figure else 0}/{f.now.all.expected}"


def _rounded(rate: float | None) -> Cell:
    return None if rate is None else round(rate, 1)


# cases, and who is missing ---------------------------------------------------------------------------------------------
def cases(f: Facts) -> Annex:
    if f.leaving:
        kinds: Counter[str] = Counter()
        for sort, n in f.counts.items():
            kinds[sort.kind] += n
        rows: list[list[Cell]] = [[vi.capital(vi.kind_name(kind)), n] for kind, n in sorted(kinds.items(), key=lambda k: (-k[1], k[0]))]
        return _annex(vi.CASES, vi.CASE_HEAD_LEAVING, [*rows, [vi.TOTAL, kinds.total()]] if rows else [], sums=True)
    return _annex(vi.CASES, vi.CASE_HEAD, [
        [c.number, vi.capital(vi.kind_name(c.sort.kind)), vi.level_name(c.sort.level), vi.capital(f.titles.get(c.unit, "")),
         vi.state_name(c.sort), vi.reported(c.at)]
        for c in f.listed
    ])  # fmt: skip


def missing(f: Facts) -> Annex:
    late = [(unit, t.expected - t.submitted) for unit, t in f.now.of.items() if t.submitted < t.expected]
    late.sort(key=lambda x: sort_key(f.titles.get(x[0], "")))
    rows: list[list[Cell]] = [[n, vi.capital(f.titles.get(unit, "")), times] for n, (unit, times) in enumerate(late, 1)]
    width = 2 if f.span.is_month else 3  # of one month each lacks one
    return _annex(vi.MISSING, vi.MISSING_HEAD[:width], [row[:width] for row in rows])
