"""Finding one's way: help, and what to answer when nothing is clear."""

from __future__ import annotations

from bot.domain.roles import Right, scope
from bot.story import Here, Reply, Said
from handlers import absence, cases, directory, joining, report
from messages_vi import common


def help_(here: Here, _on: str, _said: Said) -> Reply:
    who = here.who.person
    leads, lists = (bool(who and scope(who, *rights)) for rights in ((Right.HANDLE,), (Right.LIST, Right.LIST_BLOCKS)))
    return Reply("\n".join([common.HELP, *[common.HELP_LEADER] * leads, *[common.HELP_LIST] * lists]))


def at_rest(here: Here, on: str, said: Said) -> Reply:
    """What is said with nothing open (``on``: what the last list shown here asks for words on): a code, a report, a courtesy, or nothing clear."""
    if on and not joining.is_invitation(said) and (maybe := cases.maybe_answer(here, on, said)) is not None:
        return maybe
    if joining.is_code(said):
        return joining.begin(here, on, said)
    if (moved := absence.heard(here, said)) is not None:
        return moved
    if report.looks_like_one(said):
        return report.begin(here, on, said)
    if common.adds_nothing(said.text):
        return Reply(common.COURTEOUS)
    phone = directory.numbers(here)
    return Reply(common.unclear(phone.get("thu_ky")), (common.REPORT, common.MY_CASES))
