"""A year of one commune as its people live it, by real turns, the clock moved day by day; what they typed is kept beside what the bot then says."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import text

from bot.documents.block_report import BlockReport
from bot.domain.months import month as month_
from bot.domain.periods import HERE
from bot.domain.spans import Length, span
from bot.domain.unit_plans import MERGE, Event, New
from handlers import exports_figures, places
from handlers.block_report import Wanted, report
from messages_vi import forms_shipped
from storage import forms, people, roles, units
from tests import year_oracle
from tests.checkin_kit import taps, types
from tests.turns import World
from tests.year_oracle import Books, Row, due, later
from tests.year_said import Saying, draw, nothing_new, settled

GIVEN_BACK = "đã được khối tổng hợp"
ON_TIME, LATE, AFTER, MISSING, QUIET, ENTERED = "on time", "late", "after it was closed", "missing", "nothing new", "entered by the secretary"
_FATES = {ON_TIME: 70, LATE: 7, AFTER: 4, MISSING: 8, QUIET: 6, ENTERED: 5}


@dataclass(frozen=True)
class Plan:
    """What is to happen. ``merged``: by day, which hamlets become which, a number being one that goes on; ``by_machine``: months nobody closes."""

    first: str
    last: str
    hamlets: int
    merged: Mapping[str, tuple[tuple[tuple[int, ...], int | str], ...]]
    new_form: str
    away: frozenset[str]
    by_machine: frozenset[str]
    returned: frozenset[str]
    new_hamlet: str = ""  # the day on which one more begins
    corrections: int = 3  # a month
    fixed: Mapping[tuple[str, int | str], str] = field(default_factory=dict)  # fates that are no chance, by month and hamlet
    seed: int = 862

    @property
    def months(self) -> list[str]:
        return [m for n in range(99) if (m := later(self.first, n)) <= self.last]


@dataclass(frozen=True)
class Printed:
    """A report as it was made, and the rows behind it: of a month that is approved those that were approved, at that moment."""

    rows: list[Row]
    length: str
    last: str
    leaving: bool
    made: BlockReport
    at: float


@dataclass(frozen=True)
class Told:
    """Something the bot told by itself."""

    person: int
    at: float
    text: str
    rows: list[Row] | None  # those behind figures that came back


@dataclass(frozen=True)
class Change:
    """A correction: what was typed, and every exported figure near and far, before and after it. ``figures``: by (place, month, key)."""

    month: str
    unit: int
    key: str
    closed: bool
    before: Mapping[tuple[str, str, str], Any]
    after: Mapping[tuple[str, str, str], Any]


@dataclass
class Year:
    """All that was typed, and all that was read."""

    plan: Plan
    id: Mapping[str, int]
    commune: int = 0
    other: int = 0
    province: int = 0
    titles: dict[int, str] = field(default_factory=dict)
    members: dict[tuple[str, int], list[tuple[int, str]]] = field(default_factory=dict)  # (person, role) by month and hamlet when it was asked
    born: dict[int, str] = field(default_factory=dict)  # hamlets of the commune, with the day from which they are there
    became: dict[int, tuple[int, str]] = field(default_factory=dict)  # of those that are no more: which, and when
    typed: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)  # what is to be in the tables, by month and unit
    quiet: set[tuple[str, int]] = field(default_factory=set)
    entered: set[tuple[str, int]] = field(default_factory=set)
    put_right: list[tuple[str, int, str, Any, str]] = field(default_factory=list)  # after closing: month, unit, key, what was, reason
    changes: list[Change] = field(default_factory=list)
    frozen: dict[str, frozenset[tuple[int, int]]] = field(default_factory=dict)  # (unit, block) of each month when it was asked for
    asked_on: dict[str, str] = field(default_factory=dict)
    up: list[str] = field(default_factory=list)  # days on which the bot was there
    told: list[Told] = field(default_factory=list)
    boards: list[tuple[list[Row], str, str]] = field(default_factory=list)
    printed: list[Printed] = field(default_factory=list)
    exported: list[tuple[str, int | None, list[dict[str, Any]]]] = field(default_factory=list)
    released: dict[str, dict[str, str]] = field(default_factory=dict)  # the words that are to be printed, by month and question
    approved: dict[str, tuple[list[Row], float]] = field(default_factory=dict)  # the last approval of each month: what was there, and when
    cases: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    papers: dict[str, year_oracle.Paper] = field(default_factory=dict)

    def books(self, rows: list[Row] | None = None) -> Books:
        return Books(self.rows if rows is None else rows, self.papers, self.became, self.asked_on)


def lived(world: World, plan: Plan) -> Year:
    return _Life(world, plan).year


def edited_form() -> str:
    """The questionnaire from August on: one question more, one option more, one question less, and a question in other words."""
    told = forms_shipped.text("thang")
    begin = told.index('[[field]]\nkey = "dvk_moi"')
    told = told[:begin] + told[told.index("[[field]]", begin + 1) :]
    last_option = '  { code = "khac", label = "việc khác" },'
    told = told.replace(last_option, '  { code = "hoc_hanh", label = "học hành" },\n' + last_option)
    told = told.replace('ask = "Tổ họp mấy lần?"', 'ask = "Trong kỳ tổ họp mấy lần?"')
    more = """[[field]]
key = "chau_hoc"
kind = "number"
ask = "Vận động mấy cháu trở lại lớp?"
name = "Số cháu trở lại lớp"
said = "{} cháu trở lại lớp"
rollup = "sum"
unit = "cháu"
words = ["chau", "lop"]

"""
    told = told.replace('[[field]]\nkey = "de_nghi"', more + '[[field]]\nkey = "de_nghi"')
    third = '[[message]]\nask = "Phần đông bà con'
    return told.replace(third, '[[message]]\nask = "Vận động mấy cháu trở lại lớp?"\nfields = ["chau_hoc"]\nexample = ["1"]\n\n' + third)


class _Life:
    """The year while it is lived."""

    def __init__(self, world: World, plan: Plan) -> None:
        self.world, self.plan, self.dice = world, plan, random.Random(plan.seed)
        self.agenda: list[tuple[float, int, Callable[[], None]]] = []
        self.seen = 0  # the last notice
        self.old, self.new = forms_shipped.text("thang"), edited_form()
        self.year = Year(plan, world.id)
        self._settle()
        day = datetime.fromisoformat(f"{plan.first}-01").date()
        end = date.fromisoformat(f"{later(plan.last, 1)}-08")
        while day <= end:
            if str(day) not in plan.away:
                self._day(str(day))
            day += timedelta(days=1)
        self._ends()

    # the places and the people ------------------------------------------------------------------------------------
    def _settle(self) -> None:
        year, db = self.year, self.world.db
        all_units = units.everything(db)
        by_level = {u.level: u for u in reversed(all_units)}
        year.province, year.commune = by_level["tinh"].id, by_level["xa"].id
        year.other = next(u.id for u in all_units if u.level == "xa" and u.id != year.commune)
        own = [u for u in all_units if u.level == "thon" and u.parent == year.commune]
        more = [New("thon", "thôn", str(n), year.commune) for n in range(1, self.plan.hamlets - len(own) + 1)]
        more += [New("thon", "thôn", f"Kề {n}", year.other) for n in range(1, 3)]
        units.add_all(db, more, "2025-07-01")
        self.hamlets = [u.id for u in units.everything(db) if u.level == "thon" and u.parent == year.commune]
        self.neighbours = [u.id for u in units.everything(db) if u.level == "thon" and u.parent == year.other]
        self.names: dict[int, list[str]] = {unit: [] for unit in (*self.hamlets, *self.neighbours)}
        self.roles: dict[str, str] = {}
        for name, where, key in (("Tám", 0, "to_truong"), ("An", 0, "to_vien"), ("Cúc", 1, "to_vien")):
            self.names[self.hamlets[where]].append(name)
            self.roles[name] = key
        self.names[self.neighbours[0]].append("Lạ")
        self.roles["Lạ"] = "to_vien"
        for n, unit in enumerate((*self.hamlets[2:], *self.neighbours[1:]), 3):
            for key in ("to_truong", *(("to_pho",) if n % 5 == 0 else ()), *(("to_vien",) if n % 3 == 0 else ())):
                self._somebody(unit, f"{key} {n}", key)
        self.number = {unit: n for n, unit in enumerate(self.hamlets)}
        self.year.born = dict.fromkeys(self.hamlets, "")

    def _somebody(self, unit: int, name: str, key: str) -> None:
        world = self.world
        self.year.id[name] = world.id[name] = people.add(world.db, f"Người {name}", world.now)  # type: ignore[index]
        people.join(world.db, world.peer(name), world.id[name], world.now)
        roles.give(world.db, world.id[name], unit, key, world.now)
        self.names.setdefault(unit, []).append(name)
        self.roles[name] = key

    def heads(self, unit: int) -> list[str]:
        return [n for n in self.names[unit] if self.roles[n] == "to_truong"] or self.names[unit]

    # a day --------------------------------------------------------------------------------------------------------
    def _day(self, day: str) -> None:
        self.year.up.append(day)
        self._tick(day, "07:00")
        self._places(day)
        if day == self.plan.new_form:
            forms.publish(self.world.db, self.new, self.world.now)
        self._newly_asked(day)
        night = _at(day, 23)
        while self.agenda and min(self.agenda)[0] < night:
            what = min(self.agenda)
            self.agenda.remove(what)
            self.world.now = max(self.world.now, what[0])
            what[2]()
            self._listen()
        if 9 < int(day[8:]) < 28:
            self._tick(day, "23:30")

    def _tick(self, day: str, hour: str) -> None:
        self.world.now = max(self.world.now, datetime.fromisoformat(f"{day} {hour}").replace(tzinfo=HERE).timestamp())
        self.world.ticks(0)
        self.world.ticks(1)
        self._listen()

    def later(self, day: str, hour: float, what: Callable[[], None]) -> None:
        self.agenda.append((_at(day, hour), len(self.agenda) + 1000 * len(self.year.up), what))

    def _listen(self) -> None:
        """What has been told since."""
        query = text("SELECT id, person, not_before, body FROM notice WHERE id > :seen AND kind = 'checkin' ORDER BY id")
        found = self.world.db.execute(query, {"seen": self.seen}).all()
        rows = year_oracle.rows(self.world.db) if any(GIVEN_BACK in json.loads(r.body)[0] for r in found) else None
        for r in found:
            self.seen, words = r.id, json.loads(r.body)[0]
            self.year.told.append(Told(r.person, r.not_before, words, rows if GIVEN_BACK in words else None))

    def _places(self, day: str) -> None:
        year, db = self.year, self.world.db
        if day == self.plan.new_hamlet:
            made = units.add(db, "thon", "thôn", "Đến Sau", units.get(db, year.commune), day)
            self.number[made.id] = len(self.number)
            year.born[made.id] = day
            self._somebody(made.id, "đến sau", "to_truong")
        for olds, into in self.plan.merged.get(day, ()):
            gone = tuple(self.hamlets[n] for n in olds)
            target: int | New = New("thon", "thôn", into, year.commune) if isinstance(into, str) else self.hamlets[into]
            of = gone if isinstance(target, New) else (*gone, target)
            places.order(db, Event(MERGE, day, "1/NQ", of, into=(target,)), self.world.now)
            heir = target if isinstance(target, int) else max(u.id for u in units.everything(db))
            self.number.setdefault(heir, len(self.number))
            year.born.setdefault(heir, day)
            for unit in gone:
                year.became[unit] = heir, day
                self.names.setdefault(heir, []).extend(self.names[unit])

    # a month ------------------------------------------------------------------------------------------------------
    def _newly_asked(self, day: str) -> None:
        found: dict[str, set[tuple[int, int]]] = {}
        for r in self.world.rows("SELECT month, unit, block FROM checkin"):
            found.setdefault(r.month, set()).add((r.unit, r.block))
        for month, asked in found.items():
            if month not in self.year.frozen:
                self.year.frozen[month], self.year.asked_on[month] = frozenset(asked), day
                self.year.papers[month] = year_oracle.paper(self.new if self.plan.new_form <= day else self.old)
                if month <= self.plan.last:
                    self._planned(month, day, sorted(asked))

    def _planned(self, month: str, day: str, asked: list[tuple[int, int]]) -> None:
        """Everybody's intentions: when each answers, when the block does what."""
        team_due, block_due = map(str, due(month))
        days = [str(d) for n in range(9) if str(d := date.fromisoformat(day) + timedelta(days=n)) <= team_due]
        for place, (unit, block) in enumerate(asked):
            if unit != block:
                held = self.world.rows("SELECT person, key FROM role WHERE unit = :u AND until IS NULL", u=unit)
                self.year.members[month, unit] = [(r.person, r.key) for r in held]
                self._answers(month, unit, block, days, team_due, block_due, place)
        for n in range(self.plan.corrections):
            on, hour = (team_due, 19.5) if n % 3 == 0 else (_plus(block_due, 1 + n), 9 + n)
            self.later(on, hour, lambda: self._corrects(month))
        if self.dice.random() < 0.5:
            self.later(_plus(day, -0), 8.5, lambda: self._reports_a_case(month))
        self.later(block_due, 9, lambda: self._own_numbers(month, "Mười"))
        if month not in self.plan.by_machine:
            self.later(block_due, 15, lambda: self._closes(month))
            self.later(_plus(block_due, 5), 9, lambda: self._approves(month))
            self.later(_plus(block_due, 3), 14, lambda: self._corrects_own(month))
        if self.dice.random() < 0.5:
            self.later(block_due, 10, lambda: self._own_numbers(month, "Ngoài"))

    def _answers(self, month: str, unit: int, block: int, days: list[str], team_due: str, block_due: str, place: int) -> None:
        fate = self.dice.choices(list(_FATES), list(_FATES.values()))[0]
        if block != self.year.commune:
            fate = ON_TIME if fate == ENTERED else fate
        fate = self.plan.fixed.get((month, self.number.get(unit, -1)), fate)
        on = {LATE: _plus(team_due, 1), AFTER: _plus(block_due, 4), ENTERED: team_due}.get(fate, self.dice.choice(days))
        hour = 8 + place * 0.4 if fate != ENTERED else 18
        if fate == ENTERED:
            self.later(on, hour, lambda: self._entered(month, unit))
        elif fate != MISSING:
            self.later(on, hour, lambda: self._sends(month, unit, quiet=fate == QUIET))

    # what people type ---------------------------------------------------------------------------------------------
    def _sends(self, month: str, unit: int, *, quiet: bool) -> None:
        if (month, unit) in self.year.typed:  # the secretary has
            return
        name = self.dice.choice(self.heads(unit) if self.dice.random() < 0.7 else self.names[unit])
        plain = not self._has_buttons(unit)
        says = types if plain else taps
        if quiet:
            self._finish(month, unit, says, name, ["không có gì mới"], nothing_new(self.year.papers[month]))
            self.year.quiet.add((month, unit))
            return
        told = draw(self.dice, self.year.papers[month], plain=plain, many=unit % 7 == 0)
        if not plain and self._merges(unit):
            told["dvk_dang"] = self.dice.randint(1, 5)
        saying = Saying(self.dice, self.year.papers[month])
        self._finish(month, unit, says, name, ["báo tháng", *saying.of(told, plain=plain)], told)

    def _has_buttons(self, unit: int) -> bool:
        return self.number.get(unit, 0) % 6 == 0 or self._merges(unit)

    def _merges(self, unit: int) -> bool:
        """Now or later."""
        told = [n for parts in self.plan.merged.values() for olds, into in parts for n in (*olds, into)]
        return self.number.get(unit) in told or unit in {heir for heir, _ in self.year.became.values()}

    def _finish(self, month: str, unit: int, says: Callable[..., str], name: str, lines: list[str], told: dict[str, Any]) -> None:
        """All of it, to the receipt; what is asked after that is put aside."""
        asking = says(self.world, name, lines[0])
        if "nào ạ?" in asking:  # which of several teams, after a merge; or of several months that a block has not finished
            asking = says(self.world, name, _which(asking, month, self.title(unit)))
            lines = [lines[0], *lines] if lines == ["không có gì mới"] else lines
        if self.title(unit) not in asking or not re.search(r"\b1/\d+\. |xem lại", asking):
            self.year.refused.append(f"{month}, {name} of {self.title(unit)}, on “{lines[0]}”: {asking}")
            types(self.world, name, "hủy")
            return
        for line in lines[1:]:
            says(self.world, name, line)
        receipt = says(self.world, name, "gửi")
        if "Đã nhận" not in receipt:
            self.year.refused.append(f"{month}, {name} of {self.title(unit)}: after {lines} and “gửi”: {receipt}")
            says(self.world, name, "hủy")
            return
        if told.get("biet_som") == "co":
            says(self.world, name, "hủy")
        self.year.typed[month, unit] = settled(self.year.papers[month], told)

    def _entered(self, month: str, unit: int) -> None:
        """By the secretary, who chooses from the list of those that are missing."""
        if (month, unit) in self.year.typed:
            return
        told = draw(self.dice, self.year.papers[month], plain=True, many=False)
        lines = [f"nhập hộ báo cáo tháng {self.title(unit)}", *Saying(self.dice, self.year.papers[month]).of(told, plain=True)]
        self._finish(month, unit, types, "Mười", lines, told)
        if (month, unit) in self.year.typed:
            self.year.entered.add((month, unit))

    def title(self, unit: int) -> str:
        if unit not in self.year.titles:
            self.year.titles[unit] = units.get(self.world.db, unit).title
        return self.year.titles[unit]

    # corrections --------------------------------------------------------------------------------------------------
    def _corrects(self, month: str) -> None:
        done = [u for (m, u) in self.year.typed if m == month and u in self.number and u not in self.year.became]
        if not done:
            return
        unit = self.dice.choice(done)
        kept, paper = self.year.typed[month, unit], self.year.papers[month]
        key, value, words, also = Saying(self.dice, paper).correction(kept)
        row = next(r for r in year_oracle.rows(self.world.db) if (r.month, r.unit) == (month, unit))
        closed = bool(self.world.rows("SELECT id FROM checkin WHERE id = :id AND closed_at IS NOT NULL", id=row.id))
        name, reason = self.dice.choice(self.names[unit]), self.dice.choice(["ghi nhầm sổ", "đếm sót một buổi", "sổ của tổ ghi khác"])
        before = self._figures(month, unit)
        for line in (f"sửa báo cáo tháng {words}", *([reason] if closed else []), "gửi"):
            answer = types(self.world, name, line)
        if ("đính chính số" if closed else "Đã sửa") not in answer:
            self.year.refused.append(f"{month}, {name} of {self.title(unit)}: after “sửa báo cáo tháng {words}” (closed: {closed}): {answer}")
            types(self.world, name, "hủy")
            return
        if closed:
            was = {k: kept.get(k) for k in (key, *also)}
            self.year.put_right.append((month, unit, key, was, reason))
        kept |= {key: value} | also
        self.year.changes.append(Change(month, unit, key, closed, before, self._figures(month, unit)))

    def _figures(self, month: str, unit: int) -> dict[tuple[str, str, str], Any]:
        """Of the team, of what lies above it and beside it, in that month and some before it."""
        db, year, months = self.world.db, self.year, [m for m in sorted(self.year.frozen) if m <= month]
        another = self.hamlets[0] if unit != self.hamlets[0] else self.hamlets[1]
        near = {"team": unit, "commune": year.commune, "all": None, "other": year.other, "another team": another}
        found = {}
        for m in {month, *months[-2:-1]}:
            for place in near if m == month else ("all", "other"):
                for row in exports_figures.figure_rows(db, near[place], m):
                    found[place, m, row["key"]] = row["value"], row["reported"], row["expected"]
        return found

    # cases --------------------------------------------------------------------------------------------------------
    def _reports_a_case(self, month: str) -> None:
        for words in ("báo việc", "gãy lan can cầu tràn, 15 hộ phải đi vòng", "xong", "gửi"):
            answer = types(self.world, "An", words)
        if "việc số" in answer:
            self.year.cases.append(self.world.now)
        else:
            self.year.refused.append(f"{month}, a case: {answer}")
            types(self.world, "An", "hủy")

    # the block ----------------------------------------------------------------------------------------------------
    def _own_numbers(self, month: str, name: str) -> None:
        block, dice = (self.year.commune if name == "Mười" else self.year.other), self.dice
        keys = [[q for q in m if self.year.papers[month].of(q).by_block] for m in self.year.papers[month].messages]
        told: dict[str, Any] = {}
        lines = []
        for asked in filter(None, keys):
            if self.year.papers[month].of(asked[0]).kind == "text":
                told[asked[0]] = dice.choice([None, "Đảng ủy họp giao ban với các tổ", "Mặt trận vận động quyên góp"])
                lines.append(told[asked[0]] or "bỏ qua")
                continue
            told |= {k: dice.choice([None, 0, 1, 2, 3, 12]) for k in asked}
            if "don_xong" in asked and told["don_nhan"] is not None:
                told["don_xong"] = dice.randint(0, told["don_nhan"])
            lines.append(" ".join("x" if told[k] is None else str(told[k]) for k in asked))
        before = set(self.year.typed)
        self._finish(month, block, types, name, ["nhập số của khối", *lines], told)
        if set(self.year.typed) == before:
            self.year.refused.append(f"{month}: the block's own numbers of {name} came to nothing: {lines}")

    def _corrects_own(self, month: str) -> None:
        kept = self.year.typed.get((month, self.year.commune))
        steps = self.world.rows("SELECT state FROM month_step WHERE month = :m AND unit = :u ORDER BY id", m=month, u=self.year.commune)
        if kept is None or not steps or steps[-1].state not in ("soan", "tra"):
            return
        self._block("Mười", "nhập số của khối", month)
        answer = [types(self.world, "Mười", line) for line in ("tiếp dân 7 buổi", "gửi")][-1]
        if "Đã sửa" not in answer:
            self.year.refused.append(f"{month}: the block's own correction: {answer}")
            types(self.world, "Mười", "hủy")
            return
        kept["tiep_dan"] = 7

    def _closes(self, month: str) -> None:
        """Closed, the words chosen, approved; sent up in most months, and sometimes returned."""
        self.year.boards.append((year_oracle.rows(self.world.db), month, self._block("Mười", "tháng của khối", month)))
        if "Đã chốt" not in (answer := self._agrees("Mười", "chốt tháng", month)):
            self.year.refused.append(f"{month}, “chốt tháng” of the secretary: {answer}")
        self._chooses_words(month)
        self._prints(month)
        answer = self._approves(month)
        if month not in self.year.approved:
            self.year.refused.append(f"{month}, “duyệt báo cáo” of the head, the month being closed: {answer}")
        if int(month[5:]) % 3:
            self._agrees("Hoa", "gửi báo cáo lên", month)
            self.year.boards.append((year_oracle.rows(self.world.db), month, types(self.world, "Tỉnh", "/giaoban thường xuân")))
        if month in self.plan.returned:
            self._block("Tỉnh", "trả lại báo cáo", month)
            types(self.world, "Tỉnh", "số hòa giải chưa khớp")

    def _block(self, who: str, order: str, month: str) -> str:
        """An order, and which month is meant, where that is asked."""
        answer = types(self.world, who, order)
        return types(self.world, who, _which(answer, month)) if "nào ạ?" in answer else answer

    def _agrees(self, who: str, order: str, month: str) -> str:
        """They look at the month, order something, and say yes if it is about that month."""
        self._block(who, "tháng của khối", month)
        asking = self._block(who, order, month)
        return types(self.world, who, "đồng ý" if _named(month) in asking else "thôi, để sau") if "chứ ạ?" in asking else asking

    def _approves(self, month: str) -> str:
        answer = self._agrees("Hoa", "duyệt báo cáo", month)
        if "Đã duyệt" in answer and _named(month) in answer:
            self.year.approved[month] = year_oracle.rows(self.world.db), self.world.now
        self._listen()
        return answer

    def _chooses_words(self, month: str) -> None:
        kept: dict[str, str] = {}
        answer = self._block("Mười", "duyệt lời các tổ", month)
        while "tổ có ý kiến" in answer or "trả lời tổ nào" in answer:
            if "tổ có ý kiến" in answer:
                key = "de_nghi" if "đề nghị" in answer.splitlines()[0] else "thang_toi"
                kept[key] = next(line.partition(": ")[2] for line in answer.splitlines() if line.startswith("1. "))
                answer = types(self.world, "Mười", "1")
            else:
                answer = types(self.world, "Mười", "1 xã ghi nhận và trả lời ở buổi họp tới")
                answer = types(self.world, "Mười", "xong")
        if "sẽ ghi" in answer:
            types(self.world, "Mười", "ghi")
        self.year.released[month] = kept

    # what is printed ----------------------------------------------------------------------------------------------
    def _prints(self, month: str, lengths: tuple[str, ...] = ("thang",)) -> None:
        at, now = units.get(self.world.db, self.year.commune), (year_oracle.rows(self.world.db), self.world.now)
        steps = self.world.rows("SELECT state FROM month_step WHERE month = :m AND unit = :u ORDER BY id", m=month, u=self.year.commune)
        for length in lengths:
            kept = length == "thang" and bool(steps) and steps[-1].state in ("duyet", "gui")
            rows, when = self.year.approved[month] if kept else now
            for leaving in (False, True):
                made = report(self.world.db, None, at, Wanted(span(Length(length), month_(month)), leaving), self.world.now)
                assert made is not None, (month, length)
                self.year.printed.append(Printed(rows, length, month, leaving, made, when))

    def _ends(self) -> None:
        year, db = self.year, self.world.db
        year.rows = year_oracle.rows(db)
        for month in self.plan.months:
            fits = [name for name, many in (("thang", 1), ("quy", 3), ("sau_thang", 6), ("nam", 12)) if int(month[5:]) % many == 0]
            self._prints(month, tuple(fits))
        some = {*self.hamlets[::5], *year.became, *(heir for heir, _ in year.became.values())}
        everywhere = [("all", None), ("all", year.province), ("block", year.commune), ("block", year.other), *(("team", u) for u in sorted(some))]
        for kind, unit in everywhere:
            year.exported.append((kind, unit, list(exports_figures.figure_rows(db, unit, None))))
        for unit in (*self.number, *self.neighbours):
            self.title(unit)


def _at(day: str, hour: float) -> float:
    return datetime.fromisoformat(day).replace(tzinfo=HERE).timestamp() + hour * 3600


def _named(month: str) -> str:
    """As people read it."""
    return f"tháng {int(month[5:])}/{month[:4]}"


def _which(asking: str, month: str, title: str = "") -> str:
    """The line of a list that is meant; the month, or else the hamlet, names it."""
    lines = [line for line in asking.splitlines()[1:] if re.search(rf"{_named(month)}\b", line)]
    return next(iter([*lines, title]))


def _plus(day: str, days: int) -> str:
    return str(date.fromisoformat(day) + timedelta(days=days))
