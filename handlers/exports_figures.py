"""The sums of months as rows for an office's own tables: of a team, a block, any place above, or all there is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from bot.domain.block_facts import Told
from bot.domain.forms import Field, Form, Kind, Rollup
from bot.domain.months import month
from bot.domain.totals import YES, Chosen, Stock, Sum, Totals
from bot.domain.units import Tree
from handlers import block_figures
from handlers.block_annexes import cell
from handlers.block_figures import only, together, year_to
from storage import forms, month_sums, months_asked, units
from storage.months_asked import Asked
from storage.units import Unit

Row = dict[str, Any]
FIGURES = ("unit", "period", "key", "value", "reported", "expected")
ALL = 0  # the place that is all there is


def figure_rows(db: Connection, unit: int | None, period: str | None) -> Iterator[Row]:
    """One for each field and rate, of choices one for each option ("quan_tam.viec_lam"), in the order of the questionnaire.

    ``unit`` None: all there is; ``period``: YYYY-MM, None: each month that was asked for. ``value``: in the field's unit, a rate from 0
    to 1, of choices how many chose it, of words how many wrote any; None where nobody has told. ``reported`` of ``expected`` have: teams,
    or blocks where only these are asked.
    """
    at = None if unit is None else units.find(db, unit)
    if unit is not None and at is None:
        raise ValueError(f"there is no unit {unit}")
    for asked in months_asked.months(db):
        if period in (None, asked.month):
            yield from _of_month(db, at, asked)


def _of_month(db: Connection, at: Unit | None, asked: Asked) -> Iterator[Row]:
    form, tree = together([forms.get(db, row).form for row in asked.forms]), units.tree(db, asked.last_day)
    told = _told(db, at, asked, form, tree)
    if not told.all.expected:
        return
    held = months_asked.blocks(db, asked.month)
    blocks = len([b for b in held if at is None or at.id in tree.line(b)])
    first = {"unit": at.name if at else "", "period": asked.month}
    for f in form.fields if at is None or at.level != "thon" else form.asked:
        yield from (first | row for row in _rows(told, f, blocks if f.by_block else told.all.expected))
    for rate in form.rates:
        whole = form.field(rate.whole)
        share = told.rate(rate)
        counted = {"reported": told.sum(rate.whole).answered, "expected": blocks if whole.by_block else told.all.expected}
        if not whole.by_block or at is None or at.level != "thon":
            yield first | {"key": rate.key, "value": None if share is None else round(share / 100, 4), **counted}


def _rows(told: Told, f: Field, expected: int) -> Iterator[Row]:
    figure = told.all.figures.get(f.key)
    counted = {"reported": figure.answered if figure else 0, "expected": expected}
    if f.kind is Kind.NUMBER:
        yield {"key": f.key, "value": cell(f, told.number(f.key)), **counted}
    elif f.kind is Kind.TEXT:
        yield {"key": f.key, "value": counted["reported"] or None, **counted}
    else:
        chosen = figure.options if isinstance(figure, Chosen) else {}
        for code in [YES] if f.kind is Kind.YES_NO else [o.code for o in f.options]:
            yield {"key": f"{f.key}.{code}", "value": chosen.get(code, 0) if counted["reported"] else None, **counted}


def _told(db: Connection, at: Unit | None, asked: Asked, form: Form, tree: Tree) -> Told:
    """A block's are those of its report; of the others what lay there on the last day."""
    of = month(asked.month)
    if at is not None and at.level == "xa":
        block = block_figures.block(db, at, of)
        return block_figures.told(db, block, [of]) if block else Told()
    place, flows, stocks = at.id if at else ALL, only(form, stocks=False), only(form, stocks=True)
    if at is not None and at.level == "thon":
        now, known = (month_sums.of_teams(db, part, of_, [place]) for part, of_ in ((flows, [asked.month]), (stocks, year_to(of))))
    else:
        now, known = (month_sums.of_places(db, part, of_, tree) for part, of_ in ((flows, [asked.month]), (stocks, year_to(of))))
    found = now.get(place, Totals())
    last = {f.key: _stock(db, known.get(place, Totals()), f.key, tree, asked.month) for f in form.fields if f.rollup is Rollup.STOCK}
    return Told({}, replace(found, figures={**found.figures, **last}))


def _stock(db: Connection, known: Totals, key: str, tree: Tree, during: str) -> Sum:
    """Reported by whoever is there; one that is no more stands for what came after it, but for the month for which it was asked itself."""
    figure = known.figures.get(key)
    if not isinstance(figure, Stock):
        return Sum()
    ended = [unit for unit in figure.known if unit in tree.gone]
    heirs, last = {unit: tree.heirs(unit) for unit in ended}, months_asked.last_of_each(db, ended)
    counted = figure.counting(heirs, last)
    holders = {unit if last.get(unit, during) >= during else next(iter(heirs.get(unit, ())), unit) for unit in counted}
    return Sum(sum(counted.values()), answered=len(holders))
