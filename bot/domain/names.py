"""Where a text names persons, so that a name can become "one person" before it is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from bot.domain.vietnamese import fold

Span = tuple[int, int]


def _set(words: str, between: str = " ") -> frozenset[str]:
    return frozenset(words.split(between))


_LETTERS = re.compile(r"[^\W\d_]+")
_MARK = re.compile(r"\[[^\[\]\d]{1,30}\]")  # what stands for a masked number; its words are not the writer's
_TITLES = _set("ông bà anh chị cô chú bác cháu em cụ thầy")
_BARE_TITLES = frozenset(map(fold, _TITLES))
_MIDDLE = _set("giáo sĩ giao si")  # cô giáo Lan, bác sĩ Nam
_FAMILIES = _set("nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly trinh mai dinh luong cao luu ha lo lau vi truong quach")
_NO_NAME = _set(
    "thôn xã phường xóm khu tổ bản đảng ủy uỷ ubnd hđnd mttq trưởng phó bí chủ giám mẹ mầm lớp khối ban tỉnh huyện thon xa phuong xom khu to "
    "dang uy hdnd truong pho bi chu giam lop khoi tinh huyen"
)
_PLACES = _set(
    "cầu chợ đường đền phố chùa miếu trường thôn làng xóm bản đò bến đồi núi hồ dốc khu đập kênh mương đồng xã phường huyện nước ngõ hẻm đình phủ"
)
_BARE_PLACES = frozenset(map(fold, _PLACES))
_ALWAYS_PLACES = _set("cầu chợ đền chùa miếu bến đò phủ")  # cầu ông Lâm, however it is written
_KNOWN_TO_ALL = _set(
    "Bác Hồ|bác Hồ|Cụ Hồ|cụ Hồ|Bác Tôn|Bà Triệu|Bà Trưng|Ông Công|Ông Táo|Ông Địa|Ông Trời|Bà Chúa|Bà Chúa Kho|Bà Nà|Bà Đen|"
    "Bà Rịa|Anh Sơn|Anh Hùng|Cô Tô|Cô Chín|Cô Bơ|Bac Ho|bac Ho|Cu Ho|Ba Trieu|Ba Trung|Ba Dinh|ba Dinh|Ba Thuoc|ba Thuoc|"
    "Ba Lang|Ba Vi|Ba Be|Anh Son|Co To",
    "|",
)


def replaced(text: str, spans: Iterable[tuple[int, int, str]]) -> str:
    """The text with (start, end, words instead) put in; the spans must not overlap."""
    parts, done = [], 0
    for start, end, instead in sorted(spans):
        parts += [text[done:start], instead]
        done = end
    return "".join(parts) + text[done:]


def _joined(text: str, left: re.Match[str], right: re.Match[str]) -> bool:
    gap = text[left.end() : right.start()]
    return gap in (" ", "  ") or (len(left[0]) == 1 and gap in (".", ". "))


def _run(text: str, tokens: list[re.Match[str]], at: int) -> int:
    """How many of the words after this place are a name, at most four."""
    count = 0
    for left, right in zip(tokens[at : at + 4], tokens[at + 1 : at + 5], strict=False):
        low = right[0].casefold()
        title = low in _TITLES and not (count and low == "anh")
        if title or not _joined(text, left, right) or not right[0][0].isupper() or low in _NO_NAME:
            break
        count += 1
    return count


def _no_person(before: str, title: str, bare: bool) -> bool:
    """cầu Ông Lâm is a place, "anh em" are brothers, Lan Anh is somebody's name."""
    if title.casefold() == "em" and fold(before) in ("anh", "chi", "tre"):
        return True
    if title[0].isupper():
        return before.casefold() in (_BARE_PLACES if bare else _PLACES) or (title == "Anh" and before[0].isupper())
    return not bare and before.casefold() in _ALWAYS_PLACES


def _person(text: str, tokens: list[re.Match[str]], at: int, bare: bool, shouted: bool) -> Span | None:
    """The place of a title with its name, if that is what begins here."""
    title = tokens[at]
    before = tokens[at - 1] if at and _joined(text, tokens[at - 1], title) else None
    last = at + 1 if at + 1 < len(tokens) and tokens[at + 1][0] in _MIDDLE else at
    count = _run(text, tokens, last)
    if not count or (before is not None and _no_person(before[0], title[0], bare)):
        return None
    end = tokens[last + count].end()
    if text[title.start() : end] in _KNOWN_TO_ALL or (shouted and fold(tokens[last + 1][0]) not in _FAMILIES):
        return None
    couple = before is not None and before[0].casefold() in _TITLES
    return (before.start() if couple and before is not None else title.start()), end


@lru_cache(maxsize=1024)  # a telling asks again and again of the same words, also when hundreds tell at once
def names(text: str) -> tuple[Span, ...]:
    """Where persons are named: a title (ông, bà, anh ...) and the one to four capitalised words after it.

    Streets, bridges and people everybody knows are left out. Without diacritics only capitalised words count; names in small letters are missed.
    """
    tokens = list(_LETTERS.finditer(text))
    written = _MARK.sub("", text)
    bare, shouted = fold(written) == written.casefold(), written.isupper()
    found: list[Span] = []
    for at, token in enumerate(tokens):
        if token[0].casefold() not in (_BARE_TITLES if bare else _TITLES) or (found and token.start() < found[-1][1]):
            continue
        if span := _person(text, tokens, at, bare, shouted):
            found.append(span)
    return tuple(found)


def hide_names(text: str, replacement: str) -> str:
    """The text with each title and name replaced."""
    return replaced(text, [(start, end, replacement) for start, end in names(text)])
