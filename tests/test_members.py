"""Lists of people, changes and handing over, called as the actions they are: who may see whom, and what is on disk afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, text

from bot.domain.kinds import Level
from bot.domain.roles import RIGHTS, TEAM_ROLES, Right
from bot.inbox import door
from bot.story import Asking, Here, Invalid, Reply, Said, Story, Told, tell
from bot.talk import Draft, Incoming, Peer, Speaker
from handlers import directory, handover, members, members_change, members_codes, requests
from handlers.members_numbers import number_of
from messages_vi import cases as cases_vi
from messages_vi import common
from messages_vi import handover as handover_vi
from messages_vi import members as vi
from messages_vi import members_codes as codes_vi
from messages_vi.privacy import MARKS
from messages_vi.privacy_rights import LEFT
from storage import absences, engines, incidents, invitations, json_text, people, roles, units
from storage import handover as handing
from storage import members as store
from storage.units import Unit

NOW, DAY = 1_800_000_000.0, 86400.0


class Place:
    """A province of two communes with hamlets, on one open transaction."""

    def __init__(self, db: Connection) -> None:
        self.db = db
        self.province = units.add(db, "tinh", "tỉnh", "Mẫu", None, "2025-07-01")
        self.commune, self.other = (units.add(db, "xa", "xã", name, self.province, "2025-07-01") for name in ("Đông", "Tây"))
        self.hamlets = [units.add(db, "thon", "thôn", str(n), self.commune, "2025-07-01") for n in range(1, 13)]
        self.away = units.add(db, "thon", "thôn", "1", self.other, "2025-07-01")

    def person(self, name: str, key: str, unit: Unit, *, here: bool = True, heard: float | None = NOW) -> int:
        id_ = people.add(self.db, name, NOW if here else 0.0)
        if here:
            people.join(self.db, Peer("phone", "demo", str(id_)), id_, NOW)
            self.db.execute(text("UPDATE account SET heard = :at WHERE person = :p"), {"at": heard, "p": id_})
        roles.give(self.db, id_, unit.id, key, NOW - DAY)
        return id_

    def speaks(self, person: int) -> Here:
        who = people.find(self.db, person, NOW)
        return Here(self.db, Speaker(Peer("phone", "demo", str(person)), who.name, who), NOW)

    def role(self, person: int, key: str = "") -> int:
        held = [h.id for h in handing.held(self.db, person, NOW) if key in ("", h.key)]
        assert held
        return held[0]

    def keys(self, person: int) -> list[str]:
        return [h.key for h in handing.held(self.db, person, NOW)]

    def told(self, person: int) -> list[str]:
        found = self.db.execute(text("SELECT body FROM notice WHERE person = :p ORDER BY id"), {"p": person}).scalars()
        return [str(json_text.read(body)[0]) for body in found]

    def notices(self, person: int) -> list[str]:
        return list(self.db.execute(text("SELECT once FROM notice WHERE person = :p ORDER BY id"), {"p": person}).scalars())


@pytest.fixture
def place(url: str) -> Iterator[Place]:
    engine = engines.writer(url)
    with engine.begin() as db:
        yield Place(db)
    engine.dispose()


def labels(reply: Reply) -> list[str]:
    return [c.label for c in reply.choices]


def named(reply: Reply) -> list[str]:
    """Who is listed, by name alone."""
    return [c.label.partition(",")[0] for c in reply.choices if c.value.startswith("ds:p:")]


def told(story: Story[Any, Any], here: Here, about: str, **answers: object) -> Reply:
    """The story's end, for somebody who has given these answers and said yes to what is shown."""
    draft = Draft(1, "k", story.command, about)
    facts = story.gather(here, draft)
    now = tell(story.tell, answers, facts)
    if isinstance(now, Asking) and now.key == "send":
        now = tell(story.tell, {**answers, "send": now.reader.choices[0].value}, facts)
    assert isinstance(now, Told), now
    return story.finish(here, draft, now.result)


# who sees whom -------------------------------------------------------------------------------------------------------
def test_the_levels_above_see_blocks_and_nobody_of_a_team(place: Place) -> None:
    place.person("Khối Đông", "truong_khoi", place.commune)
    place.person("Tổ Đông", "to_vien", place.hamlets[0])
    cadre = place.speaks(place.person("Cán Bộ", "can_bo_tinh", place.province))
    listed = members.begin(cadre, "", Said())
    assert labels(listed)[1:] == ["Xã Đông: 1 người, đã vào cả", "Xã Tây: chưa có ai"]
    assert named(members.look(cadre, f"u:{place.commune.id}:0", Said())) == ["Khối Đông"]
    for screen in "umaq":
        assert members.look(cadre, f"{screen}:{place.hamlets[0].id}:0", Said()).text == vi.GONE
    assert members.not_joined(cadre, "", Said()).text == vi.nobody_absent(1, ["xã"])


@pytest.mark.parametrize("key", RIGHTS)
def test_nobody_is_shown_a_place_beside_their_own(place: Place, key: str) -> None:
    at = place.hamlets[0] if key in TEAM_ROLES else place.commune
    here = place.speaks(place.person("Người Xem", key, at))
    stranger = place.person("Người Ngoài", "to_truong", place.away)
    outside = [place.away, place.other, place.province, *([place.hamlets[1]] if key in TEAM_ROLES else [])]
    for unit in outside:
        for screen in "umaq":
            assert members.look(here, f"{screen}:{unit.id}:0", Said()).text == vi.GONE
        assert members_codes.add(here, str(unit.id), Said()).text == vi.GONE
        assert members_codes.open_codes(here, str(unit.id), Said()).text == vi.GONE
    row = str(place.role(stranger))
    assert members.look(here, f"p:{row}", Said()).text == vi.GONE
    for action in (members_codes.for_one, *members_change.VERBS.values()):
        assert action(here, row, Said()).text == vi.GONE
    sees = not RIGHTS[key].isdisjoint({Right.LIST, Right.LIST_BLOCKS})
    assert (members.begin(here, "", Said()).text == vi.NOT_YOURS) is not sees


def test_no_story_about_somebody_beside_ones_own_place_changes_anything(place: Place) -> None:
    here = place.speaks(place.person("Người Xem", "truong_khoi", place.commune))
    stranger = place.person("Người Ngoài", "to_truong", place.away)
    for story in members_change.STORIES:
        with pytest.raises(Invalid):
            told(story, here, str(place.role(stranger)))
    assert place.keys(stranger) == ["to_truong"]


def test_two_of_one_name_are_both_listed_and_hamlets_come_by_number(place: Place) -> None:
    for _ in range(2):
        place.person("Lê Thị Hoa", "to_vien", place.hamlets[9])
    here = place.speaks(place.person("Trưởng Khối", "truong_khoi", place.commune))
    assert named(members.look(here, f"u:{place.hamlets[9].id}:0", Said())) == ["Lê Thị Hoa", "Lê Thị Hoa"]
    first, second = (members.look(here, f"u:{place.commune.id}:{page}", Said()) for page in (0, 1))
    shown = [label.partition(":")[0] for label in (*labels(first), *labels(second))]
    assert shown == ["Khối dân vận", *(f"Thôn {n}" for n in range(1, 9)), vi.MORE, *(f"Thôn {n}" for n in range(9, 13))]


def test_a_place_is_found_by_its_name_among_those_one_may_see(place: Place) -> None:
    place.person("Lê Thị Hoa", "to_vien", place.hamlets[2])
    here = place.speaks(place.person("Trưởng Khối", "truong_khoi", place.commune))
    assert named(members.begin(here, "", Said("thon 3"))) == ["Lê Thị Hoa"]
    assert members.begin(here, "", Said("xã Tây")).text == vi.NO_SUCH_UNIT


def test_who_has_not_joined_is_listed_once_each_over_all_pages(place: Place) -> None:
    expected = [place.person(f"Người {n}", "to_vien", place.hamlets[n % 5], here=False) for n in range(23)]
    for n in expected[:4]:
        roles.give(place.db, n, units.get(place.db, handing.held(place.db, n, NOW)[0].unit).id, "to_pho", NOW)  # two roles in one unit
    here = place.speaks(place.person("Trưởng Khối", "truong_khoi", place.commune))
    pages = [members.look(here, f"a:{place.commune.id}:{page}", Said()) for page in range(3)]
    assert [len(named(p)) for p in pages] == [9, 9, 5]
    assert sorted(name for p in pages for name in named(p)) == sorted(f"Người {n}" for n in range(23))
    assert vi.MORE not in labels(pages[2])


def test_who_was_not_heard_of_for_thirty_days_is_told_from_who_never_came(place: Place) -> None:
    place.person("Mới Nói", "to_vien", place.hamlets[0], heard=NOW - 29 * DAY)
    place.person("Lâu Rồi", "to_vien", place.hamlets[0], heard=NOW - 31 * DAY)
    place.person("Chưa Đến", "to_vien", place.hamlets[0], here=False)
    here = place.speaks(place.person("Tổ Trưởng", "to_truong", place.hamlets[0]))
    assert named(members.not_heard_of(here, "", Said())) == ["Lâu Rồi"]
    assert named(members.not_joined(here, "", Said())) == ["Chưa Đến"]
    own = members.begin(here, "", Said())
    assert "4 người, 3 đã vào, 1 lâu chưa có tin" in own.text
    assert "Lâu Rồi, tổ viên, lâu chưa có tin" in labels(own)


def test_reading_a_list_is_written_down_without_a_name(place: Place) -> None:
    person = place.person("Tổ Trưởng", "to_truong", place.hamlets[0])
    members.begin(place.speaks(person), "", Said())
    noted = place.db.execute(text("SELECT person, what, object FROM audit")).all()
    assert [tuple(r) for r in noted] == [(person, "read people", f"unit:{place.hamlets[0].id}")]


# changing ------------------------------------------------------------------------------------------------------------
def test_roles_are_offered_only_where_they_are_held(place: Place) -> None:
    secretary = people.find(place.db, place.person("Bí Thư", "bi_thu", place.commune), NOW)
    assert members.givable(secretary, place.hamlets[0]) == ["dang_uy_vien", "to_truong", "to_pho", "to_vien"]
    assert set(members.givable(secretary, place.commune)) == {
        "bi_thu", "truong_khoi", "pho_truong_khoi", "thu_ky", "thanh_vien_khoi", "truc_ban",
    }  # fmt: skip
    head = people.find(place.db, place.person("Tổ Trưởng", "to_truong", place.hamlets[0]), NOW)
    assert members.givable(head, place.hamlets[0]) == ["to_pho", "to_vien"]


def test_a_role_that_is_changed_keeps_its_end_and_who_was_only_expected_is_not_written_to(place: Place) -> None:
    person = place.person("Chưa Đến", "to_vien", place.hamlets[0], here=False)
    place.db.execute(text("UPDATE role SET until = :u WHERE person = :p"), {"u": NOW + DAY, "p": person})
    here = place.speaks(place.person("Tổ Trưởng", "to_truong", place.hamlets[0]))
    told(members_change.STORIES[0], here, str(place.role(person)), key="to_pho")
    (held,) = handing.held(place.db, person, NOW)
    assert (held.key, held.until) == ("to_pho", NOW + DAY)
    assert place.notices(person) == []


def test_of_somebody_who_never_came_nothing_is_kept_after_their_last_role(place: Place) -> None:
    person = place.person("Chưa Đến", "to_vien", place.hamlets[0], here=False)
    roles.give(place.db, person, place.hamlets[1].id, "to_vien", NOW - DAY)
    block = place.speaks(place.person("Thư Ký", "thu_ky", place.commune))
    end = members_change.STORIES[1]
    told(end, block, str(place.role(person)))
    assert people.find(place.db, person, NOW).name == "Chưa Đến", "there is another role"
    told(end, block, str(place.role(person)))
    assert people.find(place.db, person, NOW).name == LEFT


def test_a_post_passes_from_who_held_it(place: Place) -> None:
    first, second = (place.person(f"Người {n}", "thanh_vien_khoi", place.commune) for n in range(2))
    here = place.speaks(place.person("Trưởng Khối", "truong_khoi", place.commune))
    for person in (first, second):
        told(members_change.STORIES[4], here, str(place.role(person)), post="mat_tran")
    assert [h.post for p in (first, second) for h in handing.held(place.db, p, NOW)] == ["", "mat_tran"]


def test_a_code_from_before_is_no_good_once_another_is_made_for_the_same_person(place: Place) -> None:
    person = place.person("Chưa Đến", "to_vien", place.hamlets[0], here=False)
    here = place.speaks(place.person("Tổ Trưởng", "to_truong", place.hamlets[0]))
    for _ in range(2):
        assert "Chưa Đến" in members_codes.for_one(here, str(place.role(person)), Said()).text
    open_ = place.db.execute(text("SELECT count(*) FROM invitation WHERE person = :p AND revoked_at IS NULL"), {"p": person}).scalar()
    assert open_ == 1


def test_a_code_is_shown_only_to_who_may_give_its_role(place: Place) -> None:
    head = place.speaks(place.person("Tổ Trưởng", "to_truong", place.hamlets[0]))
    made = members_codes.add(head, f"{place.hamlets[0].id}:to_vien", Said())
    other = place.speaks(place.person("Tổ Khác", "to_truong", place.hamlets[1]))
    for action in (members_codes.code, members_codes.print_, members_codes.revoke):
        assert action(other, made.act_on, Said()).text == codes_vi.NO_CODE_HERE
    assert members_codes.add(head, f"{place.hamlets[0].id}:to_truong", Said()).text == vi.MAY_NOT
    assert members_codes.revoke(head, made.act_on, Said()).text == codes_vi.REVOKED


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0912 345 678", "0912345678"), ("(0237) 385-1234.", "02373851234"), ("+84912345678", "0912345678"),
        ("912 345 678", "0912345678"), ("912.345.678 nhé", "0912345678"), ("237 385 1234", "02373851234"),
        ("113", "113"), ("1900 1234", "19001234"),
    ],
)  # fmt: skip
def test_a_number_is_read_as_people_type_it(typed: str, kept: str) -> None:
    came = door(Incoming(Peer("phone", "demo", "1"), "1", NOW, text=typed))
    assert number_of(short=True).hear(Said(came.text, contact=came.contact), None) == kept
    assert "0912" not in came.text
    assert "385" not in came.text or "0" not in typed


@pytest.mark.parametrize("typed", ["số 0912 345 678", "0912345678 0987654321", "038090001234", "mật 0912345678", "12345678"])
def test_only_a_message_that_is_nothing_but_one_number_keeps_it(typed: str) -> None:
    assert door(Incoming(Peer("phone", "demo", "1"), "1", NOW, text=typed)).contact is None


@pytest.mark.parametrize("typed", [MARKS.phone, "", "12345", "chưa có", "91234567", "113"])
def test_what_is_no_whole_number_is_asked_for_again(typed: str) -> None:
    with pytest.raises(Invalid):
        number_of().hear(Said(typed), None)


def test_a_number_is_set_only_by_who_may_give_every_role_that_it_opens(place: Place) -> None:
    both = place.person("Bí Thư", "to_vien", place.hamlets[0], here=False)
    roles.give(place.db, both, place.commune.id, "bi_thu", NOW - DAY)
    head = place.speaks(place.person("Tổ Trưởng", "to_truong", place.hamlets[0]))
    row = str(place.role(both, "to_vien"))
    for story, answers in ((members_change.STORIES[2], {"number": "0977777777"}), (members_change.STORIES[3], {"word": "anh"})):
        with pytest.raises(Invalid):
            told(story, head, row, **answers)
    offered = {c.value.partition(":")[0] for c in members.look(head, f"p:{row}", Said()).choices}
    assert offered == {"doivaitro", "thoivaitro", "ds"}
    assert place.db.execute(text("SELECT phone FROM person WHERE id = :p"), {"p": both}).scalar() is None
    above = place.speaks(place.person("Tỉnh", "quan_tri", place.province))
    told(members_change.STORIES[2], above, row, number="0977777777")


def test_a_code_for_one_person_is_nobodys_to_look_up(place: Place) -> None:
    person = place.person("Máy Mới", "to_vien", place.hamlets[0])
    here = place.speaks(place.person("Tổ Trưởng", "to_truong", place.hamlets[0]))
    warned = members_codes.for_one(here, str(place.role(person)), Said()).text
    assert "Máy Mới chuyển sang máy mới" in warned
    row = str(place.db.execute(text("SELECT id FROM invitation")).scalar_one())
    for action in (members_codes.code, members_codes.print_):
        assert action(here, row, Said()).text == codes_vi.NO_CODE_HERE


def test_who_is_away_is_not_missed(place: Place) -> None:
    away = place.person("Đi Vắng", "to_vien", place.hamlets[0], heard=NOW - 60 * DAY)
    absences.begin(place.db, away, None, NOW + DAY, NOW - DAY)
    head = place.speaks(place.person("Tổ Trưởng", "to_truong", place.hamlets[0]))
    assert members.not_heard_of(head, "", Said()).text == vi.NOBODY_QUIET
    assert "2 người, đã vào cả." in members.begin(head, "", Said()).text
    block = place.speaks(place.person("Khối", "truong_khoi", place.commune))
    assert members.not_heard_of(block, "", Said()).text == vi.NOBODY_QUIET


def test_the_levels_above_are_offered_no_hamlet_that_they_cannot_open(place: Place) -> None:
    place.person("Đảng Ủy Viên", "dang_uy_vien", place.hamlets[0])
    place.person("Khối Đông", "truong_khoi", place.commune)
    cadre = place.speaks(place.person("Cán Bộ", "can_bo_tinh", place.province))
    shown = members.look(cadre, f"u:{place.commune.id}:0", Said())
    assert named(shown) == ["Khối Đông"]
    assert all(members.look(cadre, c.value.removeprefix("ds:"), Said()).text != vi.GONE for c in shown.choices if c.value.startswith("ds:"))


def test_the_words_danh_sach_take_the_name_of_a_place(place: Place) -> None:
    place.person("Lê Thị Hoa", "to_vien", place.hamlets[2])
    here = place.speaks(place.person("Trưởng Khối", "truong_khoi", place.commune))
    for words in ("danh sách thôn 3", "danhsach Thôn 3.", "Danh sach thon 3"):
        listed = members.heard(here, Said(words))
        assert listed is not None
        assert named(listed) == ["Lê Thị Hoa"], words
    nowhere = members.heard(here, Said("danh sách thôn 99"))
    assert nowhere is not None
    assert nowhere.text == vi.NO_SUCH_UNIT
    told_of = "danh sách hộ nghèo niêm yết thiếu ba hộ, bà con thắc mắc nhiều ngày"
    assert members.heard(here, Said(told_of)) is None, "that is a report"
    member = place.speaks(place.person("Tổ Viên", "to_vien", place.hamlets[0]))
    assert members.heard(member, Said("danh sách thôn 3")) is None


def test_on_a_phone_without_buttons_only_people_have_numbers(place: Place) -> None:
    for n in range(10):
        place.person(f"Người {n}", "to_vien", place.hamlets[0])
    here = place.speaks(place.person("Tổ Trưởng", "to_truong", place.hamlets[0]))
    shown = common.without_buttons(members.begin(here, "", Said()).choices).splitlines()
    assert [line.partition(".")[0] for line in shown[:-1]] == [str(n) for n in range(1, 10)]
    assert shown[-1] == f"Gõ: {vi.TYPE_MORE}, {vi.TYPE_ADD}, {vi.TYPE_CODES}"


# handing over --------------------------------------------------------------------------------------------------------
def test_a_role_that_has_ended_meanwhile_is_not_handed_over(place: Place) -> None:
    head, deputy = place.person("Tổ Trưởng", "to_truong", place.hamlets[0]), place.person("Tổ Phó", "to_pho", place.hamlets[0])
    row, here = place.role(head), place.speaks(head)
    roles.end(place.db, row, NOW)
    with pytest.raises(Invalid):
        told(handover.STORY, here, str(row), to=str(deputy))
    assert (place.keys(deputy), place.notices(deputy)) == (["to_pho"], [])


def test_the_new_head_leaves_the_lower_role_and_keeps_those_elsewhere(place: Place) -> None:
    head, deputy = place.person("Tổ Trưởng", "to_truong", place.hamlets[0]), place.person("Tổ Phó", "to_pho", place.hamlets[0])
    roles.give(place.db, deputy, place.hamlets[1].id, "to_vien", NOW)
    told(handover.STORY, place.speaks(head), str(place.role(head)), to=str(deputy))
    assert (place.keys(head), place.keys(deputy)) == ([], ["to_vien", "to_truong"])


def test_who_only_stands_in_hands_over_nothing_of_the_other(place: Place) -> None:
    head, deputy = place.person("Tổ Trưởng", "to_truong", place.hamlets[0]), place.person("Tổ Phó", "to_pho", place.hamlets[0])
    place.db.execute(
        text("INSERT INTO absence (person, stand_in, since, until) VALUES (:p, :s, :a, :b)"), {"p": head, "s": deputy, "a": NOW - 1, "b": NOW + DAY}
    )
    here = place.speaks(deputy)
    assert {r.key for r in here.who.person.roles} == {"to_pho", "to_truong"} if here.who.person else False
    reply = handover.begin(here, str(place.role(head)), Said())
    assert reply.begin is None
    own = handover.begin(here, "", Said())
    assert own.begin is not None
    assert own.begin.about == str(place.role(deputy))


def test_a_draft_goes_along_beside_one_that_the_successor_has(place: Place) -> None:
    leader, next_ = place.person("Trưởng Khối", "truong_khoi", place.commune), place.person("Thành Viên", "thanh_vien_khoi", place.commune)
    for owner in (leader, next_):
        place.db.execute(
            text("INSERT INTO draft (key, story, about, owner, answers, state, touched) VALUES (:k, 'baoviec', '', :o, '{}', 'open', :t)"),
            {"k": f"baoviec:{owner}", "o": owner, "t": NOW},
        )
    told(handover.STORY, place.speaks(leader), str(place.role(leader)), to=str(next_))
    assert len(handing.drafts(place.db, next_, ["baoviec"])) == 2
    assert handing.drafts(place.db, leader, ["baoviec"]) == []


def test_a_block_finds_somebody_of_its_commune_by_the_end_of_their_name(place: Place) -> None:
    leader, one = place.person("Trưởng Khối", "truong_khoi", place.commune), place.person("Lê Văn Hoà", "to_truong", place.hamlets[0])
    other, _ = place.person("Trần Thị Hòa", "to_vien", place.hamlets[1]), place.person("Người Xã Khác", "truong_khoi", place.other)
    here, row = place.speaks(leader), str(place.role(leader))
    facts = handover.STORY.gather(here, Draft(1, "k", handover.COMMAND, row))
    asked = tell(handover.STORY.tell, {"to": handover_vi.SOMEBODY_ELSE.value}, facts)
    assert isinstance(asked, Asking)
    for nobody in ("Không Ai", "xã khác", "Văn"):
        with pytest.raises(Invalid):
            asked.reader.hear(Said(nobody), None)
    two = tell(handover.STORY.tell, {"to": handover_vi.SOMEBODY_ELSE.value, "name": "hoa"}, facts)
    assert isinstance(two, Asking)
    assert {c.value for c in two.reader.choices} == {str(one), str(other)}
    told(handover.STORY, here, row, to=handover_vi.SOMEBODY_ELSE.value, name="Trần thị hòa")
    assert place.keys(other) == ["to_vien", "truong_khoi"]


def test_a_head_without_anybody_there_and_a_plain_member_hand_nothing_over(place: Place) -> None:
    alone, member = place.person("Tổ Trưởng", "to_truong", place.hamlets[0]), place.person("Tổ Viên", "to_vien", place.hamlets[1])
    with pytest.raises(Invalid, match=handover_vi.nobody_there(place.hamlets[0].title)):
        told(handover.STORY, place.speaks(alone), str(place.role(alone)))
    assert handover.begin(place.speaks(member), "", Said()).text == handover_vi.NOTHING
    assert place.keys(alone) == ["to_truong"]


def case_of(place: Place, holder: int, *, confidential: bool = False, at: Unit | None = None) -> int:
    """An open case of a hamlet that somebody answers for."""
    number = int(place.db.execute(text("SELECT count(*) FROM incident")).scalar_one()) + 1
    kind, unit = ("TG" if confidential else "MT"), at or place.hamlets[0]
    new = incidents.NewCase(number, place.commune.id, unit.id, kind, Level.VANG, confidential, "rác đổ bờ mương", None, None, holder, "to_vien")
    row, _ = incidents.file(place.db, new, NOW)
    place.db.execute(
        text("UPDATE incident SET holder = :h, status = 'da_nhan', reporter = :r WHERE id = :i"), {"h": holder, "r": reporter(place), "i": row}
    )
    return row


def reporter(place: Place) -> int:
    return place.person("Người Báo", "to_vien", place.hamlets[5])


def holders(place: Place) -> list[int | None]:
    return list(place.db.execute(text("SELECT holder FROM incident ORDER BY id")).scalars())


def test_what_the_giver_still_handles_by_another_role_stays_with_them(place: Place) -> None:
    both, member = place.person("Hai Vai", "pho_truong_khoi", place.commune), place.person("Tổ Viên", "to_vien", place.hamlets[0])
    roles.give(place.db, both, place.hamlets[0].id, "to_truong", NOW - DAY)
    case_of(place, both)
    case_of(place, both, confidential=True)
    done = told(handover.STORY, place.speaks(both), str(place.role(both, "to_truong")), to=str(member))
    assert done.text.endswith(handover_vi.listed([], 0, []))
    assert holders(place) == [both, both]


def test_what_the_next_may_not_handle_is_nobodys_and_the_block_hears_of_it(place: Place) -> None:
    head, next_ = place.person("Trưởng Khối", "truong_khoi", place.commune), place.person("Thành Viên", "thanh_vien_khoi", place.commune)
    clerk = place.person("Thư Ký", "thu_ky", place.commune)
    other = place.person("Phó Khối", "pho_truong_khoi", place.commune)
    roles.give(place.db, clerk, place.hamlets[0].id, "to_truong", NOW - DAY)
    for confidential in (False, True):
        case_of(place, clerk, confidential=confidential)
    done = told(handover.STORY, place.speaks(clerk), str(place.role(clerk, "thu_ky")), to=str(next_))
    assert "Việc số 1" in done.text
    assert holders(place) == [next_, None]
    for who in (head, other):
        (text_,) = (t for t in place.told(who) if "chưa có ai phụ trách" in t)
        assert "Việc số 2" in text_
        assert "Việc số 1" not in text_
    assert not any("Việc số 2" in t for t in place.told(next_)), "a secretary reads nothing confidential"


def test_who_loses_a_role_answers_for_nothing_they_may_handle_no_more(place: Place) -> None:
    head, deputy = place.person("Trưởng Khối", "truong_khoi", place.commune), place.person("Phó Khối", "pho_truong_khoi", place.commune)
    case_of(place, deputy)
    case_of(place, deputy, confidential=True)
    told(members_change.STORIES[0], place.speaks(head), str(place.role(deputy)), key="thu_ky")
    assert holders(place) == [deputy, None]
    told(members_change.STORIES[1], place.speaks(deputy), str(place.role(deputy)))
    assert holders(place) == [None, None]
    assert ["Việc số 2" in place.told(head)[0], "Việc số 1" in place.told(head)[1]] == [True, True]
    assert not any("chưa có ai phụ trách" in t for t in place.told(deputy))


def test_only_codes_and_requests_that_the_next_may_answer_go_along(place: Place) -> None:
    both, next_ = place.person("Hai Vai", "bi_thu", place.commune), place.person("Thành Viên", "thanh_vien_khoi", place.commune)
    province = place.person("Tỉnh", "can_bo_tinh", place.province)
    roles.give(place.db, both, place.commune.id, "thu_ky", NOW - DAY)
    for key in ("pho_truong_khoi", "to_vien"):
        invitations.make(place.db, place.commune.id, key, 1, NOW + DAY, by=both, now=NOW)
    newcomer = people.add(place.db, "Người Mới", NOW)
    asking = place.speaks(newcomer)
    requests.ask(asking, newcomer, place.commune, "pho_truong_khoi", 1)
    told(handover.STORY, place.speaks(both), str(place.role(both, "thu_ky")), to=str(next_))
    assert not any(once.startswith("request:") for once in place.notices(next_))
    told(handover.STORY, place.speaks(both), str(place.role(both, "bi_thu")), to=str(next_))
    assert place.db.execute(text("SELECT made_by FROM invitation ORDER BY id")).scalars().all() == [next_, next_]
    assert f"request:1:{next_}" in place.notices(next_)
    assert place.notices(province) == []


def test_a_draft_may_go_along_twice_and_who_cannot_be_reached_is_not_offered(place: Place) -> None:
    leader, next_ = place.person("Trưởng Khối", "truong_khoi", place.commune), place.person("Thành Viên", "thanh_vien_khoi", place.commune)
    lost = place.person("Mất Máy", "thanh_vien_khoi", place.commune)
    place.db.execute(text("UPDATE account SET gone = 1 WHERE person = :p"), {"p": lost})
    facts = handover.STORY.gather(place.speaks(leader), Draft(1, "k", handover.COMMAND, str(place.role(leader))))
    assert facts is not None
    assert set(facts.names) == {str(next_)}
    for _ in range(2):
        row = place.db.execute(
            text("INSERT INTO draft (key, story, about, owner, answers, state, touched) VALUES ('k', 'hoi', '1', :o, '{}', 'open', 0) RETURNING id"),
            {"o": leader},
        ).scalar_one()
        handing.pass_draft(place.db, row, next_)


def test_open_codes_go_along_but_not_those_of_another_place(place: Place) -> None:
    leader, next_ = place.person("Trưởng Khối", "truong_khoi", place.commune), place.person("Thành Viên", "thanh_vien_khoi", place.commune)
    for unit in (place.hamlets[0], place.away):
        invitations.make(place.db, unit.id, "to_vien", 5, NOW + DAY, by=leader, now=NOW)
    told(handover.STORY, place.speaks(leader), str(place.role(leader)), to=str(next_))
    made = place.db.execute(text("SELECT unit, made_by FROM invitation ORDER BY id")).all()
    assert [tuple(r) for r in made] == [(place.hamlets[0].id, next_), (place.away.id, leader)]


def test_only_the_block_keeps_the_numbers_of_its_commune(place: Place) -> None:
    keeper = place.speaks(place.person("Thư Ký", "thu_ky", place.commune))
    assert [c.value for c in directory.phones(keeper, "", Said()).choices] == [f"suadanhba:{place.commune.id}"]
    assert directory.begin(keeper, str(place.other.id), Said()).text == vi.MAY_NOT
    for key, unit in (("dang_uy_vien", place.commune), ("to_truong", place.hamlets[0]), ("can_bo_tinh", place.province)):
        here = place.speaks(place.person("Người Khác", key, unit))
        assert directory.phones(here, "", Said()).choices == ()
        with pytest.raises(Invalid):
            told(directory.STORY, here, str(place.commune.id), which="truc_ban", number="113")


def test_both_events_of_a_handover_have_words() -> None:
    assert {handover.GIVEN, handover.TAKEN} <= cases_vi.EVENTS.keys()


def test_a_phone_number_is_kept_as_digits(place: Place) -> None:
    person = place.person("Tổ Viên", "to_vien", place.hamlets[0])
    store.set_phone(place.db, person, "0912345678")
    assert vi.phone(place.db.execute(text("SELECT phone FROM person WHERE id = :p"), {"p": person}).scalar_one()) == "0912 345 678"
