"""Words of danger to life typed at a question that has no use for them: a report begins with them, and nobody has to say a yes to be heard."""

from __future__ import annotations

import pytest

from bot.meaning import TooEarly, meant
from bot.story import Said
from bot.talk import Choice, Conversation, Incoming, Peer
from handlers import BOOK
from messages_vi import report as vi
from messages_vi.kinds import KINDS, alarming
from storage import roles, units
from tests.turns import World

FIRE, DROWNING, UNREST = "chay nha o dau xom", "co nguoi duoi nuoc", "mấy hôm nay bà con xôn xao"
FILED = ("gãy lan can cầu tràn, 15 hộ", "gửi")
OPEN = {
    "a wish": ("mời người họp bàn chuyện chợ",),
    "withdrawing": (*FILED, "rút việc"),
    "going away": ("đi vắng",),
    "one's name": ("sửa tên tôi",),
    "a check": (*FILED, "rút lại 1"),
}


def read(world: World, name: str, *said: str) -> str:
    """What is read to the last of these."""
    answer = ""
    for words in said:
        answer = "\n".join(out.text for out in world.does(name, words))
    return answer


def unconfirmed(world: World, name: str) -> int:
    """How many alarms without a yes have come to this person."""
    bodies = world.rows("SELECT body FROM notice WHERE person = :p AND once LIKE 'unconfirmed:%'", p=world.id[name])
    return len(bodies)


# at a question that has no use for them ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("a wish", FIRE),
        ("withdrawing", "chay nha ba Tu"),
        ("going away", "nha chay roi"),
        ("one's name", "nuoc cuon troi 2 nguoi"),
        ("a check", DROWNING),
    ],
)
def test_urgent_words_at_any_open_question_begin_a_report_with_the_numbers_to_call(world: World, where: str, words: str) -> None:
    read(world, "An", *OPEN[where])
    answer = read(world, "An", words)
    assert "114" in answer
    if vi.WHICH_KIND in answer:
        answer = read(world, "An", "1")
    assert "mức ĐỎ" in answer
    sent = read(world, "An", "gửi")
    assert "Đã gửi khối dân vận xã" in sent
    assert "đang viết dở" in sent, "the question set aside is offered again"
    assert world.rows("SELECT level FROM incident ORDER BY id DESC")[0].level == "DO"


@pytest.mark.parametrize("where", OPEN)
@pytest.mark.parametrize("words", ["99", "Hỏa 9", "cháy túi 2 lần", "nằm viện 3 hôm nay", "báo nhầm 1", "đi họp ở huyện 2"])
def test_ordinary_words_at_an_open_question_begin_no_report(world: World, where: str, words: str) -> None:
    read(world, "An", *OPEN[where])
    answer = read(world, "An", words)
    assert vi.DANGER not in answer
    assert "xem lại" not in answer
    assert not world.rows("SELECT id FROM draft WHERE story = 'baoviec' AND state = 'open'")


@pytest.mark.parametrize(
    "words",
    [
        "cháy nhà",
        "có người đuối nước",
        "nước cuốn trôi 2 người",
        "nhà sập có người bị kẹt",
        "nha sap co nguoi bi ket",
        FIRE,
        "cứu với",
        "lũ cuốn mất nhà",
    ],
)
def test_a_cry_for_help_is_alarming(words: str) -> None:
    assert alarming(words)


@pytest.mark.parametrize(
    "words",
    [
        "", "Hỏa", "Nguyễn Văn Hỏa", "Trần Văn Bão", "Bùi Thị Lũ", "cháy túi", "3 ngày nữa", "5/12", "lũ", "mưa lũ", "lũ quét", "cháy rừng",
        "mưa lũ đêm 12/9", "đi viện", "tôi đi cấp cứu", "bị tai nạn phải nằm viện", "mẹ tôi ngã gãy chân", "vì cháy nhà", "đi chữa cháy", "sau bão",
        "đã dập tắt đám cháy nhà", "báo nhầm, không có cháy nhà", "lũ đã rút rồi", "gãy cầu, 5 hộ", "trộm xe máy đêm qua", "cần kinh phí", "xong",
    ],
)  # fmt: skip
def test_names_days_reasons_and_topics_are_not(words: str) -> None:
    assert not alarming(words)


def test_urgent_words_typed_before_the_list_had_left_are_not_lost() -> None:
    peer, choices = Peer("phone", "demo", "1"), (Choice("a", "Thôn Một"), Choice("b", "Thôn Hai"))
    talk = Conversation(peer, draft=1, asked="unit", choices=choices, left_at=None)
    found = meant(BOOK, talk, Incoming(peer, "1", 0.0, "1", "An", "cháy nhà"), Said("cháy nhà"), 0.0, lambda _peer, _offer: None)
    assert found == TooEarly(Said("cháy nhà"))


def test_who_may_not_report_reads_whom_to_call_and_the_question_again(world: World) -> None:
    asked = read(world, "Mười", "sửa tên tôi")
    roles.end(world.db, world.rows("SELECT id FROM role WHERE person = :p", p=world.id["Mười"])[0].id, world.now)
    answer = read(world, "Mười", "nuoc cuon troi 2 nguoi")
    assert vi.NO_PLACE.partition(" ")[2] in answer
    assert "gọi 112" in answer
    assert "gõ tên đúng giúp" in asked
    assert "gõ tên đúng giúp" in answer


# in a report that is being told --------------------------------------------------------------------------------------
def test_an_urgent_line_added_to_a_milder_report_asks_for_the_kind_anew(world: World) -> None:
    assert "mức VÀNG" in read(world, "An", UNREST)
    assert read(world, "An", f"{FIRE} 1").startswith(f"{vi.DANGER}\n{vi.WHICH_KIND}")
    assert "mức ĐỎ" in read(world, "An", "1")


def test_an_urgent_line_behind_a_kind_that_was_chosen_is_answered_with_the_numbers_to_call(world: World) -> None:
    check = read(world, "An", UNREST, KINDS["DL"].label, "Loại khác", KINDS["DL"].label)
    assert vi.DANGER not in check
    assert vi.DANGER in read(world, "An", FIRE)


def test_beside_a_confidential_check_urgent_words_are_said_not_to_be_in_it(world: World) -> None:
    read(world, "An", "chồng đánh vợ ở xóm dưới")
    assert vi.DANGER in (said := read(world, "An", FIRE))
    assert "chưa ghi vào tin này" in said


def test_the_numbers_to_call_come_before_the_question_for_the_place(world: World) -> None:
    other = [u for u in units.everything(world.db) if u.level == "thon"][1]
    roles.give(world.db, world.id["An"], other.id, "to_vien", world.now)
    assert read(world, "An", "cháy nhà, có người bị kẹt trong nhà") == f"{vi.DANGER}\n{vi.WHICH_UNIT}"


# a fire left at the question for the kind ----------------------------------------------------------------------------
def test_a_likely_fire_left_at_the_kind_is_heard_of_after_three_minutes(world: World) -> None:
    assert read(world, "An", "chay nha ong ba o xom tren").startswith(vi.DANGER)
    for _ in range(2):
        world.ticks(100)
    assert (unconfirmed(world, "Hoa"), unconfirmed(world, "An")) == (1, 1)


def test_what_looks_like_a_fire_only_second_or_is_said_to_be_none_alarms_nobody(world: World) -> None:
    read(world, "An", "mấy nhà trong xóm bực chuyện nước")
    assert vi.DANGER in read(world, "Cúc", "hai xe đi ngược chiều nhau")
    assert "chọn loại việc giúp" in read(world, "Cúc", vi.OTHER_KIND)
    for _ in range(3):
        world.ticks(100)
    assert unconfirmed(world, "Hoa") == 0


def test_send_typed_at_the_kind_says_which_one_to_choose(world: World) -> None:
    read(world, "An", "chay nha ong ba o xom tren")
    assert f"Đúng là “{KINDS['TN'].label}” thì gõ: 1." in read(world, "An", "gửi")
    assert "mức ĐỎ" in read(world, "An", "1")
