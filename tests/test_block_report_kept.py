"""What a block has approved stays on paper as it was; spans that began midway; and questionnaires that changed within a span."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.documents import block_report_kept
from bot.documents.block_report import BlockReport, docx
from bot.domain.forms import Form
from bot.domain.months import month
from bot.domain.spans import Length
from bot.domain.unit_plans import New
from handlers import exports_figures
from handlers.block_figures import together
from handlers.block_report import kept_report
from messages_vi import block_report as vi
from messages_vi import forms_shipped
from storage import checkins, engines, forms, month_steps, units
from storage.month_steps import APPROVED, CLOSED, RETURNED, SENT
from tests.block_kit import NOW, SINCE, Commune, annex, everything, figures, section


@pytest.fixture
def here(url: str) -> Iterator[Commune]:
    engine = engines.writer(url)
    with engine.connect() as db:
        begun = db.begin()
        yield Commune(db)
        begun.rollback()
    engine.dispose()


def told(here: Commune) -> None:
    here.asks()
    here.tells("thôn 2", hop_to=2, tt_buoi=3, tien_trd=1500, tam_trang="buc_xuc")
    here.case("DD", "VANG", "thôn 2")


def steps(here: Commune, state: str, kept: str | None = None) -> None:
    month_steps.step(here.db, here.unit.id, "2026-12", state, here.teller, NOW, kept=kept)


def read(made: BlockReport) -> tuple[str, str]:
    return made.draft, everything(made)


def corrects(here: Commune) -> None:
    """All that the paper is made of becomes another."""
    checkins.correct(here.db, here.of(here.team("thôn 2")), here.form.form.of_team, {"hop_to": 9}, here.teller, NOW, "nhầm")
    here.tells("thôn 10", hop_to=5)
    here.case("TN", "DO", "thôn 10")
    here.releases("de_nghi", "Sửa mương")


# what was approved -----------------------------------------------------------------------------------------------------
def test_what_comes_after_approval_changes_nothing_on_paper_until_it_is_approved_anew(here: Commune) -> None:
    told(here)
    above = here.who(here.person("Người Tỉnh", "can_bo_tinh", here.top))
    whole, leaving = everything(here.report()), everything(here.report(leaving=True))
    here.approves()
    for state in (APPROVED, SENT):
        corrects(here)
        assert read(here.report()) == ("", whole)
        assert read(here.report(leaving=True)) == ("", leaving)
        steps(here, SENT)
        assert read(here.report(who=above, leaving=True)) == ("", leaving), state
    here.approves()
    assert here.report().draft == ""
    assert "Có 02 tổ dân vận tổ chức họp, tổng số 14 lần họp." in everything(here.report())


def test_what_is_returned_is_worked_out_anew_as_a_draft(here: Commune) -> None:
    told(here)
    here.approves()
    steps(here, SENT)
    corrects(here)
    steps(here, RETURNED)
    assert here.report().draft == vi.DRAFT
    assert "tổng số 14 lần họp" in everything(here.report())


def test_a_closed_month_and_a_longer_span_are_drafts_whatever_was_kept(here: Commune) -> None:
    told(here)
    steps(here, CLOSED)
    assert here.report().draft == vi.DRAFT
    here.approves()
    corrects(here)
    quarter = here.report(length=Length.QUARTER)
    assert quarter.draft == vi.DRAFT
    assert "tổng số 14 lần họp" in everything(quarter)


@pytest.mark.parametrize("kept", [None, "", "{", "[]", "{}", '{"whole": 3}', '{"whole": {"draft": ""}, "leaving": {"draft": ""}}'])
def test_what_cannot_be_read_is_worked_out_anew_and_marked(here: Commune, kept: str | None) -> None:
    told(here)
    whole = everything(here.report())
    steps(here, APPROVED, kept)
    assert read(here.report()) == (vi.DRAFT, whole)


def test_who_signs_is_put_in_when_it_is_taken_and_no_name_is_kept(here: Commune) -> None:
    told(here)
    here.person("Lê Văn Mẫu", "truong_khoi", here.unit)
    here.person("Lê Thị Mẫu", "pho_truong_khoi", here.unit)
    here.approves()
    assert "Lê Văn Mẫu" not in str(month_steps.kept(here.db, here.unit.id, "2026-12"))
    assert here.report().signed == ("T/M KHỐI DÂN VẬN", "TRƯỞNG KHỐI", "Lê Văn Mẫu")
    assert here.report(signer="pho_truong_khoi").signed == ("T/M KHỐI DÂN VẬN", "PHÓ TRƯỞNG KHỐI", "Lê Thị Mẫu")


def test_what_was_kept_is_for_nobody_else(here: Commune) -> None:
    told(here)
    here.approves()
    above, outside = here.who(here.person("Người Tỉnh", "can_bo_tinh", here.top)), here.who(here.person("Tổ", "to_truong", here.team("thôn 2")))
    assert [here.maybe(who=who, leaving=leaving) for who in (above, outside) for leaving in (False, True)] == [None] * 4
    steps(here, SENT)
    assert [here.maybe(who=who) for who in (above, outside)] == [None, None]
    assert here.maybe(who=outside, leaving=True) is None
    assert kept_report(here.db, outside, here.unit, month("2026-12"), NOW) is None


def test_a_report_is_read_as_it_was_written(here: Commune) -> None:
    told(here)
    made = replace(here.report(), draft="")
    (again,) = block_report_kept.read(block_report_kept.written({"whole": made})).values()
    assert again == block_report_kept.read(block_report_kept.written({"whole": again}))["whole"]
    assert read(again) == read(made)
    assert [(a.title, a.short, a.sums, a.note) for a in again.annexes] == [(a.title, a.short, a.sums, a.note) for a in made.annexes]
    assert [list(map(type, row)) for a in again.annexes for row in a.rows] == [list(map(type, row)) for a in made.annexes for row in a.rows]
    assert docx(again)[:2] == b"PK"


# a span that began midway ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("length", "first"), [(Length.QUARTER, "16/10/2026"), (Length.YEAR, "16/10/2026")])
def test_a_span_has_the_days_of_all_its_months_that_were_asked_for(here: Commune, length: Length, first: str) -> None:
    for period in ("2026-11", "2026-12"):
        here.asks(period)
        here.tells("thôn 2", period, tt_buoi=3)
    inside = [here.case("CT", "XANH", "thôn 2", day) for day in ("2026-10-25", "2026-11-10", "2026-12-01")]
    here.case("CT", "XANH", "thôn 2", "2026-10-10")
    made = here.report(length=length)
    assert f"(từ ngày {first} đến ngày 15/12/2026)" in section(made, "")[0]
    assert [row[0] for row in annex(made, vi.CASES).rows] == inside


def test_a_month_that_was_left_out_in_the_middle_loses_no_days(here: Commune) -> None:
    here.asks("2026-10")
    here.asks("2026-12")
    first = here.case("CT", "XANH", "thôn 2", "2026-11-01")
    made = here.report(length=Length.QUARTER)
    assert "(từ ngày 16/9/2026 đến ngày 15/12/2026)" in section(made, "")[0]
    assert [row[0] for row in annex(made, vi.CASES).rows] == [first]


# a questionnaire that changed ------------------------------------------------------------------------------------------
def without(form: str, *keys: str) -> str:
    """The same questionnaire, which asks these no more."""
    for key in keys:
        form = re.sub(rf"\[\[field\]\]\nkey = \"{key}\".*?(?=\n\[\[)", "", form, flags=re.DOTALL)
    return form.replace(', "tham_ho"]', "]").replace('["1", "2", "60", "3"]', '["1", "2", "60"]')


@pytest.fixture
def changed(here: Commune) -> Commune:
    """In November a number and an option were asked for that in December are no more, and a name was another."""
    old = forms_shipped.text("thang")
    here.asks("2026-11")
    here.tells("thôn 2", "2026-11", tham_ho=8, quan_tam=("thoi_tiet",), hop_to=1)
    new = without(old, "tham_ho").replace('name = "Số lần họp tổ"', 'name = "Số cuộc họp tổ"')
    new = re.sub(r'\n *\{ code = "thoi_tiet".*', "", new)
    assert "tham_ho" not in new
    assert 'code = "thoi_tiet"' not in new
    here.form = forms.publish(here.db, new, NOW)
    here.asks()
    here.tells("thôn 10", hop_to=2, quan_tam=("thu_tuc",))
    return here


@pytest.mark.parametrize("length", [Length.QUARTER, Length.HALF, Length.YEAR])
def test_what_a_questionnaire_asks_no_more_stays_in_the_spans_in_which_it_was_asked(changed: Commune, length: Length) -> None:
    made = changed.report(length=length)
    assert "Các tổ dân vận đã thăm hỏi, giúp đỡ 08 hộ khó khăn." in section(made, "2. Đời sống")
    assert "thời tiết (01 lượt tổ)" in section(made, "1. Tư tưởng")[0]
    rows = figures(made, vi.COMPARED)
    assert rows["Số hộ được thăm, giúp"][0] == 8
    assert rows["Số cuộc họp tổ"][0] == 3  # as it is called now
    assert "Số lần họp tổ" not in rows
    by_hamlet = annex(made, vi.BY_HAMLET)
    assert [row[by_hamlet.head.index("Số hộ được thăm, giúp")] for row in by_hamlet.rows][-1] == 8


def test_a_month_has_what_it_was_asked_by_alone(changed: Commune) -> None:
    assert "Số hộ được thăm, giúp" not in figures(changed.report(), vi.COMPARED)
    assert figures(changed.report("2026-11"), vi.COMPARED)["Số hộ được thăm, giúp"][0] == 8
    assert "Số lần họp tổ" in figures(changed.report("2026-11"), vi.COMPARED)


def test_two_blocks_that_were_asked_for_one_month_by_two_questionnaires_both_have_their_rows(changed: Commune) -> None:
    other = units.add(changed.db, "xa", "xã", "Kề", changed.top, SINCE)
    units.add_all(changed.db, [New("thon", "thôn", "Kề Trên", other.id)], SINCE)
    new, changed.form = changed.form, forms.get(changed.db, form_of_november(changed))
    changed.asks("2026-12", other)
    changed.tells("thôn Kề Trên", tham_ho=3, quan_tam=("thoi_tiet",), hop_to=1)
    assert new.id != changed.form.id
    for unit in (None, changed.top.id):
        rows = {r["key"]: r["value"] for r in exports_figures.figure_rows(changed.db, unit, "2026-12")}
        assert (rows["tham_ho"], rows["quan_tam.thoi_tiet"], rows["quan_tam.thu_tuc"], rows["hop_to"]) == (3, 1, 1, 3)


def form_of_november(here: Commune) -> int:
    """By which November was asked for."""
    return here.of(here.team("thôn 2"), "2026-11").form


def test_the_newest_words_stand_first_and_what_only_older_ones_ask_behind(here: Commune) -> None:
    old: Form = here.form.form
    fields = tuple(replace(f, name="mới", options=f.options[1:]) for f in old.fields if f.key not in ("hop_to", "hg_vu"))
    new = replace(old, title="mới", fields=fields, rates=old.rates[1:])
    both = together([new, old])
    assert both.title == "mới"
    assert [f.key for f in both.fields] == [*(f.key for f in fields), "hop_to", "hg_vu"]
    assert both.field("tam_trang").name == "mới"
    assert sorted(o.code for o in both.field("tam_trang").options) == sorted(o.code for o in old.field("tam_trang").options)
    assert both.field("tam_trang").options[-1] == old.field("tam_trang").options[0]
    assert {r.key for r in both.rates} == {r.key for r in old.rates}
    assert together([old]) == old
