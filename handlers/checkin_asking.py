"""How a form is asked: with buttons one question a message, without them several at once; what was told one way is not asked the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.domain.forms import Field, Form, Kind
from bot.domain.months import Month, month
from bot.domain.totals import is_none
from bot.readers import one_of
from bot.story import Ask
from bot.talk import Choice
from handlers.checkin_fixes import fixes
from handlers.checkin_readers import LEFT_OUT, NOTHING, a_line, a_number, an_account, is_voice, some_words, up_to, words_or_voice
from handlers.checkin_shown import last_month
from messages_vi import checkin as vi
from storage.checkins import Checkin


@dataclass(frozen=True)
class Facts:
    """A month that is open to the one who speaks, and what is known of the months before; ``one`` None: there is none."""

    one: Checkin | None
    form: Form | None = None
    before: Mapping[str, list[int]] = field(default_factory=dict)
    plain: bool = False
    by: Callable[[], str] = str  # who else gave the last answer, now
    book: Mapping[str, int] = field(default_factory=dict)  # how many cases of it the case book has, by field
    last: Mapping[str, int] = field(default_factory=dict)  # what was told in the month right before, by field

    @property
    def month(self) -> Month:
        assert self.one is not None
        return month(self.one.month)

    @property
    def spoken(self) -> bool:
        """Whether what is asked in words may be said: by a team, for a person writes down what of it is told; a block's words are printed."""
        return self.one is not None and not (self.one.id and self.one.is_of_block)


def answers(ask: Ask, here: Facts) -> dict[str, Any]:
    """By field, None for what was left out; what was put right in words, and not asked again since, is so."""
    assert here.form is not None
    fixed = _put_right(ask)
    told = _on_lines(ask, here) if here.plain else _one_by_one(ask, here, fixed)
    numbers = tuple(f for f in here.form.asked if f.kind is Kind.NUMBER and (f.key in told or not here.plain))
    return told | ask("corrected", "", fixes(here.form, numbers, told), assume={})


def _put_right(ask: Ask) -> dict[str, Any]:
    """What was said last holds: a question that is asked again is put right by its answer."""
    fixed = ask.kept("corrected") or {}
    left = {key: value for key, value in fixed.items() if not ask.asks_again(key)}
    if left != fixed:
        ask.replace("corrected", left)
    return left


def _on_lines(ask: Ask, here: Facts) -> dict[str, Any]:
    """Without buttons: several numbers in one message, then an account. What somebody else has answered already is not asked again."""
    assert here.form is not None
    if _is_nothing(ask, here.form):
        return _nothing(here.form)
    told: dict[str, Any] = {f.key: _own(ask, f) for f in here.form.asked if ask.has(f.key)}
    messages = here.form.messages
    for n, m in enumerate(messages, 1):
        asked = tuple(here.form.field(key) for key in m.fields if key not in told)
        if not asked:
            continue
        numbers = all(f.kind is Kind.NUMBER for f in asked)
        example = tuple(e for key, e in zip(m.fields, m.example, strict=bool(m.example)) if key in {f.key for f in asked})
        worded = vi.worded(m.ask, asked, len(m.fields))
        question = vi.step(n, len(messages), worded, example, _hint(here, asked)) if numbers else vi.step(n, len(messages), worded)
        if n == 1:
            question = f"{_head(here)}\n{question}"
        if is_voice(ask.kept(f"line{n}")):
            question = vi.has_voice(question)
        account = an_account(asked, (vi.NO_MORE,), spoken=here.spoken)
        found = ask(f"line{n}", question, a_line(asked, example, (vi.NOTHING,) if n == 1 else ()) if numbers else account)
        if found == NOTHING:
            return _nothing(here.form)
        told |= {key: None if value == LEFT_OUT else value for key, value in found.items()}
    return told


def _one_by_one(ask: Ask, here: Facts, fixed: Mapping[str, Any]) -> dict[str, Any]:
    """With buttons: one question a message. What was told on a line without buttons is not asked again."""
    assert here.form is not None
    if _is_nothing(ask, here.form):
        return _nothing(here.form)
    told: dict[str, Any] = {}
    before, asked = _from_lines(ask, here.form), here.form.asked
    for n, f in enumerate(asked, 1):
        if f.when and is_none(told.get(f.when)):
            continue
        if _is_more(f, told, fixed.get(f.key, ask.kept(f.key))):
            ask.replace(f.key, None)  # than what it is a part of, which was put right since
        question = vi.step(n, len(asked), f.ask, hint=_hint(here, (f,)))
        answer = ask(f.key, f"{_head(here)}\n{question}" if n == 1 else question, _reader(ask, here, f, told), assume=before.get(f.key))
        if answer == NOTHING:
            return _nothing(here.form)
        told[f.key] = fixed.get(f.key, None if answer in (LEFT_OUT, ()) else answer)
    return told


def _is_more(part: Field, told: Mapping[str, Any], answer: Any) -> bool:
    whole = told.get(part.at_most)
    return isinstance(answer, int) and isinstance(whole, int) and answer > whole


def _from_lines(ask: Ask, form: Form) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for n in range(1, len(form.messages) + 1):
        kept, asked = ask.kept(f"line{n}"), tuple(form.field(key) for key in form.messages[n - 1].fields)
        said = an_account(asked).value(kept) if isinstance(kept, str) or is_voice(kept) else kept or {}
        whole = kept and an_account(asked).finished(kept)
        found |= {f.key: said.get(f.key, LEFT_OUT) for f in asked} if whole else said
    return found


def _is_nothing(ask: Ask, form: Form) -> bool:
    """Whether the first question, on whichever phone, was answered with "nothing new"."""
    return NOTHING in (ask.kept("line1"), ask.kept(form.asked[0].key))


def _own(ask: Ask, asked: Field) -> Any:
    """An answer that was given with buttons, read anew."""
    kept = ask.kept(asked.key)
    if is_voice(kept):
        return words_or_voice().value(kept)
    return None if kept == LEFT_OUT else tuple(kept["all"]) if isinstance(kept, Mapping) else kept


def _reader(ask: Ask, here: Facts, asked: Field, told: Mapping[str, Any]) -> Any:
    assert here.form is not None
    nothing = () if told else (vi.NOTHING,)
    match asked.kind:
        case Kind.NUMBER:
            offered = (vi.take(here.book[asked.key]),) if asked.key in here.book else ()
            part_of = (here.form.field(asked.at_most), told.get(asked.at_most)) if asked.at_most else None
            return a_number(asked, (*nothing, *offered, vi.SKIP), part_of)
        case Kind.YES_NO:
            return one_of((*nothing, vi.YES, vi.NO, vi.SKIP), vi.PICK)
        case Kind.CHOICE:
            return one_of((*nothing, *(Choice(o.code, o.label) for o in asked.options), vi.SKIP), vi.PICK)
        case Kind.SEVERAL:
            kept = ask.kept(asked.key)
            return up_to(asked, tuple(kept) if isinstance(kept, list) else ())
        case Kind.TEXT:
            return (words_or_voice if here.spoken else some_words)((*nothing, vi.SKIP))


def _nothing(form: Form) -> dict[str, Any]:
    """Every flow is none; what there was of a stock, and what people think, is not known from that."""
    return {f.key: 0 if f.kind is Kind.NUMBER and f.rollup == "sum" and not f.when else None for f in form.asked}


def _hint(here: Facts, asked: tuple[Field, ...]) -> str:
    """What is known of it, as a line behind the question: last month's answers, and what the case book has."""
    known = [vi.in_the_book(here.book[f.key], f.case_kinds) for f in asked if f.key in here.book]
    offer = [vi.MAY_TAKE] if known and not here.plain else []
    return " ".join(x for x in (last_month(here.last, asked), *known, *offer) if x)


def _head(here: Facts) -> str:
    assert here.one is not None
    return vi.head(here.one.unit_title, here.month, date.fromisoformat(here.one.first_day), date.fromisoformat(here.one.last_day))
