"""Where a text names persons, so that a name can become "one person" before it is kept; the words that tell are handed in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.vietnamese import fold

Span = tuple[int, int]

_LETTERS = re.compile(r"[^\W\d_]+")
_MARK = re.compile(r"\[[^\[\]\d]{1,30}\]")  # what stands for a masked number; its words are not the writer's


@dataclass(frozen=True, slots=True)
class NameWords:
    """What tells a person's name from other words; in small letters, except ``known_to_all``."""

    titles: frozenset[str]  # what a name stands behind
    middle: frozenset[str]  # what may stand between title and name
    given_too: str  # the title that is a given name as well
    groups: frozenset[tuple[str, str]]  # a word without diacritics and the title behind it that together mean many people
    families: frozenset[str]  # family names without diacritics: in a text all in capitals only these begin a name
    no_name: frozenset[str]  # what begins no name though it has a capital
    places: frozenset[str]  # before a title with a capital: a place is named after a person
    always_places: frozenset[str]  # before any title
    known_to_all: frozenset[str]  # titles with names that are no secret, as they are written


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
    """Finds names by these words. Without diacritics in a text only capitalised words count; names in small letters are missed."""

    def __init__(self, words: NameWords) -> None:
        self._words = words
        self._bare_titles = frozenset(map(fold, words.titles))
        self._bare_places = frozenset(map(fold, words.places))
        self._given_name = words.given_too.capitalize()

    def found(self, text: str) -> tuple[Span, ...]:
        """Where persons are named: a title and the one to four capitalised words after it.

        Streets, bridges and people everybody knows are left out.
        """
        tokens = list(_LETTERS.finditer(text))
        written = _MARK.sub("", text)
        bare, shouted = fold(written) == written.casefold(), written.isupper()
        titles = self._bare_titles if bare else self._words.titles
        found: list[Span] = []
        for at, token in enumerate(tokens):
            if token[0].casefold() not in titles or (found and token.start() < found[-1][1]):
                continue
            if span := self._person(text, tokens, at, bare, shouted):
                found.append(span)
        return tuple(found)

    def _person(self, text: str, tokens: list[re.Match[str]], at: int, bare: bool, shouted: bool) -> Span | None:
        """The place of a title with its name, if that is what begins here."""
        title = tokens[at]
        before = tokens[at - 1] if at and _joined(text, tokens[at - 1], title) else None
        last = at + 1 if at + 1 < len(tokens) and tokens[at + 1][0] in self._words.middle else at
        count = self._run(text, tokens, last)
        if not count or (before is not None and self._no_person(before[0], title[0], bare)):
            return None
        end = tokens[last + count].end()
        if text[title.start() : end] in self._words.known_to_all or (shouted and fold(tokens[last + 1][0]) not in self._words.families):
            return None
        couple = before is not None and before[0].casefold() in self._words.titles
        return (before.start() if couple and before is not None else title.start()), end

    def _run(self, text: str, tokens: list[re.Match[str]], at: int) -> int:
        """How many of the words after this place are a name, at most four."""
        count = 0
        for left, right in zip(tokens[at : at + 4], tokens[at + 1 : at + 5], strict=False):
            low = right[0].casefold()
            title = low in self._words.titles and not (count and low == self._words.given_too)
            if title or not _joined(text, left, right) or not right[0][0].isupper() or low in self._words.no_name:
                break
            count += 1
        return count

    def _no_person(self, before: str, title: str, bare: bool) -> bool:
        """A bridge may be named after a person, two titles may mean many people, and a title may be the end of somebody's name."""
        if (fold(before), title.casefold()) in self._words.groups:
            return True
        if title[0].isupper():
            places = self._bare_places if bare else self._words.places
            return before.casefold() in places or (title == self._given_name and before[0].isupper())
        return not bare and before.casefold() in self._words.always_places
