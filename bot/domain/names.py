"""Where a text names persons, so that a name can become "one person" before it is kept; the words that tell are handed in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from bot.domain.vietnamese import fold

Span = tuple[int, int]

_LETTERS = re.compile(r"[^\W\d_]+")
_MARK = re.compile(r"\[[^\[\]\d]{1,30}\]")  # what stands for a masked number; its words are not the writer's


@dataclass(frozen=True, slots=True)
class NameWords:
    """What tells a person's name from other words; in small letters, except ``known_to_all``."""

    titles: frozenset[str]  # what a name stands behind
    accented: frozenset[str]  # the same, but other words without their diacritics
    halves: frozenset[tuple[str, str]]  # titles of two words
    bearers: frozenset[str]  # what is no title, but stands before whole names
    short: frozenset[str]  # titles of one letter, before a known name
    middle: frozenset[str]  # what may stand between title and name
    given_too: str  # the title that is a given name as well
    groups: frozenset[tuple[str, str]]  # a word without diacritics and the title behind it that together mean many people
    families: frozenset[str]  # family names without diacritics
    known: frozenset[str]  # given names without diacritics
    no_name: frozenset[str]  # what begins no name though it has a capital
    offices: frozenset[tuple[str, str]]  # two words that begin no name though they have a capital
    places: frozenset[str]  # before a title with a capital: a place is named after a person
    always_places: frozenset[str]  # before any title
    known_to_all: frozenset[str]  # titles with names that are no secret, as they are written
    small: SmallNames


@dataclass(frozen=True, slots=True)
class SmallNames:
    """Names in small letters, which are told from other words only by both title and name."""

    families: frozenset[str]  # family names that mean nothing else, with and without diacritics; in capitals only these begin a name
    between: frozenset[str]  # what stands between family and given name
    titles: frozenset[str]  # with diacritics
    names: frozenset[str]  # given names that mean nothing else behind one of those titles
    bare: frozenset[tuple[str, str]]  # title and given name without diacritics that together mean nothing else
    bare_behind: frozenset[tuple[str, str]]  # the same behind a word of ``kin``
    kin: frozenset[str]  # whose house, whose child
    not_before: frozenset[tuple[str, str]]  # a name and a word behind it that together mean something else


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


class NameFinder:
    """Finds names by these words. Without diacritics in a text capitalised words count; in small letters only names that mean nothing else."""

    def __init__(self, words: NameWords) -> None:
        self._words = words
        self._titles = words.titles | words.accented
        self._bare_titles = frozenset(map(fold, words.titles))
        self._bare_places = frozenset(map(fold, words.places))
        self._given_name = words.given_too.capitalize()
        self._offices = words.offices | {(fold(left), fold(right)) for left, right in words.offices}
        self._known = words.known | words.families

    def found(self, text: str) -> tuple[Span, ...]:
        """Where persons are named: a title and the one to four capitalised words after it.

        Streets, bridges and people everybody knows are left out.
        """
        tokens = list(_LETTERS.finditer(text))
        written = _MARK.sub("", text)
        bare, shouted = fold(written) == written.casefold(), written.isupper()
        found: list[Span] = []
        for at, token in enumerate(tokens):
            if found and token.start() < found[-1][1]:
                continue
            if not self._is_title(text, tokens, at, bare):
                span = None if bare or shouted else self._borne(text, tokens, at)
            else:
                span = self._person(text, tokens, at, bare, shouted)
            if span:
                found.append(span)
        return tuple(found)

    def _borne(self, text: str, tokens: list[re.Match[str]], at: int) -> Span | None:
        """A whole name, of three words at least, where there is no title: "tên Lê Thị Hoa"."""
        if tokens[at][0].casefold() not in self._words.bearers or at + 1 == len(tokens) or fold(tokens[at + 1][0]) not in self._words.families:
            return None
        count = self._run(text, tokens, at)
        return (tokens[at + 1].start(), tokens[at + count].end()) if count > 2 else None

    def _is_title(self, text: str, tokens: list[re.Match[str]], at: int, bare: bool) -> bool:
        low = tokens[at][0].casefold()
        if low in (self._bare_titles if bare else self._titles):
            return True
        return self._is_half(text, tokens, at) or self._is_before_known(text, tokens, at, bare)

    def _is_half(self, text: str, tokens: list[re.Match[str]], at: int) -> bool:
        """The second half of a title: "đ/c", "đồng chí"."""
        left, right = tokens[max(at - 1, 0)], tokens[at]
        halves = (left[0].casefold(), right[0].casefold())
        return halves in self._words.halves and text[left.end() : right.start()] in (" ", "/", ".")

    def _is_before_known(self, text: str, tokens: list[re.Match[str]], at: int, bare: bool) -> bool:
        """A title of one letter, or one without its diacritics among words that have theirs: only a known name makes it one."""
        title, after = tokens[at], tokens[at + 1 : at + 2]
        before = text[max(0, title.start() - 2) : title.start()]
        if not after or fold(after[0][0]) not in self._known or re.search(r"[\w/]\Z|\d ", before):
            return False
        if title[0].casefold() in self._words.short:
            return title[0].islower() or text[title.end()] == "."
        return not bare and len(title[0]) > 2 and title[0] in self._bare_titles

    def _person(self, text: str, tokens: list[re.Match[str]], at: int, bare: bool, shouted: bool) -> Span | None:
        """The place of a title with its name, if that is what begins here."""
        title = tokens[at]
        before = tokens[at - 1] if at and _joined(text, tokens[at - 1], title) else None
        last = at + 1 if at + 1 < len(tokens) and tokens[at + 1][0] in self._words.middle else at
        count = self._run(text, tokens, last) or self._small(text, tokens, last, bare)
        if not count or (before is not None and self._no_person(before[0], title[0], bare)):
            return None
        end = tokens[last + count].end()
        called = text[title.start() : tokens[last + 1].end()].title() if shouted else text[title.start() : end]
        if called in self._words.known_to_all or (shouted and not self._is_family(tokens, last + 1)):
            return None
        couple = before is not None and before[0].casefold() in self._words.titles
        half = at and self._is_half(text, tokens, at)
        return (tokens[at - 1].start() if couple or half else title.start()), end

    def _is_family(self, tokens: list[re.Match[str]], at: int) -> bool:
        name, after = tokens[at][0].casefold(), tokens[at + 1 : at + 2]
        between = bool(after) and after[0][0].casefold() in self._words.small.between
        return name in self._words.small.families or (between and fold(name) in self._words.families)

    def _run(self, text: str, tokens: list[re.Match[str]], at: int) -> int:
        """How many of the words after this place are a name, at most four. Some write "Nguyễn văn nam"."""
        count, near = 0, tokens[at : at + 5]
        family = len(near) > 1 and fold(near[1][0]) in self._words.families
        for left, right in pairwise(near):
            low, before = right[0].casefold(), left[0].casefold()
            title = low in self._words.titles and not (count and low == self._words.given_too)
            within = family and (low, before)[count - 1] in self._words.small.between if count in (1, 2) else False
            capital = right[0][0].isupper() or within
            if title or not _joined(text, left, right) or not capital or low in self._words.no_name:
                break
            count += 1
        if tuple(token[0].casefold() for token in near[1:3]) in self._offices:
            return 0
        return count - 1 if count == 2 and near[2][0].islower() else count

    def _small(self, text: str, tokens: list[re.Match[str]], at: int, bare: bool) -> int:
        """How many of the words after this place are a name in small letters: one, three, or none."""
        near = tokens[at : at + 4]
        if any(text[left.end() : right.start()] != " " for left, right in pairwise(near[:2])) or len(near) < 2:
            return 0
        small, (title, name, *more) = self._words.small, [token[0].casefold() for token in near]
        if len(more) == 2 and more[0] in small.between and text[near[1].start() : near[3].end()].count(" ") == 2:
            return 3 if (fold(name) if bare else name) in small.families else 0
        if more and (name, more[0]) in small.not_before:
            return 0
        if not bare:
            return int(title in small.titles and name in small.names)
        behind = at > 0 and tokens[at - 1][0].casefold() in small.kin
        return int((title, name) in small.bare or (behind and (title, name) in small.bare_behind))

    def _no_person(self, before: str, title: str, bare: bool) -> bool:
        """A bridge may be named after a person, two titles may mean many people, and a title may be the end of somebody's name."""
        if (fold(before), title.casefold()) in self._words.groups:
            return True
        if title[0].isupper():
            places = self._bare_places if bare else self._words.places
            return before.casefold() in places or (title == self._given_name and before[0].isupper())
        return not bare and before.casefold() in self._words.always_places
