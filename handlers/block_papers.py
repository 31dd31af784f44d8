"""The block's report as a file in the chat: all of it for the block, and what has been sent up, without places, for the levels above."""

from __future__ import annotations

from bot.documents import block_report as papers
from bot.documents.book import MIME as BOOK
from bot.documents.quick_report import MIME as WORD
from bot.domain.months import month
from bot.domain.spans import MONTHS, Length, Span, span
from bot.story import Action, Here, Reply, Said
from bot.talk import Document
from handlers import block_above, block_month, files
from handlers.block_report import SIGNER, Wanted, report
from messages_vi import block_month as vi
from messages_vi import block_report as span_vi
from storage import audit, checkins, month_steps, people, units
from storage.checkins import Checkin

DEPUTY = "pho_truong_khoi"


def word(here: Here, on: str, said: Said) -> Reply:
    """ "lấy bản Word"."""
    return _paper(here, on, said, in_word=True)


def workbook(here: Here, on: str, said: Said) -> Reply:
    """ "lấy bản Excel"."""
    return _paper(here, on, said, in_word=False)


def _paper(here: Here, on: str, said: Said, *, in_word: bool) -> Reply:
    own = block_month.own_months(here, on)
    if len(own) > 1:
        return block_month.board(here, "", said)
    received = block_above.received(here, on) if on and not own else None
    one = own[0] if own else received
    return _made(here, one, span(Length.MONTH, month(one.month)), leaving=not own, in_word=in_word) if one else Reply(vi.NO_MONTH)


def longer(length: Length) -> Action:
    """The paper of the last quarter, half year or year that is over."""

    def paper(here: Here, on: str, said: Said) -> Reply:
        own = block_month.own_months(here, on)
        if len(own) != 1:
            return block_month.board(here, "", said)
        last = month(own[0].month)
        while last.number % MONTHS[length]:
            last = last.after(-1)
        one = checkins.of_unit(here.db, own[0].unit, str(last))
        return _made(here, one, span(length, last), leaving=False, in_word=True) if one else Reply(vi.NO_SPAN)

    return paper


def _made(here: Here, one: Checkin, of: Span, *, leaving: bool, in_word: bool) -> Reply:
    made = report(here.db, here.who.person, units.get(here.db, one.block), Wanted(of, leaving, _signer(here, one)), here.now)
    if made is None or here.who.person is None:
        return Reply(vi.NO_MONTH)
    audit.note(here.db, here.who.person.id, "exported figures", f"month:{one.month}", one.block, here.now)
    called = span_vi.this_span(of)
    if in_word:
        file = files.hand_over(here, papers.docx(made), vi.file_name(one.unit_title, called, "docx"), WORD)
        return _handed(vi.paper(called, draft=bool(made.draft)), file)
    return _handed(vi.tables(called), files.hand_over(here, papers.xlsx(made), vi.file_name(one.unit_title, called, "xlsx"), BOOK))


def _handed(text: str, file: Document) -> Reply:
    return Reply(text, files=(file,))


def _signer(here: Here, one: Checkin) -> str:
    """Whoever has approved it signs it; before that it is the head's."""
    approved = [s.by for s in month_steps.steps(here.db, one.block, one.month) if s.state == month_steps.APPROVED and s.by]
    signs = people.find(here.db, approved[-1], here.now) if approved else None
    keys = {r.key for r in signs.roles if r.unit == one.block and not r.acting_for} if signs else set()
    return DEPUTY if DEPUTY in keys and SIGNER not in keys else SIGNER


VERBS = {vi.PAPER.value: word, vi.TABLES.value: workbook}
COMMANDS = {"baocaoquy": longer(Length.QUARTER), "baocao6thang": longer(Length.HALF), "baocaonam": longer(Length.YEAR)}
