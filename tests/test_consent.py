"""The consent: kept with its version and time, and asked again when its substance has changed; behind the answer, never in its place."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import event

from messages_vi import common
from messages_vi import joining as vi
from messages_vi import privacy_rights as rights_vi
from storage import roles, units
from tests.door import DAY, Door

OLD = "2026-11.2"


@pytest.fixture
def door(url: str) -> Iterator[Door]:
    made = Door(url)
    yield made
    made.engine.dispose()


def test_who_agreed_to_an_older_text_reads_the_new_one_behind_their_answer(door: Door) -> None:
    member = door.person("member", "to_vien", version=OLD)
    answer, again = door.hears("member", "cảm ơn")
    assert answer.text == common.spoken_to(common.COURTEOUS, "bác")
    assert again.text.startswith(common.spoken_to(vi.CHANGED, "bác"))
    assert "Đảng ủy xã Thường Xuân" in again.text
    assert [c.label for c in again.choices] == ["Đồng ý", "Không"]
    assert door.says("member", "đồng ý") == common.spoken_to(vi.AGREED_AGAIN, "bác")
    assert door.all("SELECT version, at FROM consent WHERE person = :p ORDER BY id", p=member)[1] == (vi.VERSION, door.now)
    door.now += 2 * DAY
    assert len(door.hears("member", "cảm ơn")) == 1


def test_it_is_shown_once_a_day_and_never_within_a_story(door: Door) -> None:
    door.person("member", "to_vien", version=OLD)
    assert len(door.hears("member", "nước lũ lên nhanh, ngập 5 nhà")) == 1, "the check is open"
    filed, again = door.hears("member", "gửi")
    assert "việc số 1" in filed.text
    assert vi.AGREE_AGAIN in again.choices
    assert len(door.hears("member", "cảm ơn")) == 1
    door.now += DAY + 1
    assert len(door.hears("member", "cảm ơn")) == 2


def test_while_words_of_ones_own_are_asked_for_it_waits(door: Door) -> None:
    door.person("member", "to_vien")
    door.says("member", "nước lũ lên nhanh, ngập 5 nhà")
    door.says("member", "gửi")
    door.person("block", "truong_khoi", door.commune, version=OLD)
    (asked,) = door.hears("block", "hỏi 1")
    assert not asked.choices
    assert len(door.hears("block", "còn ai kẹt không")) == 2


def test_behind_an_answer_that_has_choices_of_its_own_it_waits(door: Door) -> None:
    door.person("member", "to_vien", version=OLD)
    (asked,) = door.hears("member", "thế thì sao")
    assert common.REPORT in asked.choices


def test_who_says_no_is_asked_whether_to_leave(door: Door) -> None:
    door.person("member", "to_vien", version=OLD)
    door.hears("member", "cảm ơn")
    assert "Xóa: tên, số điện thoại" in door.says("member", "không")
    door.says("member", "hủy")
    door.now += DAY + 1
    door.hears("member", "cảm ơn")
    door.says("member", "không đồng ý")
    assert door.says("member", rights_vi.YES_LEAVE.typed).startswith("Dạ, đã xóa tên")
    assert door.owner("member") is None


def test_a_text_that_says_the_same_in_other_words_is_not_asked_again(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    door.person("member", "to_vien", version=OLD)
    monkeypatch.setattr(vi, "ALIKE", frozenset({vi.VERSION, OLD}))
    assert len(door.hears("member", "cảm ơn")) == 1
    assert vi.VERSION in vi.ALIKE


def test_for_who_has_agreed_it_costs_no_statement(door: Door) -> None:
    """As many as for somebody of whom there is nothing to compare."""
    door.person("member", "to_vien")
    door.person("other", "to_vien", version="")
    counted: list[str] = []
    event.listen(door.engine, "before_cursor_execute", lambda _c, _cur, statement, *_: counted.append(statement))
    spent = []
    for chat in ("member", "other", "member", "other"):
        counted.clear()
        door.hears(chat, "cảm ơn")
        spent.append(len(counted))
    assert spent[2] == spent[3]


def test_it_can_be_read_for_each_of_ones_places(door: Door) -> None:
    door.person("member", "to_vien")
    with door.engine.begin() as db:
        other = units.add(db, "xa", "xã", "Hạc Thành", units.get(db, door.units[0].id), "2025-07-01")
        who = door.here(db, "member").who.person
        assert who is not None
        roles.give(db, who.id, other.id, "thanh_vien_khoi", door.now)
        roles.give(db, who.id, door.units[0].id, "can_bo_tinh", door.now)
    (shown,) = door.hears("member", "/riengtu")
    assert [shown.text.count(part) for part in ("Đảng ủy xã Thường Xuân", "Đảng ủy xã Hạc Thành", "các Khối Dân vận")] == [1, 1, 1]


def test_who_says_no_at_the_door_leaves_nothing(door: Door) -> None:
    before = door.one("SELECT count(*) FROM person")
    door.says("newcomer", "xin vào")
    assert door.says("newcomer", "không") == common.spoken_to(vi.REFUSED, "bác")
    assert door.one("SELECT count(*) FROM person") == before
    assert door.one("SELECT count(*) FROM draft") == 0
