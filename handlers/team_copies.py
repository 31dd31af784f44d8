"""The head of a team hears of what its members report, so that nobody in the hamlet is the last to know."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from bot.domain.kinds import Level
from bot.story import Here
from bot.talk import Notice
from messages_vi import cases as cases_vi
from messages_vi import report as vi
from storage import notices, roles
from storage.incidents import NOT_FOR_TEAMS, NewCase


def tell(here: Here, new: NewCase, path: str, case: int, number: int, told_by: str, who_knows: Collection[int]) -> None:
    """A copy to the head, else to the deputy; not of what is confidential, nor of what may be about them."""
    if new.confidential or new.kind in NOT_FOR_TEAMS:
        return
    heads = roles.holding(here.db, ("to_truong",), path, here.now) or roles.holding(here.db, ("to_pho",), path, here.now)
    told = Notice("case", vi.copied(number, new.level, new.text, told_by), "", cases_vi.look(number), f"id:{case}")
    if new.level is Level.XANH:
        told = replace(told, urgency="morning", merge_key="copy")
    elif new.level is not Level.DO:
        told = replace(told, urgency="day")
    hear = [head.id for head in heads if head.id not in (*who_knows, new.reporter)]
    notices.notify_all(here.db, [(head, replace(told, once=f"copy:{case}.{head}")) for head in hear], here.now)
