"""/dulieu: all that is kept on the one who asks, as a workbook, and nobody else's."""

from __future__ import annotations

from typing import Any

from bot.documents.book import MIME, Cell, Page, book
from bot.story import Here, Reply, Said
from handlers import checkin, corrections, files, rights
from handlers.checkin_readers import LEFT_OUT, NOTHING, is_voice
from messages_vi import cases as cases_vi
from messages_vi import privacy_rights as vi
from messages_vi.joining import ROLES, called
from messages_vi.kinds import KINDS
from messages_vi.members import POSTS, role_at
from storage import audit, own_data, rights_requests
from storage.own_data import OwnData
from storage.own_months import OwnMonth

COMMAND = "dulieu"
_IN_WORDS = {"question", "answer", "words", "reason", "title", "about", "source"}  # of the answers of a draft
_LINE = "line"  # how the answers of a month are called that are told at once


def see(here: Here, _on: str, _said: Said) -> Reply:
    """A file of one's own data, made now; the request is answered at once."""
    who = here.who.person
    assert who is not None
    rights_requests.add(here.db, who.id, COMMAND, here.now, rights.due(here.db, here.now), done=True)
    audit.note(here.db, who.id, "exported own data", f"person:{who.id}", None, here.now)
    made = book(pages(own_data.of(here.db, who.id), rights_requests.of_person(here.db, who.id), here.now))
    return Reply(vi.HERE_IT_IS, files=(files.hand_over(here, made, vi.FILE, MIME),))


def pages(of: OwnData, asked: list[rights_requests.RightsRequest], now: float) -> list[Page]:
    """The sheets, each with its rows or one that says there are none."""
    found: list[tuple[str, tuple[str, ...], list[tuple[Cell, ...]]]] = [
        (vi.ABOUT, vi.ABOUT_HEAD, _about(of)),
        (vi.ROLES, vi.ROLES_HEAD, _roles(of)),
        (vi.CASES, vi.CASES_HEAD, _cases(of)),
        (vi.HELD, vi.HELD_HEAD, [(number, vi.day(at), KINDS[kind].label, _status(status), unit) for number, at, kind, status, unit in of.held]),
        (vi.SAID, vi.SAID_HEAD, [(vi.day(at), number, vi.EVENTS.get(what, what), text) for at, number, what, text in of.said if text]),
        (vi.MONTHS, vi.MONTHS_HEAD, [(vi.month(m.month), m.unit, vi.day(m.at), _sent(m), m.words) for m in of.months]),
        (vi.DRAFTS, vi.DRAFTS_HEAD, [(vi.day(at), *_draft(story, answers, of.texts)) for story, at, answers in of.drafts]),
        (vi.SENT, vi.SENT_HEAD, [(vi.month(when), vi.SENT_KINDS.get(kind, vi.OTHER_KIND), n) for when, kind, n in of.sent]),
        (vi.REQUESTS, vi.REQUESTS_HEAD, _requests(of, asked, now)),
        (vi.INVITED, vi.INVITED_HEAD, [(vi.day(made), role_at(key, unit), vi.day(until)) for key, unit, made, until in of.invited]),
        (vi.AWAY, vi.AWAY_HEAD, _away(of)),
        (vi.READERS, vi.READERS_HEAD, [(vi.day(at), vi.about_case(case), _reader(role)) for at, case, role in of.readers]),
        (vi.DID, vi.DID_HEAD, [(vi.day(at), vi.deed(what)) for at, what in of.did]),
    ]
    return [Page(title, head, rows or [(vi.NOTHING, *[""] * (len(head) - 1))]) for title, head, rows in found]


def _about(of: OwnData) -> list[tuple[Cell, ...]]:
    me = of.about
    own = [(vi.NAME, me.name), (vi.ADDRESS, me.address or vi.BY_ROLE.label), (vi.PHONE, me.phone), (vi.JOINED, vi.day(me.joined_at))]
    chats = [(vi.CHAT, vi.chat(called(channel), since, heard)) for channel, since, heard in of.chats]
    return [*own, *chats, *((vi.CONSENT, vi.consent(version, at)) for version, at in of.consents)]


def _roles(of: OwnData) -> list[tuple[Cell, ...]]:
    return [(role_at(r.key, r.unit), POSTS.get(r.post, r.post), vi.day(r.since), vi.day(r.until) or vi.STILL) for r in of.roles]


def _cases(of: OwnData) -> list[tuple[Cell, ...]]:
    return [(c.number, vi.day(c.at), KINDS[c.kind].label, _status(c.status), c.unit, c.text, c.photos, c.voices) for c in of.cases]


def _status(status: str) -> str:
    return cases_vi.STATUS.get(status, status)


def _sent(m: OwnMonth) -> str:
    return vi.corrected_month(m.correction) if m.correction else vi.ENTERED_MONTH if m.entered else vi.QUIET_MONTH if m.nothing_new else vi.SENT_MONTH


def _draft(story: str, answers: dict[str, Any], texts: frozenset[str]) -> tuple[Cell, ...]:
    """Its words, kind, pictures and voice notes; what was chosen from a list of ours is no word of theirs."""
    own = _in_words(story, answers, texts)
    told = answers.get("told") or {"lines": [], "photos": [], "voices": []}
    notes = [value for key, value in answers.items() if key in own and is_voice(value)]
    written = [*(value for key, value in answers.items() if key in own), *(note.get("text", "") for note in notes)]
    said = [*told["lines"], *(words for words in written if words and isinstance(words, str))]
    kinds = [KINDS[value].label for key, value in answers.items() if key in ("kind", "any_kind") and value in KINDS]
    return "\n".join(said), ", ".join(kinds), len(told["photos"]), len(told["voices"]) + len(notes)


def _in_words(story: str, answers: dict[str, Any], texts: frozenset[str]) -> set[str]:
    """The answers that are told in words."""
    if story == corrections.CORRECT:
        return _IN_WORDS | {corrections.NAME}
    if story == checkin.COMMAND:
        return {key for key, value in answers.items() if (key in texts or key.startswith(_LINE)) and value not in (LEFT_OUT, NOTHING)}
    return _IN_WORDS


def _away(of: OwnData) -> list[tuple[Cell, ...]]:
    own = [(since, until, vi.I_AM_AWAY) for since, until in of.away]
    others = [(since, until, vi.i_stand_in(role_at(key, unit))) for since, until, key, unit in of.stood_in]
    told = [(since, until, what) for since, until, what in sorted([*own, *others]) if since < until]  # taken back before it began: it never was
    return [(vi.day(since), vi.day(until), what) for since, until, what in told]


def _requests(of: OwnData, asked: list[rights_requests.RightsRequest], now: float) -> list[tuple[Cell, ...]]:
    own = [(q.at, vi.ASKED[q.what], vi.day(q.due), vi.REQUEST_STATES[q.state(now)]) for q in asked]
    joined = [(at, vi.asked_to_join(key, unit), "", vi.REQUEST_STATES.get(state, state)) for key, unit, at, state in of.requests]
    return [(vi.day(at), *rest) for at, *rest in sorted([*own, *joined])]


def _reader(role: str | None) -> str:
    return ROLES.get(role, role) if role else vi.SOMEBODY
