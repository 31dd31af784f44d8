"""Orders about cases as people type them, at rest or in the middle of a question: several numbers at once, a level in words, a slip of the finger."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.roles import Right, scope
from bot.meaning import ASKS_YES, TELLING
from bot.story import Here, Reply, Said
from handlers import cases, cases_ending, cases_giving, cases_level, cases_list, cases_merging, cases_return, cases_taking, cases_talk
from messages_vi import cases_list as list_vi
from messages_vi import cases_said as vi

_VERBS = cases.VERBS | cases_talk.VERBS | cases_giving.VERBS | cases_return.VERBS | cases_level.VERBS | cases_ending.VERBS | cases_merging.VERBS
_OFFERS = frozenset({"send", "kind", "any_kind", "unit", "names", "level"})  # questions with a list, to which other words are more of the report

_ACCOUNTS = frozenset({"told", "retold"})  # questions that are answered in any words


def _sought(here: Here, question: str, said: Said) -> Reply | None:
    """ "tìm ..." amid a report. At a list a word or two are sought, and more where they are found: what finds nothing tells of something
    ("tìm mãi không thấy ai sửa"). In the account itself it may be either, so that what would be found is asked about."""
    found, many = cases_list.sought(here, said), len(said.text.split()) > TELLING
    missed = found is None or found.text in (list_vi.NOT_FOUND, list_vi.NOT_YOURS, list_vi.FIND_WHAT)
    if question in _OFFERS:
        return None if missed and many else found
    wanted = said.text.strip().partition(" ")[2]
    return None if missed else Reply(vi.shall_it_search(wanted), cases_list.search_for(wanted), f"{ASKS_YES}{question}")


def ordered(here: Here, question: str, said: Said) -> Reply | None:
    """What becomes of a search at a check, or an order by somebody who works on a case of that number; None: it is none, or theirs to answer with.

    ``question``: the one that is open, "" for none.
    """
    who = here.who.person
    if question in _OFFERS | _ACCOUNTS and (found := _sought(here, question, said)) is not None:
        return found
    if who is None or (order := vi.order(said.text, answering=bool(question))) is None:
        return None
    if question in _ACCOUNTS and order.words:  # "xong 1 phần cầu tạm" tells of something
        return None
    if not scope(who, Right.HANDLE) and order.verb != cases_return.RETURN:
        return None
    if len(order.numbers) > 1:
        return cases_taking.take(here, who, order.numbers, answering=bool(question))
    if not any(cases.handles(who, case) for case in cases.of_number(here, who, order.numbers[0])):
        return None
    if order.slip:
        return Reply(vi.meant(order.slip), vi.it_is(order), f"{ASKS_YES}{question}")
    return _VERBS[order.verb](here, order.numbers[0], replace(said, text=order.words))
