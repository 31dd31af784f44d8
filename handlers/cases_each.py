"""One verb and several numbers, "xong 1 2 3": it is done to each, and what needs words of its own is asked for one by one."""

from __future__ import annotations

from bot.story import Action, Here, Reply, Said
from messages_vi import cases as cases_vi
from messages_vi import cases_said as vi

MOST = 20  # numbers in one line


def each(typed: str, do: Action) -> Action:
    """The numbers behind the first are no words about that one. ``typed``: the verb, as people type it."""

    def action(here: Here, on: str, said: Said) -> Reply:
        others = [] if ":" in on or said.photos or said.voices else vi.other_numbers(said.text)
        if not others:
            return do(here, on, said)
        numbers = sorted(dict.fromkeys([on, *others]), key=_in_order)  # in one order, whoever else does the same
        return _said_of_all(typed, {n: do(here, n, Said()) for n in numbers[:MOST]} | dict.fromkeys(numbers[MOST:], Reply()))

    return action


def _in_order(number: str) -> tuple[int, ...]:
    return tuple(map(int, number.split("/")))


def _said_of_all(typed: str, replies: dict[str, Reply]) -> Reply:
    """What was done reads as it does alone; a question that one of them leads to is left, and how to go on is said instead."""
    unclear = (cases_vi.WHICH, cases_vi.WHICH_YEAR)
    alone = [number for number, reply in replies.items() if not reply.text or reply.text in unclear]
    lines = [reply.text for number, reply in replies.items() if number not in alone]
    goes_on = [number for number, reply in replies.items() if number not in alone and reply.begin]
    lines += [vi.what_is_left(goes_on)] if goes_on else []
    return Reply("\n".join([*lines, *([vi.one_by_one(typed, alone)] if alone else [])]))
