"""Cases that are one matter, in words: a new one that is like another, two put together and taken apart, and many of one kind in a few days."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.domain.kinds import Kind
from bot.domain.vietnamese import fold
from bot.talk import Choice
from messages_vi.cases import STATUS, begun, named_case, short
from messages_vi.common import BAC, BAC_

CLOSED_ONE = "Việc kín không gộp với việc khác ạ."
LISTED = 10  # cases named in a warning
_INTO = re.compile(r"(?<![\d/])(\d{1,6})(?:\s?/\s?(20\d\d)|\s+nam\s+(20\d\d))?(?![\d/])")


# a new case that is like another -------------------------------------------------------------------------------------
def to_reporter(number: int) -> str:
    """The number alone: what it says, and who told it, is not theirs to read."""
    return f"Đã có việc số {number} giống vậy, khối sẽ xem chung."


def to_block(number: int, into: int, like: str) -> str:
    """``into``: the one of the two that stays; the other is the one to be put to it. ``like``: the words of the older one."""
    return f"{likened(into)}{short(like)}): gõ {_merge(number, into)} nếu là một."


def to_block_swapped(number: int, other: int, like: str) -> str:
    """The new one is the more urgent, so it is the one that stays."""
    return f"{likened(other)}{short(like)}): gõ {_merge(other, number)} nếu là một."


def to_block_ended(other: int, status: str) -> str:
    return f"{likened(other)}{STATUS[status]}): gõ xem {other}, nếu là một thì mở lại rồi gộp."


def likened(number: int) -> str:
    """How each of these begins."""
    return f"Giống việc số {number} ("


def unlikened(text: str, number: int) -> str:
    """What the block reads of a new case, without what likens it to this one."""
    return re.sub(rf"[ \n]?{re.escape(likened(number))}[^\n]*?\): gõ [^\n]*?nếu là một(?: thì mở lại rồi gộp)?\.", "", text)


def merge(row: int, number: int, into_row: int, into: int) -> Choice:
    return Choice(f"gop:id:{row}:{into_row}", f"Gộp vào việc {into}", _merge(number, into))


def merges(choice: Choice, row: int) -> bool:
    """Whether it puts this case to another, or another to it."""
    verb, *rows = choice.value.split(":")
    return verb == "gop" and str(row) in rows


def _merge(number: int, into: int) -> str:
    return f"gộp {number} vào {into}"


# putting two together ------------------------------------------------------------------------------------------------
def numbers(words: str) -> list[str]:
    """The numbers in what follows the verb, each as "31" or "31/2026": "vào 31", "với việc số 31 năm 2026"."""
    return ["/".join(part for part in found if part) for found in _INTO.findall(fold(words))]


def one_of_two(number: str, kind: Kind, unit: str, text: str) -> str:
    return f"- Số {number}: {kind.label}, {unit}{f', “{short(text)}”' if text else ''}"


def which_into(number: int) -> str:
    return f"{BAC_} muốn gộp việc {number} vào việc số mấy ạ? Gõ kèm cả hai số, ví dụ: gộp {number} vào 12."


def itself(number: int, into: int) -> str:
    return f"Việc số {into} đã gộp vào việc số {number} rồi ạ." if number != into else f"Hai số là một việc, {BAC} gõ lại giúp: gộp 34 vào 12."


def other_commune(number: int, into: int) -> str:
    return f"Việc số {number} và việc số {into} không cùng một xã, không gộp được ạ."


def over(number: int, status: str, *, opens: bool) -> str:
    """``opens``: it can be opened again."""
    return f"Việc số {number} {STATUS[status]}, không gộp được nữa ạ.{f' Cần thì gõ: mở lại {number}, rồi gộp.' if opens else ''}"


def more_urgent(number: int, into: int) -> str:
    return f"Việc số {number} gấp hơn việc số {into}. {BAC_} gõ: {_merge(into, number)}, hoặc gấp {into} rồi gộp."


def merged(number: int, into: int, lines: Sequence[str]) -> str:
    """``lines``: the two."""
    then = f"Từ nay làm trên việc số {into}; người báo cả hai cùng được trả lời. Nhầm thì gõ: tách {number}."
    return "\n".join([f"Đã gộp việc số {number} vào việc số {into}:", *lines, then])


def apart(number: int) -> tuple[Choice, ...]:
    return (Choice("tach", "Tách ra", f"tách {number}"),)


def merged_already(number: int, into: int, by: str, *, own: bool) -> str:
    who = f"{BAC} đã gộp" if own else f"{by} đã gộp" if by else "đã gộp"
    return f"Việc số {number} {who} vào việc số {into} rồi ạ. Có gì {BAC} gõ kèm số {into}."


def tell_merged(number: int, text: str, into: int) -> str:
    return f"{begun(number, text)}: đã có người báo giống vậy, khối xem chung với việc số {into}. Có tin, trợ lý báo {BAC} theo số {number}."


def tell_joined(number: int, text: str) -> str:
    return f"{begun(number, text)}: có thêm người báo giống vậy, khối xem chung."


def tell_holder(number: int, text: str, into: int, by: str) -> str:
    return f"Thưa {BAC}, {by} đã gộp {named_case(number, text)} vào việc số {into}."


WITH_ANOTHER = "xem chung với một việc khác"  # which may not be read here


def standing(into: int, now: str) -> str:
    """Where a case stands that was put to another."""
    return f"xem chung với việc số {into}, {now}"


def with_others(lines: Sequence[str]) -> str:
    return "\n".join(["Gồm cả:", *lines])


def with_other(number: int, text: str, unit: str) -> str:
    return f"- {begun(number, text)}, {unit}"


# taking them apart ---------------------------------------------------------------------------------------------------
def not_merged(number: int) -> str:
    return f"Việc số {number} không gộp vào việc nào ạ."


def parted(number: int, into: int, status: str) -> str:
    return f"Đã tách việc số {number} khỏi việc số {into}. Việc số {number}: {STATUS[status]}."


def set_free(number: int, text: str, from_: int) -> str:
    """To the block: what this one was put to was taken back by who reported it."""
    return f"Thưa {BAC}, việc số {from_} người báo đã rút; {named_case(number, text)} gộp ở đó nay xem riêng."


def tell_parted(number: int, text: str, into: int) -> str:
    return f"{begun(number, text)}: khối xem riêng, không chung với việc số {into} nữa. Có tin, trợ lý báo {BAC}."


# the words of one case, for the reporter of another that was put to it -----------------------------------------------
def for_another(text: str, number: int, words: str, own_number: int, own_words: str) -> str:
    """What was written about the first case, said of the second; never with the words of the first."""
    said = text.replace(named_case(number, words)[1:], named_case(own_number, own_words)[1:]) if words else ""
    return said if said and said != text else f"{begun(own_number, own_words)} có tin mới, {BAC} gõ: xem {own_number}."


def by_own_number(text: str, number: int, own_number: int) -> str:
    """An answer that names a case by its number alone."""
    return re.sub(rf"(?<![\d/.]){number}(?![\d/])", str(own_number), text)


def typed_for_another(choices: Sequence[Choice], number: int, own_number: int) -> tuple[Choice, ...]:
    return tuple(replace(c, typed=by_own_number(c.typed, number, own_number)) for c in choices)


def tell_well_too(number: int, text: str) -> str:
    """To the others who told of it."""
    return f"{begun(number, text)}: người cùng báo cho biết đã ổn. Chỗ {BAC} nếu chưa ổn thì báo lại giúp."


def not_yet(number: int) -> tuple[Choice, ...]:
    return (Choice("chua", "Chưa", f"chưa {number}"),)


def tell_not_yet(number: int, text: str) -> str:
    return f"{begun(number, text)}: có người cùng báo thấy chưa xong, khối làm tiếp."


def noted_well(number: int) -> str:
    return f"Cảm ơn {BAC}. Trợ lý đã ghi: việc số {number}, chỗ {BAC} đã ổn."


# many of one kind ----------------------------------------------------------------------------------------------------
def early_warning(kind: Kind, days: int, hamlets: int, lines: Sequence[str]) -> str:
    shown = [*lines[-LISTED:], *([f"và {len(lines) - LISTED} việc nữa."] if len(lines) > LISTED else [])]
    head = f"Thưa {BAC}, {days} ngày qua {hamlets} thôn, bản cùng báo việc loại “{kind.label}”. {BAC_} xem có phải một chuyện không:"
    return "\n".join([head, *shown])


def listed(number: int, unit: str, text: str) -> str:
    return f"- Số {number}, {unit}: {short(text)}" if text else f"- Số {number}, {unit}"


def look_at(row: int, number: int) -> Choice:
    return Choice(f"xem:id:{row}", f"Xem việc {number}", f"xem {number}")
