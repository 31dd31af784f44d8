"""What words mean where they are said: numbers belong to the last list, a yes to its question, a wish of daily life is no report."""

from __future__ import annotations

import pytest

from bot.meaning_lists import EXACT, among
from bot.talk import Choice
from handlers import BOOK
from messages_vi import common, wishes
from messages_vi import members as members_vi
from messages_vi import privacy_rights as privacy_vi
from messages_vi import report as report_vi
from messages_vi import requests as requests_vi
from messages_vi.kinds import KINDS, clear, pointed_to
from storage import talks, units
from tests.door import Door

WISHES = {
    "ban giao cho Bảy": "bangiao", "bàn giao việc cho anh Bảy": "bangiao", "tôi muốn bàn giao cho phó": "bangiao", "xin bàn giao": "bangiao",
    "toi muon them nguoi vao to": "moinguoi", "thêm người vào tổ": "moinguoi", "mời người vào tổ": "moinguoi", "xin mã mời": "moinguoi",
    "cho tôi mã mời": "moinguoi", "cho toi danh sach to": "danhsach", "tôi muốn xem danh sách tổ": "danhsach", "xem ca danh sach": "danhsach",
    "xin xem danh sách": "danhsach", "danh sách thôn mẫu một": "danhsach", "toi muon xoa ten": "xoaten", "em muốn xóa tên": "xoaten",
    "so dien thoai cua toi sai": "suadienthoai", "em muốn đổi số điện thoại": "suadienthoai", "doi ten": "suaten", "tôi muốn sửa tên": "suaten",
    "tên của tôi sai rồi": "suaten", "đi vắng đến 30/2": "divang", "toi di vang tu mai": "divang", "đi vắng 3 ngày": "divang",
    "xin đi vắng đến hết tuần": "divang", "xin danh bạ": "danhba", "cho em danh bạ với": "danhba",
    "cho tôi xin số điện thoại trực ban": "danhba", "cho tôi xem việc của tôi": "vieccuatoi", "việc của tôi đến đâu rồi": "vieccuatoi",
    "tôi muốn kết nối zalo": "ketnoi", "nối zalo cho tôi": "ketnoi", "tôi muốn thôi vai trò": "thoivaitro", "xin thôi làm tổ phó": "thoivaitro",
    "tôi muốn rút việc": "rutviec", "xem dữ liệu của tôi": "dulieu", "ai chưa vào tổ": "aichuavao", "giúp tôi với": "giup",
}  # fmt: skip
REPORTS = (
    "danh sách hộ nghèo bị sót 3 hộ", "danh sach ho ngheo sot 3 ho", "danh sách nhận quà tết thiếu 2 hộ", "danh sách bầu cử thiếu tên",
    "bàn giao đất chưa xong, 4 hộ khiếu nại", "bàn giao mặt bằng chậm", "bàn giao trâu bò bị dịch", "đi vắng nhà bị trộm cắt khóa",
    "đi vắng cả xóm nên rẫy bị cháy", "số điện thoại lạ gọi lừa đảo bà con", "số điện thoại trạm y tế không gọi được", "giúp với nhà cháy",
    "mời người dân họp mà loa hỏng", "mời người đi họp không ai đi", "xóa đói giảm nghèo chậm, 5 hộ chưa có gạo", "xóa nhà tạm chưa được hỗ trợ",
    "sửa đường xóm trên, hỏng 200m", "kết nối điện yếu, 30 hộ mất điện", "báo cáo đường lầy lội 4 hộ", "riêng tư đất tranh chấp hai nhà",
    "thôi dùng nước bẩn, 20 hộ", "ai chưa vào bảo hiểm y tế bị phạt", "nhận tin bão về, bà con lo", "xin gạo cho 3 hộ đói",
    "xin sửa cầu tràn gãy lan can", "đổi tên thôn làm bà con thắc mắc", "dữ liệu dân cư sai nhiều hộ", "tôi muốn báo mất trộm xe máy",
    "thêm người chết đuối ở suối", "thêm người bị thương", "tôi cần báo nước lũ lên nhanh", "cho tôi báo sạt lở sau nhà văn hóa",
)  # fmt: skip


@pytest.fixture
def door(url: str) -> Door:
    return Door(url)


# wishes and reports --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("said", WISHES)
def test_a_wish_of_daily_life_is_its_command(said: str) -> None:
    wish = wishes.wish(said)
    assert wish is not None
    assert (wish.command, wish.sure) == (WISHES[said], True)
    assert not (wish.rest and clear(said))


@pytest.mark.parametrize("said", REPORTS)
def test_a_report_that_begins_like_a_wish_is_none_for_sure(said: str) -> None:
    wish = wishes.wish(said)
    assert wish is None or (wish.rest and (clear(said) or not wish.sure))
    assert report_vi.asks_for_else(said) == ""


def test_every_wish_has_a_command_and_its_words(door: Door) -> None:
    for command in {w for w in WISHES.values() if w != "giup"}:
        assert command in BOOK.commands
        assert " " in wishes.said_as(command)
    door.person("head", "to_truong")
    assert "bàn giao" in door.says("head", "ban giao cho Bảy")


def test_what_may_be_a_wish_or_a_report_is_asked_and_nothing_is_lost(door: Door) -> None:
    door.person("head", "to_truong")
    assert door.says("head", "mời người dân họp mà loa hỏng").startswith("Ý bác là “mời người”")
    door.says("head", "2")
    assert "mời người dân họp mà loa hỏng" in door.says("head", "nói lại") + str(door.all("SELECT answers FROM draft WHERE story = 'baoviec'"))
    door.says("head", "huy bo")
    door.says("head", "mời người đi họp không ai đi")
    assert members_vi.WHICH_ROLE_TO_GIVE.replace(common.BAC_, "Bác") in door.says("head", "1") + door.says("head", "moi nguoi")


def test_a_wish_in_the_middle_of_a_telling_is_not_quietly_added(door: Door) -> None:
    door.person("member", "to_vien")
    door.says("member", "báo việc")
    door.says("member", "gãy lan can cầu tràn, 15 hộ")
    assert "gõ riêng: bàn giao" in door.says("member", "tôi muốn bàn giao cho Bảy")
    door.says("member", "danh sách hộ nghèo bị sót 3 hộ")
    shown = door.says("member", "xong")
    told = shown + str(door.all("SELECT answers FROM draft"))
    assert "sót 3 hộ" in told
    assert "Bảy" not in told


@pytest.mark.parametrize("said", ["không", "ko", "không báo nữa"])
def test_a_no_is_no_line_of_a_report(door: Door, said: str) -> None:
    door.person("member", "to_vien")
    door.says("member", "báo việc")
    door.says("member", "gãy lan can cầu tràn, 15 hộ")
    assert report_vi.WAY_OUT in door.says("member", said)
    assert "“gãy lan can cầu tràn, 15 hộ”" in door.says("member", "xong")


# numbers and names of a list -------------------------------------------------------------------------------------------
def test_a_number_belongs_to_the_last_list_and_the_older_question_is_put_aside(door: Door) -> None:
    door.person("head", "to_truong")
    door.person("Lê Văn Bảy", "to_vien")
    door.says("head", "danh sách")
    door.says("head", "Lê Văn Bảy")
    assert "đổi thành vai trò nào" in door.says("head", "Đổi vai trò")
    (listed,) = door.hears("head", "danh sach")
    assert listed.choices[-1].label == common.go_on_with(members_vi.CHANGE_TITLE)
    assert "head, tổ trưởng" in door.says("head", "1")
    assert door.keys("Lê Văn Bảy") == ["to_vien"]
    door.says("head", "danh sach")
    door.says("head", "đồng ý")
    assert door.keys("Lê Văn Bảy") == ["to_vien"]


def test_going_on_with_what_was_put_aside(door: Door) -> None:
    door.person("head", "to_truong")
    door.says("head", "báo việc")
    (listed,) = door.hears("head", "danh sách")
    (again,) = door.hears("head", listed.choices[-1].label)
    assert again.text == report_vi.TELL_ME.replace(common.BAC_, "Bác")


def test_a_question_stays_with_its_story_when_no_list_came_between(door: Door) -> None:
    door.person("head", "truong_khoi", door.commune)
    door.says("head", "mấy nhà trong xóm bực chuyện nước")
    door.says("head", "nhận 12")
    assert report_vi.ANY_KIND.replace(common.BAC_, "Đồng chí") in door.says("head", report_vi.OTHER_KIND)


def test_a_label_of_the_last_list_goes_before_a_word_that_means_something_everywhere(door: Door) -> None:
    door.person("head", "to_truong")
    door.person("Lê Văn Bảy", "to_vien")
    door.says("head", "danh sách")
    door.says("head", "Lê Văn Bảy")
    assert "Số điện thoại của Lê Văn Bảy" in door.says("head", "sua so dien thoai")
    door.says("head", "huy bo")
    assert "Lê Văn Bảy" not in door.says("head", "sua so dien thoai"), "the card is no more the last thing said"


def test_names_of_a_list_are_typed_and_of_several_alike_one_is_asked(door: Door) -> None:
    door.person("head", "to_truong")
    for name in ("Lê Văn Bảy", "Trần Thị Bảy"):
        door.person(name, "to_vien")
    door.says("head", "danh sách")
    (asked,) = door.hears("head", "bảy")
    assert len(asked.choices) == 2
    assert "Trần Thị Bảy, tổ viên" in door.says("head", "Tran Thi Bay")
    assert "danh sách" not in door.says("head", "quay lại")
    assert [len(out.choices) > 2 for out in door.hears("head", "danh sách")] == [True]


def test_a_place_and_the_block_are_typed_under_the_list_of_a_commune(door: Door) -> None:
    door.person("head", "truong_khoi", door.commune)
    door.says("head", "danh sách")
    assert "Thôn Mẫu Một" in door.says("head", "thon mau mot")
    door.says("head", "danh sách")
    assert "Khối có" in door.says("head", "khoi")


def test_a_misunderstood_word_keeps_the_list_once(door: Door) -> None:
    door.person("head", "to_truong")
    (listed,) = door.hears("head", "danh sách")
    (again,) = door.hears("head", "tra khong ra")
    assert again.text == common.LIST_AGAIN.replace(common.BAC_, "Bác").replace(common.BAC, "bác")
    assert again.choices == listed.choices
    (general,) = door.hears("head", "tra khong ra")
    assert general.choices == (common.REPORT, common.MY_CASES)
    door.says("head", "danh sách")
    door.hears("head", "tra khong ra")
    assert "head, tổ trưởng" in door.says("head", "1"), "a number still answers it"


def test_going_back_at_rest_goes_to_where_one_was_or_says_that_nothing_is_open(door: Door) -> None:
    door.person("head", "to_truong")
    assert door.says("head", "quay lại") == common.NOTHING_OPEN.replace(common.BAC, "bác")
    (listed,) = door.hears("head", "danh sách")
    door.says("head", "1")
    (back,) = door.hears("head", "quay lai")
    assert (back.text, back.choices) == (listed.text, listed.choices)


# a yes and a no ----------------------------------------------------------------------------------------------------------
def _asked(door: Door) -> None:
    """The head has just read the question whether to let somebody in."""
    head = door.person("head", "to_truong")
    door.asks_in("newcomer")
    (text,) = [t for t in door.told(head) if "cho vào không" in t]
    assert text
    with door.engine.begin() as db:
        talks.pushed(db, {door.peer("head").key: talks.new_offer(db, door.peer("head").key, "1", requests_vi.let_them_in(1), door.now)})


@pytest.mark.parametrize("said", ["đồng ý", "dung", "vâng", "vang cho vao di", "cho vào", "ok", "gui"])
def test_a_bare_yes_to_a_question_with_a_number_shows_it_again(door: Door, said: str) -> None:
    _asked(door)
    (again,) = door.hears("head", said)
    assert again.text.startswith(common.SAY_IT_SO.replace(common.BAC_, "Bác"))
    assert "Lê Thị Mẫu" in again.text
    assert again.choices == requests_vi.let_them_in(1)
    assert "Lê Thị Mẫu đã vào" in door.says("head", "cho vao 1")


@pytest.mark.parametrize("said", ["gui", "dong y", "đúng rồi", "gửi nhé"])
def test_a_yes_to_nothing_is_no_courtesy(door: Door, said: str) -> None:
    door.person("head", "to_truong")
    assert door.says("head", said).startswith(common.NOTHING_ASKED.replace(common.BAC, "bác"))


def test_a_yes_to_what_was_put_aside_offers_it(door: Door) -> None:
    door.person("head", "to_truong")
    door.says("head", "gãy lan can cầu tràn từ tối qua, 15 hộ phải đi vòng")
    door.says("head", "danh sách")
    door.says("head", "giúp")
    (offered,) = door.hears("head", "gui")
    assert offered.choices == (common.GO_ON, common.DROP)
    assert door.all("SELECT id FROM incident") == []


@pytest.mark.parametrize("said", ["huy", "thoi", "khong", "ko", "không ạ", "khong xoa nua", "thôi không xóa nữa", "hủy"])
def test_a_check_with_one_word_to_type_is_left_by_any_no(door: Door, said: str) -> None:
    door.person("member", "to_vien")
    assert "đồng ý xóa" in "".join(c.typed for out in door.hears("member", "xóa tên tôi") for c in out.choices)
    assert door.says("member", said) == common.CANCELLED.replace(common.BAC, "bác")
    assert door.all("SELECT id FROM draft WHERE state = 'open'") == []


def test_a_check_with_one_word_to_type_is_left_by_going_back(door: Door) -> None:
    door.person("member", "to_vien")
    door.says("member", "xóa tên tôi")
    assert privacy_vi.WHICH.replace(common.BAC_, "Bác") in door.says("member", "quay lai")


def test_a_list_is_left_by_saying_so(door: Door) -> None:
    door.person("head", "to_truong")
    door.person("Lê Văn Bảy", "to_vien")
    door.says("head", "ban giao cho Bảy")
    assert door.says("head", "thôi không bàn giao nữa") == common.CANCELLED.replace(common.BAC, "bác")


def test_a_name_where_words_are_asked_for_is_still_no_way_out(door: Door) -> None:
    door.person("member", "to_vien")
    door.says("member", "báo việc")
    assert common.HOW_TO_CANCEL.replace(common.BAC_, "Bác") in door.says("member", "huy")


@pytest.mark.parametrize("yes", ["đồng ý", "đúng", "dung roi", "gửi", "ok", "vâng", "dạ đúng rồi ạ", "vang dong y nhe"])
@pytest.mark.parametrize("typed", ["đồng ý", "đúng", "gửi"])
def test_one_yes_does_for_every_check(typed: str, yes: str) -> None:
    check = (Choice("yes 1", typed.capitalize(), typed), Choice("edit name", "Sửa tên"))
    assert among(check, yes, common.PARTICLES) == "yes 1"


@pytest.mark.parametrize("word", ["đồng ý xóa", "đồng ý rút"])
def test_what_cannot_be_undone_and_a_report_take_their_own_word_alone(word: str) -> None:
    for said in ("đồng ý", "đúng", "gửi", "ok", "vâng"):
        assert among((Choice("yes 1", word, word),), said, common.PARTICLES) is None
        if said != "gửi":
            assert among((Choice(f"yes 1{EXACT}", "Gửi", "gửi"), Choice("edit kind", "Loại khác")), said, common.PARTICLES) is None


@pytest.mark.parametrize("said", ["không mất điện nữa", "không ngập nữa", "không", "vâng nhưng sai tên", "gửi rồi"])
def test_what_is_no_plain_no_or_yes_is_none(said: str) -> None:
    assert not common.says_no(said, alone=False)
    assert not common.says_yes(said)


# one telling, two matters ------------------------------------------------------------------------------------------------
def test_a_second_matter_glued_to_a_flood_is_asked_and_lowers_nothing(door: Door) -> None:
    door.person("member", "to_vien")
    door.says("member", "nước lên rồi bà con lo")
    (asked,) = door.hears("member", "rac do bua bai, 4 ho")
    assert report_vi.WHICH_KIND.replace(common.BAC_, "Bác") in asked.text
    assert {KINDS["TT"].label, KINDS["VS"].label} <= {c.label for c in asked.choices}


@pytest.mark.parametrize(
    ("lines", "first"),
    [
        (("nuoc lu len nhanh, ngap 5 nha", "rac do bua bai, 4 ho"), ""),
        (("rac do bua bai, 4 ho", "nuoc lu len nhanh, ngap 5 nha"), ""),
        (("gãy lan can cầu tràn, 15 hộ", "còn 2 hộ bên kia suối nữa"), "CT"),
        (("mấy nhà trong xóm bực chuyện nước", "nước lũ lên nhanh, có người mắc kẹt"), "TT"),
    ],
)
def test_the_kind_is_assumed_only_when_all_lines_agree(lines: tuple[str, ...], first: str) -> None:
    likely, sure = pointed_to(lines)
    assert sure is bool(first)
    assert likely[0] == (first or "TT"), "what is urgent comes first"


# who may not report --------------------------------------------------------------------------------------------------------
def test_who_has_no_role_hears_whom_to_call(door: Door) -> None:
    person = door.person("member", "to_vien")
    with door.engine.begin() as db:
        units.set_phone(db, door.commune.id, "thu_ky", "0237 000 0003")
    door.ends(person)
    for said in ("nước lũ lên nhanh, ngập 5 nhà", "báo việc", "giúp"):
        assert "thư ký khối, số 0237 000 0003; việc khẩn gọi 112" in door.says("member", said)
    assert "cứ gõ việc" not in door.says("member", "giúp")


def test_the_help_of_a_block_is_one_small_screen_and_names_no_case() -> None:
    whole = f"{common.HELP}\n{common.HELP_LEADER}\n{common.HELP_LIST}"
    assert len(common.spoken_to(whole, common.CADRE)) <= 410
    assert "việc số" not in whole


def test_every_word_that_people_can_type_leads_somewhere() -> None:

    assert set(common.WORDS.values()) <= set(BOOK.commands)
    assert set(common.VERBS.values()) <= set(BOOK.verbs)
    assert {command for command, _ in common.MENU} <= set(BOOK.commands)
