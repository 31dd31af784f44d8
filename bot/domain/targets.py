"""The targets a commune is measured by: what each says, what has been told of it, and whether it is reached."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Any

GROUPS = ("cap_uy", "khoi", "chinh_quyen")
COMPUTED = ("cases_in_time", "teams_meet", "teams_report", "letters", "models")  # what the bot knows by itself
_KEY = re.compile(r"[a-z][a-z0-9_]{0,30}\Z")
_NAMES = {"key", "group", "name", "counts", "kind", "goal", "each", "due", "communes", "source"}
_ALL = 100  # per cent


class Kind(StrEnum):
    """What is told: so many of so many; so many; or whether it is there."""

    SHARE = "share"
    COUNT = "count"
    DONE = "done"


class Each(StrEnum):
    """How long what was told holds: its year; the term of its committee; until it is told anew."""

    YEAR = "year"
    TERM = "term"
    STANDING = "standing"


class Stands(Enum):
    """Where a target stands, as lists are ordered."""

    BELOW = 0
    UNKNOWN = 1
    REACHED = 2
    NOTHING_DUE = 3  # nothing arose that it could be measured by


_HIGHEST = {Kind.SHARE.value: _ALL, Kind.COUNT.value: 1000, Kind.DONE.value: 1}  # goals


@dataclass(frozen=True, slots=True)
class Target:
    """One of them. ``goal``: per cent of a share, else how many; ``counts``: what is counted, in words.

    ``communes``: how many of a hundred communes are to reach it by the end of ``due``; afterwards all. ``computed``: how the bot knows it, "" where
    the block types it.
    """

    key: str
    group: str
    name: str
    counts: str
    kind: Kind
    goal: int
    each: Each
    due: int
    communes: int
    computed: str

    def wanted_of(self, year: int) -> int:
        """How many of a hundred communes are to have reached it in this year."""
        return self.communes if year <= self.due else _ALL


@dataclass(frozen=True, slots=True)
class Value:
    """What is known of a target: ``part`` of ``whole``, or ``part`` alone. Nothing at all of nothing: nothing arose."""

    part: int
    whole: int | None = None
    source: str = ""

    @property
    def is_nothing(self) -> bool:
        return self.whole == 0


@dataclass(frozen=True, slots=True)
class Board:
    """All targets; ``terms``: the years in which terms of party committees begin, the first first."""

    targets: tuple[Target, ...]
    terms: tuple[int, ...]

    def target(self, key: str) -> Target | None:
        return next((t for t in self.targets if t.key == key), None)

    def of_group(self, group: str) -> tuple[Target, ...]:
        """Those of it that a block types."""
        return tuple(t for t in self.targets if t.group == group and not t.computed)

    def holds_from(self, target: Target, year: int) -> int:
        """The earliest year in which something may have been told that still holds in this one."""
        began = max((t for t in self.terms if t <= year), default=0)
        return {Each.YEAR: year, Each.TERM: began, Each.STANDING: 0}[target.each]


def stands(target: Target, value: Value | None) -> Stands:
    if value is None:
        return Stands.UNKNOWN
    if value.is_nothing:
        return Stands.NOTHING_DUE
    return Stands.REACHED if _reaches(target, value) else Stands.BELOW


def _reaches(target: Target, value: Value) -> bool:
    return value.part * _ALL >= target.goal * (value.whole or 1) if target.kind is Kind.SHARE else value.part >= target.goal


def per_cent(part: int, whole: int) -> int:
    """Rounded down: less than all is never 100."""
    return part * _ALL // whole


def read(text: str) -> Board:
    """The targets from their TOML; ValueError names everything that is wrong with it."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as e:
        raise ValueError(f"not TOML: {e}") from e
    problems = [p for n, t in enumerate(_pieces(told), 1) for p in (f"target {n} ({t.get('key', '?')}): {wrong}" for wrong in _wrong_with(t))]
    keys = [t["key"] for t in _pieces(told) if isinstance(t.get("key"), str)]
    problems += [f"the key {key} stands twice" for key in dict.fromkeys(keys) if keys.count(key) > 1]
    terms = told.get("terms")
    if not (isinstance(terms, list) and terms and all(_is_year(t) for t in terms) and terms == sorted(set(terms))):
        problems.append("terms is a list of years, the first first")
    problems += [f"{name} means nothing here" for name in sorted(told.keys() - {"terms", "target"})]
    if not keys or _pieces(told) != told["target"]:
        problems.append("targets stand below [[target]], each in two brackets")
    if problems:
        raise ValueError("; ".join(problems))
    return Board(tuple(_target(t) for t in _pieces(told)), tuple(told["terms"]))


def _pieces(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = told.get("target", [])
    return [t for t in found if isinstance(t, dict)] if isinstance(found, list) else []


def _is_year(told: Any) -> bool:
    return _is_number(told) and 2000 <= told <= 2100


def _is_number(told: Any) -> bool:
    return isinstance(told, int) and not isinstance(told, bool)


def _wrong_with(t: Mapping[str, Any]) -> Iterator[str]:
    """What cannot be used of one target."""
    checks = {
        "key": isinstance(t.get("key"), str) and _KEY.match(t["key"]),
        "group": t.get("group") in GROUPS,
        "name": isinstance(t.get("name"), str) and 0 < len(t["name"].strip()) <= 120,
        "counts": isinstance(t.get("counts", ""), str) and len(t.get("counts", "")) <= 120,
        "kind": t.get("kind") in list(Kind),
        "goal": _is_number(t.get("goal", 1))
        and 0 < t.get("goal", 1) <= (_ALL if t.get("kind") == Kind.SHARE else 1 if t.get("kind") == Kind.DONE else 1000),
        "each": t.get("each", Each.YEAR) in list(Each),
        "due": _is_year(t.get("due")),
        "communes": _is_number(t.get("communes", _ALL)) and 0 < t.get("communes", _ALL) <= _ALL,
        "source": t.get("source") in ("khoi", *(f"bot:{what}" for what in COMPUTED)),
    }
    yield from (f"{name} cannot be used" for name, good in checks.items() if not good)
    yield from (f"{name} means nothing here" for name in sorted(t.keys() - _NAMES))
    if t.get("kind") == Kind.SHARE and "goal" not in t:
        yield "a share has a goal"


def _target(t: Mapping[str, Any]) -> Target:
    computed = t["source"].removeprefix("bot:") if t["source"] != "khoi" else ""
    held = (Each(t.get("each", Each.YEAR)), t["due"], t.get("communes", _ALL), computed)
    return Target(t["key"], t["group"], t["name"].strip(), t.get("counts", ""), Kind(t["kind"]), t.get("goal", 1), *held)
