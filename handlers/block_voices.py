"""What teams said instead of writing it in their month: handed to the block, which writes down what of it is told."""

from __future__ import annotations

from bot.domain.months import month
from bot.story import Here, Reply, Said
from handlers import block_month, files
from messages_vi import block_month as block_vi
from messages_vi import block_voices as vi
from storage import audit, checkin_voices

COMMAND = "nghetinthoai"


def listen(here: Here, on: str, said: Said) -> Reply:
    """ "nghe tin thoại": of the newest month of one's block."""
    own = block_month.own_months(here, on)
    if len(own) > 1:
        return block_month.board(here, "", said)
    if not own or here.who.person is None:
        return Reply(block_vi.NO_MONTH)
    notes, of = checkin_voices.of_block(here.db, own[0].block, own[0].month), month(own[0].month)
    if not notes:
        return Reply(vi.none(of))
    audit.note(here.db, here.who.person.id, "read words", f"month:{of}", own[0].block, here.now)
    return Reply(vi.handed(of, [note.title for note in notes]), files=files.spoken(notes))


COMMANDS = {COMMAND: listen}
