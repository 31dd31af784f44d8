"""The figures of one block over any months: which units count for it, what they told, and what there was of it before."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from bot.domain.block_facts import Told
from bot.domain.forms import Field, Form, Rate, Rollup
from bot.domain.months import Month
from bot.domain.totals import Stock, Sum, Totals, added
from bot.domain.units import Tree
from storage import checkins, forms, month_sums, months_asked, units
from storage.checkins import Checkin
from storage.months_asked import During
from storage.units import Unit

STOCK_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Block:
    """A commune as it was when a month ended. ``places``: the units that count for it, itself among them; ``asked``: its teams of that month.

    Of a span that ends with the month ``form`` has all that its months were asked by, ``first`` and ``last`` are its days.
    """

    unit: Unit
    month: Month
    own: Checkin | None
    asked: Sequence[Checkin]
    form: Form
    tree: Tree
    places: tuple[int, ...]
    first: date
    last: date


def block(db: Connection, commune: Unit, month: Month, months: Sequence[Month] = ()) -> Block | None:
    """None where nobody was asked for that month; ``months``: of the span that ends with it, when it is longer.

    A team that was asked for it counts for the block that asked; whatever was not, for the commune in which it lay on the last day.
    """
    own, asked = checkins.of_unit(db, commune.id, str(month)), checkins.of_block(db, commune.id, str(month))
    if not asked:
        return None
    tree = units.tree(db, asked[0].last_day)
    strangers = {c.unit for c in checkins.of_month(db, commune.path, str(month)) if c.block != commune.id}
    lying = {u for u in (*tree.units, *tree.gone) if tree.holder(u, "xa") == commune.id}
    places = (lying - strangers) | {c.unit for c in asked} | {commune.id}
    during = months_asked.of_units(db, places, [str(m) for m in months or (month,)])
    form = together([forms.get(db, row).form for row in sorted({d.form for d in during}, reverse=True)])
    return Block(commune, month, own, asked, form, tree, tuple(sorted(places)), *_days(commune, during))


def together(forms: Sequence[Form]) -> Form:
    """All that any of these asks, the newest first: in its words and order, and behind that what only older ones ask."""
    fields: dict[str, Field] = {}
    rates: dict[str, Rate] = {}
    for form in forms:
        for f in form.fields:
            newer = fields.get(f.key, f)
            options = {o.code for o in newer.options}
            fields[f.key] = replace(newer, options=(*newer.options, *(o for o in f.options if o.code not in options)))
        for rate in form.rates:
            rates.setdefault(rate.key, rate)
    return replace(forms[0], fields=tuple(fields.values()), rates=tuple(rates.values()))


def _days(commune: Unit, during: Sequence[During]) -> tuple[date, date]:
    """As they were when each month was asked for: by this commune, or else by those that its hamlets lay in."""
    own = {d.month for d in during if d.block == commune.id}
    asked = [d for d in during if d.block == commune.id or d.month not in own]
    return min(date.fromisoformat(d.first_day) for d in asked), max(date.fromisoformat(d.last_day) for d in asked)


def told(db: Connection, of: Block, months: Sequence[Month]) -> Told:
    """What these units told in these months; a stock is the last that each has told in the year before the end of them."""
    flows = month_sums.of_teams(db, only(of.form, stocks=False), [str(m) for m in months], of.places)
    if not any(t.expected for t in flows.values()):
        return Told()
    known = month_sums.of_teams(db, only(of.form, stocks=True), year_to(months[-1]), of.places)
    rows = {unit: flows.get(unit, Totals()) for unit in (*flows, of.unit.id)}
    asked = months_asked.last_of_each(db, [unit for unit in known if unit in of.tree.gone])
    for f in of.form.fields:
        if f.rollup is Rollup.STOCK:
            stock = _last_known(known, f.key, rows, of, asked)
            rows = {u: replace(t, figures={**t.figures, f.key: stock[u]}) if u in stock else t for u, t in rows.items()}
    return Told(rows, added(rows.values()))


def year_to(last: Month) -> list[str]:
    """The months in which the last known of a stock is looked for."""
    return [str(last.after(-n)) for n in range(STOCK_MONTHS)]


def only(form: Form, *, stocks: bool) -> Form:
    """Its fields that tell what there is, or all the others."""
    return replace(form, fields=tuple(f for f in form.fields if (f.rollup is Rollup.STOCK) == stocks))


def _last_known(known: Mapping[int, Totals], key: str, rows: Collection[int], of: Block, asked: Mapping[int, str]) -> dict[int, Sum]:
    """By unit; what one told that is no more counts for the first that came after it, until that has told of a later month than any for
    which it was ``asked`` itself. Who was asked for this month is still there."""
    stocks = [s.known for t in known.values() if isinstance(s := t.figures.get(key), Stock)]
    last = {unit: told for one in stocks for unit, told in one.items()}
    there = {of.unit.id, *(c.unit for c in of.asked)}
    heirs = {unit: of.tree.heirs(unit) for unit in last if unit in of.tree.gone and unit not in there}
    found: dict[int, int] = {}
    for unit, (month, value) in last.items():
        after = heirs.get(unit, [])
        holder = next((h for h in (unit, *after) if h in rows), None)
        if holder is not None and not any(h in last and last[h][0] > max(month, asked.get(unit, "")) for h in after):
            found[holder] = found.get(holder, 0) + value
    return {unit: Sum(value, int(value > 0), 1) for unit, value in found.items()}


def titled(of: Block) -> Mapping[int, str]:
    """As the units were called then."""
    then = {unit: of.tree.title(unit) for unit in of.places if unit in of.tree.units or unit in of.tree.gone}
    return {c.unit: c.unit_title for c in of.asked} | then


def own_words(db: Connection, of: Block, months: Sequence[Month]) -> dict[str, list[str]]:
    """What the block itself wrote in its check-ins, by field, a line each."""
    found: dict[str, list[str]] = {}
    for month in months:
        own = checkins.of_unit(db, of.unit.id, str(month))
        answers: Mapping[str, Any] = checkins.answers(db, own.id) if own and own.is_done else {}
        for f in of.form.of_block.in_words:
            found.setdefault(f.key, []).extend(_lines(answers.get(f.key)))
    return found


def _lines(words: Any) -> list[str]:
    return [line.strip() for line in str(words or "").splitlines() if line.strip()]
