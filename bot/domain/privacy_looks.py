"""What a number found beside a telling word, or alone, must look like to be somebody's: amounts, dates and rows of answers do not.

Each function is handed the match in the shadow (small letters without accents, as long as the text) and the text.
"""

from __future__ import annotations

import re

OTHERS = (  # what comes behind such a word is the number of something else
    r"(?<![a-z])(?:mst|thue|hoa don|(?:ma|so) (?:ho so|don|lo|hop dong)|lo so|bien lai|bien nhan|quyet dinh|cong van|so tien|thua so"
    r"|van don|don hang)(?![a-z])"
)
_BEHIND_OTHERS = re.compile(OTHERS + r"[ :.]{0,2}(?:so|la|htx|hop tac xa|[ :]){0,4}\Z")

_UNIT = re.compile(
    r" {0,2}(?:d(?![/\w])|d/(?!c)|k\b|dong|vnd|usd|trieu|tr\b|ty\b|ti\b|nghin|ngan\b(?! hang)|m2|m\u00b2|kg|cay\b|con\b|ho\b|khau|nguoi|luot)"
)
_ROUND = re.compile(r"[1-9]\d{0,2}(?:[.,]\d{3}){0,3}[.,]000|[1-9]\d{0,2}(?: \d{3}){0,2} 000|[1-9]\d{0,4}0{5,8}")
_VERY_ROUND = re.compile(r"[1-9]\d{0,2}[., ]?000[., ]?000")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:[.,]\d{3}){2,3}")
_DATE_FIRST = re.compile(r"\d{1,2} ?[.\-] ?\d{1,2} ?[.\-] ?(?:19|20)\d\d(?!\d)")
_ONE_MORE = re.compile(r"[ .\-]\d(?!\d)")
_HOTLINE = re.compile(r"1[89]00(?:\D{0,2}\d){4,6}")


def _sizes(number: str) -> list[int]:
    return [len(group) for group in re.findall(r"\d+", number)]


def _goes_on(found: re.Match[str]) -> bool:
    """Digits one by one, and another behind them: the number is longer than this."""
    return max(_sizes(found["number"])) == 1 and _ONE_MORE.match(found.string, found.end("number")) is not None


def _even(number: str) -> bool:
    """Whether a number is written as ids are: in one piece or in equal groups."""
    sizes = _sizes(number)
    return len(set(sizes)) == 1 or sizes in ([3, 9], [3, 3, 6], [3, 1, 2, 6])


def _of_others(found: re.Match[str]) -> bool:
    return _BEHIND_OTHERS.search(found.string[max(0, found.start("number") - 40) : found.start("number")]) is not None


def _has_unit(found: re.Match[str]) -> bool:
    return found["number"][0] != "0" and _UNIT.match(found.string, found.end("number")) is not None


def is_amount(found: re.Match[str]) -> bool:
    return _has_unit(found) or _ROUND.fullmatch(found["number"]) is not None


def is_account(found: re.Match[str], _: str) -> bool:
    number, sizes = found["number"], _sizes(found["number"])
    grouped = len(sizes) == 1 or len(set(sizes)) == 1 or (max(sizes) > 2 and min(sizes[:-1]) > 1)
    return grouped and not _of_others(found) and not is_amount(found) and not _DATE_FIRST.match(number) and not _HOTLINE.fullmatch(number)


def is_paid_to(found: re.Match[str], text: str) -> bool:
    """Behind these words an amount is as likely as an account."""
    return is_account(found, text) and not _THOUSANDS.fullmatch(found["number"])


def is_named(found: re.Match[str], _: str) -> bool:
    """The number of a card whose name stands beside it."""
    number, sizes = found["number"], _sizes(found["number"])
    grouped = _even(number) or min(sizes) > 1 or (sizes[0] == 3 and number[0] == "0")
    money = _has_unit(found) or _VERY_ROUND.fullmatch(number)
    return grouped and not money and not _DATE_FIRST.match(number) and not _HOTLINE.fullmatch(number) and not _goes_on(found)


def is_insured(found: re.Match[str], text: str) -> bool:
    """Ten digits in pairs are rather answers in a row."""
    return is_named(found, text) and max(_sizes(found["number"])) != 2


def is_person(found: re.Match[str], _: str) -> bool:
    """Twelve digits that begin with a province; a telephone number and a count behind it are none."""
    number = found["number"]
    digits = re.sub(r"\D", "", number)
    if not 1 <= int(digits[:3]) <= 96 or _goes_on(found):
        return False
    sizes = _sizes(number)
    sums = [sum(sizes[:n]) for n in range(1, len(sizes))]
    return _even(number) or (sizes[0] == 3 and not (10 in sums and digits[1] in "35789"))


_LISTED = ([4, 3, 3], [3, 3, 4], [4, 6], [3, 7], [3, 4, 3], [4, 2, 2, 2], [4, 4, 2], [4, 2, 4])  # how commas and slashes group a phone, too


def is_phone(found: re.Match[str], _: str) -> bool:
    """A row of answers ("0 3 120 45 60 1") or a date before a number is no phone."""
    number = found["number"].lstrip("(+")
    sizes = _sizes(number.replace("(0)", ""))
    if re.search(r"[,/]", number):
        return sizes in _LISTED or (sizes[0] == 2 and sizes[1:] in _LISTED)
    if number[0] == "0" and sizes[0] > 2:
        return True
    if sizes[0] == 2 and number[0] == "0" and number[1].isdigit():
        return set(sizes) == {2} and len(set(re.findall(r"\D+", number))) == 1
    grouped = max(sizes) == 1 or min(sizes) > 1 or (sizes[0] == 1 and min(sizes[1:], default=9) > 2) or found["number"].lstrip("(")[0] == "+"
    return (len(sizes) == 1 or grouped) and (number[0] == "0" or not is_amount(found))


def is_abroad(found: re.Match[str], _: str) -> bool:
    return max(_sizes(found["number"])) > 2 and not is_amount(found) and not _THOUSANDS.fullmatch(found["number"][1:])


def is_card(found: re.Match[str], text: str) -> bool:
    """A card of health insurance: letters in capitals or joined to the digits, unless its name is near."""
    number = found["number"]
    if _INSURANCE_NEAR.search(found.string[max(0, found.start() - 40) : found.start()]) is not None:
        return True
    sizes = _sizes(number)
    return number[2].isdigit() or ((len(sizes) == 1 or max(sizes) > 2) and text[found.start("number") : found.start("number") + 2].isupper())


_INSURANCE_NEAR = re.compile(r"(?<![a-z])(?:bhxh|bhyt|bao hiem|the bh)(?![a-z])[^\d\0]*\Z")

_COMPOUND = re.compile(r"(?<![a-z])(hoc|ve|vi|khai|hy|phat|thi|tuyen|an|dan|giang|ky|khang|so|nay|nu|phuc|nghien cuu|giao) ?\Z")
_MAYBE_NAMES = frozenset({"vi", "khai", "hy", "phat", "thi", "an", "dan", "giang", "ky", "phuc", "giao"})
_ONLY_NEW = frozenset({"an", "dan", "nu"})  # before "sinh" and a year: of long ago somebody was born, of now it is welfare or the like
_CALLED = re.compile(r"(?<![a-z])(?:ong|ba|bac|anh|chau|thi) [a-z]{1,7} ?\Z")
_HOUSE = re.compile(r"\d{1,2} ?/ ?\d\d")


def is_birth(found: re.Match[str], text: str) -> bool:
    """Not hygiene, pupils or what arises, unless a person of that name was born: "ông Phát sinh năm 1950"."""
    day = [int(part) for part in re.findall(r"\d+", found["number"])]
    no_day = len(day) == 3 and day[0] < 32 and not (day[1] < 13 and day[0])
    house = found[0].startswith("sn") and _HOUSE.fullmatch(found["number"]) is not None
    return not (no_day or house or _has_unit(found)) and (_is_of_person(found, text) or not _is_compound(found))


def _before(found: re.Match[str]) -> str:
    return found.string[max(0, found.start() - 24) : found.start()]


def _is_compound(found: re.Match[str]) -> bool:
    word = _COMPOUND.search(_before(found))
    return word is not None and (word[1] not in _ONLY_NEW or "20" in found["number"])


def _is_of_person(found: re.Match[str], text: str) -> bool:
    """Whether what stands before "sinh" is a name: behind a title, or with a capital inside a sentence."""
    before = _before(found)
    word = _COMPOUND.search(before)
    if word is None or word[1] not in _MAYBE_NAMES:
        return False
    typed = text[found.start() - len(before) : found.start()]
    inside = before[: word.start()].rstrip(" ,")[-1:].isalnum()
    return _CALLED.search(before) is not None or (inside and typed[word.start(1)].isupper() and not typed.isupper())


_BEHIND_VEHICLE = re.compile(
    r"(?<![a-z])(?:xe|m?o ?to|bks|bsx?|bien(?: so| kiem soat| xanh| trang| vang| do|(?=[ :]{0,3}\Z))|bang so|container)(?![a-z])"
    r"[^\d\n\0]{0,20}\Z"
)
_BEHIND_GOODS = re.compile(r"(?<![a-z])(?:lo|lot|mau|thua|hieu|model)(?: so| hang| vac ?xin| thuoc| giong| phan)?[ :]{1,2}\Z")
_SMALL_PLATE = re.compile(r"\d\d ?[abcefgnpstvxyz]\d ?\d{5}|\d\d[abcefgnpstvxyz]\d{5}")
_MEASURE = re.compile(r"\d\d ?(?:k|m|kg|km|ha|h|d|tr|l|cc|cm|mm|m2) ")


def is_plate(found: re.Match[str], text: str) -> bool:
    """Small letters need a vehicle, a dash, a dot or a series ("15m2 15000" has none), four digits always a vehicle."""
    number, start = found["number"], found.start()
    before = found.string[max(0, start - 44) : start]
    if _BEHIND_VEHICLE.search(before):
        return not _MEASURE.match(number) or text[slice(*found.span("letters"))].isupper()
    if _BEHIND_GOODS.search(before):
        return False
    if text[slice(*found.span("letters"))].isupper() or "-" in number or "." in number:
        return len(found["tail"]) > 4
    return _SMALL_PLATE.fullmatch(number) is not None and not _has_unit(found)
