"""The block's report as a file in the chat: all of it for the block, and what has been sent up, without places, for the levels above."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.documents import block_report as papers
from bot.documents.book import MIME as BOOK
from bot.documents.quick_report import MIME as WORD
from bot.domain.months import month
from bot.domain.roles import Right, may
from bot.domain.spans import MONTHS, Length, Span, span
from bot.story import Action, Here, Reply, Said
from bot.talk import Choice, Document
from handlers import block_above, block_month, files
from handlers.block_report import SIGNER, Wanted, report
from messages_vi import block_month as vi
from messages_vi import block_report as span_vi
from storage import audit, checkins, month_steps, people, units
from storage.checkins import Checkin

DEPUTY = "pho_truong_khoi"


def word(here: Here, on: str, _said: Said) -> Reply:
    """ "lấy bản Word"."""
    return _paper(here, on, vi.PAPER.value, in_word=True)


def workbook(here: Here, on: str, _said: Said) -> Reply:
    """ "lấy bản Excel"."""
    return _paper(here, on, vi.TABLES.value, in_word=False)


def _paper(here: Here, on: str, verb: str, *, in_word: bool) -> Reply:
    """Of the block's own month that is meant; to the levels above of the one that a choice names."""
    it, no = block_month.meant(here, on, verb)
    one = it.own if it else block_above.received(here, on) if on else None
    return _made(here, one, span(Length.MONTH, month(one.month)), leaving=it is None, in_word=in_word) if one else no


def longer(command: str, length: Length) -> Action:
    """The paper of the last quarter, half year or year that is over; of several blocks one is chosen."""

    def paper(here: Here, on: str, _said: Said) -> Reply:
        own = block_month.own_months(here, on)
        if len(own) > 1:
            return Reply(vi.WHICH_BLOCK, tuple(Choice(f"{command}:month:{one.id}", one.unit_title) for one in own))
        if not own:
            return block_month.nobodys(here)
        one = _last_over(here.db, own[0], MONTHS[length])
        return _made(here, one, span(length, month(one.month)), leaving=False, in_word=True) if one else Reply(vi.NO_SPAN)

    return paper


def _last_over(db: Connection, own: Checkin, months: int) -> Checkin | None:
    """With which month of a block the last span of so many ended: it has closed that one. None where it was not there yet."""
    last = month(own.month)
    last = last.after(-(last.number % months))
    while (one := checkins.of_unit(db, own.unit, str(last))) and not month_steps.states(db, [one.block], one.month):
        last = last.after(-months)
    return one


def _made(here: Here, one: Checkin, of: Span, *, leaving: bool, in_word: bool) -> Reply:
    made = report(here.db, here.who.person, units.get(here.db, one.block), Wanted(of, leaving, _signer(here, one)), here.now)
    if made is None or here.who.person is None:
        return Reply(vi.NO_MONTH)
    audit.note(here.db, here.who.person.id, "exported figures", f"month:{one.month}", one.block, here.now)
    called = span_vi.this_span(of)
    if in_word:
        file = files.hand_over(here, papers.docx(made), vi.file_name(one.unit_title, called, "docx"), WORD)
        return _handed(here, one, vi.paper(called, draft=bool(made.draft)), file)
    return _handed(here, one, vi.tables(called), files.hand_over(here, papers.xlsx(made), vi.file_name(one.unit_title, called, "xlsx"), BOOK))


def _handed(here: Here, one: Checkin, text: str, file: Document) -> Reply:
    """With what can be done next: the list that was there has had its answer."""
    who = here.who.person
    shown = block_month.choices(here, one) if who and may(who, Right.HANDLE, one.path) else block_above.CHOICES
    return Reply(text, shown, f"month:{one.id}", files=(file,))


def _signer(here: Here, one: Checkin) -> str:
    """Whoever has approved it signs it; before that it is the head's."""
    approved = [s.by for s in month_steps.steps(here.db, one.block, one.month) if s.state == month_steps.APPROVED and s.by]
    signs = people.find(here.db, approved[-1], here.now) if approved else None
    keys = {r.key for r in signs.roles if r.unit == one.block and not r.acting_for} if signs else set()
    return DEPUTY if DEPUTY in keys and SIGNER not in keys else SIGNER


COMMANDS = {
    command: longer(command, length) for command, length in (("baocaoquy", Length.QUARTER), ("baocao6thang", Length.HALF), ("baocaonam", Length.YEAR))
}
VERBS = {vi.PAPER.value: word, vi.TABLES.value: workbook, **COMMANDS}
