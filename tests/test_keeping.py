"""How long words and pictures of cases, and words of check-ins, are kept: they go in time, what can be counted stays, a dry run changes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Connection, insert, select, update

from bot.cli import cli
from bot.domain.kinds import Level
from bot.domain.months import Month
from bot.domain.periods import HERE
from bot.jobs import Job, Moment
from bot.talk import Notice, Place
from handlers import JOBS, sample
from handlers import keeping as handler
from messages_vi import forms_shipped
from storage import case_life, case_lists, checkins, engines, episodes, forms, incidents, keeping, notices, people, units
from storage.case_life import Entry
from storage.tables import attachment, checkin, checkin_answer, checkin_correction, incident, incident_event, job, notice
from tests.fakes.props import picture
from tests.house import House
from tests.months_kit import a_month

DAY = 86400.0
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=HERE).timestamp()
TOLD = "gãy lan can cầu tràn, 15 hộ phải đi vòng"


class Archive:
    """Cases of one hamlet that ended some days ago, with their pictures."""

    def __init__(self, url: str, at: Path) -> None:
        self.at, self.engine = at, engines.writer(url)
        self.settings = {"DANVAN_DATABASE_URL": url, "DANVAN_DATA_DIR": str(at), "DANVAN_CLOCK_FILE": str(at / "clock")}
        (at / "clock").write_text("2026-11-24T09:00:00")
        with self.engine.begin() as db:
            sample.load(db, NOW)
            self.hamlet, self.commune = (next(u for u in units.everything(db) if u.level == level) for level in ("thon", "xa"))
            self.who = people.add(db, "Bác Sáu", NOW)
        self.filed = 0

    def case(self, status: str = "ket_thuc", days_ago: float = 1000, kind: str = "CT", media: int = 1) -> int:
        """Its row; last changed so many days ago."""
        self.filed += 1
        at = NOW - days_ago * DAY
        new = incidents.NewCase(
            self.filed, self.commune.id, self.hamlet.id, kind, Level.XANH, False, TOLD, 15, Place(19.8, 105.77), self.who, "to_vien"
        )
        with self.engine.begin() as db:
            row, _ = incidents.file(db, new, at)
            case_life.write(db, row, self.who, Entry("tra_loi", "từ hôm qua"), at)
            db.execute(update(incident).where(incident.c.id == row).values(status=status, updated_at=at))
            for n in range(media):
                self.keeps(db, row, f"{row}-{n}")
        return row

    def month(self, days_ago: float = 1000, **told: Any) -> int:
        """The row of a check-in that was sent so many days ago."""
        self.filed += 1
        with self.engine.begin() as db:
            one = a_month(db, self.hamlet.id, self.commune.id, str(Month(2020, 1).after(self.filed)))
            checkins.submit(db, one, forms.get(db, one.form).form, told, self.who, NOW - days_ago * DAY)
        return one.id

    def answers(self, row: int) -> dict[str, Any]:
        with self.engine.begin() as db:
            return checkins.answers(db, row)

    def keeps(self, db: Connection, case: int, name: str) -> None:
        kept = {"inbox": 1, "channel": "phone", "account": "1", "kind": "photo", "ref": "their-name", "state": "kept", "name": name}
        db.execute(insert(attachment).values(**kept, incident=case, give_up_at=NOW))

    def erases(self, what: str, most: int = 500) -> dict[str, int]:
        with self.engine.begin() as db:
            return dict(keeping.erase(db, what, NOW, most))

    def row(self, case: int) -> Any:
        with self.engine.begin() as db:
            return db.execute(select(incident).where(incident.c.id == case)).one()

    def words_of(self, case: int) -> list[str]:
        with self.engine.begin() as db:
            return list(db.execute(select(incident_event.c.text).where(incident_event.c.incident == case)).scalars())

    def media(self, case: int) -> list[tuple[str, str]]:
        with self.engine.begin() as db:
            found = db.execute(select(attachment.c.state, attachment.c.ref).where(attachment.c.incident == case).order_by(attachment.c.id))
            return [tuple(r) for r in found]

    def everything(self) -> list[Any]:
        with self.engine.begin() as db:
            kept = (incident, incident_event, attachment, checkin, checkin_answer, checkin_correction)
            return [[tuple(r) for r in db.execute(select(t).order_by(*t.primary_key))] for t in kept]

    def runs(self, *words: str) -> Result:
        return CliRunner().invoke(cli, ["retention", *words], env=self.settings)

    def counted(self, *words: str) -> dict[tuple[str, str], int]:
        """(kind, what) -> how many, where there are any."""
        done = self.runs(*words)
        assert done.exit_code == 0, done.output
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        assert len(rows) == 29, "every kind, and what; and the words of check-ins"
        return {(r["kind"], r["what"]): r["count"] for r in rows if r["count"]}


@pytest.fixture
def archive(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Archive]:
    monkeypatch.chdir(tmp_path)
    made = Archive(url, tmp_path)
    yield made
    made.engine.dispose()


def test_the_words_of_a_case_go_and_what_can_be_counted_stays(archive: Archive) -> None:
    row = archive.case()
    before = archive.row(row)
    assert archive.erases("words") == {"CT": 1}
    after = archive.row(row)
    assert (after.text, after.folded, after.latitude, after.longitude, after.erased_at) == ("", "", None, None, NOW)
    assert archive.words_of(row) == ["", ""]
    gone = {"text", "folded", "latitude", "longitude", "erased_at"}
    assert {k: v for k, v in before._mapping.items() if k not in gone} == {k: v for k, v in after._mapping.items() if k not in gone}
    assert archive.erases("words") == {}


def test_the_office_it_was_given_to_goes_with_the_words_and_the_other_words_of_its_timeline_stay(archive: Archive) -> None:
    row = archive.case()
    with archive.engine.begin() as db:
        for entry in (Entry("giao", office="ông Tèo"), Entry("nang_muc", office="DO"), Entry("gop_vao", office="7")):
            case_life.write(db, row, archive.who, entry, NOW - 1000 * DAY)
        db.execute(update(incident).where(incident.c.id == row).values(office="ông Tèo"))
    archive.erases("words")
    assert archive.row(row).office == ""
    with archive.engine.begin() as db:
        assert [e.office for e in incidents.events(db, row)][2:] == ["", "DO", "7"]
        assert case_lists.offices(db, archive.commune.id) == []


WRITTEN = ("lũ quét", "ba điểm ngập", "ông Tèo tự về", "xin mì tôm")


def an_event(archive: Archive, days_ago: float | None, *cases: int) -> int:
    """It ended so many days ago; its row."""
    at = NOW - (days_ago or 0.0) * DAY
    with archive.engine.begin() as db:
        made = episodes.begin(db, archive.commune.id, WRITTEN[0], archive.who, at)
        assert made is not None
        episodes.write(db, made.id, archive.who, at, happened=WRITTEN[1], judged=WRITTEN[2], wanted=WRITTEN[3])
        db.execute(update(incident).where(incident.c.id.in_(cases)).values(episode=made.id))
        if days_ago is not None:
            episodes.end(db, made.id, at)
    return made.id


def test_what_was_written_about_an_event_goes_with_the_words_of_the_last_of_its_cases(archive: Archive) -> None:
    old = an_event(archive, 1000, archive.case(), archive.case(days_ago=800))
    has_an_open_one = an_event(archive, 1000, archive.case(), archive.case("dang_giai_quyet"))
    recent, empty = an_event(archive, 700, archive.case()), an_event(archive, 1000)
    goes_on = an_event(archive, None)
    archive.erases("words", most=1)
    archive.erases("words", most=1)
    with archive.engine.begin() as db:
        kept = {
            row: (e.title, e.happened, e.judged, e.wanted)
            for row in (old, has_an_open_one, recent, empty, goes_on)
            if (e := episodes.unscoped(db, row))
        }
    gone = ("", "", "", "")
    assert kept == {old: gone, has_an_open_one: WRITTEN, recent: WRITTEN, empty: gone, goes_on: WRITTEN}


def test_pictures_and_voice_notes_go_by_their_own_time_and_still_count(archive: Archive) -> None:
    row, recent = archive.case(days_ago=91, media=2), archive.case(days_ago=89)
    assert (archive.erases("media"), archive.erases("words")) == ({"CT": 2}, {})
    assert archive.media(row) == [("erased", ""), ("erased", "")]
    assert archive.media(recent) == [("kept", "their-name")]
    with archive.engine.begin() as db:
        assert incidents.photos(db, row) == 2


NOT_OVER = [("moi", 3000), ("da_nhan", 3000), ("dang_giai_quyet", 3000), ("da_chuyen", 3000), ("da_giai_quyet", 89), ("ket_thuc", 89)]
OVER = [("da_bao_lai", 91), ("ket_thuc", 91), ("rut_lai", 91), ("da_giai_quyet", 91)]


def test_only_what_has_ended_goes_and_a_result_that_nobody_answered_has_after_90_days(archive: Archive) -> None:
    kept = [archive.case(status, days) for status, days in NOT_OVER]
    gone = [archive.case(status, days) for status, days in OVER]
    archive.erases("media")
    assert {row: archive.media(row)[0][0] for row in (*kept, *gone)} == dict.fromkeys(kept, "kept") | dict.fromkeys(gone, "erased")


def test_a_case_that_was_put_to_another_waits_for_its_end(archive: Archive) -> None:
    main, part = archive.case("dang_giai_quyet"), archive.case()
    with archive.engine.begin() as db:
        db.execute(update(incident).where(incident.c.id == part).values(merged_into=main))
    assert archive.erases("words") == {}
    with archive.engine.begin() as db:
        db.execute(update(incident).where(incident.c.id == main).values(status="ket_thuc"))
    assert archive.erases("words") == {"CT": 2}


def test_what_was_opened_again_and_has_ended_again_is_erased_again(archive: Archive) -> None:
    row = archive.case(days_ago=3000)
    with archive.engine.begin() as db:
        keeping.erase(db, "words", NOW - 2000 * DAY)
        case_life.write(db, row, archive.who, Entry("mo_lai", "lại gãy"), NOW - 1000 * DAY)
        db.execute(update(incident).where(incident.c.id == row).values(updated_at=NOW - 1000 * DAY))
    assert archive.erases("words") == {"CT": 1}
    assert set(archive.words_of(row)) == {""}


def test_what_was_never_told_for_want_of_a_phone_goes_with_the_words(archive: Archive) -> None:
    row = archive.case()
    with archive.engine.begin() as db:
        for about in (row, row + 1):
            notices.notify(db, archive.who, Notice("case", TOLD, f"told:{about}", act_on=f"id:{about}"), NOW)
    archive.erases("words")
    with archive.engine.begin() as db:
        assert list(db.execute(select(notice.c.state).order_by(notice.c.id)).scalars()) == ["withdrawn", "waiting"]


SAID: dict[str, Any] = {"hop_to": 2, "tam_trang": "ban_khoan", "quan_tam": ("thu_tuc", "khac"), "de_nghi": "xin sửa mương", "thang_toi": None}


def test_the_words_of_a_check_in_go_as_those_of_any_case_and_its_numbers_and_choices_stay(archive: Archive) -> None:
    old, recent = archive.month(731, **SAID), archive.month(729, **SAID)
    archive.month(800, hop_to=1)
    archive.month(900, hop_to=0, de_nghi=None)
    before = archive.everything()[3]
    assert archive.erases("words") == {"checkins": 1}
    told = archive.answers(recent)
    assert told.items() >= {"hop_to": 2, "tam_trang": "ban_khoan", "quan_tam": "thu_tuc,khac", "de_nghi": "xin sửa mương", "thang_toi": None}.items()
    assert archive.answers(old) == told | {"de_nghi": None}
    assert archive.everything()[3] == before, "when it was sent, and by whom"
    assert archive.erases("words") == {}


def test_why_a_check_in_was_corrected_goes_too_with_the_words_as_they_were_and_what_was_corrected_lately_waits(archive: Archive) -> None:
    row = archive.month(1000, **SAID)
    with archive.engine.begin() as db:
        db.execute(update(checkin).values(closed_at=NOW - 999 * DAY))
        for days_ago, fixed in ((998, {"hop_to": 3, "de_nghi": "xin sửa cống"}), (10, {"hop_to": 4, "thang_toi": "họp dân"})):
            one = checkins.find(db, row)
            assert one is not None
            checkins.correct(db, one, forms.get(db, one.form).form, fixed, archive.who, NOW - days_ago * DAY, "đếm sót")
    assert archive.erases("words") == {"checkins": 1}
    with archive.engine.begin() as db:
        query = select(checkin_correction.c.reason, checkin_correction.c.was).order_by(checkin_correction.c.id)
        (reason, was), later = db.execute(query).all()
    assert (reason, json.loads(was)) == ("", {"hop_to": 2, "de_nghi": ""})
    assert (later.reason, json.loads(later.was)) == ("đếm sót", {"hop_to": 3, "thang_toi": None})
    assert (archive.answers(row)["de_nghi"], archive.answers(row)["thang_toi"]) == (None, "họp dân")
    assert archive.erases("words") == {}


def test_each_form_says_itself_which_of_its_answers_are_words(archive: Archive) -> None:
    old = archive.month(1100, **SAID)
    with archive.engine.begin() as db:
        before, key, behind = forms_shipped.text("thang").replace('"de_nghi"', '"can_xa"').partition('key = "can_xa"')
        forms.publish(db, before + key + behind.replace('"text"', '"yes_no"', 1).replace('"list"', '"any"', 1), NOW)
    newer = archive.month(1000, hop_to=2, can_xa="co", thang_toi="họp dân")
    assert archive.erases("words") == {"checkins": 2}
    assert (archive.answers(old)["de_nghi"], archive.answers(newer)["can_xa"]) == (None, "co")
    assert archive.answers(newer)["thang_toi"] is None


def test_cases_and_check_ins_together_are_as_many_as_one_round_may_take(archive: Archive) -> None:
    archive.case()
    archive.month(1000, **SAID)
    archive.month(1100, **SAID)
    assert [archive.erases("words", most=2) for _ in range(3)] == [{"CT": 1, "checkins": 1}, {"checkins": 1}, {}]


def test_the_daily_job_goes_on_in_small_rounds_until_nothing_is_left(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handler, "AT_ONCE", 2)
    rows = [archive.case() for _ in range(5)]
    kind, at = JOBS["keeping"], Moment(NOW, NOW)
    with archive.engine.begin() as db:
        (due,) = kind.plan(db, at)
        assert kind.plan(db, Moment(NOW + 60, NOW))[0].once == due.once, "once a day"
        rounds = 0
        while due is not None:
            rounds += 1
            assert kind.run(db, at, due) == (rounds <= 3)
            left = [r for r in db.execute(select(job.c.once, job.c.payload)) if r.once.endswith(f":{rounds + 1}")]
            due = Job(due.kind, NOW, left[0].once, json.loads(left[0].payload)) if left else None
    assert rounds == 3
    assert [archive.row(row).text for row in rows] == [""] * 5


# at the command line -------------------------------------------------------------------------------------------------
def test_a_dry_run_counts_what_would_go_and_changes_nothing(archive: Archive) -> None:
    archive.case(media=2)
    archive.case(kind="VS", days_ago=100)
    archive.case("moi")
    archive.month(**SAID)
    before = archive.everything()
    would = {("CT", "words"): 1, ("CT", "media"): 2, ("VS", "media"): 1, ("checkins", "words"): 1}
    assert archive.counted("--dry-run") == would
    assert archive.everything() == before
    assert archive.counted() == would
    assert archive.counted("--dry-run") == archive.counted() == {}


def test_an_office_keeps_one_kind_longer_and_another_shorter(archive: Archive) -> None:
    archive.case(days_ago=50)
    archive.case(kind="VS", days_ago=1000)
    assert archive.runs("set", "--kind", "CT", "--what", "media", "--days", "40").exit_code == 0
    assert archive.counted("--dry-run") == {("CT", "media"): 1, ("VS", "words"): 1, ("VS", "media"): 1}
    assert archive.runs("set", "--what", "words", "--days", "2000").exit_code == 0
    assert archive.runs("set", "--kind", "VS", "--what", "media", "--days", "1001").exit_code == 0
    assert archive.counted("--dry-run") == {("CT", "media"): 1}
    listed = [json.loads(line) for line in archive.runs("list").stdout.splitlines()]
    assert [(r["kind"], r["what"], r["days"]) for r in listed if r["set"]] == [("", "words", 2000), ("CT", "media", 40), ("VS", "media", 1001)]
    assert {(r["what"], r["days"]) for r in listed if not r["set"]} == {("words", 730), ("media", 90)}


@pytest.mark.parametrize("wrong", [("--kind", "XX"), ("--days", "0"), ("--what", "names")])
def test_what_cannot_be_set_is_refused(archive: Archive, wrong: tuple[str, str]) -> None:
    given = {"--what": "media", "--days": "60"} | dict([wrong])
    told = archive.runs("set", *(word for pair in given.items() for word in pair))
    assert told.exit_code == 2
    assert wrong[1] in told.stderr


# as people meet it ---------------------------------------------------------------------------------------------------
def files_of(house: House) -> int:
    return len([f for f in (house.at / "files").rglob("*") if f.is_file()])


async def test_years_after_its_end_a_case_is_read_without_its_words_and_its_picture_is_off_the_disk(house: House) -> None:
    member, leader = house.person("Bác Sáu", "to_vien"), house.person("Đ/c Hoa", "truong_khoi", house.commune)
    await member.sends(photos=(picture(),), caption=TOLD)
    await member.says("gửi")
    await leader.says("xong 1 đã hàn xong")
    await member.says("xong 1")
    await member.says("đã báo 1")
    assert (house.one("SELECT status FROM incident"), files_of(house)) == ("ket_thuc", 1)
    await house.later(days=91)
    await house.engine.sweep()
    assert files_of(house) == 0
    await leader.says("xem 1")
    leader.sees(TOLD)
    await house.later(days=650)
    await leader.says("xem 1")
    leader.sees("Lời kể đã hết hạn giữ, chỉ còn số liệu.")
    assert TOLD not in leader.last["text"]
    assert "đã hàn xong" not in leader.last["text"]
    assert house.one("SELECT households FROM incident") == 15
