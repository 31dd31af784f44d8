"""Random stories in random hands, through the real turn: nothing crashes, nothing is lost, nothing is asked twice, a restart changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.readers import Account, line
from bot.story import Ask, Asking, Said, Told, tell
from bot.talk import Outgoing
from messages_vi import common
from tests.random_stories import NO, Plan, Question, World, plans, seen, teller, world

QUICK = settings(max_examples=120, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
WORDS = ("xong", "gửi", "quay lại", "hủy", "nói lại", "k", "/k", "1", "2", "9", "vài chữ", "", "<b>", "giúp", "Ý v1", "Sửa a", "x" * 50, "/")
STEPS = st.one_of(
    st.tuples(st.just("text"), st.sampled_from(WORDS)),
    st.tuples(st.just("tap"), st.integers(0, 5)),
    st.tuples(st.just("answer"), st.integers(0, 1)),
    st.tuples(st.just("answer"), st.integers(0, 1)),
    st.tuples(st.just("old tap"), st.integers(0, 50)),
    st.tuples(st.just("odd"), st.sampled_from(["forwarded", "edited", "unsupported", "clock"])),
)


def step(w: World, name: str, how: str, what: Any) -> list[Outgoing]:
    """One random thing that a person does."""
    talk = w.talk(name)
    if how == "text":
        return w.does(name, what)
    if how == "tap":
        return w.does(name, tapped=f"q{talk.offer}:{what}")
    if how == "answer":
        return w.answers(name, last=bool(what))
    if how == "odd":
        return w.does(name, "vài chữ", special=what)
    offers = [f"{o.offer}:{c.value if c in o.ways_out else n}" for o in w.shown[name] for n, c in enumerate((*o.choices, *o.ways_out))]
    return w.does(name, tapped=offers[what % len(offers)] if offers else "q1:0")


# what holds for all of them ------------------------------------------------------------------------------------------
@QUICK
@given(plan=plans(), steps=st.lists(STEPS, max_size=25))
def test_no_story_breaks_and_telling_it_again_tells_the_same(plan: Plan, steps: list[tuple[str, Any]]) -> None:
    with world(plan) as w:
        w.does("An", "k")
        for how, what in steps:
            out = step(w, "An", how, what)
            first, again = w.now, w.now
            assert facts(first) == facts(again)
            assert not isinstance(first, Told), "told to its end, yet not finished"
            if isinstance(first, Asking):
                assert not first.replaced, "what is to be forgotten is still on disk"
                assert w.talk("An").asked == first.key
                if out and out[-1].offer.startswith("q"):
                    assert out[-1].text.endswith(first.text)
                    assert out[-1].choices == tuple(first.reader.choices)


def facts(now: Asking | Told | None) -> tuple[Any, ...]:
    if isinstance(now, Asking):
        return (*now.question, now.before, now.path, now.more and now.more[0], now.replaced)
    return (now.result, now.replaced) if now else ()


@QUICK
@given(plan=plans(), steps=st.lists(STEPS, max_size=25))
def test_a_restart_after_every_step_changes_nothing(plan: Plan, steps: list[tuple[str, Any]]) -> None:
    told = []
    for restarts in (True, False):
        with world(plan) as w:
            w.kept = None if restarts else {}
            out = [seen(w.does("An", "k"))]
            for how, what in steps:
                out.append(seen(step(w, "An", how, what)))
                if restarts:
                    w.becomes(plan)
            told.append((out, w.finished))
    assert told[0] == told[1]


@QUICK
@given(plan=plans(confirm=True), lasts=st.lists(st.booleans(), min_size=9, max_size=9))
def test_back_returns_to_the_question_before_all_the_way(plan: Plan, lasts: list[bool]) -> None:
    with world(tuple(replace(q, forgets="") for q in plan)) as w:
        w.does("An", "k")
        asked = [w.asking]
        for last in lasts:
            if asked[-1].key == "z":
                break
            w.answers("An", last=last)
            asked.append(w.asking)
        for before in reversed(asked[:-1]):
            (out,) = w.does("An", "quay lại")
            assert (out.text, out.choices) == (before.text, tuple(before.reader.choices))
            assert w.asking.key == before.key
        w.does("An", "quay lại")
        assert w.asking.key == asked[0].key
        assert w.draft is not None
        assert w.draft.answers == {}


@QUICK
@given(plan=plans(confirm=True), lasts=st.lists(st.booleans(), min_size=9, max_size=9), which=st.integers(0, 9))
def test_edit_asks_exactly_that_answer_and_keeps_the_others(plan: Plan, lasts: list[bool], which: int) -> None:
    with world(tuple(replace(q, forgets="") for q in plan)) as w:
        w.does("An", "k")
        for last in lasts:
            if w.asking.key != "z":
                w.answers("An", last=last)
        edits = [c for c in w.asking.reader.choices if c.value.startswith("edit ")]
        if not edits:
            return
        edit = edits[which % len(edits)]
        before = _answers(w)
        w.does("An", edit.label)
        key = edit.value.removeprefix("edit ")
        assert w.asking.key == key
        others = {k: v for k, v in before.items() if k != key}
        assert {k: v for k, v in _answers(w).items() if k != key} == others
        w.answers("An")
        assert {k: v for k, v in _answers(w).items() if k in others} == others
        assert w.asking.key not in before or plan_of(plan, w.asking.key).kind == "confirm"


def _answers(w: World) -> dict[str, Any]:
    assert w.draft is not None
    return w.draft.values()


def plan_of(plan: Plan, key: str) -> Question:
    return next(q for q in plan if q.key == key)


# upgrades ------------------------------------------------------------------------------------------------------------
@st.composite
def upgraded(draw: st.DrawFn, plan: Plan) -> Plan:
    """The same story a version later: questions put in, taken out, moved, their choices renamed or fewer."""
    new = [q for q in plan if draw(st.integers(0, 4))]
    new = [replace(q, labels=draw(st.sampled_from(["Ý", "Mới"]))) for q in new]
    new = [replace(q, values=draw(st.sampled_from([q.values, q.values[1:], (*q.values, "v9")]))) for q in new]
    new = draw(st.permutations(new)) if draw(st.booleans()) else new
    for key in ("m", "n"):
        if draw(st.booleans()):
            new.insert(draw(st.integers(0, len(new))), Question(key, draw(st.sampled_from(["pick", "line", "account"]))))
    return tuple(q for q in new if not q.forgets)


@QUICK
@given(data=st.data(), plan=plans(), answered=st.integers(0, 5), restarts=st.booleans())
def test_an_upgrade_asks_once_what_is_new_and_keeps_what_was_answered(data: st.DataObject, plan: Plan, answered: int, restarts: bool) -> None:
    plan = tuple(replace(q, forgets="", assumed=False) for q in plan)
    new = data.draw(upgraded(plan))
    with world(plan) as w:
        w.does("An", "k")
        for _ in range(answered):
            if w.now:
                w.answers("An", last=data.draw(st.booleans()))
        if not isinstance(w.now, Asking):
            return
        kept = {k: v for k, v in _answers(w).items() if _still_good(new, k, v)}
        w.becomes(new)
        asked: list[str] = []
        for _ in range(30):
            if w.finished:
                break
            before = w.open_questions
            w.answers("An")
            asked += [k for k in before if k not in w.open_questions]
            w.becomes(new)
        assert w.finished, "it never comes to its end"
        questions = [k for k in asked if plan_of(new, k).kind != "confirm"]
        assert len(set(questions)) == len(questions), "a question was asked twice"
        assert not set(questions) & set(kept)
        (result,) = w.finished
        assert {k: _value(new, k, v) for k, v in kept.items() if k in result} == {k: result[k] for k in kept if k in result}


def _still_good(plan: Plan, key: str, kept: Any) -> bool:
    q = next((q for q in plan if q.key == key), None)
    if q is None or q.kind == "confirm":
        return False
    return bool(kept in q.values if q.kind == "pick" else q.reader.finished(kept))


def _value(plan: Plan, key: str, kept: Any) -> Any:
    return plan_of(plan, key).reader.value(kept)


# two at one draft ----------------------------------------------------------------------------------------------------
HOW = st.sampled_from(["answer", "last", "words", "old tap", "back"])
PAIR = st.lists(st.tuples(st.sampled_from(["An", "Bình"]), HOW, st.integers(0, 9)), max_size=30)


@QUICK
@given(plan=plans(confirm=True), steps=PAIR)
def test_two_people_at_one_draft_lose_nothing_and_hear_who_was_faster(plan: Plan, steps: list[tuple[str, str, int]]) -> None:
    with world(tuple(replace(q, forgets="") for q in plan)) as w:
        for name in w.shown:
            w.does(name, "k")
        for name, how, which in steps:
            if not isinstance(w.now, Asking):
                break
            together(w, name, how, which)
        assert len(w.finished) <= 1
        if w.finished:
            quiet = next(n for n in w.shown if w.shown[n][-1].text != "đã xong")
            (out,) = w.does(quiet, "vài chữ")
            assert common.done_by("Bình" if quiet == "An" else "An") in out.text


def together(w: World, name: str, how: str, which: int) -> None:
    """One step of one of two; what they did not know of is neither overwritten nor dropped."""
    before, asking, stale = w.draft, w.asking, w.talk(name).asked != w.asking.key
    assert before is not None
    faster, shown = before.answers.get(w.talk(name).asked or ""), w.shown[name][-1] if w.shown[name] else None
    if how == "back":
        out = w.does(name, "quay lại")
    elif how == "words":
        out = w.does(name, f"chữ của {name} {which}")
    elif how == "old tap":
        out = step(w, name, how, which)
    else:
        out = _one_answer(w, name, last=how == "last")
    after = w.draft
    if w.finished:
        assert shown is not None
        assert shown.text.endswith(asking.text), "a yes to a text that this person had not been shown"
        return
    assert after is not None
    if after.state == "dropped":
        assert how == "old tap", "only [Hủy] drops it"
    elif stale:
        assert after.answers == before.answers
        assert faster is None or how == "old tap" or common.answered_by(faster[2]) in out[0].text
    elif how not in ("back", "old tap"):
        gone = {k for k, v in before.answers.items() if k != asking.key and not _grown(v[0], after.answers.get(k, [None])[0])}
        assert not gone


def _one_answer(w: World, name: str, *, last: bool) -> list[Outgoing]:
    talk = w.talk(name)
    if any(c.value.startswith("edit ") for c in talk.choices):
        return w.does(name, "gửi")
    return w.does(name, (talk.choices[0].typed or talk.choices[-last].label) if talk.choices and not (last and len(talk.choices) == 1) else "vài chữ")


def _grown(before: Any, after: Any) -> bool:
    """Alike, or the same account with more in it."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        return list(after["lines"][: len(before["lines"])]) == list(before["lines"])
    return bool(before == after)


# the rules for authors -----------------------------------------------------------------------------------------------
def test_no_story_can_catch_the_pause_by_accident() -> None:
    caught: list[Exception] = []

    def careless(ask: Ask, _facts: Any) -> str:
        try:
            return str(ask("a", "Câu a?", line(NO)))
        except Exception as e:  # noqa: BLE001 - what the test is about
            caught.append(e)
            return "gone on without an answer"

    now = tell(careless, {}, None)
    assert isinstance(now, Asking)
    assert (now.key, caught) == ("a", [])


@QUICK
@given(plan=plans(), which=st.integers(0, 5), at=st.integers(0, 6))
def test_a_key_asked_twice_in_one_telling_is_an_error(plan: Plan, which: int, at: int) -> None:
    plan = tuple(replace(q, kind="line", only_if="", forgets="", assumed=False) for q in plan)
    twice = [*plan]
    twice.insert(at, plan[which % len(plan)])
    answers: dict[str, Any] = {q.key: "vài chữ" for q in plan}
    assert isinstance(tell(teller(plan), answers, None), Told)
    with pytest.raises(AssertionError, match="twice"):
        tell(teller(tuple(twice)), answers, None)


def test_an_answer_is_kept_as_the_reader_gave_it_and_read_again_the_same() -> None:
    for q in (Question("a"), Question("a", "line"), Question("a", "account"), Question("a", "once")):
        kept = q.reader.hear(Said(text="  v1 ", choice="v1" if q.kind == "pick" else None), None)
        kept = q.reader.hear(Said(choice="done"), kept) if q.kind == "account" else kept
        now = tell(teller((q,)), {"a": kept}, None)
        assert isinstance(now, Told)
        assert now.result == {"a": q.reader.value(kept)}
        assert now.result["a"] in ("v1", Account(("v1",)))
