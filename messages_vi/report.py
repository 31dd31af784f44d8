"""The report of a matter, in words."""

from __future__ import annotations

import re
from functools import cache

from bot.domain.kinds import Kind, Level
from bot.domain.periods import local, next_morning
from bot.domain.vietnamese import fold
from bot.talk import Choice
from messages_vi.common import BAC, BAC_, DROP, GO_ON, PICK_ONE, adds_nothing, says_no
from messages_vi.kinds import LEVEL_NAMES, LEVEL_WORDS, clear, guess
from messages_vi.secrecy import SECRECY, asks_secrecy, without_plea
from messages_vi.wishes import type_it_alone, wish

TITLE = "tin báo việc"
TELL_ME = f"{BAC_} kể giúp: việc gì, ở chỗ nào, từ lúc nào, chừng mấy hộ. Có ảnh thì gửi luôn, kể xong gõ: xong. Xin không ghi tên người."
WAY_OUT = "Không báo nữa thì gõ: hủy."
PICK = f"{PICK_ONE} {WAY_OUT}"
TELL_FIRST = f"{BAC_} kể giúp vài chữ, hoặc gửi ảnh, tin thoại đã ạ. {WAY_OUT}"
TELL_ON = f"{BAC_} kể thêm, hoặc kể xong rồi thì gõ: xong. {WAY_OUT}"
TELL_AGAIN = f"{BAC_} kể lại giúp trong một tin: việc gì, ở chỗ nào, chừng mấy hộ. Xin không ghi tên người."
TOO_LONG = f"Tin dài quá, trợ lý chưa ghi thêm được. {BAC_} kể gọn giúp, hoặc gõ: xong."
NOW_SEND = f"Dạ, tin dưới đây trợ lý chưa gửi ạ. {WAY_OUT}"  # what to type stands under the check, as ever
DONE, SEND = Choice("done", "Xong", "xong"), Choice("only this", "Gửi", "gửi")
WHICH_KIND = "Việc này thuộc loại nào ạ?"
ANY_KIND = f"{BAC_} chọn loại việc giúp:"
OTHER_KIND = "Loại khác"
DANGER = "Nguy hiểm đến người thì gọi ngay 112, 114, 115."
NOT_IN_THIS = f"{DANGER}\nCâu vừa rồi trợ lý chưa ghi vào tin này. Gửi tin này xong, {BAC} gõ lại câu ấy giúp."
WHICH_UNIT = "Việc này ở đâu ạ?"
HOW_URGENT = "Việc này gấp chừng nào ạ?"
NAMES = "Những chữ này là tên người hay tên nơi chốn ạ?"
PERSON = "một người"
HIDE, KEEP = Choice("hide", f"Tên người, thay bằng “{PERSON}”"), Choice("keep", "Tên nơi chốn, giữ nguyên")
HIDDEN = f"Trợ lý đã thay tên người bằng “{PERSON}”."
EDITS = {"told": "Sửa", "kind": OTHER_KIND, "level": "Gấp hơn", "names": "Sửa chỗ tên"}
NOT_YOURS = f"{BAC_} chưa có quyền báo việc ở đây."
NO_PLACE = f"{BAC_} chưa thuộc thôn nào nên trợ lý chưa nhận việc được."
VOICE, PHOTOS = "(tin thoại)", "(ảnh)"
URGENT = {Level.VANG: "VÀNG: cần xem trong ngày", Level.DO: "ĐỎ: đang nguy hiểm, cần ngay"}
SHORTENED = 120  # characters of the old words that are shown
AS_BEFORE = Choice("same", "Như cũ")

_GO_ON = frozenset({fold(GO_ON.label), fold(DROP.label), "tiep", f"{fold(GO_ON.label)} {fold(TITLE)}"})
_LEAVES_IT = re.compile(
    r"(?:(?:da|a|u|oi|vang)\W+)*(?:thoi|khoan|tu tu|doi|(?:de|giu) nguyen|nhu cu|chua (?:biet|nghi)"
    r"|(?:de|cho|cu de) (?:toi|em|chau|minh|bac|sau|mai|lat|luc|xem|coi|nghi|ti|chut|da))\b"
)
_HOUSEHOLDS = re.compile(r"(\d{1,4})\s*(?:ho|nha|gia dinh)\b")


def not_yours(phone: str | None) -> str:
    return f"{NOT_YOURS} {_call(phone)}"


def no_place(phone: str | None) -> str:
    return f"{NO_PLACE} {_call(phone)}"


def _call(phone: str | None) -> str:
    """``phone``: the secretary's."""
    return f"Xin hỏi thư ký khối{f', số {phone}' if phone else ''}; việc khẩn gọi 112."


def households(text: str) -> int | None:
    """The number of households a text speaks of, None when it names none; the largest of several."""
    found = [int(n) for n in _HOUSEHOLDS.findall(fold(text))]
    return max(found) if found else None


def tells_nothing(text: str) -> bool:
    """Whether words are no part of an account: a courtesy, or what a list elsewhere offers for an unfinished one."""
    return adds_nothing(text) or fold(text).strip(" .!") in _GO_ON


def asks_for_else(text: str) -> str:
    """To words that are a no, or a wish of another kind, and no part of an account; "" for all others."""
    if says_no(text, alone=True):
        return WAY_OUT
    wished = wish(text)
    return type_it_alone(wished.command) if wished and wished.sure and not clear(text) else ""


def leaves_it(text: str) -> bool:
    """Whether these words, typed where an account was to be corrected, only put that off ("thôi để tôi xem lại đã")."""
    return _LEAVES_IT.match(fold(text)) is not None and not guess(text)


def tell_anew(old: str) -> str:
    """Asks for the words once more; ``old``: those there are, "" for none."""
    short = old if len(old) <= SHORTENED else f"{old[:SHORTENED].rpartition(' ')[0] or old[:SHORTENED]}…"
    shown = f" Tin cũ: “{' '.join(short.split())}”." if short else ""
    return f"{BAC_} gõ lại cả việc trong một tin.{shown} Để nguyên thì gõ: quay lại."


def asked(question: str, *, danger: bool) -> str:
    """``danger``: it may be something urgent, so whom to call comes first."""
    return f"{DANGER}\n{question}" if danger else question


def kind_first(likely: str) -> str:
    """To a yes typed at the list of kinds; ``likely``: the first of them, "" where none is likelier than the others."""
    which = f" Đúng là “{likely}” thì gõ: 1." if likely else ""
    return f"Dạ, chưa gửi được ạ. {BAC_} chọn loại việc trước.{which}"


@cache
def levels(usual: Level) -> tuple[Choice, ...]:
    """The levels above the usual one, and staying with it."""
    return (*(Choice(level, words) for level, words in URGENT.items() if level.urgency > usual.urgency), AS_BEFORE)


def check(line: str, text: str, kind: Kind, unit: str, level: Level, *, hidden: bool) -> str:
    """The text to which a person says yes."""
    lines = [line, f"{BAC_} xem lại: “{text}”.", f"{kind.label}, {unit}, mức {LEVEL_WORDS[level]}.", HIDDEN if hidden else ""]
    lines += [SECRECY] if asks_secrecy(text) else []
    return "\n".join(x for x in lines if x)


def check_confidential(line: str, kind: Kind, unit: str) -> str:
    return f"{line}\nTrợ lý không giữ chữ {BAC} vừa gõ. Khối chỉ biết: có việc “{kind.label}” ở {unit}, và {BAC} là người báo."


def with_media(photos: int, voices: int) -> str:
    """What came with the words: "kèm 2 ảnh, 1 tin thoại"; "" for nothing."""
    parts = [f"{n} {what}" for n, what in ((photos, "ảnh"), (voices, "tin thoại")) if n]
    return f"kèm {', '.join(parts)}" if parts else ""


def filed(
    number: int, media: str, level: Level, duty_phone: str | None, *, reached: bool = True, alone: bool = False, morning: str = "", hears: str = BAC
) -> str:
    """``reached``: whether anybody else of the block can hear of it, ``alone``: whoever reads this is the only one who does; ``morning``: which one,
    where they hear of it only then; ``hears``: who is told.
    """
    with_ = f" ({media})" if media else ""
    then = f"Việc này khối xem vào {morning}." if morning else f"Có người nhận, trợ lý báo {hears} ngay."
    kept = _only_you(number) if alone else _nobody(level, duty_phone)
    text = f"Đã gửi khối dân vận xã, việc số {number}{with_}. {then}" if reached else f"Đã ghi việc số {number}{with_}. {kept}"
    if level is Level.DO:
        call = f"{BAC_} gọi thêm trực ban {duty_phone}" if duty_phone else f"{BAC_} gọi thêm trực ban xã"
        text += f"\n{call}; nguy hiểm đến người thì gọi 112."
    return text


def calls_back(hears: str, within: str) -> str:
    """Of what may not be written down. ``within``: a span of time, "" where none is said."""
    return f"Sẽ có người gọi lại {hears}{f' trong {within}' if within else ''}."


def _only_you(number: int) -> str:
    """To somebody of the block."""
    return f"Trong khối hiện chỉ có {BAC} nhận tin qua máy. {BAC_} nhận làm thì gõ: nhận {number}."


def _nobody(level: Level, duty_phone: str | None) -> str:
    """Of a red one the line to call comes anyway."""
    alone = "Hiện chưa có ai trong khối nhận tin qua máy"
    if level is Level.DO:
        return f"{alone}."
    spoken = "gặp khối nói trực tiếp" if level is Level.HEN else "báo miệng với tổ trưởng"
    return f"{alone}; {BAC} {f'báo thêm trực ban {duty_phone}' if duty_phone else spoken}."


def morning(now: float) -> str:
    """The one in which green matters are told."""
    return "sáng nay" if local(next_morning(now)).date() == local(now).date() else "sáng mai"


def copied(number: int, level: Level, text: str, who: str) -> str:
    """To the head of the team: what a member has reported to the block; not who, where they ask for that."""
    whose = "" if asks_secrecy(text) else f" Người báo: {who}."
    return f"Thưa {BAC}, tổ ta có việc số {number}, mức {LEVEL_NAMES[level]}, đã gửi khối: “{without_plea(text)}”.{whose}"


def unconfirmed(unit: str, text: str, who: str, kind: Kind) -> str:
    """To the duty officer: words that nobody has said yes to."""
    return f"Thưa {BAC}, tin CHƯA xác nhận từ {unit} ({kind.label}): “{text}”. Người viết: {who}, chưa gửi hẳn. Xin gọi hỏi ngay."


def taken_back(who: str) -> str:
    """To whom had been alarmed by an unconfirmed report."""
    return f"Thưa {BAC}, {who} đã bỏ tin CHƯA xác nhận báo lúc trước. Nếu chưa gọi được, xin {BAC} hỏi lại cho chắc."


def told_unconfirmed(duty_phone: str | None = None, *, reached: bool = True, alone: bool = False) -> str:
    """``reached``: whether anybody else of the block can hear of it; ``alone``: whoever reads this is of the block."""
    if not reached:
        call = f"trực ban {duty_phone}" if duty_phone else "trực ban xã"
        nobody = f"chưa có ai {'khác ' * alone}trong khối nhận tin qua máy"
        return f"Tin {BAC} đang viết có vẻ gấp mà {nobody}. {BAC_} gọi ngay {call} hoặc 112, rồi xem lại và gõ: gửi."
    return f"Tin {BAC} đang viết có vẻ gấp, trợ lý đã báo trước cho trực ban là tin CHƯA xác nhận. {BAC_} xem lại rồi gõ: gửi."
