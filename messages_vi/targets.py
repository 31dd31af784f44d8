"""The scoreboard of Conclusion 862, in words: a line for each target, and typing what the bot cannot know."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from bot.domain.targets import Board, Kind, Stands, Target, Value, per_cent, read, stands
from bot.domain.vietnamese import fold
from bot.talk import Choice
from messages_vi.common import BAC, BAC_

BOARD = Choice("bangchitieu", "Bảng 862", "bảng 862")
ENTER = Choice("nhapchitieu", "Nhập chỉ tiêu", "nhập chỉ tiêu")
MORE, TYPE_MORE = "Xem tiếp", "xem tiếp"
TITLE = "số chỉ tiêu 862"
NOT_YOURS = f"Bảng 862 do khối dân vận xã và cấp trên xem. {BAC_} cần thì hỏi thư ký khối."
NOT_YOURS_TO_TYPE = f"Số chỉ tiêu do khối dân vận xã nhập. {BAC_} nhờ thư ký khối giúp."
WHICH_COMMUNE = f"{BAC_} muốn nói xã nào ạ?"
NO_SUCH_YEAR = f"Năm ấy trợ lý không có bảng. {BAC_} gõ: bảng 862."
PICK = f"{BAC_} chọn một dòng dưới đây giúp ạ."
GROUPS = {"cap_uy": "Cấp ủy", "khoi": "Khối và tổ", "chinh_quyen": "Chính quyền"}
THERE, NOT_THERE = Choice("1", "Đã có"), Choice("0", "Chưa có")
NOTHING_DUE = Choice("none", "Không phát sinh", "không phát sinh")
SKIP = Choice("skip", "Bỏ qua", "bỏ qua")
FROM_WHERE = f"Số này lấy ở đâu ạ? Ví dụ: sổ văn bản của đảng ủy. Không cần thì {BAC} gõ: bỏ qua."
FROM_WHERE_AGAIN = f"{BAC_} gõ gọn, không quá 120 chữ cái, hoặc gõ: bỏ qua."
SOURCES = {
    "cases_in_time": "sổ việc, không kể việc kín", "teams_meet": "báo cáo tháng của các tổ", "teams_report": "báo cáo tháng của các tổ",
    "letters": "số của khối hằng tháng", "models": "sổ mô hình",
}  # fmt: skip
TYPED_BY = "khối nhập"
LONGEST_SOURCE, MOST = 120, 9_999_999
_NUMBER = r"(\d{1,3}(?:\.\d{3})+|\d{1,7})"
_WORDS = r"(?:[^\d/%.,:-]*)"
_SHARE = re.compile(rf"{_WORDS}{_NUMBER}{_WORDS}(?:/|\b(?:tren|trong)\b){_WORDS}{_NUMBER}{_WORDS}\.?")
_COUNT = re.compile(rf"{_WORDS}{_NUMBER}{_WORDS}\.?")
_SOME = frozenset({"co", "co roi", "da co", "roi", "da co roi", "dat", "da dat"})
_NONE = frozenset({"khong", "ko", "chua co", "khong co", "chua"})


@cache
def targets() -> Board:
    """As they ship with the bot."""
    return read((Path(__file__).parent / "targets.toml").read_text(encoding="utf-8"))


# a value as it is typed and said ---------------------------------------------------------------------------------------
def told(kind: Kind, text: str) -> Value | None:
    """ "24/26", "24 trên 26 tổ", "3 văn bản"; None when it says anything else, or more than all."""
    words = fold(text).strip()
    if len(words) > LONGEST_SOURCE:
        return None
    if kind is Kind.SHARE:
        found = _SHARE.fullmatch(words)
        part, whole = (_number(found[1]), _number(found[2])) if found else (1, 0)
        return Value(part, whole) if part <= whole <= MOST else None
    if words in _NONE:
        return Value(0)
    if kind is Kind.DONE:
        return Value(1) if words in _SOME else None
    found = _COUNT.fullmatch(words)
    return Value(_number(found[1])) if found and _number(found[1]) <= MOST else None


def _number(digits: str) -> int:
    return int(digits.replace(".", ""))


def written(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def shown(of: Target, value: Value) -> str:
    """ "24/26 (92 %)", "3", "đã có"."""
    if value.is_nothing:
        return "không phát sinh"
    if of.kind is Kind.SHARE:
        return f"{written(value.part)}/{written(value.whole or 0)} ({per_cent(value.part, value.whole or 1)} %)"
    return written(value.part) if of.kind is Kind.COUNT else "đã có" if value.part else "chưa có"


def wanted(of: Target) -> str:
    return {Kind.SHARE: f"cần {of.goal} %", Kind.COUNT: f"cần ít nhất {of.goal}", Kind.DONE: "cần có"}[of.kind]


def line(of: Target, value: Value | None) -> str:
    """What one commune has of it."""
    if value is None:
        return f"{of.name}: chưa có số, {wanted(of)}"
    source = f"; nguồn: {value.source}" if value.source else ""
    goal = "" if value.is_nothing else f", {wanted(of)}" if stands(of, value) is Stands.BELOW else f", đạt ({wanted(of)})"
    return f"{of.name}: {shown(of, value)}{goal}{source}"


# the board -------------------------------------------------------------------------------------------------------------
def head(unit: str, year: int, counted: Mapping[Stands, int]) -> str:
    reached = counted[Stands.REACHED] + counted[Stands.NOTHING_DUE]
    return f"Bảng 862, {unit}, năm {year}: {counted[Stands.BELOW]} chỉ tiêu chưa đạt, {counted[Stands.UNKNOWN]} chưa có số, {reached} đạt."


def head_above(place: str, year: int, communes: int, below: int, of: int) -> str:
    return f"Bảng 862, {place}, năm {year}, {communes} xã, phường: {below}/{of} chỉ tiêu chưa đủ số xã đạt."


def line_above(of: Target, sum_: Value | None, reached: int, communes: int, untold: int, wanted_of: int) -> str:
    """``sum_``: of the communes that have told; ``wanted_of``: how many of a hundred are to reach it."""
    whole = f"{shown(of, sum_)}; " if sum_ is not None and of.kind is not Kind.DONE and not sum_.is_nothing else ""
    goal = "" if reached * 100 >= wanted_of * communes else f", cần {wanted_of} % số xã"
    still = f"; {untold} xã chưa có số" if untold else ""
    return f"{of.name}: {whole}{reached}/{communes} xã đạt{goal}{still}"


def page(head_: str, lines: Sequence[str], left: int) -> str:
    more = [f"Còn {left} chỉ tiêu."] if left else []
    return "\n".join([head_, *(f"- {one}" for one in lines), *more])


# typing --------------------------------------------------------------------------------------------------------------
def which_group(unit: str, year: int) -> str:
    return f"Nhập số chỉ tiêu 862 năm {year} của {unit}. Nhóm nào ạ?"


WHICH_TARGET = "Chỉ tiêu nào ạ?"


def how_many(of: Target, now: Value | None) -> str:
    before = f" Hiện ghi: {shown(of, now)}." if now else ""
    if of.kind is Kind.DONE:
        return f"{of.name}: có chưa ạ?{before}"
    counts = f" ({of.counts})" if of.counts else ""
    example = "24/26" if of.kind is Kind.SHARE else "3"
    return f"{of.name}{counts}:{before} {BAC_} gõ số, ví dụ: {example}."


def refused(of: Target) -> str:
    if of.kind is Kind.DONE:
        return PICK
    example = "hai số, số đạt trước, tổng sau, ví dụ: 24/26" if of.kind is Kind.SHARE else "một số, ví dụ: 3"
    return f"{BAC_} gõ {example}. Nếu không có gì phải tính thì gõ: không phát sinh."


def kept(of: Target, value: Value) -> str:
    return f"Đã ghi. {line(of, value)}. Gõ sai thì {BAC} nhập lại chỉ tiêu này."
