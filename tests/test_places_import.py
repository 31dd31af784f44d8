"""A table of villages: what it adds, renames and no longer has, and every row that cannot be read, by line and reason."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
import xlsxwriter

from bot.documents import sheets
from handlers import places_import
from handlers.places_import import COLUMNS, Import
from storage import units
from tests.places_kit import NOW, SINCE, Province, province

HEAD = "cap,loai,ten,ten_cap_tren,ma"
TODAY = "2026-11-24"


@pytest.fixture
def home(url: str) -> Iterator[Province]:
    with province(url) as made:
        yield made


def read(home: Province, *rows: str, on: str = TODAY) -> Import:
    data = "\n".join([HEAD, *rows]).encode()
    return places_import.read(home.db, sheets.read(data, COLUMNS), on)


def take(home: Province, *rows: str, on: str = TODAY, close_missing: bool = False) -> Import:
    found = read(home, *rows, on=on)
    assert not found.bad
    places_import.take(home.db, found, on, "12/QD", NOW, close_missing=close_missing)
    return found


def test_units_of_several_levels_are_added_in_whatever_order_they_stand(home: Province) -> None:
    take(home, "thôn,bản,Một,phường Mới,", "Xã,Phường,Mới,tỉnh Mẫu,12345", "thon,khu phố,Khu phố 2,phuong moi,777")
    made = home.unit("bản Một")
    assert made.path == f"/1/{home.id('phường Mới')}/{made.id}/"
    assert home.unit("khu phố 2").valid_from == TODAY
    assert read(home, "thôn,bản,Một,phường Mới,", "thon,khu phố,02,phuong moi,777").same == 2


def test_a_workbook_is_read_as_well_as_a_csv(home: Province) -> None:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        page = book.add_worksheet()
        for n, row in enumerate([["Cấp", "Loại", "Tên", "Tên cấp trên", "Mã"], ["thôn", "thôn", 4, "xã A", 98765]]):
            page.write_row(n, 0, row)
    found = places_import.read(home.db, sheets.read(data.getvalue(), COLUMNS), TODAY)
    ((row, parent),) = found.add
    assert (row.title, row.code, parent) == ("thôn 4", "98765", home.id("xã A"))


def test_a_kind_word_tells_the_level_and_the_commune_is_what_it_belongs_to(home: Province) -> None:
    rows = ["Cấp,Loại,Tên,Thuộc xã", "Bản,bản,Một,xã A", "Khu phố,,Hai,A", "Tổ dân phố,tổ dân phố,3,xã B", "TDP,Tổ dân phố,4,B", "Ấp,ấp,5,xã B"]
    found = places_import.read(home.db, sheets.read("\n".join(rows).encode(), COLUMNS), TODAY)
    assert [(row.level, row.title, parent) for row, parent in found.add] == [
        ("thon", "bản Một", home.id("xã A")), ("thon", "khu phố Hai", home.id("xã A")),
        ("thon", "tổ dân phố 3", home.id("xã B")), ("thon", "tổ dân phố 4", home.id("xã B")),
    ]  # fmt: skip
    assert "unknown level 'Ấp'" in found.bad[6]


def test_a_known_code_with_another_name_renames_and_a_new_code_is_noted(home: Province) -> None:
    first = take(home, "thon,thôn,A2,xã A,102", "thon,thôn,Bốn,xã B,104")
    assert [row.title for row, _ in first.recode] == ["thôn A2"]
    found = take(home, "thon,khu phố,Hai,xã A,102", "thon,thôn,Bốn,xã B,104")
    assert ([row.title for row, _ in found.rename], found.same) == (["khu phố Hai"], 1)
    assert units.tree(home.db, "2026-11-23").title(home.id("khu phố Hai")) == "thôn A2"


def test_what_the_table_does_not_have_is_closed_only_when_asked(home: Province) -> None:
    found = take(home, "thon,thôn,A1,xã A,", "thon,thôn,A2,xã A,")
    assert found.missing == [home.id("thôn A3")]
    assert home.unit("thôn A3").valid_to is None
    take(home, "thon,thôn,A1,xã A,", "thon,thôn,A2,xã A,", close_missing=True)
    assert home.unit("thôn A3").valid_to == TODAY
    assert [home.unit(f"thôn B{n}").valid_to for n in (1, 2, 3)] == [None] * 3


def test_what_cannot_be_renamed_or_closed_is_not_read(home: Province) -> None:
    take(home, "thon,thôn,A1,xã A,101")
    home.order("move", "thôn B1", on="2026-05-01", to=home.id("xã A"))
    late = read(home, "thon,thôn,Khác,xã A,101", on="2025-06-30")
    assert "began" in late.bad[2]
    rows = ["xa,xã,A,tỉnh Mẫu,", "xa,xã,B,tỉnh Mẫu,"]
    found = places_import.read(home.db, sheets.read("\n".join([HEAD, *rows]).encode(), COLUMNS), TODAY, close_missing=True)
    assert "is still in it" in found.bad[0]
    assert home.unit("xã C").valid_to is None


BAD = [
    (["ấp,thôn,1,xã A,"], 2, "unknown level 'ấp'"),
    ([",thôn,1,xã A,"], 2, "cap is empty"),
    (["thon,,1,xã A,"], 2, "loai is empty"),
    (["thon,thôn,,xã A,"], 2, "ten is empty"),
    (["thon,thôn,1,,"], 2, "ten_cap_tren is empty"),
    (["tinh,tỉnh,Một,tỉnh Mẫu,"], 2, "lies in nothing"),
    (["thon,thôn,1,xã Nào Đó,"], 2, "there is no 'xã Nào Đó' for it to lie in"),
    (["thon,thôn,1,tỉnh Mẫu,"], 2, "tỉnh Mẫu is a tinh, and a thon cannot lie in it"),
    (["cum,cụm,1,tỉnh Mẫu,", "thon,thôn,1,cụm 1,"], 3, "cụm 1 (line 2) is a cum, and a thon cannot lie in it"),
    (["thon,thôn,1,thôn A1,"], 2, "thôn A1 is a thon, and a thon cannot lie in it"),
    (["thon,thôn,1,xã A,", "thon,thôn,01,xã A,"], 3, "the same as line 2"),
    (["thon,thôn,A1,xã A,", "thon,thôn,A1,xa a,"], 3, "the same as line 2"),
    (["thon,thôn,8,xã A,5", "thon,thôn,9,xã A,5"], 3, "the same as line 2"),
    (["xa,xã,D,tỉnh Nào,", "thon,thôn,1,xã D,"], 3, "what it lies in, line 2, cannot be taken"),
]


def test_a_row_that_cannot_be_read_is_told_with_its_line_and_the_reason(home: Province) -> None:
    for rows, line, reason in BAD:
        assert reason in read(home, *rows).bad[line], rows


def test_rows_that_lie_in_each_other_are_told_by_their_lines(home: Province) -> None:
    bad = read(home, "xa,xã,Trên,xã Dưới,", "xa,xã,Dưới,xã Trên,", "xa,xã,Mình,xã Mình,").bad
    assert bad == {
        2: "xã Dưới (line 3) is a xa, and a xa cannot lie in it", 3: "xã Trên (line 2) is a xa, and a xa cannot lie in it",
        4: "xã Mình (line 4) is a xa, and a xa cannot lie in it",
    }  # fmt: skip


def test_two_places_of_that_name_are_asked_about_with_what_they_lie_in(home: Province) -> None:
    rows = ("xa,phường,Đông Tiến,tỉnh Mẫu,", "xa,xã,Đồng Tiến,tỉnh Mẫu,", "thon,thôn,1,dong tien,", "thon,thôn,1,Đông Tiến,")
    found = read(home, *rows)
    assert list(found.bad) == [4]
    assert "2 places are meant by 'dong tien'" in found.bad[4]
    assert "phường Đông Tiến (line 2), tỉnh Mẫu; xã Đồng Tiến (line 3), tỉnh Mẫu" in found.bad[4]
    assert [parent for row, parent in found.add if row.level == "thon"] == [-2]


def test_a_code_that_is_elsewhere_is_not_taken_for_a_new_unit(home: Province) -> None:
    take(home, "thon,thôn,9,xã A,900")
    assert "is the ma of thôn 9, xã A" in read(home, "thon,thôn,9,xã B,900").bad[2]


def test_two_of_one_name_in_one_place_are_told_apart_by_code_alone(home: Province) -> None:
    home.order("move", "thôn B1", to=home.id("xã A"))
    home.order("rename", "thôn B1", on="2026-04-01", named=("thôn", "A1"))
    assert "2 units there are called so" in read(home, "thon,thôn,A1,xã A,").bad[2]


def test_nothing_is_put_into_what_had_not_begun(home: Province) -> None:
    assert "began only on 2025-07-01" in read(home, "thon,thôn,9,xã A,", on="2025-06-01").bad[2]
    take(home, "thon,thôn,9,xã A,", on=SINCE)
    assert home.unit("thôn 9").valid_from == SINCE
