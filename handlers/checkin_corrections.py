"""Putting a month right that was sent: as often as one likes until the block closes it, then as a numbered correction with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.domain.forms import Form, Kind
from bot.domain.months import month
from bot.domain.totals import is_none
from bot.story import Ask, Begin, Here, Invalid, Reply, Said, Story
from bot.talk import Draft
from handlers import block_month, checkin
from handlers.checkin_readers import corrections, some_words
from handlers.checkin_shown import read_back
from messages_vi import block_month as block_vi
from messages_vi import checkin as vi
from messages_vi import common
from messages_vi.kinds import alarming
from messages_vi.names import hide_names
from messages_vi.report import PERSON
from storage import audit, checkins
from storage.checkins import Checkin

COMMAND = "suabaothang"


@dataclass(frozen=True)
class Facts:
    """A month that was sent, and what it says; ``one`` None: the one who speaks has nothing to put right."""

    one: Checkin | None
    form: Form | None = None
    told: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    told: Mapping[str, Any]
    reason: str


def begin(here: Here, on: str, said: Said) -> Reply:
    """ "sửa báo cáo tháng", with or without what is to be put right behind it."""
    sent = [one for one in checkin.mine(here) if one.is_done and on in ("", f"month:{one.id}")]
    if not sent:
        return checkin.begin(here, on, said)
    return Reply(begin=Begin(COMMAND, str(sent[0].id), (Said(said.text),) if said.text else ()))


def heard(here: Here, said: Said) -> Reply | None:
    """ "sửa báo cáo tháng họp 2 lần", in whatever words; None: it is something else."""
    words = "" if alarming(said.text) else vi.correction(said.text)
    return begin(here, "", Said("" if common.adds_nothing(words) else words)) if words else None


def gather(here: Here, draft: Draft) -> Facts:
    one = checkins.find(here.db, int(draft.about))
    if one is None or not one.is_done or not checkin.may_answer(here.who.person, one):
        return Facts(None)
    form = checkin.asked_of(here.db, one)
    kept = checkins.answers(here.db, one.id)
    return Facts(one, form, {f.key: checkins.read(f, kept.get(f.key)) for f in form.asked})


def tell(ask: Ask, here: Facts) -> Change | None:
    if here.one is None or here.form is None:
        return None
    numbers = tuple(f for f in here.form.asked if f.kind is Kind.NUMBER)
    fixed = ask("fixed", vi.what_is_wrong(read_back(here.form, here.told)), corrections(numbers, here.told))
    fixed |= {f.key: None for f in here.form.asked if f.when in fixed and is_none(fixed[f.when])}  # what hangs on none is none
    reason = ask("reason", vi.WHY, some_words(())) if here.one.closed_at is not None else ""
    text = vi.check_change(here.one.unit_title, month(here.one.month), read_back(here.form, fixed), reason)
    ask.confirm("send", text, vi.SEND, {"fixed": vi.ANOTHER}, vi.SAY_SEND, more="fixed")
    return Change(fixed, reason)


def finish(here: Here, draft: Draft, change: Change | None) -> Reply:
    one, who = checkin.held(here, draft), here.who.person
    if change is None or one is None or who is None or not one.is_done or not checkin.may_answer(who, one):
        raise Invalid(vi.NOT_YOURS)
    if one.closed_at is not None and not change.reason:
        raise Invalid(vi.CLOSED_MEANWHILE)
    if one.is_of_block and not block_month.may_write(here.db, one):
        return Reply(block_vi.approved_already(month(one.month)))
    form = checkin.asked_of(here.db, one)
    number = checkins.correct(here.db, one, form, change.told, who.id, here.now, hide_names(change.reason, PERSON))
    audit.note(here.db, who.id, "corrected checkin", f"checkin:{one.id}", one.unit, here.now)
    return Reply(vi.corrected(one.unit_title, month(one.month), number))


STORY: Story[Facts, Change | None] = Story(
    COMMAND, vi.CORRECTION, gather, tell, finish, draft=lambda who, about: f"{COMMAND}:{about}:{who.person and who.person.id}"
)
COMMANDS = {COMMAND: begin}
