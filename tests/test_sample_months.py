"""The demo's past months: made up, but as they would have been; whoever looks at them may go on with the last."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import Connection, text

from bot.cli import cli
from bot.domain.forms import Field, Form, Kind
from bot.domain.months import bounds, month
from bot.domain.periods import HERE, local
from bot.domain.privacy import mask
from bot.domain.totals import NO, YES
from handlers import sample
from messages_vi.names import hide_names
from messages_vi.privacy import MARKS
from messages_vi.report import PERSON
from messages_vi.sample_months import CASES, WORDS
from storage import checkins, engines, forms, month_steps, month_sums, released, units
from storage.checkins import Checkin
from storage.released import Released
from tests.turns import START, World

SAID = [*(words for several in WORDS.values() for words in several), *(words for case in CASES for words in (case.text, case.result))]
TEAMS = 6


def at(told: str) -> float:
    return datetime.fromisoformat(told).replace(tzinfo=HERE).timestamp()


class Loaded:
    """A commune with so many past months, of which nothing stays."""

    def __init__(self, db: Connection, now: float, months: int) -> None:
        assert sample.load(db, now, months)
        self.db, self.now, places = db, now, list(units.everything(db))
        self.commune = next(u for u in places if u.level == "xa")
        self.hamlets = [u for u in places if u.level == "thon"]

    def rows(self, sql: str, **values: Any) -> list[Any]:
        return [tuple(r) for r in self.db.execute(text(sql), values)]

    @property
    def months(self) -> list[str]:
        return [r[0] for r in self.rows("SELECT DISTINCT month FROM checkin ORDER BY 1")]

    def teams(self, of: str) -> list[Checkin]:
        found = [checkins.of_unit(self.db, h.id, of) for h in self.hamlets]
        return [one for one in found if one]

    def block(self, of: str) -> Checkin:
        one = checkins.of_unit(self.db, self.commune.id, of)
        assert one is not None
        return one

    def form(self, of: str) -> Form:
        return forms.get(self.db, self.block(of).form).form

    def answers(self) -> dict[tuple[str, str, str], Any]:
        """By month, name of the unit and field; ids go on from one load to the next."""
        answered = "FROM checkin c JOIN checkin_answer a ON a.checkin = c.id JOIN unit u ON u.id = c.unit"
        found = self.rows(f"SELECT c.month, u.name, a.field, a.number, a.words {answered}")
        return {(of, unit, key): number if words is None else words for of, unit, key, number, words in found}


@contextmanager
def loaded(url: str, months: int = 3, now: float = START) -> Iterator[Loaded]:
    engine = engines.writer(url)
    with engine.connect() as db:
        yield Loaded(db, now, months)
        db.rollback()
    engine.dispose()


@pytest.mark.parametrize(
    ("now", "last"),
    [("2026-11-15T23:59", "2026-10"), ("2026-11-16T00:01", "2026-11"), ("2026-11-24T13:00", "2026-11"), ("2027-01-03T08:00", "2026-12")],
)
def test_the_last_of_them_is_the_newest_month_that_is_over(url: str, now: str, last: str) -> None:
    with loaded(url, 2, at(now)) as it:
        assert it.months == [str(month(last).after(-1)), last]


def test_without_a_number_there_are_no_months_and_no_cases(url: str) -> None:
    with loaded(url, 0) as it:
        assert (it.months, it.rows("SELECT id FROM incident"), it.rows("SELECT id FROM form")) == ([], [], [])
        assert {u.valid_from for u in units.everything(it.db)} == {sample.SINCE}


def test_every_team_and_the_block_are_expected_with_the_days_of_that_month(url: str) -> None:
    with loaded(url) as it:
        assert it.months == ["2026-09", "2026-10", "2026-11"]
        for of in it.months:
            assert len(it.teams(of)) == TEAMS
            first, last = bounds(month(of), 15)
            for one in (*it.teams(of), it.block(of)):
                assert (one.first_day, one.last_day, one.block) == (str(first), str(last), it.commune.id)
                assert one.last_day <= one.due_day <= one.block_due_day
            assert {one.block_due_day for one in it.teams(of)} == {it.block(of).due_day}


def test_past_months_are_closed_and_sent_up_and_the_last_is_open_to_the_demos_phones(url: str) -> None:
    with loaded(url) as it:
        *past, last = it.months
        for of in past:
            assert it.block(of).is_done
            assert all(one.closed_at for one in it.teams(of))
            steps = month_steps.steps(it.db, it.commune.id, of)
            assert [s.state for s in steps] == [month_steps.CLOSED, month_steps.APPROVED, month_steps.SENT]
            assert month_steps.changes(it.db, it.commune.id, of) == steps[1].changes
            assert month_steps.kept(it.db, it.commune.id, of)
        assert month_steps.steps(it.db, it.commune.id, last) == []
        assert not any(one.closed_at for one in (*it.teams(last), it.block(last)))
        assert not it.block(last).is_done
        assert not it.teams(last)[0].is_done
        assert sum(one.is_done for one in it.teams(last)) == TEAMS - 2


def test_some_are_late_some_never_came_and_some_had_nothing_new(url: str) -> None:
    with loaded(url) as it:
        counts = {of: (sum(o.is_done for o in it.teams(of)), sum(o.late for o in it.teams(of))) for of in it.months}
        assert counts == {"2026-09": (5, 1), "2026-10": (6, 1), "2026-11": (4, 0)}
        assert {of for of in it.months if any(o.state == checkins.NOTHING_NEW for o in it.teams(of))} == {"2026-10", "2026-11"}
        for of in it.months:
            totals = month_sums.of_teams(it.db, it.form(of), [of], [h.id for h in it.hamlets])
            assert sum(t.expected for t in totals.values()) == TEAMS
            assert (sum(t.submitted for t in totals.values()), sum(t.submitted - t.on_time for t in totals.values())) == counts[of]


def test_every_question_is_answered_by_somebody_and_within_its_bounds(url: str) -> None:
    with loaded(url) as it:
        form, told = it.form("2026-11"), it.answers()
        for f in form.fields:
            said = [value for (_, _, key), value in told.items() if key == f.key and value is not None]
            assert any(said), f.key
            assert all(_fits(f, value) for value in said), f.key
        for of, unit in {(of, unit) for of, unit, _ in told}:
            parts = ("hg_thanh", "hg_vu"), ("kn_xong", "kn_nhan"), ("don_xong", "don_nhan")
            assert all((told.get((of, unit, part)) or 0) <= (told.get((of, unit, whole)) or 0) for part, whole in parts)


def _fits(asked: Field, value: Any) -> bool:
    match asked.kind:
        case Kind.NUMBER:
            return bool(asked.least <= value / 10**asked.decimals <= asked.most)
        case Kind.TEXT:
            return value in SAID
        case Kind.YES_NO:
            return value in (YES, NO)
        case _:
            return set(value.split(",")) <= {o.code for o in asked.options} and len(value.split(",")) <= (
                asked.most if asked.kind == "several" else 1
            )


def test_hamlets_and_months_differ(url: str) -> None:
    with loaded(url) as it:
        told = it.answers()
        heard = {(of, unit): tuple(sorted((k, str(v)) for (o, u, k), v in told.items() if (o, u) == (of, unit))) for of, unit, _ in told}
        full = [said for said in heard.values() if ("hop_to", "0") not in said]
        assert len(set(full)) == len(full)


def test_a_month_reads_the_same_whenever_it_is_made_and_however_many_others_there_are(url: str) -> None:
    with loaded(url, 3) as it:
        few = it.answers()
        steps = it.rows("SELECT month, state, at FROM month_step ORDER BY id")
    with loaded(url, 12) as it:
        many = it.answers()
        assert steps == it.rows("SELECT month, state, at FROM month_step WHERE month > '2026-08' ORDER BY id")
    assert few == {key: value for key, value in many.items() if key[0] >= "2026-09"}
    assert len({of for of, _, _ in many}) == 12


def test_what_the_block_made_of_the_teams_words_is_theirs_each_sentence_once(url: str) -> None:
    with loaded(url) as it:
        *past, last = it.months
        for of in past:
            done = released.of_month(it.db, it.commune.id, of)
            assert set(done) == {f.key for f in it.form(of).of_team.in_words}
            for key, what in done.items():
                said = released.told(it.db, it.commune.id, of, key)
                assert isinstance(what, Released)
                assert sorted(what.words.split("\n")) == sorted({t.words for t in said})
        assert released.of_month(it.db, it.commune.id, last) == {}
        assert released.told(it.db, it.commune.id, last, "de_nghi")


@pytest.mark.parametrize("now", ["2026-11-16T00:01", "2026-11-17T09:30", "2027-02-16T00:05", "2026-08-16T06:00", "2026-03-01T12:00"])
def test_nothing_of_it_lies_in_the_future_or_outside_its_month(url: str, now: str) -> None:
    with loaded(url, 4, at(now)) as it:
        assert it.rows("SELECT id FROM checkin WHERE submitted_at > :now OR closed_at > :now", now=it.now) == []
        assert it.rows("SELECT id FROM month_step WHERE at > :now", now=it.now) == []
        assert it.rows("SELECT id FROM incident_event WHERE at > :now", now=it.now) == []
        late = it.rows("SELECT due_day, submitted_at FROM checkin WHERE late = 1 ORDER BY id")
        assert late
        assert all(f"{local(sent):%Y-%m-%d}" > due for due, sent in late)
        spans = [(one.first_day, one.last_day) for one in map(it.block, it.months)]
        days = [f"{local(r[0]):%Y-%m-%d}" for r in it.rows("SELECT created_at FROM incident UNION ALL SELECT updated_at FROM incident")]
        assert all(any(first <= day <= last for first, last in spans) for day in days)


def test_cases_of_then_are_numbered_in_their_order_are_over_and_wake_nobody(url: str) -> None:
    with loaded(url) as it:
        found = it.rows("SELECT year, number, status, watch_at FROM incident ORDER BY created_at")
        assert [r[:2] for r in found] == [(2026, n) for n in range(1, 10)]
        assert {r[2:] for r in found} == {("ket_thuc", None)}
        world = World(it.db)
        world.ticks(60)
        world.ticks(8 * 86400)
        assert it.rows("SELECT id FROM notice WHERE kind = 'case' OR act_on LIKE 'id:%'") == []


def test_the_demos_phones_go_on_with_the_last_month(url: str) -> None:
    with loaded(url) as it:
        world = World(it.db)
        asked = world.does("1", "báo tháng")
        assert "Tổ họp mấy lần" in asked[-1].text
        world.does("1", "hủy")
        world.does("1", "không có gì mới")
        world.does("1", "gửi")
        assert it.teams("2026-11")[0].state == checkins.NOTHING_NEW
        assert "Mẫu Năm" in world.does("2", "báo tháng")[-1].text
        filed = world.does("1", "gãy lan can cầu tràn từ tối qua, 15 hộ phải đi vòng")
        assert filed
        world.does("1", "gửi")
        assert it.rows("SELECT number FROM incident WHERE draft > 0") == [(10,)]


def test_months_from_before_the_commune_was_made_have_a_commune_and_hamlets_of_then(url: str) -> None:
    with loaded(url, 24) as it:
        assert len(it.months) == 24
        first = min(it.block(of).first_day for of in it.months)
        assert {u.valid_from for u in units.everything(it.db)} == {first}
        tree = units.tree(it.db, first)
        assert {tree.line(h.id)[-2] for h in it.hamlets} == {it.commune.id}


@pytest.mark.parametrize("words", sorted({w for w in SAID if w}))
def test_no_words_name_or_point_to_a_person(words: str) -> None:
    assert hide_names(words, PERSON) == words
    assert mask(words, MARKS) == words


def test_the_command_loads_them_once_and_says_so(url: str, tmp_path: Path) -> None:
    (tmp_path / "clock").write_text("2026-11-24T13:00:00")
    env = {"DANVAN_DATABASE_URL": url, "DANVAN_DATA_DIR": str(tmp_path), "DANVAN_CLOCK_FILE": str(tmp_path / "clock")}
    wrong = CliRunner().invoke(cli, ["sample", "load", "--months", "25"], env=env)
    assert (wrong.exit_code, _planned(url)) == (2, 0)
    done = CliRunner().invoke(cli, ["sample", "load", "--months", "2"], env=env)
    assert (done.exit_code, done.stdout) == (0, "loaded\n")
    assert _planned(url) == 2 * (TEAMS + 1)
    again = CliRunner().invoke(cli, ["sample", "load", "--months", "5"], env=env)
    assert (again.exit_code, again.stdout) == (0, "there are units already; nothing was changed\n")
    assert _planned(url) == 2 * (TEAMS + 1)


def _planned(url: str) -> int:
    engine = engines.reader(url)
    with engine.connect() as db:
        planned = int(db.execute(text("SELECT count(*) FROM checkin")).scalar_one())
    engine.dispose()
    return planned
