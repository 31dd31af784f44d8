"""What a stranger brings to the door: a code, or a number of their own; and what it stands for."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from bot.domain.roles import from_commune_up
from bot.story import Here, Invalid, Said, Whole
from bot.talk import OWN_NUMBER, Choice
from handlers import asking_in, consent, deciding, linking
from handlers.deciding import Opened
from messages_vi import asking_in as asking_vi
from messages_vi import common
from messages_vi import joining as vi
from messages_vi import linking as linking_vi
from storage import expected, invitations, people, units
from storage.expected import Known
from storage.invitations import Invitation

_RUN = re.compile(r"\d(?:[\s.\-]*\d)*")
_LETTER = re.compile(r"[^\W\d_]")
_NO_CODE = 5  # digits: so few are no guess at a code


@dataclass(frozen=True)
class Code(Whole):
    """Eight digits, or the six of somebody who has joined elsewhere, whatever is around them; or a number of one's own; or that there is none.

    What is kept is what the check makes of them.
    """

    choices: tuple[Choice, ...]

    def hear(self, said: Said, before: Any) -> Any:
        if said.contact is not None and not said.text:  # a typed one says nothing of whose it is
            if not said.contact.own:
                raise Invalid(vi.NOT_YOUR_NUMBER)
            return {"number": said.contact.phone}
        if said.choice == OWN_NUMBER:
            raise Invalid(vi.HOW_TO_SHARE)
        found = digits(said)
        if len(found) in (6, 8):
            return found
        if said.choice == vi.NO_CODE.value or asking_vi.asks_in(said.text):
            return {"asks": True}
        if len(found) > _NO_CODE:
            raise Invalid(vi.WRONG_CODE)
        if asking_vi.asks_for_help(said.text):
            raise Invalid(vi.WHAT_THIS_IS)
        raise Invalid(vi.TOO_SHORT if found and not _LETTER.search(said.text) else vi.GREETING)

    def value(self, kept: Any) -> dict[str, Any]:
        return dict(kept)


def digits(said: Said) -> str:
    """The code among the words, else the longest number; all the digits there are where nothing else is written."""
    runs = ["".join(filter(str.isdecimal, run)) for run in _RUN.findall(said.text)]
    if (code := next((run for length in (8, 6) for run in runs if len(run) == length), None)) is not None:
        return code
    return max(runs, key=len, default="") if _LETTER.search(said.text) else "".join(runs)


def check(here: Here, code: Any) -> dict[str, Any]:
    """Guesses are slowed per chat and in all; the answer never says which part was wrong."""
    if not isinstance(code, str):
        return asking_in.check_wish(here) if "asks" in code else _check_number(here, code["number"])
    if why := stopped(here):
        raise Invalid(why)
    if linking.is_code(code):
        return linking.check(here, code)
    found = invitations.by_code(here.db, code, here.now)
    opens = deciding.opened(here.db, found, here.now)
    if found is None or opens is None or not deciding.is_good(here.db, found, opens, here.now):
        invitations.wrong(here.db, here.who.peer, here.now)
        raise Invalid(vi.WRONG_CODE)
    if why := no_use(here, found, opens):
        raise Invalid(why)
    commune = units.commune_of(here.db, opens.at)
    phone = units.phones(here.db, opens.at.path).get("thu_ky")
    kept = {"invitation": found.id, "role": opens.role, "unit": opens.at.title, "block": commune.title if commune else "", "phone": phone}
    return kept | {"you": _spoken_to(here, opens)} | ({"name": opens.known.name} if opens.known else {})


def _spoken_to(here: Here, opens: Opened) -> str:
    """How whoever comes in by it is addressed: as the roster says, else by what they will be."""
    known = people.find(here.db, opens.known.person, here.now) if opens.known else None
    return common.address_of(known.address if known else "", cadre=from_commune_up(opens.roles))


def no_use(here: Here, found: Invitation, opens: Opened) -> str:
    """Why a good code gives nothing to the one who brings it; "" when it does."""
    me = here.who.person
    if me is None:
        return ""
    if opens.known is not None:
        return vi.ALREADY if me.id == opens.known.person else linking_vi.SOMEBODY_ELSES
    if any((r.key, r.unit) == (opens.role, opens.at.id) for r in me.roles if not r.acting_for):
        return vi.ALREADY
    return vi.OWN_CODE if me.id == found.made_by else ""


def _check_number(here: Here, number: str) -> dict[str, Any]:
    """Those of the rosters who have this number and have not come."""
    found = expected.by_phone(here.db, number, here.now)
    if not found:
        raise Invalid(vi.NUMBER_UNKNOWN)
    return {"expected": [[k.person, k.name, _roles_of(here, k), _consent_of(here, k), trace(k)] for k in found]}


def _consent_of(here: Here, known: Known) -> str:
    you = _spoken_to(here, Opened(units.get(here.db, known.roles[0][1]), deciding.held(here.db, known, here.now), known))
    return common.spoken_to(consent.text(here.db, known.roles[0][1], here.who.peer.channel), you)


def trace(known: Known) -> str:
    """By this it is seen whether a number has been corrected; so short that it leads back to no number: thousands share it."""
    return hashlib.sha256(f"{known.person}:{known.phone}".encode()).hexdigest()[:4]


def _roles_of(here: Here, known: Known) -> list[str]:
    return [vi.as_role(key, units.get(here.db, unit).title) for key, unit in known.roles]


def stopped(here: Here) -> str:
    """Why no code is taken now; "" when it is."""
    if invitations.too_many_here(here.db, here.who.peer, here.now):
        return vi.TOO_MANY
    return vi.TOO_MANY_TODAY if invitations.too_many_in_all(here.db, here.now) else ""
