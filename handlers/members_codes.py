"""Letting people in: a code for a unit, or for one person; the sheet to print; and taking a code back."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from bot.domain.periods import end_of_day
from bot.domain.roles import TEAM_ROLES
from bot.story import Here, Invalid, Reply, Said
from bot.talk import Choice
from handlers import files, linking, requests
from handlers.members import givable, look, member, tops_of
from messages_vi import members as vi
from messages_vi import members_codes as codes_vi
from messages_vi import sheet as sheet_vi
from messages_vi.joining import CHANNELS, ROLES, sort_of
from storage import audit, invitations, units
from storage import members as store
from storage.invitations import Listed
from storage.units import Unit

USES = 10  # of a code for plain members of a team; any other is for one person
COMMAND, ADD, CODES, CODE, PRINT, REVOKE, OWN = "moinguoi", "moi", "ma", "mamoi", "giaymoi", "thuhoi", "capma"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def begin(here: Here, _on: str, said: Said) -> Reply:
    """By word: one's own unit at once; who has several chooses, and block staff go by the list of their teams."""
    tops = [u for u in tops_of(here) if here.who.person and givable(here.who.person, u)]
    if len(tops) == 1:
        return add(here, str(tops[0].id), said) if tops[0].level == "thon" else look(here, f"u:{tops[0].id}:0", said)
    choices = [Choice(f"ds:u:{u.id}:0" if u.level != "thon" else f"{ADD}:{u.id}", vi.began(u.title)) for u in tops]
    return Reply(codes_vi.WHERE_TO_ADD, tuple(choices)) if tops else Reply(vi.MAY_NOT)


def add(here: Here, on: str, _said: Said) -> Reply:
    """``unit`` asks for the role, ``unit:key`` makes a code for it."""
    row, _, key = on.partition(":")
    unit, who = units.find(here.db, int(row)), here.who.person
    keys = givable(who, unit) if who is not None and unit is not None and unit.valid_to is None else []
    if who is None or unit is None or not keys:
        return Reply(vi.GONE)
    if key in keys or len(keys) == 1:
        return _made(here, unit, key or keys[0])
    return Reply(vi.WHICH_ROLE_TO_GIVE, tuple(Choice(f"{ADD}:{row}:{k}", vi.began(ROLES[k])) for k in keys)) if not key else Reply(vi.MAY_NOT)


def _made(here: Here, unit: Unit, key: str) -> Reply:
    """For a team several may use it; any other role is for one."""
    uses = USES if key == "to_vien" else 1
    code = requests.invite(here, unit, key, uses)
    made = invitations.by_code(here.db, code, here.now)
    assert made is not None
    return _shown(here, made.id, code, key, unit.title, uses, end_of_day(here.now, requests.CODE_LASTS))


def _shown(here: Here, row: int, code: str, key: str, unit: str, uses: int, until: float) -> Reply:
    """One code, and what can be done with it."""
    one, asked = key != "to_vien", key not in TEAM_ROLES
    text = codes_vi.code(code, vi.role_at(key, unit), uses, until, links(here, code), for_one=one, asked=asked)
    return Reply(text, (codes_vi.PRINT, codes_vi.REVOKE), str(row))


def links(here: Here, code: str) -> list[tuple[str, str]]:
    """What opens a chat with us on each channel: (channel, link) of the first bot that still takes people; Telegram's brings the code along."""
    first: dict[str, str] = {}
    for bot in linking.taking_people(here.db):
        sort = sort_of(bot.channel)
        first.setdefault(sort, f"{bot.link}?start={code}" if sort == "telegram" else bot.link)
    return [(CHANNELS[sort], link) for sort, link in first.items()]


def for_one(here: Here, on: str, _said: Said) -> Reply:
    """A code that lets in one person alone: somebody who is expected, or who has a new phone. The one before is no good any more."""
    m = member(here, on)
    if m is None:
        return Reply(vi.GONE)
    try:
        code = requests.invite_again(here, m.person)
    except Invalid as why:
        return Reply(str(why))
    return Reply(codes_vi.own_code(code, m.name, end_of_day(here.now, requests.CODE_LASTS), links(here, code), joined=m.joined_at > 0))


# codes that are open -------------------------------------------------------------------------------------------------
def open_codes(here: Here, on: str, _said: Said) -> Reply:
    """Those of a unit whose role one may give."""
    unit, who = units.find(here.db, int(on)), here.who.person
    if who is None or unit is None or not givable(who, unit):
        return Reply(vi.GONE)
    codes = [store.code_of(here.db, who, i.id, here.now) for i in invitations.listed(here.db, who, here.now, unit.id) if i.person is None]
    lines = [Choice(f"{CODE}:{i.id}", codes_vi.open_code(c, ROLES[i.role], i.uses_left, i.expires_at)) for i, c in filter(None, codes)]
    if lines:
        audit.note(here.db, who.id, "read code", f"unit:{unit.id}", unit.id, here.now)
    return Reply(codes_vi.open_codes(unit.title), tuple(lines[-9:])) if lines else Reply(codes_vi.NO_CODES)


def code(here: Here, on: str, _said: Said) -> Reply:
    """One of those that are open."""
    found = store.code_of(here.db, here.who.person, int(on), here.now) if here.who.person else None
    if found is None:
        return Reply(codes_vi.NO_CODE_HERE)
    i, eight = found
    _noted(here, "read code", i)
    return _shown(here, i.id, eight, i.role, i.unit_title, i.uses_left, i.expires_at)


def print_(here: Here, on: str, _said: Said) -> Reply:
    """The sheet for a meeting, as a file."""
    found = store.code_of(here.db, here.who.person, int(on), here.now) if here.who.person else None
    if found is None:
        return Reply(codes_vi.NO_CODE_HERE)
    i, eight = found
    _noted(here, "exported code", i)
    page = sheet(here.db, units.get(here.db, i.unit), i.role, eight, i.expires_at, *_first(links(here, eight)))
    made = files.hand_over(here, page, sheet_vi.file_name(i.unit_title), DOCX)
    return Reply(codes_vi.HERE_IS_THE_SHEET, files=(made,))


def sheet(db: Connection, unit: Unit, role: str, code: str, until: float, app: str, link: str) -> bytes:
    """The page to print, for Word. ``until``: epoch seconds; ``app`` and ``link``: where it is typed, "" when that is not known."""
    from bot.documents.invitation import Sheet, docx  # slow to import, seldom needed

    commune, phone = units.commune_of(db, unit), units.phones(db, unit.path).get("thu_ky")
    steps, foot = sheet_vi.steps(app, square=bool(link)), sheet_vi.foot(ROLES[role], unit.title, until, phone)
    return docx(Sheet(sheet_vi.office(commune.title if commune else ""), sheet_vi.TITLE, steps, code, link, foot))


def _noted(here: Here, what: str, code: Listed) -> None:
    audit.note(here.db, here.who.person.id if here.who.person else None, what, f"invitation:{code.id}", code.unit, here.now)


def _first(found: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """Zalo, which more people have, before any other."""
    return next((x for x in found if x[0] == CHANNELS["zalo"]), found[0] if found else ("", ""))


def revoke(here: Here, on: str, _said: Said) -> Reply:
    """Nobody comes in by it any more."""
    who = here.who.person
    if who is None or not invitations.revoke(here.db, who, int(on), here.now):
        return Reply(codes_vi.NO_CODE_HERE)
    audit.note(here.db, who.id, "ended code", f"invitation:{on}", None, here.now)
    return Reply(codes_vi.REVOKED)


COMMANDS = {COMMAND: begin}
VERBS = {ADD: add, CODES: open_codes, CODE: code, PRINT: print_, REVOKE: revoke, OWN: for_one}
