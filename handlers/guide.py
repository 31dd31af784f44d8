"""Finding one's way: help, the directory, and what to answer when nothing is clear."""

from __future__ import annotations

from bot.domain.roles import Right, scope
from bot.story import Here, Reply, Said
from handlers import cases, joining, report
from messages_vi import common, directory
from storage import units


def help_(here: Here, _on: str, _said: Said) -> Reply:
    leads = here.who.person is not None and scope(here.who.person, Right.HANDLE)
    return Reply(f"{common.HELP}\n{common.HELP_LEADER}" if leads else common.HELP)


def phones(here: Here, _on: str, _said: Said) -> Reply:
    """/danhba: the numbers that hold where the person belongs."""
    return Reply(directory.listed(_phones(here)))


def at_rest(here: Here, on: str, said: Said) -> Reply:
    """What is said with nothing open (``on``: what the last list shown here asks for words on): a code, a report, a courtesy, or nothing clear."""
    if on and not joining.is_invitation(said) and (maybe := cases.maybe_answer(here, on, said)) is not None:
        return maybe
    if joining.is_code(said):
        return joining.begin(here, on, said)
    if report.looks_like_one(said):
        return report.begin(here, on, said)
    if common.adds_nothing(said.text):
        return Reply(common.COURTEOUS)
    phone = _phones(here)
    return Reply(common.unclear(phone.get("thu_ky")), (common.REPORT, common.MY_CASES))


def _phones(here: Here) -> dict[str, str]:
    found: dict[str, str] = {}
    for role in here.who.person.roles if here.who.person else ():
        found = units.phones(here.db, role.path) | found
    return found
