"""Tables that people send: read whatever wrote them, and refused before they can harm."""

from __future__ import annotations

import contextlib
import io
import json
import struct
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.documents.sheets import MOST_BYTES, Row, Unreadable, read
from tests.processes import ROOT

COLUMNS = {"ho_ten": ("họ và tên",), "don_vi": ("thôn",), "so": ("số điện thoại",)}
SHEET, TEXTS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
XML = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
HEAD = '<row><c t="inlineStr"><is><t>ho_ten</t></is></c><c t="inlineStr"><is><t>don_vi</t></is></c></row>'


def book(*tables: Callable[[Any, Any], None]) -> bytes:
    """An Excel file with a sheet for each of them."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        for table in tables:
            table(made.add_worksheet(), made)
    return out.getvalue()


def of(*rows: list[Any]) -> Callable[[Any, Any], None]:
    def fill(sheet: Any, _book: Any) -> None:
        for n, row in enumerate(rows):
            sheet.write_row(n, 0, row)

    return fill


PLAIN = book(of(["ho_ten", "don_vi"], ["A", "B"]))


def with_part(name: str, inside: str) -> bytes:
    """A workbook in which one part is another."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as after:
        for part in before.namelist():
            after.writestr(part, inside if part == name else before.read(part))
    return out.getvalue()


def first(data: bytes) -> dict[str, str]:
    return read(data, COLUMNS).rows[0].cells


# read ----------------------------------------------------------------------------------------------------------------
def test_an_offices_sheet_is_read_with_its_title_its_numbering_and_what_is_merged() -> None:
    def fill(sheet: Any, made: Any) -> None:
        day = made.add_format({"num_format": "dd/mm/yyyy"})
        sheet.merge_range("B2:E2", "DANH SÁCH TỔ DÂN VẬN")
        sheet.write_row("B4", ["STT", "HỌ VÀ  TÊN", "Số điện thoại\n(Zalo)", "Thôn"])
        sheet.write_row("B5", ["(1)", "(2)", "(3)", "(4)"])
        sheet.write_row("B6", [1, unicodedata.normalize("NFD", " Nguyễn  Văn\u200b A"), 912345678])
        sheet.merge_range("E6:E7", "Thôn 3")
        sheet.write_row("B7", [2, "\u00d0inh B", "0912.345.678"])
        sheet.write_row("B9", [3, "Lê C", 0.5, "Thôn 4"])
        sheet.write("B10", 4)
        sheet.write_datetime("C11", date(2025, 7, 1), day)

    sheet = read(book(fill), COLUMNS)
    assert sheet.columns == ("ho_ten", "so", "don_vi")
    assert sheet.rows == (
        Row(6, {"ho_ten": "Nguyễn Văn A", "so": "912345678", "don_vi": "Thôn 3"}),
        Row(7, {"ho_ten": "Đinh B", "so": "0912.345.678", "don_vi": "Thôn 3"}),
        Row(9, {"ho_ten": "Lê C", "so": "0.5", "don_vi": "Thôn 4"}),
        Row(11, {"ho_ten": "1/7/2025", "so": "", "don_vi": ""}),
    )


def test_a_formula_is_not_worked_out_and_other_kinds_of_cells_are_shown() -> None:
    def fill(sheet: Any, made: Any) -> None:
        sheet.write_row(0, 0, ["ho_ten", "don_vi", "so"])
        sheet.write_formula(1, 0, "=1+1", None, 5)
        sheet.write_formula(1, 1, '=WEBSERVICE("http://127.0.0.1:9")', None, "kept")
        sheet.write_number(1, 2, 12, made.add_format({"num_format": "00000"}))
        sheet.write_rich_string(2, 0, "a", made.add_format({"bold": True}), "b")
        sheet.write_boolean(2, 1, True)
        sheet.write_string(2, 2, "_x\x0by")

    rows = read(book(fill), COLUMNS).rows
    assert rows[0].cells == {"ho_ten": "5", "don_vi": "kept", "so": "00012"}
    assert rows[1].cells == {"ho_ten": "ab", "don_vi": "TRUE", "so": "_xy"}


TONES = "\u0300\u0301\u0303\u0309\u0323"


def old_windows(text: str) -> bytes:
    """Letters and their tones apart, as its code page has it."""
    apart = [unicodedata.normalize("NFD", c) for c in text]
    tones = ["".join(mark for mark in c if mark in TONES) for c in apart]
    return "".join(unicodedata.normalize("NFC", "".join(x for x in c if x not in TONES)) + tone for c, tone in zip(apart, tones, strict=True)).encode(
        "cp1258"
    )


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16", "cp1258"])
def test_a_csv_is_read_in_whatever_way_it_was_saved(mark: str, code: str) -> None:
    rows = (("Họ tên", "THÔN"), ("Trần Thị Ứng", f'"thôn{mark} 3"'), ("", ""), ("", ""))
    text = "\r\n".join(map(mark.join, rows))
    sheet = read(old_windows(text) if code == "cp1258" else text.encode(code), COLUMNS)
    assert sheet.rows == (Row(2, {"ho_ten": "Trần Thị Ứng", "don_vi": " ".join(f"thôn{mark} 3".split())}),)


def test_sheets_without_the_headings_and_hidden_ones_are_passed_over() -> None:
    def hidden(sheet: Any, made: Any) -> None:
        of(["ho_ten", "don_vi"], ["X", "Y"])(sheet, made)
        sheet.hide()

    assert first(book(of(["Hướng dẫn"]), hidden, of(["ho_ten", "don_vi"], ["A", "B"]))) == {"ho_ten": "A", "don_vi": "B"}


# refused -------------------------------------------------------------------------------------------------------------
def locked() -> bytes:
    data = bytearray(PLAIN)
    for at in range(len(data)):
        if data[at : at + 4] == b"PK\x01\x02":
            data[at + 8] |= 1
    return bytes(data)


def zipped(name: str, inside: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr(name, inside)
    return out.getvalue()


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"), (b" \r\n", "empty"), (b"\xff\xd8\xff\0\0JFIF", "not_text"), (b"ho_ten;don_vi\n\x81\x8d", "not_text"),
        (b"xin,chao", "no_heading"),
        (OLD + bytes(600), "old_excel"), (OLD + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "locked"), (locked(), "locked"),
        (zipped("content.xml", b"<office/>"), "no_workbook"), (zipped("r.zip", PLAIN), "no_workbook"), (PLAIN[:-30], "damaged"),
        (b"PK\3\4", "damaged"),
        (with_part(SHEET, "<worksheet>"), "damaged"), (with_part(SHEET, "<!DOCTYPE a [<!ENTITY b 'b'>]><a>&b;</a>"), "damaged"),
        (book(of(["ho_ten", "don_vi"], ["A", "B"]), of(["ho_ten", "don_vi"], ["A", "B"])), "several_sheets"),
        (book(of(["ho_ten", "Họ và tên", "don_vi"])), "twice"), (b"a" * (MOST_BYTES + 1), "too_big"),
        (b"ho_ten,don_vi\n" * 100_001, "too_big"), (b"ho_ten,don_vi" + b",x" * 10_000, "too_big"), (b"ho_ten,don_vi\nA," + b"x" * 3000, "too_big"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(data, COLUMNS)
    assert refused.value.reason == reason
    assert str(refused.value)


@pytest.mark.parametrize(
    "text", ["NguyÔn V¨n A", "TrÇn ThÞ B", "Ph¹m §øc C", "Nguyeãn Vaên A", "Traàn Thò Leä", "NGUYEÃN VAÊN", "Ñinh Coâng"]
)  # as .VnTime and VNI are seen without their fonts
def test_an_old_font_is_said_with_its_line(text: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(book(of(["ho_ten", "don_vi"], ["Lê A", "thôn 1"], [text, "thôn 2"])), COLUMNS)
    assert (refused.value.reason, refused.value.detail) == ("old_font", "3")


def test_an_old_font_is_said_too_where_the_headings_are_written_in_it() -> None:
    with pytest.raises(Unreadable) as refused:
        read("Hä vµ tªn;§¬n vÞ\nNguyÔn V¨n;3".encode("latin-1"), COLUMNS)
    assert refused.value.reason == "old_font"


@pytest.mark.parametrize(
    "text", ["Nguyễn Đức Hoà", "Bùi Khuê", "Lò Thị Ỷ", "Hoàng Thúy Loan", "ĐỖ QUỐC TOÀN", "Y Blõ", "2×3 m²", "Lê Thùy", "Tào Oánh", "Ngô Huỳnh"]
)
def test_no_name_of_today_is_taken_for_an_old_font(text: str) -> None:
    assert first(book(of(["ho_ten", "don_vi"], [text, "B"])))["ho_ten"] == text


# bombs ---------------------------------------------------------------------------------------------------------------
def lying() -> bytes:
    """A part of 200 MB that says it has a thousand bytes."""
    data = with_part(SHEET, XML.format(" " * 200_000_000))
    entry = data.rfind(b"PK\x01\x02", 0, data.rfind(SHEET.encode()))
    return data[: entry + 24] + struct.pack("<I", 1000) + data[entry + 28 :]


BOMBS: dict[str, Callable[[], bytes]] = {
    "unpacked": lambda: with_part(SHEET, XML.format(" " * 200_000_000)),
    "lying": lying,
    "a million rows": lambda: with_part(SHEET, XML.format(HEAD + "<row><c><v>1</v></c></row>" * 1_000_000)),
    "a million empty rows": lambda: with_part(SHEET, XML.format(HEAD + "<row/>" * 5_000_000)),
    "ten thousand columns": lambda: with_part(SHEET, XML.format(HEAD + "<row>" + "<c><v>1</v></c>" * 10_000 + "</row>")),
    "one cell far away": lambda: with_part(SHEET, XML.format(HEAD + '<row r="1000000"><c r="XFD1000000"><v>1</v></c></row>')),
    "room for a hundred thousand million texts": lambda: with_part(TEXTS, '<sst count="99999999999" uniqueCount="99999999999"/>'),
    "texts": lambda: with_part(TEXTS, f"<sst>{'<si/>' * 6_000_000}</sst>"),
    "deep": lambda: with_part(SHEET, "<a>" * 2_000_000),
    "a comment": lambda: with_part(SHEET, f"<a><!--{'> ' * 20_000_000}--></a>"),
    "a tag": lambda: with_part(SHEET, "<a " + "".join(f"a{n}='' " for n in range(1_000_000)) + "/>"),
    "merged": lambda: with_part(SHEET, XML.format(HEAD) + '<mergeCell ref="A1:CV99999"/>' * 2_000_000),
    "many parts": lambda: PLAIN.replace(b"PK\x01\x02", b"PK\x01\x02" * 2000, 1),
}
IN_A_CHILD = """
import json, resource, sys, time
resource.setrlimit(resource.RLIMIT_AS, (600_000_000, 600_000_000))
from bot.documents.sheets import Unreadable, read
data, before, why = sys.stdin.buffer.read(), time.process_time(), None
try:
    read(data, {"ho_ten": (), "don_vi": ()})
except Unreadable as e:
    why = e.reason
took = time.process_time() - before
status = dict(line.split(":", 1) for line in open("/proc/self/status"))  # ru_maxrss is also that of the process we were forked from
print(json.dumps([why, took, int(status["VmHWM"].split()[0])]))
"""


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_refused_within_two_seconds_and_little_memory(bomb: str) -> None:
    done = subprocess.run([sys.executable, "-c", IN_A_CHILD], input=BOMBS[bomb](), capture_output=True, cwd=ROOT, check=True)
    why, seconds, memory = json.loads(done.stdout)
    assert why in ("too_big", "damaged", "no_heading")
    assert seconds < 2
    assert memory < 200_000  # kB, of which Python itself takes 30,000


def _parts() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as made:
        return {name: made.read(name) for name in made.namelist() if name.startswith("xl/")}


PARTS = _parts()
PIECES = st.sampled_from(
    [b"<", b">", b'"', b"&", b"-1", b"99999999999", b"1e999", b"NaN", b"", b"\0", b"</c>", b'<c t="s">', b"A1:B9", b"/", b"UTF-16"]
)


@settings(max_examples=200)
@given(st.lists(st.tuples(st.sampled_from(sorted(PARTS)), st.integers(0, 5000), st.integers(0, 200), PIECES), min_size=1, max_size=4))
def test_a_workbook_with_whatever_in_it_is_read_or_refused(changes: list[tuple[str, int, int, bytes]]) -> None:
    parts, out = dict(PARTS), io.BytesIO()
    for name, at, length, piece in changes:
        inside = parts[name]
        here = at % (len(inside) + 1)
        parts[name] = inside[:here] + piece + inside[here + length :]
    with zipfile.ZipFile(out, "w") as made:
        for name, inside in parts.items():
            made.writestr(name, inside)
    with contextlib.suppress(Unreadable):
        assert read(out.getvalue(), COLUMNS).columns


@pytest.mark.parametrize(("at", "value"), [(6, 99), (8, 1), (8, 1 << 5), (8, 1 << 6)], ids=["version", "encrypted", "patched", "strongly encrypted"])
def test_what_the_unpacker_does_not_know_is_refused_with_a_sentence(at: int, value: int) -> None:
    """``at``: where in each entry of the directory it says so."""
    data = bytearray(PLAIN)
    entry = data.find(b"PK\x01\x02")
    while entry >= 0:
        data[entry + at] = value
        entry = data.find(b"PK\x01\x02", entry + 4)
    with pytest.raises(Unreadable):
        read(bytes(data), COLUMNS)
