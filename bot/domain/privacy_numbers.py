"""How numbers that identify people are written, and what looks like them and is none: one rule for each way, tried in this order.

The patterns read a shadow of the text: in small letters without accents, as long as the text itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.domain.privacy_looks import (
    OTHERS,
    is_abroad,
    is_account,
    is_amount,
    is_birth,
    is_card,
    is_insured,
    is_named,
    is_paid_to,
    is_person,
    is_phone,
    is_plate,
)

GONE = "\0"  # stands in the shadow for what is masked already; cleaned text holds none
Counts = Callable[[re.Match[str], str], bool]  # the match in the shadow, and the text


def _always(_: re.Match[str], __: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to write a number; the group ``number`` is masked if ``counts``.

    ``words``: without one of them in the text the pattern cannot match; ``long``: nor without seven digits in a row. Both only save time.
    """

    kind: str
    pattern: re.Pattern[str]
    counts: Counts = _always
    words: tuple[str, ...] = ()
    long: bool = True

    def words_in(self, shadow: str) -> bool:
        return any(map(shadow.__contains__, self.words))


_SEP = r"[ .\-_()\u00b7\u2022*\t]{0,4}"
_PHONE_SEP = r"[ .,/\-_()\u00b7\u2022*\t]{0,4}"
_NOT_OTHERS = rf"(?![^\d\0]{{0,45}}?{OTHERS}[^\d\0]{{0,12}}\d)"


def _gap(most: int) -> str:
    """What may stand between a word and its number."""
    return rf"{_NOT_OTHERS}[^\d\0]{{0,{most}}}?"


def _any(words: tuple[str, ...]) -> str:
    return rf"(?<![a-z])(?:{'|'.join(words)})(?![a-z])"


def _number(pattern: str) -> str:
    return rf"(?<!\d)(?P<number>{pattern})(?!\d)"


def _digits(first: str, more: str, sep: str = _SEP) -> str:
    return rf"{first}(?:{sep}\d){{{more}}}"


_BANK = (
    *("stk", "tk", "tai khoan", "so the", "atm", "agribank", "bidv", "vietinbank", "vietcombank", "vcb", "techcombank", "mb ?bank", "acb"),
    *("sacombank", "vpbank", "tpbank", "hdbank", "lpbank", "lienvietpostbank", "seabank", "vib", "shb", "msb", "ocb"),
)
_BANK_PARTS = ("stk", "tk", "tai khoan", "so the", "atm", "bank", "bidv", "vcb", "acb", "vib", "shb", "msb", "ocb")
_PAID = ("chuyen khoan", "ck", "chuyen tien", "ngan hang", "vi momo", "momo")
_ID = (
    *("cmnd", "cmtnd", "cmt", "cccd", r"chung minh(?: thu(?! nhap)| nhan dan){0,2}(?! thu nhap)", "can cuoc(?: cong dan)?", "dinh danh"),
    *("giay cm", "so cm"),
)
_ID_PARTS = ("cmnd", "cmt", "so cm", "giay cm", "cccd", "chung minh", "can cuoc", "dinh danh")
_INSURANCE = ("bhxh", "bhyt", "bao hiem(?: xa hoi| y te)?", "so so bh", "the bh")
_INSURANCE_PARTS = ("bhxh", "bhyt", "bao hiem", "so bh", "the bh")
_PASSPORT = ("ho chieu", "passport", "hochieu", "thong hanh", "visa", "hc")
_PHONE = ("sdt", "dt", "dien thoai", "so may", "zalo", "hotline", "goi(?: cho| ve| den| toi| so)?", "lien he", "lh", "alo", "nhan tin")
_PHONE_PARTS = ("dt", "dien thoai", "so may", "zalo", "hotline", "goi", "lien he", "lh", "alo", "nhan tin")

_ACCOUNT = _number(r"\d{8,19}(?!\d)|" + _digits(r"\d", "7,18"))
_NINE_OR_TWELVE = _number(_digits(r"\d", "11") + "|" + _digits(r"\d", "8"))
_TEN = _number(_digits(r"\d", "9"))
_PREFIX = rf"\(?(?:\+{_SEP}84|0084|84){_SEP}(?:\(0\){_SEP})?|\(?0{_SEP}"
_IS_OF = r"(?= {0,2}[,(]? ?(?:la )?(?:so |ma ){0,2}"
_MOBILE = f"{_digits('[35789]', '8', _PHONE_SEP)}|{_digits('2', '9', _PHONE_SEP)}"
_BORN = (
    r"(?<![a-z])(?:sinh|sn)(?![a-z])[ :,]{0,3}(?:(?:tai|o|ra)(?![a-z])[^\d\n\0]{1,30}?(?=(?:nam|ngay) ))?"
    r"(?:(?:vao|ngay|thang|nam|hom|nhat|ra|khoang|la|dau|cuoi|mong|mung)[ :]{1,3}){0,5}"
)
_YEAR = r"(?:19|20)\d\d"
_DAY = "|".join(
    (
        rf"{_YEAR} ?[/.\-] ?\d{{1,2}} ?[/.\-] ?\d{{1,2}}",
        r"\d{1,2} ?[/.\-] ?\d{1,2} ?[/.\-] ?(?:\d{4}|\d{2})",
        r"\d{1,2} thang \d{1,2}(?:,? nam (?:\d{4}|\d\d))?",
        rf"\d{{1,2}} ?[/\-.] ?{_YEAR}",
        r"\d{1,2} ?/ ?[4-9]\d(?! ?[/.\-])",
        rf"\d{{1,2}} (?:nam|\d{{1,2}}) {_YEAR}",
        rf"[0-3]\d[01]\d{_YEAR}",
        _YEAR,
        r"(?:1 9|2 0) \d \d",
    )
)
_PLATE = r"(?P<number>(?<![\w.,])[1-9]\d[ .\-]{0,3}(?P<letters>[a-z]{1,2})\d?[ .\-]{0,3}(?P<tail>\d{3}[. ,\-\u00b7]?\d\d|\d{4}))(?![\d\w])"
MAIL_SIGNS = ("@", " a cong ", "(at)", "[at]", "(a cong)")
_AT = r"(?: ?@ ?| ?[(\[](?:at|a cong)[)\]] ?| a cong )"
_MAIL_END = r"(?:com|vn|net|org|gov|edu|info|me|io|biz)(?![a-z])"
_HOST = rf"[\w\-]{{1,63}}(?:(?:\.[\w\-]{{1,63}}){{1,5}}|(?:(?: ?\. ?| cham ){_MAIL_END}){{1,3}})|(?:gmail|yahoo|outlook|hotmail|icloud)(?!\w)"
_EMAIL = rf"(?P<number>[\w.+\-]{{1,64}}{_AT}(?:{_HOST}))"

RULES = (
    Rule("email", re.compile(_EMAIL), words=MAIL_SIGNS, long=False),
    Rule("insurance", re.compile(rf"(?<![a-z\d])(?P<number>[a-z]{{2}}[ .\-]{{0,3}}[1-5](?:{_SEP}\d){{12}})(?!\d)"), is_card),
    Rule(
        "passport",
        re.compile(rf"{_any(_PASSPORT)}[^\d\0]{{0,30}}?(?<![a-z\d])(?P<number>(?:[a-z]{{1,2}}-?|[a-z] ){_digits('[0-9]', '5,7')}|\d{{8,9}})(?!\d)"),
        lambda found, _: not is_amount(found),
        _PASSPORT,
        long=False,
    ),
    Rule(
        "passport",
        re.compile(rf"(?<![a-z\d])(?P<number>[a-z]{{1,2}}\d{{6,8}}){_IS_OF}{_any(_PASSPORT)})"),
        words=_PASSPORT,
        long=False,
    ),
    Rule("account", re.compile(rf"{_any(_BANK)}{_gap(45)}{_ACCOUNT}"), is_account, _BANK_PARTS),
    Rule("account", re.compile(rf"{_ACCOUNT}{_IS_OF}{_any(_BANK)})"), is_account, _BANK_PARTS),
    Rule("account", re.compile(_number(rf"9{_SEP}7{_SEP}0{_SEP}4(?:(?:{_SEP}\d){{15}}|(?:{_SEP}\d){{12}})")), words=("97", "9 7", "9.7", "9-7")),
    Rule(
        "account",
        re.compile(rf"{_any(('so tai khoan', 'stk'))}{_gap(30)}\d{{1,2}} [a-z][^\d\0]{{0,15}}?{_ACCOUNT}"),
        is_account,
        ("stk", "tai khoan"),
    ),
    Rule("id_card", re.compile(_number(_digits("0", "11"))), is_person),
    Rule("id_card", re.compile(rf"{_any(_ID)}{_gap(30)}{_NINE_OR_TWELVE}"), is_named, _ID_PARTS),
    Rule("id_card", re.compile(rf"{_NINE_OR_TWELVE}{_IS_OF}{_any(_ID)})"), is_named, _ID_PARTS),
    Rule("phone", re.compile(_number(rf"(?:{_PREFIX})(?:{_MOBILE})")), is_phone),
    Rule("phone", re.compile(_number(_digits("01[2-9]", "8"))), is_phone, ("01",)),
    Rule("phone", re.compile(rf"{_any(_PHONE)}[^\d\0]{{0,15}}?{_number(rf'0{_SEP}' + _digits('[35789]', '8'))}"), words=_PHONE_PARTS),
    Rule("phone", re.compile(rf"(?<![\d)])(?P<number>\+[1-9]\d{{0,2}}(?:{_SEP}\d){{7,12}})(?!\d)"), is_abroad, ("+",)),
    Rule("phone", re.compile(rf"{_any(_PHONE)}[^\d\0]{{0,15}}?{_number(_digits('[35789]', '8'))}"), is_named, _PHONE_PARTS),
    Rule("insurance", re.compile(rf"{_any(_INSURANCE)}{_gap(30)}{_TEN}"), is_insured, _INSURANCE_PARTS),
    Rule("insurance", re.compile(rf"{_TEN}{_IS_OF}(?:the )?{_any(_INSURANCE)})"), is_insured, _INSURANCE_PARTS),
    Rule(
        "insurance",
        re.compile(rf"(?<![a-z])ma so(?: (?:the|nay|la|cua [a-z]{{1,6}}|moi|cu)){{0,3}}[ :=]{{1,3}}{_TEN}"),
        lambda found, text: is_insured(found, text) and found["number"][0] != "0",
        ("ma so",),
    ),
    Rule("account", re.compile(rf"{_any(_PAID)}{_gap(30)}{_ACCOUNT}"), is_paid_to, _PAID),
    Rule("birth", re.compile(_BORN + _number(_DAY)), is_birth, ("sinh", "sn"), long=False),
    Rule("birth", re.compile(rf"{_BORN}(?<=nam ){_number('[3-9][0-9]')}(?![/.][0-9])"), is_birth, ("sinh nam", "sn nam"), long=False),
    Rule("birth", re.compile(rf"{_BORN}(?<=ngay ){_number(r'[0-3]?[0-9] ?[/-] ?[01]?[0-9]')}(?![/.-]?[0-9])"), is_birth, ("sinh ngay",), long=False),
    Rule("plate", re.compile(_PLATE), is_plate, long=False),
)
