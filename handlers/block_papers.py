"""The block's report as a file in the chat: all of it for the block, and what has been sent up, without places, for the levels above."""

from __future__ import annotations

from bot.documents import block_report as papers
from bot.documents.book import MIME as BOOK
from bot.documents.quick_report import MIME as WORD
from bot.domain.months import month
from bot.domain.spans import Length, span
from bot.story import Here, Reply, Said
from bot.talk import Document
from handlers import block_above, block_month, files
from handlers.block_report import SIGNER, Wanted, report
from messages_vi import block_month as vi
from storage import audit, month_steps, people, units
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
    made = report(here.db, here.who.person, units.get(here.db, one.block), _wanted(here, one, leaving=not own), here.now) if one else None
    if one is None or made is None or here.who.person is None:
        return Reply(vi.NO_MONTH)
    audit.note(here.db, here.who.person.id, "exported figures", f"month:{one.month}", one.block, here.now)
    of = month(one.month)
    if in_word:
        file = files.hand_over(here, papers.docx(made), vi.file_name(one.unit_title, of, "docx"), WORD)
        return _handed(vi.paper(of, draft=bool(made.draft)), file)
    return _handed(vi.tables(of), files.hand_over(here, papers.xlsx(made), vi.file_name(one.unit_title, of, "xlsx"), BOOK))


def _handed(text: str, file: Document) -> Reply:
    return Reply(text, files=(file,))


def _wanted(here: Here, one: Checkin, *, leaving: bool) -> Wanted:
    """Whoever has approved it signs it; before that it is the head's."""
    approved = [s.by for s in month_steps.steps(here.db, one.block, one.month) if s.state == month_steps.APPROVED and s.by]
    signs = people.find(here.db, approved[-1], here.now) if approved else None
    keys = {r.key for r in signs.roles if r.unit == one.block and not r.acting_for} if signs else set()
    return Wanted(span(Length.MONTH, month(one.month)), leaving, DEPUTY if DEPUTY in keys and SIGNER not in keys else SIGNER)


VERBS = {vi.PAPER.value: word, vi.TABLES.value: workbook}
