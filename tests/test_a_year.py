"""A year of one commune by real turns: each figure that is printed, exported or told is worked out anew from the raw answers."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from bot.domain.periods import HERE
from storage import schema
from tests.turns import undone
from tests.year_lived import ENTERED, GIVEN_BACK, LATE, MISSING, ON_TIME, Plan, Printed, Told, Year, lived
from tests.year_oracle import Figures, Paper, Question, Row, before, days_of, due, export, held_by, later, together, told, total, up_to
from tests.year_read import Read, annex, months_named

LONG = {"thang": 1, "quy": 3, "sau_thang": 6, "nam": 12}
BY_HAMLET, BESIDE, CASES, NOT_TOLD = "theo thôn, bản, khu phố", "so với các kỳ", "Vụ việc", "Tổ chưa báo cáo"
REST, TOTAL = "Tổ chưa báo cáo (số đã báo gần nhất)", "Tổng cộng"
# told with what it is a part of
NESTED = {"tt_luot": "tt_buoi", "kn_xong": "kn_nhan", "hg_thanh": "hg_vu", "don_xong": "don_nhan", "nguoi_tap_huan": "lop_tap_huan"}
A_YEAR = Plan(
    "2026-12", "2027-12", 26,
    merged={"2027-05-17": (((8, 9), "Hợp Nhất"), ((12,), 13))},
    new_form="2027-08-05",
    away=frozenset({"2027-03-15", "2027-06-15", "2027-11-15"}),  # an asking day, a reminder's, and the day on which October would be closed
    by_machine=frozenset({"2027-02", "2027-10"}),
    returned=frozenset({"2027-04"}),
    new_hamlet="2027-03-17",
    fixed={
        ("2027-05", 8): ON_TIME, ("2027-05", 9): LATE, ("2027-06", 27): MISSING, ("2027-07", 27): ON_TIME,
        ("2027-03", 12): ON_TIME, ("2027-04", 12): MISSING, ("2027-05", 12): MISSING,
        ("2027-04", 13): ON_TIME, ("2027-05", 13): ON_TIME, ("2027-06", 13): MISSING, ("2027-07", 13): ON_TIME,
    },
)  # fmt: skip
FOUR_MONTHS = Plan(
    "2026-12", "2027-03", 6,
    merged={"2027-01-15": (((2,), 3),)},
    new_form="2027-02-03",
    away=frozenset({"2027-03-15"}),
    by_machine=frozenset({"2027-01"}),
    returned=frozenset({"2027-02"}),
    fixed={
        ("2026-12", 4): ENTERED, ("2026-12", 2): ON_TIME, ("2026-12", 3): ON_TIME, ("2027-01", 2): LATE, ("2027-01", 3): ON_TIME,
        ("2027-02", 3): MISSING,
    },
)  # fmt: skip


@pytest.fixture(scope="module", params=["a year on SQLite", "four months on PostgreSQL"])
def year(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, _empty_sqlite: Path) -> Iterator[Year]:
    """Lived once; the tests only read what was typed and told."""
    if request.param == "a year on SQLite":
        at = tmp_path_factory.mktemp("year") / "bot.db"
        shutil.copy(_empty_sqlite, at)
        with undone(f"sqlite:///{at}") as world:
            yield lived(world, A_YEAR)
        return
    with request.getfixturevalue("postgres").lent(schema.upgrade) as url, undone(url) as world:
        yield lived(world, FOUR_MONTHS)


def wrong(found: list[str]) -> str:
    return f"{len(found)} disagreements:\n" + "\n".join(found[:40])


def when(at: float) -> datetime:
    return datetime.fromtimestamp(at, HERE)


# what was typed ------------------------------------------------------------------------------------------------------
def test_everybody_could_say_what_they_had_to_say(year: Year) -> None:
    assert not year.refused, wrong(year.refused)
    typed = [key for key in year.typed if key[1] not in (year.commune, year.other)]
    assert len(typed) > 0.7 * sum(len(asked) for month, asked in year.frozen.items() if month <= year.plan.last)
    assert year.entered
    if year.plan is A_YEAR:
        assert len(year.changes) >= 35
        assert min(Counter(c.closed for c in year.changes).values()) >= 10
        assert year.quiet


def test_what_is_kept_is_what_was_typed_and_nothing_left_out_and_not_come_stay_apart(year: Year) -> None:
    found = []
    for r in year.rows:
        meant = year.typed.get((r.month, r.unit))
        if r.month <= year.plan.last and (meant is not None) != r.done:
            found.append(f"{r.month}, {year.titles.get(r.unit)}: {r.state}, though {'' if meant else 'not '}sent")
        kept = {k: tuple(v.split(",")) if isinstance(meant and meant.get(k), tuple) and v else v for k, v in r.answers.items()}
        if kept != (meant or {}):
            found.append(f"{r.month}, {year.titles.get(r.unit)}: kept {sorted(kept.items() ^ (meant or {}).items(), key=str)}")
    assert not found, wrong(found)
    assert {0, None} <= {v for r in year.rows for v in r.answers.values() if not isinstance(v, tuple)}


def test_how_and_when_it_came_is_marked_on_each(year: Year) -> None:
    found = []
    for r in (r for r in year.rows if r.done and r.unit != r.block):
        corrected = {(c.month, c.unit) for c in year.changes}
        state = "dinh_chinh" if r.corrections else "khong_co_gi_moi" if (r.month, r.unit) in year.quiet - corrected else "nop"
        asked = [q for q in year.papers[r.month].of_teams if q.needed]
        expected = (state, int(str(when(r.submitted_at or 0).date()) > r.due_day), (r.month, r.unit) in year.entered)
        if (r.state, r.late, r.entered_by is not None) != expected and not (r.state == "nop" and not any(r.answers.values())):
            found.append(f"{r.month}, {year.titles[r.unit]}: {r.state}, {r.late}, {r.entered_by}; expected {expected}")
        if r.whole != int(all(r.answers.get(q.key) is not None for q in asked)):
            found.append(f"{r.month}, {year.titles[r.unit]}: whole is {r.whole}")
    assert not found, wrong(found)
    assert any(r.late for r in year.rows)


def test_corrections_after_closing_are_numbered_with_their_reason_and_what_was_there(year: Year) -> None:
    meant: dict[tuple[str, int], list[Any]] = {}
    for month, unit, _, was, reason in year.put_right:
        meant.setdefault((month, unit), []).append((reason, was))
    kept = {(r.month, r.unit): [(n, why, was) for n, why, was, _ in r.corrections] for r in year.rows if r.corrections}
    listed = {key: [(n, why, _as_kept(was)) for n, (why, was) in enumerate(told_, 1)] for key, told_ in meant.items()}
    assert kept == listed


def _as_kept(was: dict[str, Any]) -> dict[str, Any]:
    return {k: ",".join(v) if isinstance(v, tuple) else v for k, v in was.items()}


# who is expected -----------------------------------------------------------------------------------------------------
def test_who_is_expected_is_who_was_there_on_the_day_and_stays_so(year: Year) -> None:
    now: dict[str, set[tuple[int, int]]] = {}
    for r in year.rows:
        now.setdefault(r.month, set()).add((r.unit, r.block))
    for month, frozen in year.frozen.items():
        on = year.asked_on[month]
        there = {u for u, day in year.born.items() if day <= on and not (u in year.became and year.became[u][1] <= on)}
        assert {u for u, b in frozen if b == year.commune and u != b} == there, month
        assert now.get(month, frozen) == frozen, month


def test_each_month_is_asked_for_on_its_day_or_the_first_that_the_bot_is_there(year: Year) -> None:
    for month, on in year.asked_on.items():
        wanted = min(days_of(month)[1], before(due(month)[0], 2))
        assert on == next(day for day in year.up if day >= str(wanted)), month
        assert {r.due_day for r in year.rows if r.month == month and r.unit != r.block} == {str(due(month)[0])}


# who was told what ---------------------------------------------------------------------------------------------------
def told_of(year: Year, head: str) -> dict[tuple[str, str], list[Told]]:
    """Those whose words begin so, up to the month's name and the hamlet's, by both."""
    pattern = re.compile(head.replace("MONTH", r"tháng (?P<n>\d+)/(?P<y>\d+)").replace("UNIT", "(?P<unit>.+?)"))
    found: dict[tuple[str, str], list[Told]] = {}
    for t in year.told:
        if m := pattern.match(t.text):
            found.setdefault((f"{m['y']}-{int(m['n']):02}", m["unit"][:1].lower() + m["unit"][1:]), []).append(t)
    return found


def asked_teams(year: Year) -> Iterator[tuple[Row, list[tuple[int, str]]]]:
    for r in year.rows:
        if (r.month, r.unit) in year.members:
            yield r, year.members[r.month, r.unit]


def test_each_team_is_asked_once_its_head_or_else_all_of_it(year: Year) -> None:
    asked = told_of(year, r"Đến kỳ báo cáo MONTH của UNIT \(")
    for r, members in asked_teams(year):
        heads = [p for p, role in members if role == "to_truong"] or [p for p, _ in members]
        assert Counter(t.person for t in asked[r.month, year.titles[r.unit]]) == Counter(heads), (r.month, year.titles[r.unit])


def test_each_team_is_reminded_twice_at_most_and_only_while_it_has_told_nothing(year: Year) -> None:
    reminded, found = told_of(year, r"UNIT chưa gửi báo cáo MONTH, hạn"), []
    for r, members in asked_teams(year):
        ours = reminded.get((r.month, year.titles[r.unit]), [])
        days = [str(before(date.fromisoformat(r.due_day), 1)), r.due_day]
        wanted = [d for d in days if d in year.up and d > year.asked_on[r.month] and not _had_come(r, d)]
        if sorted({str(when(t.at).date()) for t in ours}) != wanted:
            found.append(f"{r.month}, {year.titles[r.unit]}: reminded on {sorted({str(when(t.at)) for t in ours})}, expected {wanted}")
        if r.unit in year.became:
            continue
        for day in wanted:
            heads = [p for p, role in members if role != "to_vien"] or [p for p, _ in members]
            whom = heads if day == days[0] else [p for p, _ in members]
            if r.month != "2027-05" and Counter(t.person for t in ours if str(when(t.at).date()) == day) != Counter(whom):
                found.append(f"{r.month}, {year.titles[r.unit]}: others were reminded on {day}")
    assert not found, wrong(found)
    assert reminded


def _had_come(r: Row, day: str) -> bool:
    return r.submitted_at is not None and r.submitted_at <= datetime.fromisoformat(f"{day} 07:00").replace(tzinfo=HERE).timestamp()


def test_nobody_is_told_anything_at_night(year: Year) -> None:
    assert not [f"{when(t.at)}: {t.text[:60]}" for t in year.told if not 7 <= when(t.at).hour < 21]


def test_teams_hear_of_nothing_but_their_months(year: Year) -> None:
    people = {p for members in year.members.values() for p, _ in members}
    heads = ("Đến kỳ báo cáo", "chưa gửi báo cáo", GIVEN_BACK, "đã nhập hộ báo cáo")
    assert not [t.text for t in year.told if t.person in people and not any(h in t.text for h in heads)]
    entered = told_of(year, ".* đã nhập hộ báo cáo MONTH của UNIT\\.")
    with_a_head = {key for key in year.entered if any(role == "to_truong" for _, role in year.members[key])}
    assert set(entered) == {(month, year.titles[unit]) for month, unit in with_a_head}


def test_how_many_have_sent_is_told_as_it_was_at_that_moment(year: Year) -> None:
    found = [x for rows, month, text in year.boards for x in _sent(year, rows, month, text, None)]
    for t in year.told:
        if (m := re.search(r"áo cáo tháng (\d+)/(\d+)[^“]*?\d+/\d+ tổ đã gửi", t.text, re.DOTALL)) and GIVEN_BACK not in t.text:
            found += _sent(year, year.rows, f"{m[2]}-{int(m[1]):02}", t.text, t.at)
        if m := re.search(r"vừa nhắn (\d+) tổ báo cáo tháng (\d+)/(\d+)", t.text):
            asked = Counter(b for u, b in year.frozen[f"{m[3]}-{int(m[2]):02}"] if u != b)
            found += [t.text] if int(m[1]) not in asked.values() else []
    assert not found, wrong(found)


def _sent(year: Year, rows: list[Row], month: str, text: str, at: float | None) -> Iterator[str]:
    block = year.other if "xã Khác" in text else year.commune
    teams = [r for r in rows if (r.month, r.block) == (month, block) and r.unit != block]
    expected = sum(r.done and (at is None or (r.submitted_at or 0) <= at) for r in teams), len(teams)
    for n, of in re.findall(r"(\d+)/(\d+) tổ đã gửi", text):
        if (int(n), int(of)) != expected:
            yield f"{month}, expected {expected}: {text}"


# what comes back to the teams ----------------------------------------------------------------------------------------
def test_the_figures_that_come_back_to_a_team_are_its_own_beside_those_of_the_month_before(year: Year) -> None:
    found, heard = [], told_of(year, f"Báo cáo MONTH của UNIT {GIVEN_BACK}")
    by_title = {title: unit for unit, title in year.titles.items()}
    for (month, title), ones in heard.items():
        assert max(Counter(t.person for t in ones).values()) == 1, (month, title)
        for t in ones:
            said = t.text.splitlines()[0].partition("tổng hợp: ")[2].removesuffix(".").split("; ")
            meant = _given_back(year, t.rows or [], month, by_title[title])
            if said != meant:
                found.append(f"{month}, {title}: {set(said) ^ set(meant)}")
    for month, (rows, _) in year.approved.items():
        done = {year.titles[r.unit] for r in rows if (r.month, r.block) == (month, year.commune) and r.unit != r.block and r.done}
        heard_of = {title for m, title in heard if m == month}
        found += [f"{month}: the figures of {done ^ heard_of} came back to nobody"] if heard_of != done else []
    assert not found, wrong(found)


def _given_back(year: Year, rows: list[Row], month: str, unit: int) -> list[str]:
    now = next(r for r in rows if (r.month, r.unit) == (month, unit))
    last = next((r.answers for r in rows if (r.month, r.unit) == (later(month, -1), unit)), {})
    lines = []
    for q in year.papers[month].of_teams:
        if q.kind == "number" and now.answers.get(q.key):
            beside = f" (tháng trước {written(q, last[q.key])})" if last.get(q.key) is not None else ""
            lines.append(q.said.format(written(q, now.answers[q.key])) + beside)
    return lines or ["không có gì mới"]


def written(q: Question, steps: int) -> str:
    whole, part = divmod(steps, q.worth)
    decimals = str(Fraction(part, q.worth) and f"{part / q.worth:.3f}".rstrip("0")[2:])
    return f"{whole:,}".replace(",", ".") + (f",{decimals}" if part else "")


# the report in sentences ---------------------------------------------------------------------------------------------
def figures(year: Year, p: Printed, back: int = 0) -> Figures:
    """Of the span, or of one that ended so many months before."""
    return Figures(year.books(p.rows), up_to(later(p.last, -back), LONG[p.length]), year.commune)


def paper_of(year: Year, p: Printed) -> Paper:
    """All that was asked in its months."""
    return together([year.papers[m] for m in up_to(p.last, LONG[p.length]) if m in year.papers])


def named(p: Printed) -> str:
    return f"{p.length} {p.last}{', leaving' if p.leaving else ''}"


def test_every_figure_in_the_sentences_of_a_report_is_what_the_answers_add_up_to(year: Year) -> None:
    found = [f"{named(p)}: {line}" for p in year.printed for line in _in_sentences(year, p)]
    assert not found, wrong(found)


def _in_sentences(year: Year, p: Printed) -> Iterator[str]:
    read, now, form = Read(p.made), figures(year, p), paper_of(year, p)
    there = {q.key: q for q in form.questions}
    numbers = {key: now.number(there[key]) if key in there else None for key in read.figures}
    for key, said in read.figures.items():
        meant = numbers[key] if numbers.get(NESTED.get(key, key)) else None
        yield from _unequal(key, said, [meant] if meant else [])
    met = [n for n in told(now.asked, "hop_to") if n]
    yield from _unequal("teams that met", read.of_teams["teams that met"], [Fraction(len(met))] if met else [])
    moods = len(told(now.asked, "tam_trang"))
    yield from _unequal("moods told", read.of_teams["moods told"], [Fraction(moods)] if moods else [])
    for key, _, part, whole in form.rates:
        rate = now.rate(form, part, whole) if read.figures[part] else None
        near = rate is not None and len(read.rates[key]) == 1 and abs(read.rates[key][0] - 100 * rate) <= Fraction(1, 20)
        if not near and (rate is not None or read.rates[key]):
            yield f"{key}: {read.rates[key]}, expected {rate}"
    for key, said in read.against.items():
        last = figures(year, p, LONG[p.length]).number(there[key])
        if said and (last is None or numbers[key] is None or said != [numbers[key] - last]):
            yield f"{key} against the span before: {said}, expected {numbers[key]} - {last}"
    yield from _covered(read, now, p)
    yield from _lists(read, now, there)
    yield from _cases(year, read, p)
    sore = {r.unit for r in now.asked if r.done and r.answers.get("tam_trang") == "buc_xuc"}
    yield from _unequal("to look after", read.look_after, set() if p.leaving else {year.titles[u] for u in sore})
    words = [line for part in p.made.parts if part.heading[:3] in ("IV-", "V- ") for line in part.paragraphs]
    yield from _unequal("released", words, _released(year, p))
    yield from (f"nobody asked about the digits of: {line}" for line in read.left)


def _unequal(what: str, said: Any, meant: Any) -> Iterator[str]:
    if said != meant:
        yield f"{what}: {said}, expected {meant}"


def _covered(read: Read, now: Figures, p: Printed) -> Iterator[str]:
    still = len(now.asked) - now.submitted
    meant = {"submitted": [now.submitted], "expected": [len(now.asked)], "missing": [still] if p.leaving and still else []}
    yield from _unequal("coverage", read.covered, meant)
    first = next(m for m in now.months if now.books.teams([m], now.block))
    yield from _unequal("days", read.days, [str(days_of(first)[0]), str(days_of(p.last)[1])])
    year = int(p.last[:4])
    if not {year, int(p.last[5:]) if p.length == "thang" else year} <= {*months_named(p.made.subject), year}:
        yield f"subject: {p.made.subject}"


def _lists(read: Read, now: Figures, there: dict[str, Question]) -> Iterator[str]:
    moods = now.options(there["tam_trang"])
    yield from _unequal("moods", read.lists["tam_trang"], {there["tam_trang"].options[c]: n for c, n in moods.items()})
    for key in ("quan_tam", "tt_nd"):
        q = there[key]
        counts = {q.options[c][:1].lower() + q.options[c][1:]: n for c, n in now.options(q).items() if c != "khac" and c in q.options}
        said = {label[:1].lower() + label[1:]: n for label, n in read.lists[key].items()}
        yield from _unequal(key, said, {label: counts.get(label) for label in said})
        yield from _unequal(f"the most of {key}", sorted(said.values(), reverse=True), sorted(counts.values(), reverse=True)[:5])


def _cases(year: Year, read: Read, p: Printed) -> Iterator[str]:
    first, last = read.days
    filed = [at for at in year.cases if first <= str(when(at).date()) <= last and at <= p.at]
    yield from _unequal("cases", read.cases["filed"], [len(filed)] if filed else [])
    yield from _unequal("fates of cases", sum(n for key in ("ended", "open", "passed on") for n in read.cases[key]), len(filed))
    if sum(read.cases["overdue"]) > len(filed):
        yield f"overdue: {read.cases['overdue']} of {len(filed)}"
    _, rows = annex(p.made, CASES)
    yield from _unequal("cases listed", rows[-1][1] if rows and p.leaving else len(rows), len(filed))


def _released(year: Year, p: Printed) -> list[str]:
    """The plans of a month; the wishes of all, each once."""
    months = up_to(p.last, LONG[p.length])
    plans = [w for m in months[-1:] if p.length == "thang" and (w := year.released.get(m, {}).get("thang_toi"))]
    wishes = dict.fromkeys(w for m in months if (w := year.released.get(m, {}).get("de_nghi")))
    return [f"- {w[:1].upper()}{w[1:]}." for w in (*plans, *wishes)]


# the tables behind it ------------------------------------------------------------------------------------------------
def test_the_table_by_hamlet_is_what_each_has_told_and_adds_up(year: Year) -> None:
    found = [f"{named(p)}: {line}" for p in year.printed for line in _by_hamlet(year, p)]
    assert not found, wrong(found)


def _by_hamlet(year: Year, p: Printed) -> Iterator[str]:
    now, asked = figures(year, p), [q for q in paper_of(year, p).of_teams if q.kind == "number"]
    head, rows = annex(p.made, BY_HAMLET)
    yield from _unequal("columns", head[1:], [formal(q.name) for q in asked])
    units = {r.unit for r in now.asked}
    silent = {u for u in units if not any(r.done for r in now.asked if r.unit == u)}
    cells = {u: [_cell(now, q, u) for q in asked] for u in units}
    meant = {year.titles[u]: ([None] * len(asked) if u in silent else cells[u]) for u in units if not (p.leaving and u in silent)}
    rest = [_added(cells[u][n] for u in silent) for n in range(len(asked))]
    meant |= {REST: rest} if any(rest) else {}
    meant |= {TOTAL: [_added(cells[u][n] for u in units) for n in range(len(asked))]}
    said = {str(row[0]) if row[0] in (REST, TOTAL) else str(row[0])[:1].lower() + str(row[0])[1:]: [_exact(c) for c in row[1:]] for row in rows}
    for title in said.keys() | meant.keys():
        yield from _unequal(title, said.get(title), meant.get(title))
    places = [int(m[1]) for row in rows if (m := re.fullmatch(r"Thôn (\d+)", str(row[0])))]
    yield from _unequal("order", places, sorted(places))


def _cell(now: Figures, q: Question, unit: int) -> Fraction | None:
    if q.adds == "stock":
        steps = held_by(now.books, now.stock(q), {r.unit for r in now.asked}).get(unit)
    else:
        steps = total((r for r in now.asked if r.unit == unit), q.key)
    return None if steps is None else Fraction(steps, q.worth)


def _added(cells: Any) -> Fraction | None:
    known = [c for c in cells if c is not None]
    return sum(known, Fraction(0)) if known else None


def _exact(cell: Any) -> Fraction | None:
    return None if cell is None else Fraction(str(cell))


def formal(name: str) -> str:
    return name.replace("Bà con", "Nhân dân").replace("bà con", "Nhân dân")


def test_each_figure_stands_beside_that_of_the_span_before_of_last_year_and_of_the_year_so_far(year: Year) -> None:
    found = [f"{named(p)}: {line}" for p in year.printed for line in _beside(year, p)]
    assert not found, wrong(found)


def _beside(year: Year, p: Printed) -> Iterator[str]:
    books, long = year.books(p.rows), LONG[p.length]
    so_far = Figures(books, up_to(p.last, int(p.last[5:])), year.commune)
    columns = [figures(year, p), figures(year, p, long), *([] if long == 12 else [figures(year, p, 12), so_far])]
    _, rows = annex(p.made, BESIDE)
    said = {str(row[0]): row[1:] for row in rows}
    meant = dict(_rows_beside(year, p, columns))
    for name in said.keys() | meant.keys():
        got, wanted = said.get(name), meant.get(name)
        if got is None or wanted is None or len(got) != len(wanted) or not all(map(_same, got, wanted)):
            yield f"{name}: {got}, expected {wanted and [c if isinstance(c, str) or c is None else float(c) for c in wanted]}"


def _same(said: Any, meant: Any) -> bool:
    if isinstance(said, str) or isinstance(meant, str) or said is None or meant is None:
        return bool(said == meant)
    return bool(abs(Fraction(str(said)) - meant) <= Fraction(1, 20))


def _rows_beside(year: Year, p: Printed, columns: list[Figures]) -> Iterator[tuple[str, list[Any]]]:
    form, now = paper_of(year, p), columns[0]
    for q in form.questions:
        who = "Khối" if q.by_block else f"{now.answered(q)}/{len(now.asked)}"
        if q.kind == "number":
            yield formal(q.name), [*(c.number(q) for c in columns), who]
        elif q.kind != "text":
            for code, label in (q.options or {"co": ""}).items():
                if any(c.options(q)[code] for c in columns):
                    name = f"{formal(q.name)}: {label} (số tổ)" if label else f"{formal(q.name)} (số tổ)"
                    yield name, [*(Fraction(c.options(q)[code]) if c.answered(q) else None for c in columns), who]
    for _, name, part, whole in form.rates:
        rates = [c.rate(form, part, whole) for c in columns]
        yield f"{formal(name)} (%)", [*(None if r is None else 100 * r for r in rates), None]


def test_the_teams_that_have_not_told_are_listed_for_the_block_alone(year: Year) -> None:
    for p in year.printed:
        late = Counter(year.titles[r.unit] for r in figures(year, p).asked if not r.done)
        _, rows = annex(p.made, NOT_TOLD)
        said = {str(row[1])[:1].lower() + str(row[1])[1:]: row[2] if len(row) > 2 else 1 for row in rows}
        assert said == ({} if p.leaving else late), named(p)
        assert [row[0] for row in rows] == list(range(1, len(rows) + 1))


def test_no_rate_is_over_a_hundred(year: Year) -> None:
    printed = [row for p in year.printed for row in annex(p.made, BESIDE)[1] if str(row[0]).endswith("(%)")]
    assert printed
    assert all(c is None or 0 <= c <= 100 for row in printed for c in row[1:])  # type: ignore[operator]
    assert all(rate <= 100 for p in year.printed for rates in Read(p.made).rates.values() for rate in rates)
    rows = [row for _, _, rows in year.exported for row in rows]
    assert all(row["reported"] <= row["expected"] for row in rows), wrong([str(r) for r in rows if r["reported"] > r["expected"]])
    assert all(row["value"] is None or row["value"] <= 1 for row in rows if row["key"].endswith("_ty_le"))


# `export figures`, and what a correction changes ---------------------------------------------------------------------
def test_what_is_exported_of_a_team_a_block_and_all_is_what_the_answers_add_up_to(year: Year) -> None:
    books, found = year.books(), []
    for kind, unit, rows in year.exported:
        by_month: dict[str, dict[str, Any]] = {}
        for row in rows:
            by_month.setdefault(row["period"], {})[row["key"]] = row
        for month in year.frozen:
            meant = export(books, month, **({} if kind == "all" else {kind if kind == "block" else "unit": unit}))
            said = by_month.get(month, {})
            where = f"{month}, {kind} {year.titles.get(unit or 0, unit)}"
            found += [f"{where}: {sorted(said.keys() ^ meant.keys())}"] if said.keys() != meant.keys() else []
            for key in said.keys() & meant.keys():
                (value, *counted), row = meant[key], said[key]
                near = row["value"] is not None and value is not None and abs(Fraction(str(row["value"])) - value) <= Fraction(1, 20000)
                if not (near or row["value"] is value is None) or [row["reported"], row["expected"]] != counted:
                    exact = value if value is None else float(value)
                    found.append(f"{where}, {key}: {row['value']} of {row['reported']}/{row['expected']}, expected {exact} of {counted}")
    assert not found, wrong(found)


def test_a_correction_changes_its_own_figure_at_the_team_and_above_it_and_nothing_else(year: Year) -> None:
    found = []
    for c in year.changes:
        form = year.papers[c.month]
        keys = {c.key, *(q.key for q in form.of_teams if q.when == c.key)}
        keys |= {rate for rate, _, part, whole in form.rates if {part, whole} & keys}
        changed = {where for where in c.before.keys() | c.after.keys() if c.before.get(where) != c.after.get(where)}
        odd = [w for w in changed if w[0] not in ("team", "commune", "all") or w[1] != c.month or w[2].partition(".")[0] not in keys]
        found += [f"{c.month}, {year.titles[c.unit]}, {c.key} changes {odd}"] if odd else []
        moved = {(c.after[p, c.month, c.key][0] or 0) - (c.before[p, c.month, c.key][0] or 0) for p in ("team", "commune", "all")}
        found += [f"{c.month}, {year.titles[c.unit]}, {c.key}: by {moved}"] if len({round(m, 6) for m in moved}) != 1 else []
    assert not found, wrong(found)
    assert year.changes
