"""Reads a questionnaire from its TOML: whole, or refused with everything that is wrong, line by line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from bot.domain.forms import ROLLUPS, Faulty, Field, Form, Kind, Message, Option, Problem, Rate, Rollup

MOST_ON_A_LINE = 4  # numbers that people type in one message
MOST_OPTIONS = 12
MOST_FIELDS = 40
MOST_LETTERS = 300  # of a question: with what stands around it still one message
MOST_BYTES = 200_000
_KEY = re.compile(r"[a-z][a-z0-9_]{0,30}\Z")
_CODE = re.compile(r"[A-Z]{2}\Z")
_TABLE = re.compile(r"\s*\[\[?\s*([a-z_]+)\s*\]\]?\s*(?:#.*)?\Z")
_NAMED = re.compile(r"\s*([a-z_]+)\s*=")
_WORDS, _WHOLE, _TRUTH, _LIST = "words in quotation marks", "a whole number", "true or false", "a list of words in quotation marks"
_TEXTS = ("key", "ask", "name", "said", "help", "unit", "when", "at_most", "opens")
_OF_NUMBERS = ("unit", "decimals", "least", "units", "at_most", "case_kinds")
_MEANING = ("kind", "rollup", "decimals")  # of what a key says: by these its answers are kept and added up
T = TypeVar("T")
Table = Mapping[str, Any]


def read(text: str) -> Form:
    """A form from its TOML; Faulty names everything that is wrong with it."""
    if len(text.encode()) > MOST_BYTES:
        raise Faulty([Problem(1, f"longer than {MOST_BYTES} bytes")])
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as e:
        at = re.search(r"at line (\d+)", str(e))
        raise Faulty([Problem(int(at[1]) if at else text.count("\n") + 1, f"not TOML: {e}")]) from e
    reading = _Reading(told, _Lines(text))
    form = reading.form()
    if reading.problems:
        raise Faulty(reading.problems)
    return form


class _Lines:
    """On which line each table of a TOML text, and each name in it, stands."""

    def __init__(self, text: str) -> None:
        self._at: dict[tuple[str, int, str], int] = {}
        table, counted = "", {"": 0}
        for number, one in enumerate(text.splitlines(), 1):
            if begins := _TABLE.match(one):
                table = begins[1]
                counted[table] = counted.get(table, -1) + 1
                self._at[table, counted[table], ""] = number
            elif named := _NAMED.match(one):
                self._at.setdefault((table, counted[table], named[1]), number)

    def of(self, table: str, place: int, name: str) -> int:
        """The line of a name in the so-manieth piece (from 0) of a table, or where that piece begins."""
        return self._at.get((table, place, name)) or self._at.get((table, place, ""), 1)


class _Reading:
    """One form being read: what was found wrong, and where."""

    def __init__(self, told: Table, lines: _Lines) -> None:
        self._told, self._lines = told, lines
        self.problems: list[Problem] = []

    def form(self) -> Form:
        top = _Piece(self, "", 0, self._told)
        top.knows("key", "title", "field", "message", "rate")
        made = Form(
            top.key(),
            top.words("title", needed=True),
            tuple(self._field(p) for p in self._pieces("field")),
            tuple(self._message(p) for p in self._pieces("message")),
            tuple(self._rate(p) for p in self._pieces("rate")),
        )
        if not self.problems:  # what refers to what can be asked only of whole pieces
            self._as_a_whole(made)
        return made

    def wrong(self, table: str, place: int, name: str, what: str) -> None:
        self.problems.append(Problem(self._lines.of(table, place, name), what))

    def _pieces(self, table: str) -> Iterator[_Piece]:
        found = self._told.get(table, [])
        if not isinstance(found, list) or not all(isinstance(t, dict) for t in found):
            self.wrong(table, 0, "", f"[[{table}]] stands in two brackets")
            return
        yield from (_Piece(self, table, n, told) for n, told in enumerate(found))

    def _field(self, p: _Piece) -> Field:
        p.knows(*_TEXTS, "kind", "rollup", "decimals", "least", "most", "options", "units", "words", "needed", "by_block", "case_kinds")
        kind = p.one_of("kind", Kind, Kind.TEXT)
        rollup = p.one_of("rollup", Rollup, ROLLUPS[kind][0])
        if rollup not in ROLLUPS[kind]:
            p.wrong("rollup", f"answers of the kind {kind} add up as {' or '.join(ROLLUPS[kind])}, not as {rollup}")
        if kind is not Kind.NUMBER and (odd := [n for n in _OF_NUMBERS if n in p.told]):
            p.wrong(odd[0], f"{odd[0]} is for numbers alone")
        options = p.options(needed=kind in (Kind.CHOICE, Kind.SEVERAL))
        most = p.number("most", len(options) if kind is Kind.SEVERAL else 10_000, 1)
        made = Field(
            p.key(), kind, p.words("ask", needed=True), p.words("name", needed=True), p.words("said", needed=True), rollup, p.words("help"),
            p.words("unit"), p.number("decimals", 0), p.number("least", 0), most, options, p.units(), p.list_of("words"),
            p.words("when"), p.words("at_most"), p.truth("needed"), p.words("opens"), p.truth("by_block"), p.codes("case_kinds"),
        )  # fmt: skip
        if made.said.replace("{}", "", 1) != re.sub(r"[{}]", "", made.said) or "{}" not in made.said:
            p.wrong("said", 'says "{}" once, where the answer stands, and has no other braces')
        if kind is Kind.NUMBER and made.least > made.most:
            p.wrong("least", "is above most")
        return made

    def _message(self, p: _Piece) -> Message:
        p.knows("ask", "fields", "example")
        return Message(p.words("ask", needed=True), p.list_of("fields", needed=True), p.list_of("example"))

    def _rate(self, p: _Piece) -> Rate:
        p.knows("key", "name", "part", "whole")
        return Rate(p.key(), p.words("name", needed=True), p.words("part", needed=True), p.words("whole", needed=True))

    # what refers to what ---------------------------------------------------------------------------------------------
    def _as_a_whole(self, form: Form) -> None:
        if not 0 < len(form.fields) <= MOST_FIELDS:
            self.wrong("field", MOST_FIELDS, "", f"has 1 to {MOST_FIELDS} fields")
        before: dict[str, Field] = {}
        for n, f in enumerate(form.fields):
            self._refers(n, f, before)
            before[f.key] = f
        self._messages(form, before)
        for n, rate in enumerate(form.rates):
            for name, key in (("part", rate.part), ("whole", rate.whole)):
                if key not in before or before[key].rollup is not Rollup.SUM:
                    self.wrong("rate", n, name, f"{key} is no number that is summed")

    def _refers(self, n: int, f: Field, before: Mapping[str, Field]) -> None:
        if f.key in before:
            self.wrong("field", n, "key", f"{f.key} was there already")
        if f.when and (f.when not in before or before[f.when].kind not in (Kind.YES_NO, Kind.NUMBER)):
            self.wrong("field", n, "when", f"{f.when} is no yes or number that is asked before")
        if f.at_most and (f.at_most not in before or before[f.at_most].kind is not Kind.NUMBER):
            self.wrong("field", n, "at_most", f"{f.at_most} is no number that is asked before")

    def _messages(self, form: Form, known: Mapping[str, Field]) -> None:
        seen = set[str]()
        for n, message in enumerate(form.messages):
            for key in [k for k in message.fields if k not in known] or sorted(seen.intersection(message.fields)):
                self.wrong("message", n, "fields", f"{key} is asked by another message" if key in seen else f"{key} is no field")
            if len({known[k].by_block for k in message.fields if k in known}) > 1:
                self.wrong("message", n, "fields", "asks teams and their block at once")
            numbers = [k for k in message.fields if k in known and known[k].kind is Kind.NUMBER]
            if len(message.example) not in (0, len(message.fields)):
                self.wrong("message", n, "example", "example has a number for each field")
            if len(numbers) == len(message.fields) > MOST_ON_A_LINE:
                self.wrong("message", n, "fields", f"at most {MOST_ON_A_LINE} numbers on one line")
            seen.update(message.fields)
        for n, f in enumerate(form.fields):
            if f.needed and f.key not in seen:
                self.wrong("field", n, "needed", f"{f.key} is needed, but no message without buttons asks for it")


class _Piece:
    """One table of the TOML, from which values of the right type are taken; what is wrong is noted, and something harmless given instead."""

    def __init__(self, reading: _Reading, table: str, place: int, told: Table) -> None:
        self._reading, self._table, self._place, self.told = reading, table, place, told

    def wrong(self, name: str, what: str) -> None:
        self._reading.wrong(self._table, self._place, name, what)

    def knows(self, *names: str) -> None:
        for name in self.told:
            if name not in names:
                self.wrong(name, f"{name} is nothing that is known here; known: {', '.join(names)}")

    def _taken(self, name: str, type_: type[T], otherwise: T, what: str) -> T:
        found = self.told.get(name, otherwise)
        if not isinstance(found, type_) or isinstance(found, bool) is not isinstance(otherwise, bool):
            self.wrong(name, f"{name} is {what}")
            return otherwise
        return found

    def words(self, name: str, *, needed: bool = False) -> str:
        found = self._taken(name, str, "", _WORDS).strip()
        if needed and not found:
            self.wrong(name, f"{name} is missing")
        if len(found) > MOST_LETTERS:
            self.wrong(name, f"{name} has {len(found)} letters, at most {MOST_LETTERS}")
        return found

    def key(self) -> str:
        found = self.words("key", needed=True)
        if found and not _KEY.match(found):
            self.wrong("key", f"{found!r} is no key: small letters, digits and _")
        return found

    def number(self, name: str, otherwise: int, least: int = 0) -> int:
        found = self._taken(name, int, otherwise, _WHOLE)
        if found < least:
            self.wrong(name, f"{name} is at least {least}")
        return found

    def truth(self, name: str) -> bool:
        return self._taken(name, bool, False, _TRUTH)

    def list_of(self, name: str, *, needed: bool = False) -> tuple[str, ...]:
        found: list[Any] = self._taken(name, list, [], _LIST)
        if not all(isinstance(w, str) and w.strip() for w in found):
            self.wrong(name, f"{name} is {_LIST}")
            return ()
        if needed and not found:
            self.wrong(name, f"{name} is missing")
        return tuple(found)

    def codes(self, name: str) -> tuple[str, ...]:
        found = self.list_of(name)
        if not all(map(_CODE.match, found)):
            self.wrong(name, f'{name} are codes of kinds of case, as ["MT"]')
        return found

    def one_of(self, name: str, among: type[T], otherwise: T) -> T:
        found = self._taken(name, str, str(otherwise), _WORDS)
        try:
            return among(found)  # type: ignore[call-arg]
        except ValueError:
            self.wrong(name, f"{found!r} is no {name}; there are {', '.join(map(str, among))}")  # type: ignore[call-overload]
            return otherwise

    def units(self) -> dict[str, Decimal]:
        """{"sao" = "500"}: each told as words, so that no digit is lost."""
        found: dict[str, Any] = self._taken("units", dict, {}, "a table of numbers in quotation marks")
        try:
            made = {name: Decimal(worth) for name, worth in found.items()}
        except (InvalidOperation, TypeError):
            made = {"": Decimal(0)}
        if not all(worth.is_finite() and worth > 0 for worth in made.values()):
            self.wrong("units", 'units look like { sao = "500" }')
            return {}
        return made

    def options(self, *, needed: bool) -> tuple[Option, ...]:
        found: list[Any] = self._taken("options", list, [], "a list of options")
        made = [o for o in map(_option, found) if o]
        if len(made) < len(found) or len({o.code for o in made}) < len(made):
            self.wrong("options", 'each option looks like { code = "a", label = "…" }, and no code comes twice')
        if needed is not (2 <= len(found) <= MOST_OPTIONS):
            self.wrong("options", f"2 to {MOST_OPTIONS} options" if needed else "options are for choice and several alone")
        return tuple(made)


def _option(told: Any) -> Option | None:
    if not isinstance(told, dict) or not told.keys() <= {"code", "label", "words"}:
        return None
    code, label, words = told.get("code"), told.get("label"), told.get("words", [])
    fine = isinstance(code, str) and _KEY.match(code) and isinstance(label, str) and label.strip() and isinstance(words, list)
    return Option(str(code), str(label).strip(), tuple(map(str, words))) if fine else None


def meaning_kept(text: str, made: Form, before: Sequence[Form]) -> None:
    """Faulty where a key means something else in what has been made of this text than in a form before it (the newest first)."""
    lines, known = _Lines(text), {f.key: f for form in reversed(before) for f in form.fields}
    changed = [
        Problem(lines.of("field", n, name), f"{f.key} had the {name} {was}, now {now}; a key never changes meaning: new meaning, new key")
        for n, f in enumerate(made.fields)
        for name in _MEANING
        if (was := getattr(known.get(f.key, f), name)) != (now := getattr(f, name))
    ]
    if changed:
        raise Faulty(changed)


def faults(text: str) -> Sequence[Problem]:
    """What is wrong with a form; nothing when it can be used."""
    try:
        read(text)
    except Faulty as e:
        return e.problems
    return ()
