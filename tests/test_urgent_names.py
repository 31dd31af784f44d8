"""Words of danger to life typed where a name or a place is asked for are no name: what to do is said, and the question stays."""

from __future__ import annotations

import pytest

from messages_vi import requests as requests_vi
from tests.turns import World

FIRE = "chay nha ba Tu"


def read(world: World, name: str, *said: str) -> str:
    """What is read to the last of these."""
    answer = ""
    for words in said:
        answer = "\n".join(out.text for out in world.does(name, words))
    return answer


def test_a_fire_told_in_place_of_ones_new_name_begins_a_report(world: World) -> None:
    read(world, "An", "sửa tên tôi")
    answer = read(world, "An", FIRE)
    assert "114" in answer
    assert "mức ĐỎ" in answer
    assert "đang viết dở" in read(world, "An", "gửi"), "the question set aside is offered again"
    assert world.rows("SELECT name FROM person WHERE id = :p", p=world.id["An"])[0].name == "Người An"


@pytest.mark.parametrize(
    ("before", "asked"),
    [((), requests_vi.NAME), (("Lê Thị Mẫu",), requests_vi.PLACE)],
    ids=["a name", "a place"],
)
@pytest.mark.parametrize("words", [FIRE, "cháy nhà ở thôn Mẫu Một"])
def test_a_fire_told_by_somebody_who_asks_to_be_let_in_is_answered_with_whom_to_call(
    world: World, before: tuple[str, ...], asked: str, words: str
) -> None:
    read(world, "Mới", "xin vào", "đồng ý", *before)
    answer = read(world, "Mới", words)
    assert "gọi 112" in answer
    assert asked.partition("\ue001")[2] in answer


@pytest.mark.parametrize("name", ["Nguyễn Văn Hỏa", "Trần Văn Bão", "Bùi Thị Lũ"])
def test_a_name_is_taken_as_one(world: World, name: str) -> None:
    assert name in read(world, "An", "sửa tên tôi", name)


@pytest.mark.parametrize(("name", "asked"), [("An", ("đi vắng",)), ("Mười", ("/suadanhba", "1"))], ids=["until when", "a telephone number"])
def test_a_fire_told_in_place_of_a_day_or_a_number_begins_a_report(world: World, name: str, asked: tuple[str, ...]) -> None:
    read(world, name, *asked)
    answer = read(world, name, "cháy nhà hôm nay, có người bị kẹt, đã gọi 114")
    assert "Gọi 114" in answer
    assert "cháy nhà hôm nay" in answer
    assert not world.rows("SELECT id FROM absence")
