"""Entering a month for a team that cannot, one team after the other, also when the month is closed already."""

from __future__ import annotations

from bot.domain.vietnamese import fold, words
from bot.story import Begin, Here, Reply, Said
from bot.talk import Choice
from handlers import block_month, on_behalf
from messages_vi import block_entering as vi
from messages_vi import checkin as checkin_vi
from storage import checkins
from storage.checkins import Checkin

COMMAND = "nhaphothang"
A_CASE = "case"
A_PAGE = 7


def begin(here: Here, on: str, said: Said) -> Reply:
    """ "nhập hộ": of which two things, where teams are missing; a hamlet that is named behind it is entered for. ``case``: no month is meant."""
    missing = _missing(here)
    rest = " ".join(words(said.text))
    if on == A_CASE or not missing or said.photos or said.voices:
        return on_behalf.begin(here, "", said)
    if vi.of_a_month(rest):
        named = [one for one in missing if f" {fold(one.unit_title)} " in f" {rest} "]
        return Reply(begin=Begin("baothang", str(named[0].id))) if len(named) == 1 else _list(here, missing[0].block, 0)
    named = [one for one in missing if rest in (fold(one.unit_title), _bare(one))]
    if len(named) == 1 or not rest:
        month_of = f"baothang:month:{named[0].id}" if named else f"{COMMAND}:month:{_own_of(here, missing[0]).id}"
        return Reply(vi.WHICH, (Choice(month_of, vi.A_MONTH), Choice(f"{on_behalf.COMMAND}:{A_CASE}", vi.A_CASE)))
    return on_behalf.begin(here, "", said)


def begin_month(here: Here, on: str, said: Said) -> Reply:
    """ "nhập hộ báo tháng": which team. ``on``: ``month:17``, a block's month, then ``:8`` where the list goes on."""
    if on:
        return _list(here, *_parted(on))
    missing = _missing(here)
    return _list(here, missing[0].block, 0) if missing else block_month.board(here, "", said)


def heard(here: Here, said: Said) -> Reply | None:
    """ "nhập hộ thôn Mẫu Ba", while a month of that team is open."""
    rest = vi.told_for(said.text)
    if not rest or not (missing := _missing(here)):
        return None
    named = any(rest in (fold(one.unit_title), _bare(one)) for one in missing)
    return begin(here, "", Said(rest)) if named or vi.of_a_month(rest) else None


def _missing(here: Here) -> list[Checkin]:
    return [one for it in block_month.unfinished(here) if it.state in block_month.WRITING for one in it.missing]


def _bare(one: Checkin) -> str:
    return fold(one.unit_title.partition(" ")[2])


def _choice(one: Checkin) -> Choice:
    return Choice(f"baothang:month:{one.id}", checkin_vi.enter_for(one.unit_title))


def _own_of(here: Here, one: Checkin) -> Checkin:
    return next(it.own for it in block_month.unfinished(here) if (it.own.block, it.own.month) == (one.block, one.month))


def _parted(on: str) -> tuple[int, int]:
    """The row of the block's month, and from which team on."""
    _, row, *start = on.split(":")
    return int(row) if row.isdecimal() else 0, int(start[0]) if start and start[0].isdecimal() else 0


def _list(here: Here, row: int, start: int) -> Reply:
    own = next((it.own for it in block_month.unfinished(here) if row in (it.own.id, it.own.block)), None)
    missing = [m for m in checkins.of_block(here.db, own.block, own.month) if not m.is_done] if own else []
    if own is None or not missing:
        return Reply(vi.NONE_LEFT)
    shown = missing[start : start + A_PAGE] or missing[:A_PAGE]
    more = (Choice(f"{COMMAND}:month:{own.id}:{start + A_PAGE}", vi.MORE),) if len(missing) > start + A_PAGE else ()
    return Reply(vi.WHICH_TEAM, (*(_choice(m) for m in shown), *more))


VERBS = {COMMAND: begin_month, on_behalf.COMMAND: begin}
