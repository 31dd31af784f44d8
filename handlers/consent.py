"""What people agree to: shown before they join, on demand, and once more when it has changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection
from typing_extensions import override

from bot.readers import one_of
from bot.story import Action, Ask, Here, Reply, Said
from bot.talk import Conversation
from messages_vi import asking_in as asking_vi
from messages_vi import joining as vi
from storage import people, units

DAY = 86400.0  # seconds
_UNCLEAR = "unclear"
CONSENT = "consent"  # what the choices of a renewal are on


def text(db: Connection, unit_id: int, channel: str) -> str:
    """For somebody who holds a role in this unit."""
    commune = units.commune_of(db, units.get(db, unit_id))
    if commune is None:
        return vi.consent_above(vi.called(channel))
    return vi.consent(commune.title, vi.called(channel), vi.ask_whom(units.phones(db, commune.path).get("thu_ky")))


def of_any_commune(channel: str) -> str:
    """For somebody who has not said yet where they belong."""
    return vi.consent(vi.ANY_COMMUNE, vi.called(channel), vi.ASK_SECRETARY)


@dataclass(frozen=True)
class _Yes(one_of):
    """Yes or no, also in other words. What is neither is kept as such, so that not all is read out once more."""

    @override
    def hear(self, said: Said, before: Any) -> str:
        meant = asking_vi.agrees(said.text)
        choice = said.choice or (None if meant is None else vi.AGREE.value if meant else vi.REFUSE.value)
        if choice is None and before is None:
            return _UNCLEAR
        return self.value(choice)

    @override
    def finished(self, kept: Any) -> bool:
        return bool(kept != _UNCLEAR)


def ask_for(ask: Ask, before: str, text: str) -> bool:
    """Whether they agree to this text. ``before``: what they read in front of it, "" for nothing."""
    question = f"{before}\n{text}" if before else text
    if ask.kept("consent") == _UNCLEAR:
        question = f"{vi.PICK}\n{text.splitlines()[-1]}"
    return ask("consent", question, _Yes((vi.AGREE, vi.REFUSE), vi.STILL_UNCLEAR)) == vi.AGREE.value


def _texts(here: Here) -> list[str]:
    """One for each of the places in which the speaker holds a role."""
    held = here.who.person.roles if here.who.person else ()
    return list(dict.fromkeys(text(here.db, r.unit, here.who.peer.channel) for r in held if not r.acting_for))


def privacy(here: Here, _on: str, _said: Said) -> Reply:
    """/riengtu: what was agreed to, for reading again."""
    return Reply("\n\n".join(_texts(here)) or of_any_commune(here.who.peer.channel))


def renewed(here: Here, talk: Conversation) -> Reply:
    """Whoever has agreed to an older text reads the new one, behind the answer to what they said, at most once a day."""
    if not talk.agreed or talk.agreed in vi.ALIKE or talk.person is None or here.now < talk.reminded + DAY:
        return Reply()
    if people.agreed(here.db, talk.person.id) in vi.ALIKE or not (shown := _texts(here)):
        return Reply()  # in this very turn; or they belong nowhere any more
    people.reminded(here.db, talk.person.id, here.now)
    return Reply("\n\n".join([vi.CHANGED, *shown]), (vi.AGREE_AGAIN, vi.REFUSE_AGAIN), CONSENT)


def _agree(here: Here, _on: str, _said: Said) -> Reply:
    if here.who.person is None:
        return Reply(vi.CODE_PLEASE)
    give(here, here.who.person.id)
    return Reply(vi.AGREED_AGAIN)


def give(here: Here, person_id: int) -> None:
    """Kept with its time; once for each text."""
    if people.agreed(here.db, person_id) != vi.VERSION:
        people.consented(here.db, person_id, vi.VERSION, here.now)


VERBS: dict[str, Action] = {vi.AGREE_AGAIN.value: _agree}
