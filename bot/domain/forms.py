"""Questionnaires as values: what is asked, in both forms of asking, and how the answers add up."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """What an answer is."""

    NUMBER = "number"
    YES_NO = "yes_no"
    CHOICE = "choice"
    SEVERAL = "several"
    TEXT = "text"


class Rollup(StrEnum):
    """How answers add up over teams and months; docs/guides/phieu-va-mau.vi.md tells each in words."""

    SUM = "sum"  # a flow: months and teams are added
    STOCK = "stock"  # what there is: the last known of each team, added over teams
    ANY = "any"  # how many said yes
    DISTRIBUTION = "distribution"  # how many chose what
    TOP = "top"  # the same of several choices, the most frequent first
    LIST = "list"  # words, which a person merges and releases


ROLLUPS: Mapping[Kind, tuple[Rollup, ...]] = {
    Kind.NUMBER: (Rollup.SUM, Rollup.STOCK),
    Kind.YES_NO: (Rollup.ANY,),
    Kind.CHOICE: (Rollup.DISTRIBUTION,),
    Kind.SEVERAL: (Rollup.TOP,),
    Kind.TEXT: (Rollup.LIST,),
}


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a list. ``code`` is kept, ``label`` read; ``words``: folded words by which it is known in an account."""

    code: str
    label: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is asked.

    ``said``: how an answer is read back, "{}" where it stands; ``name``: its name in tables. Of numbers: ``unit``, ``decimals`` digits
    after the comma, ``least`` and ``most``, ``units``: what else people measure in, in units of this field, ``case_kinds``: the kinds of
    case of which the case book offers its number. Of several choices: ``most``. ``when``: asked only when that field is yes, or above
    zero; ``at_most``: the field it cannot exceed; ``needed``: without it a check-in is not whole; ``opens``: the command that a yes
    opens; ``by_block``: only the block types it.
    """

    key: str
    kind: Kind
    ask: str
    name: str
    said: str
    rollup: Rollup
    help: str = ""
    unit: str = ""
    decimals: int = 0
    least: int = 0
    most: int = 10_000
    options: tuple[Option, ...] = ()
    units: Mapping[str, Decimal] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    when: str = ""
    at_most: str = ""
    needed: bool = False
    opens: str = ""
    by_block: bool = False
    case_kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """What is asked at once where there are no buttons: numbers on one line, or an account of which the rest is read.

    ``example``: a number for each field.
    """

    ask: str
    fields: tuple[str, ...]
    example: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rate:
    """A ratio of sums, such as settled of all disputes."""

    key: str
    name: str
    part: str
    whole: str


@dataclass(frozen=True, slots=True)
class Form:
    """A questionnaire. ``fields`` in the order in which they are asked with buttons."""

    key: str
    title: str
    fields: tuple[Field, ...]
    messages: tuple[Message, ...]
    rates: tuple[Rate, ...]

    def field(self, key: str) -> Field:
        """KeyError when there is none of that name."""
        return {f.key: f for f in self.fields}[key]

    @property
    def asked(self) -> tuple[Field, ...]:
        """What teams are asked; the rest the block types itself."""
        return tuple(f for f in self.fields if not f.by_block)

    @property
    def of_team(self) -> Form:
        """What teams are asked, as a form of its own."""
        return self._part({f.key for f in self.asked})

    @property
    def of_block(self) -> Form:
        """What the block types itself, as a form of its own."""
        return self._part({f.key for f in self.fields if f.by_block})

    @property
    def in_words(self) -> tuple[Field, ...]:
        """What is answered in words, which a person reads before anybody else does."""
        return tuple(f for f in self.fields if f.rollup is Rollup.LIST)

    def _part(self, keys: Collection[str]) -> Form:
        fields = tuple(replace(f, by_block=False) for f in self.fields if f.key in keys)
        return replace(self, fields=fields, messages=tuple(m for m in self.messages if m.fields[0] in keys))


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What is wrong with a form, and on which line (from 1)."""

    line: int
    what: str


class Faulty(ValueError):
    """A form that cannot be used."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(f"line {p.line}: {p.what}" for p in problems))
        self.problems = tuple(sorted(problems))
