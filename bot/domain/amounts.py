"""Numbers that people type as an answer: one, or all of a line, in digits or words, by place or by what is said beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from itertools import accumulate, product, takewhile
from operator import and_

from bot.domain.figures import NEVER, SEPARATORS, Line, Options
from bot.domain.numerals import BIG, SIGN, NumberWords, Token, UnclearNumber

__all__ = ("SKIPPED", "Found", "NumberWords", "Skipped", "UnclearNumber", "Wanted", "WrongCount", "numbers", "one", "several", "written")

_LONGEST_LINE = 400  # characters; what is longer is read in one way only
_SWAPPED = str.maketrans(",.", ".,")
_Places = frozenset[int]  # of the wanted
_NO_UNITS: Mapping[str, Decimal] = {}
_PARTING = SEPARATORS | {"-", "/"}


class Skipped(Enum):
    """What stands for a number that was left out."""

    SKIPPED = "skipped"


SKIPPED = Skipped.SKIPPED


class WrongCount(ValueError):
    """A line has other than as many numbers as were asked for."""

    def __init__(self, found: int) -> None:
        super().__init__(f"{found} numbers")
        self.found = found


@dataclass(frozen=True, slots=True)
class Found:
    """A number; the folded words since the last number; and those behind it, until a sign or the next number. None: it was left out.

    ``unit``: the unit or the scale in which it is told, folded; "" for neither.
    """

    value: Decimal | None
    before: tuple[str, ...]
    after: tuple[str, ...]
    unit: str = ""


@dataclass(frozen=True)
class Wanted:
    """A number that was asked for: what it is counted in (folded word -> factor), whether a fraction makes sense, folded words that name it."""

    key: str
    units: Mapping[str, Decimal] = field(default_factory=dict)
    decimals: bool = False
    words: frozenset[str] = frozenset()

    def is_named(self, word: str) -> bool:
        return word in self.words or word in self.units


def numbers(text: str, words: NumberWords, *, units: Mapping[str, Decimal] = _NO_UNITS, decimals: bool = False) -> tuple[Found, ...]:
    """The numbers of a text in their order. ``units``: folded word -> factor. Raises UnclearNumber."""
    line = Line(text, words, units.keys(), Options())
    gaps = _gaps(line)
    return tuple(
        Found(
            figure.value(units, decimals, words),
            tuple(token.plain for token in gap if token.sort != SIGN),
            tuple(token.plain for token in _until_sign(after)),
            figure.unit or next((part.plain for part in reversed(figure.parts) if part.sort == BIG), ""),
        )
        for figure, gap, after in zip(line.figures, gaps, gaps[1:], strict=False)
    )


def one(text: str, words: NumberWords, units: Mapping[str, Decimal] = _NO_UNITS, decimals: bool = False) -> Decimal | None:
    """The number that a text gives; None when it gives none, or more than one. Raises UnclearNumber."""
    found = numbers(text, words, units=units, decimals=decimals)
    return found[0].value if len(found) == 1 else None


def several(text: str, words: NumberWords, wanted: Sequence[Wanted]) -> tuple[Decimal | Skipped, ...]:
    """The numbers of a line that gives all that are wanted, in the order of ``wanted``: by the words beside them, else by their place.

    None at all is zero for each. Raises WrongCount and UnclearNumber.
    """
    readings, problems = set(), []
    for options in _options(text, wanted):
        try:
            readings.add(_read(Line(text, words, {unit for each in wanted for unit in each.units}, options), words, wanted))
        except (UnclearNumber, WrongCount) as problem:
            problems.append(problem)
    if len(readings) == 1:
        return readings.pop()
    raise UnclearNumber if readings else problems[0]


def _options(text: str, wanted: Sequence[Wanted]) -> Iterator[Options]:
    """How the line can be meant, the likeliest first. Where fractions make sense a comma between two numbers makes one of them."""
    ways = (False, True) if len(text) <= _LONGEST_LINE else (False,)
    fewest = 2 if any(each.decimals for each in wanted) else 1
    for dashes, tail, apart in product(ways, ways, ways):
        yield Options(fewest if apart else NEVER, tail, dashes, line=True)


def _read(line: Line, words: NumberWords, wanted: Sequence[Wanted]) -> tuple[Decimal | Skipped, ...]:
    gaps, count = _gaps(line), len(line.figures)
    if count == 1 < len(wanted) and not any(each.is_named(token.plain) for gap in gaps for token in gap for each in wanted):
        value = line.figures[0].value(_NO_UNITS, True, words)
        if not value:
            return (SKIPPED if value is None else value,) * len(wanted)
    if count != len(wanted):
        raise WrongCount(count)
    order = _order(gaps, wanted)
    given = [line.figures[order.index(place)].value(each.units, each.decimals, words) for place, each in enumerate(wanted)]
    return tuple(SKIPPED if value is None else value for value in given)


def _gaps(line: Line) -> list[Sequence[Token]]:
    """What stands before the first number, between each two, and behind the last."""
    starts, ends = [figure.start for figure in line.figures], [figure.behind for figure in line.figures]
    return [line.tokens[end:start] for end, start in zip([0, *ends], [*starts, len(line.tokens)], strict=True)]


def _until_sign(gap: Iterable[Token]) -> list[Token]:
    return list(takewhile(lambda token: token.sort != SIGN, gap))


def _order(gaps: Sequence[Sequence[Token]], wanted: Sequence[Wanted]) -> tuple[int, ...]:
    """Which of the wanted each number is: in their order if the words allow that, else as the words say. Raises UnclearNumber."""
    first, *between, last = gaps
    states: set[tuple[tuple[int, ...], _Places]] = {((), _beside(first[::-1], wanted))}
    everything = frozenset(range(len(wanted)))
    for cuts in [*(_cuts(gap, wanted) for gap in between), {(_beside(last, wanted), everything)}]:
        states = {((*order, place), right) for order, known in states for left, right in cuts for place in (known & left).difference(order)}
    orders = {order for order, _ in states}
    by_place = tuple(range(len(wanted)))
    if by_place in orders:
        return by_place
    if len(orders) != 1:
        raise UnclearNumber
    return orders.pop()


def _names(gap: Iterable[Token], wanted: Sequence[Wanted]) -> list[_Places]:
    """Of each token, which of the wanted it can name; all, where it names none."""
    everything = frozenset(range(len(wanted)))
    return [frozenset(place for place in everything if wanted[place].is_named(token.plain)) or everything for token in gap]


def _met(names: Iterable[_Places], wanted: Sequence[Wanted]) -> list[_Places]:
    """What none of them, the first, the first two, ... can name together."""
    return list(accumulate(names, and_, initial=frozenset(range(len(wanted)))))


def _beside(gap: Sequence[Token], wanted: Sequence[Wanted]) -> _Places:
    """What the words on the outer side of the first or last number say: those up to a sign, else all."""
    near = _met(_names(_until_sign(gap), wanted), wanted)[-1]
    return near if len(near) < len(wanted) else _met(_names(gap, wanted), wanted)[-1]


def _cuts(gap: Sequence[Token], wanted: Sequence[Wanted]) -> set[tuple[_Places, _Places]]:
    """What the words between two numbers can say of the left and of the right one: parted by a sign, else anywhere."""
    signs = [at for at, token in enumerate(gap) if token.text in _PARTING]
    names = _names(gap, wanted)
    left, right = _met(names, wanted), _met(names[::-1], wanted)[::-1]
    cuts = range(signs[0], signs[-1] + 2) if signs else range(len(gap) + 1)
    return {(left[cut], right[cut]) for cut in cuts if left[cut] and right[cut]}


def written(value: Decimal) -> str:
    """As it is written here: 1.250 and 1,5."""
    plain = f"{value:,f}"
    return (plain.rstrip("0").rstrip(".") if "." in plain else plain).translate(_SWAPPED)
