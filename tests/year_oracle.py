"""What the figures of a year must be, worked out from the raw rows and the questionnaires' text alone: shares no code with the product's sums."""

from __future__ import annotations

import csv
import json
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

DONE = ("nop", "khong_co_gi_moi", "dinh_chinh")
_HOLIDAYS = Path(__file__).resolve().parents[1] / "storage" / "data" / "holidays.csv"


# the questionnaire ---------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Question:
    """One of the TOML; ``worth``: how many steps make one of its unit."""

    key: str
    kind: str
    adds: str
    name: str
    said: str
    worth: int
    options: Mapping[str, str]
    by_block: bool
    when: str
    needed: bool


@dataclass(frozen=True)
class Paper:
    """A questionnaire; rates as (key, name, part, whole), messages as lists of keys."""

    questions: Sequence[Question]
    rates: Sequence[tuple[str, str, str, str]]
    messages: Sequence[Sequence[str]]

    def of(self, key: str) -> Question:
        return next(q for q in self.questions if q.key == key)

    @property
    def of_teams(self) -> list[Question]:
        return [q for q in self.questions if not q.by_block]


def paper(toml: str) -> Paper:
    told = tomllib.loads(toml)
    questions = [
        Question(
            f["key"], f["kind"], f["rollup"], f["name"], f["said"], 10 ** f.get("decimals", 0), {o["code"]: o["label"] for o in f.get("options", [])},
            f.get("by_block", False), f.get("when", ""), f.get("needed", False),
        )
        for f in told["field"]
    ]  # fmt: skip
    return Paper(questions, [(r["key"], r["name"], r["part"], r["whole"]) for r in told["rate"]], [m["fields"] for m in told["message"]])


def together(papers: Sequence[Paper]) -> Paper:
    """All that any of these asks, the oldest first among the papers, the newest words first in what comes of them."""
    questions: dict[str, Question] = {}
    rates: dict[str, tuple[str, str, str, str]] = {}
    for one in reversed(papers):
        for q in one.questions:
            newer = questions.get(q.key, q)
            questions[q.key] = replace(newer, options={**newer.options, **{c: label for c, label in q.options.items() if c not in newer.options}})
        rates = {r[0]: r for r in one.rates} | rates
    return Paper(list(questions.values()), list(rates.values()), papers[-1].messages)


# days and months -----------------------------------------------------------------------------------------------------
def later(month: str, by: int) -> str:
    """The month so many after this one, both as 2026-12."""
    total = int(month[:4]) * 12 + int(month[5:]) - 1 + by
    return f"{total // 12}-{total % 12 + 1:02}"


def up_to(month: str, many: int) -> list[str]:
    return [later(month, -n) for n in reversed(range(many))]


def days_of(month: str) -> tuple[date, date]:
    """From the sixteenth of the month before to the fifteenth."""
    return date.fromisoformat(f"{later(month, -1)}-16"), date.fromisoformat(f"{month}-15")


def _closed() -> set[date]:
    rows = [line for line in _HOLIDAYS.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return {date.fromisoformat(r["date"]) for r in csv.DictReader(rows)}


CLOSED = _closed()


def working(day: date) -> date:
    """That day, or the last working day before it."""
    while day.weekday() > 4 or day in CLOSED:
        day -= timedelta(days=1)
    return day


def before(day: date, many: int) -> date:
    for _ in range(many):
        day = working(day - timedelta(days=1))
    return day


def due(month: str) -> tuple[date, date]:
    """Of teams, the 18th, and of their block, the 20th, which has two working days with what they told."""
    block = working(date.fromisoformat(f"{month}-20"))
    return min(working(date.fromisoformat(f"{month}-18")), before(block, 2)), block


# what is in the tables -----------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Row:
    """A unit's month as it stands in the tables: a number in steps, a code or words by key; None: left out; not there: never came."""

    id: int
    unit: int
    block: int
    month: str
    state: str
    due_day: str
    submitted_at: float | None
    entered_by: int | None
    late: int
    whole: int
    answers: Mapping[str, Any]
    corrections: Sequence[tuple[int, str, Mapping[str, Any], float]]  # number, reason, what was, when

    @property
    def done(self) -> bool:
        return self.state in DONE


def rows(db: Connection) -> list[Row]:
    """All there are, by three plain statements."""
    answers: dict[int, dict[str, Any]] = {}
    for r in db.execute(text("SELECT checkin, field, number, words FROM checkin_answer")):
        answers.setdefault(r.checkin, {})[r.field] = r.number if r.words is None else r.words
    put_right: dict[int, list[tuple[int, str, Mapping[str, Any], float]]] = {}
    for r in db.execute(text("SELECT checkin, number, reason, was, at FROM checkin_correction ORDER BY id")):
        put_right.setdefault(r.checkin, []).append((r.number, r.reason, json.loads(r.was), r.at))
    query = "SELECT id, unit, block, month, state, due_day, submitted_at, entered_by, late, whole FROM checkin ORDER BY id"
    return [Row(*r, answers.get(r.id, {}), put_right.get(r.id, [])) for r in db.execute(text(query))]


# sums ----------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Books:
    """The rows, the questionnaire of each month, what hamlets became and when (old: new), and on which day each month was asked for."""

    rows: Sequence[Row]
    papers: Mapping[str, Paper]
    became: Mapping[int, tuple[int, str]]
    asked_on: Mapping[str, str]

    def teams(self, months: Iterable[str], block: int | None = None, unit: int | None = None) -> list[Row]:
        return [r for r in self._of(months, block) if r.unit != r.block and unit in (None, r.unit)]

    def own(self, months: Iterable[str], block: int | None = None) -> list[Row]:
        """What blocks typed themselves."""
        return [r for r in self._of(months, block) if r.unit == r.block]

    def _of(self, months: Iterable[str], block: int | None) -> list[Row]:
        wanted = set(months)
        return [r for r in self.rows if r.month in wanted and block in (None, r.block)]

    def whom(self, q: Question, months: Iterable[str], block: int | None = None, unit: int | None = None) -> list[Row]:
        """Those who answer that question."""
        return (self.own(months, block) if unit is None else []) if q.by_block else self.teams(months, block, unit)


def told(of: Iterable[Row], key: str) -> list[Any]:
    """All answers there are."""
    return [r.answers[key] for r in of if r.done and r.answers.get(key) is not None]


def total(of: Iterable[Row], key: str) -> int | None:
    """None where nobody has answered."""
    found = told(of, key)
    return sum(found) if found else None


def chosen(of: Iterable[Row], q: Question) -> Counter[str]:
    found = told(of, q.key)
    return Counter(code for words in found for code in (words.split(",") if q.kind == "several" else [words]))


def last_known(books: Books, of: Iterable[Row], key: str) -> dict[int, int]:
    """Of each unit; of one that is no more only until what it became has told of a month that was asked for since."""
    known: dict[int, tuple[str, int]] = {}
    for r in sorted(of, key=lambda r: r.month):
        if r.done and r.answers.get(key) is not None:
            known[r.unit] = r.month, r.answers[key]
    gone = {old for old, (new, day) in books.became.items() if new in known and books.asked_on[known[new][0]] > day}
    return {unit: value for unit, (_, value) in known.items() if unit not in gone}


def held_by(books: Books, of: Mapping[int, int], there: Iterable[int]) -> dict[int, int]:
    """The same by the units that are there: what a unit told that is no more is its heir's."""
    present, found = set(there), dict[int, int]()
    for unit, value in of.items():
        holder = unit if unit in present or unit not in books.became else books.became[unit][0]
        found[holder] = found.get(holder, 0) + value
    return found


@dataclass(frozen=True)
class Figures:
    """What is known of a place (a block, a team, or all) over some months up to and with the last of them."""

    books: Books
    months: Sequence[str]
    block: int | None = None
    unit: int | None = None

    @property
    def asked(self) -> list[Row]:
        return self.books.teams(self.months, self.block, self.unit)

    @property
    def submitted(self) -> int:
        return sum(r.done for r in self.asked)

    def stock(self, q: Question) -> dict[int, int]:
        """By unit, of those that anybody was asked for; nothing where nobody was."""
        window = self.books.whom(q, up_to(self.months[-1], 12), self.block, self.unit)
        return last_known(self.books, window, q.key) if self.asked else {}

    def number(self, q: Question) -> Fraction | None:
        """In its unit."""
        steps = sum(self.stock(q).values()) if q.adds == "stock" and self.stock(q) else None
        if q.adds != "stock":
            steps = total(self.books.whom(q, self.months, self.block, self.unit), q.key)
        return None if steps is None else Fraction(steps, q.worth)

    def answered(self, q: Question) -> int:
        if q.adds == "stock":
            there = {r.unit for r in self.books.whom(q, self.months, self.block, self.unit)}
            return len(held_by(self.books, self.stock(q), there).keys() & there)
        return len(told(self.books.whom(q, self.months, self.block, self.unit), q.key))

    def options(self, q: Question) -> Counter[str]:
        return chosen(self.books.whom(q, self.months, self.block, self.unit), q)

    def rate(self, paper: Paper, part: str, whole: str) -> Fraction | None:
        """From 0 to 1; None where it would be none."""
        n, of = self.number(paper.of(part)), self.number(paper.of(whole))
        return None if n is None or not of or n > of else n / of


def export(books: Books, month: str, block: int | None = None, unit: int | None = None) -> dict[str, tuple[Fraction | None, int, int]]:
    """What `export figures` is to say of a place in a month: (value, reported, expected) by key."""
    now, form = Figures(books, [month], block, unit), books.papers[month]
    if not now.asked:
        return {}
    found: dict[str, tuple[Fraction | None, int, int]] = {}
    for q in form.questions if unit is None else form.of_teams:
        counted = now.answered(q), len(books.whom(q, [month], block, unit))
        if q.kind == "number":
            found[q.key] = now.number(q), *counted
        elif q.kind == "text":
            found[q.key] = Fraction(counted[0]) if counted[0] else None, *counted
        else:
            for code in q.options or ["co"]:
                found[f"{q.key}.{code}"] = Fraction(now.options(q)[code]) if counted[0] else None, *counted
    for key, _, part, whole in form.rates:
        q = form.of(whole)
        if unit is None or not q.by_block:
            found[key] = now.rate(form, part, whole), now.answered(q), len(books.whom(q, [month], block, unit))
    return found
