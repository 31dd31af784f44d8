"""Away until a day, and who stands in, in words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.domain.vietnamese import words
from bot.talk import Choice
from messages_vi.common import BAC, BAC_
from messages_vi.joining import ROLES

NO_ROLE = f"{BAC_} chưa có vai trò nào ở đây nên không cần báo đi vắng ạ."
TITLE = "việc báo đi vắng"
UNTIL_WHEN = f"{BAC_} đi vắng đến hết ngày nào ạ? Ví dụ: 5/12, hết tuần, 3 ngày."
WHICH_DAY = f"Trợ lý chưa rõ ngày. {BAC_} gõ ngày và tháng giúp, ví dụ: 5/12."
PAST = f"Ngày ấy đã qua rồi ạ. {BAC_} gõ ngày còn vắng giúp, ví dụ: 5/12."
TOO_LONG = f"Vắng quá 6 tháng thì xin {BAC} báo khối để bàn giao việc. Vắng ngắn hơn thì {BAC} gõ lại ngày giúp."
NOBODY = Choice("0", "Không cần ai")
PICK = f"{BAC_} chọn một người dưới đây, gõ tên người ấy, hoặc chọn: {NOBODY.label}."
NOT_AWAY = f"Trợ lý không ghi {BAC} đi vắng. Có việc gì {BAC} cứ gõ ra đây."
OVER = f"Thưa {BAC}, đã hết hạn {BAC} báo đi vắng, trợ lý lại báo tin cho {BAC} như trước. Chưa về thì gõ: đi vắng."
OTHERS_HEAR = "Có việc mới, trợ lý báo người khác trong khối."
STILL_HEARS = f"Chưa có ai khác nhận tin, nên có việc mới trợ lý vẫn báo {BAC}."
_AWAY = re.compile(
    r"di vang\b|nghi (?:phep |om |viec rieng )?(?:tu|den|het|\d+ (?:ngay|hom|bua|tuan)|may (?:ngay|hom|bua)|hom|ngay|sang|chieu|mai) |nghi phep\b"
)
_BACK = frozenset({"ve roi", "da ve", "da ve roi", "ve roi day", "ve nha roi", "het vang"})
_DAY, _DAY_OFF = frozenset({"ngay", "sang", "chieu", "mai"}), re.compile(r"nghi (?:phep |om )?(?:a |nhe |nha )*")
_BEFORE = frozenset({"toi", "em", "chau", "bac", "xin", "minh", "bao", "phep", "hom", "nay"})
_AFTER = frozenset({"a", "nhe", "nha", "day"})
_TITLES = frozenset({"ong", "ba", "anh", "chi", "co", "chu", "bac", "em", "chau", "d", "c", "nho", "thay", "giup"}) | _AFTER


def _from(first: str) -> str:
    return f" từ {first}" if first else ""


def until_when(first: str) -> str:
    """``first``: the day on which it begins, "" for today."""
    return f"Dạ, {BAC} đi vắng từ {first}. Đến hết ngày nào ạ? Ví dụ: 5/12, hết tuần, 3 ngày." if first else UNTIL_WHEN


def who_stands_in(day: str, first: str = "") -> str:
    return f"Dạ, {BAC} đi vắng{_from(first)} đến hết {day}. Trong lúc ấy ai thay {BAC} ạ?"


def other(name: str, role: str) -> str:
    """Somebody who may stand in, on a button."""
    return f"{name} ({ROLES.get(role, role)})"


def named(text: str, people: Mapping[str, str]) -> str | None:
    """Whom these words name ("chị Hoa thay"), of ``people`` (value: name), if it can be only one."""
    told = [w for w in words(text.casefold().replace("đồng chí", "")) if w not in _AFTER]
    said = [w for w in told if w not in _TITLES] or told[-1:]  # "bác Ba": a title may be the name
    fits = [value for value, name in people.items() if said and set(said) <= set(words(name))]
    return fits[0] if len(fits) == 1 else None


def begun(day: str, stand_in: str, meanwhile: str, first: str = "") -> str:
    """``stand_in``: "" for nobody; ``meanwhile``: who hears of new cases, where the person did; ``first``: the day it begins, "" for today."""
    then = f"{stand_in} thay {BAC}, trợ lý đã báo." if stand_in else meanwhile
    early = "Không đi nữa, hoặc về sớm, thì gõ: tôi đã về." if first else "Về sớm thì gõ: tôi đã về."
    return " ".join(x for x in (f"Dạ, trợ lý đã ghi {BAC} đi vắng{_from(first)} đến hết {day}.", then, early) if x)


def asked_to_stand_in(name: str, day: str, first: str = "", *, alerted: bool) -> str:
    """``alerted``: whether who is away hears of new cases."""
    then = f"Có việc mới, trợ lý báo {BAC}." if alerted else f"Việc {name} xem được thì {'khi ấy' if first else 'nay'} {BAC} xem được."
    return f"Thưa {BAC}, {name} đi vắng{_from(first)} đến hết {day} và nhờ {BAC} thay. {then}"


def came_back(name: str) -> str:
    """To whom stood in."""
    return f"Thưa {BAC}, {name} đã về, {BAC} không phải thay nữa. Cảm ơn {BAC}."


def stays(name: str) -> str:
    """To whom was to stand in."""
    return f"Thưa {BAC}, {name} không đi vắng nữa, {BAC} không phải thay nữa. Cảm ơn {BAC}."


def relieved(name: str) -> str:
    """To whom was to stand in until another was named."""
    return f"Thưa {BAC}, {name} đã báo lại việc đi vắng, {BAC} không phải thay nữa. Cảm ơn {BAC}."


def over_for_stand_in(name: str) -> str:
    return f"Thưa {BAC}, đã hết hạn {name} đi vắng, {BAC} không phải thay nữa. Cảm ơn {BAC}."


def welcome_back(stand_in: str) -> str:
    """``stand_in``: who stood in, "" for nobody."""
    thanks = f" Trợ lý đã báo {stand_in} thôi thay." if stand_in else ""
    return f"Dạ, mừng {BAC} đã về. Trợ lý lại báo tin cho {BAC} như trước.{thanks}"


def not_going(stand_in: str) -> str:
    """Of an absence that had not begun."""
    told = f" Trợ lý đã báo {stand_in} không phải thay." if stand_in else ""
    return f"Dạ, đã bỏ ngày vắng {BAC} báo trước.{told}"


def goes_away(text: str) -> bool:
    """Whether a message begins by saying that one is away."""
    said = words(text)
    first = next((n for n, w in enumerate(said) if w not in _BEFORE | _DAY), len(said))
    rest = " ".join(said[first:]) + " "
    return first < 6 and bool(_AWAY.match(rest) or ("mai" in said[:first] and _DAY_OFF.fullmatch(rest)))


def is_back(text: str) -> bool:
    """Whether a message says that one is back, and nothing else."""
    return " ".join(w for w in words(text) if w not in _BEFORE | _AFTER) in _BACK
