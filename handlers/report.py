"""A report, text first: tell it, the kind is guessed, one check, filed; the block hears of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection
from typing_extensions import override

from bot.domain.kinds import Kind, Level
from bot.domain.roles import Person, Right, may
from bot.readers import BLANK_ACCOUNT, Account, account_of_it, one_of
from bot.story import Ask, Begin, Here, Invalid, Reply, Said, Story
from bot.talk import Choice, Draft, Notice, Speaker
from handlers import cases_alike, cases_shared, episode_alerts, files, on_behalf, team_copies, whom_to_call
from handlers.cases_alike import Alike
from handlers.in_the_province import account_from_here
from handlers.on_behalf import Whose
from messages_vi import cases as cases_vi
from messages_vi import common
from messages_vi import report as vi
from messages_vi.kinds import KINDS, RED, alarming, guess, line, pointed_to, unwritten
from messages_vi.names import hide_names, names
from storage import attachments, audit, incidents, notices, people, roles, units
from storage.units import Unit

COMMAND = "baoviec"
TELLING = account_from_here(vi.DONE, vi.TELL_FIRST, vi.TOO_LONG, vi.NOW_SEND, vi.TELL_ON, vi.tells_nothing, vi.asks_for_else, vi.leaves_it)
IN_ONE = replace(TELLING, in_one=True)
DONE_WORD = vi.DONE.typed
OTHER = "other"
EVERY_KIND, CODES = tuple(Choice(k.code, k.label) for k in KINDS.values()), frozenset(KINDS)


@dataclass(frozen=True)
class _KindOf(one_of):
    """A kind; ``not_yet``: said to who would send it already."""

    not_yet: str = ""

    @override
    def hear(self, said: Said, before: object) -> str:
        if said.choice is None and common.is_strong_yes(said.text):
            raise Invalid(self.not_yet)
        return super().hear(said, before)


@dataclass(frozen=True)
class Facts:
    """The places this person reports from, and the telephone numbers that hold there."""

    places: tuple[Unit, ...]
    phones: Mapping[int, Mapping[str, str]]
    heir: str | None = None  # of the place they have chosen, when it is no more
    behalf: str = ""  # for whom it is entered, said before each question


@dataclass(frozen=True)
class Report:
    unit: Unit
    kind: Kind
    level: Level
    told: Account
    text: str
    duty_phone: str | None

    @property
    def media(self) -> str:
        return vi.with_media(len(self.told.photos), len(self.told.voices)) if self.kind.free_text else ""


def gather(here: Here, draft: Draft) -> Facts:
    facts, chosen = facts_of(here.db, here.who.person, draft.about, here.now), draft.values().get("unit")
    after = {p.id for p in units.heirs(here.db, int(chosen))} if chosen else set()
    heirs = [str(p.id) for p in facts.places if p.id in after]
    return replace(facts, heir=heirs[0] if len(heirs) == 1 else None)


def places_of(db: Connection, person: Person | None, about: str, now: float) -> dict[int, Whose]:
    """Where a report may come from: the one place of whom it is entered for (``about``), else what there is today of the units of one's roles."""
    if about:
        whose = on_behalf.meant(db, person, about, now)
        return {whose.place.id: whose} if whose else {}
    found: dict[int, Whose] = {}
    for role in person.roles if person else ():
        if person and may(person, Right.REPORT, role.path):
            for place in units.heirs(db, role.unit):
                found.setdefault(place.id, Whose(place, role.key, person.id, person.name))
    return found


def facts_of(db: Connection, person: Person | None, about: str, now: float) -> Facts:
    own = [whose for _, whose in sorted(places_of(db, person, about, now).items())]
    said = "\n".join(on_behalf.entering_for(whose) for whose in own if whose.by)
    return Facts(tuple(w.place for w in own), {w.place.id: units.phones(db, w.place.path) for w in own}, behalf=said)


def tell(ask: Ask, here: Facts) -> Report | None:
    """None: there is no place left from which this person may report."""
    if not here.places:
        return None
    if here.behalf:
        ask.say(here.behalf)
    where, told = "told", _account(ask, "told", *((vi.TELL_AGAIN, IN_ONE) if here.behalf else (vi.TELL_ME, TELLING)))
    kind = _kind(ask, told)
    unit = _place(ask, here, kind)
    if not kind.free_text:
        return _confidential(ask, here, told, kind, unit)
    if not told.lines and not told.media:  # it had been a confidential matter, and its words were forgotten
        where, told = "retold", _account(ask, "retold", vi.TELL_AGAIN, IN_ONE)
    phones = here.phones[unit.id]
    text, hidden = _without_names(ask, told, where)
    raised = ask("level", vi.HOW_URGENT, one_of(vi.levels(kind.level), vi.PICK), assume=vi.AS_BEFORE.value, more=where)
    level = kind.level if raised == vi.AS_BEFORE.value else Level(raised)
    edits = {where if k == "told" else k: v for k, v in vi.EDITS.items() if (k != "level" or level is not Level.DO) and (k != "names" or hidden)}
    danger = vi.DANGER if kind.level is not Level.DO and any(map(alarming, told.lines)) else ""  # the kind was chosen before they came
    shown = vi.check(danger or line(kind.code, phones), text, kind, unit.title, level, hidden=hidden)
    ask.confirm("send", shown, vi.SEND, edits, vi.PICK, more=where if told.lines or told.media else "")
    return Report(unit, kind, level, told, text, phones.get("truc_ban"))


def _account(ask: Ask, key: str, question: str, reader: account_of_it) -> Account:
    """What was told; one who corrects it is shown the words there are, and may leave them."""
    kept = ask.kept(key)
    if reader.reopened(kept):
        question, reader = vi.tell_anew(hide_names(reader.value(kept).text, vi.PERSON)), IN_ONE
    return ask(key, question, reader)


def _more(ask: Ask) -> str:
    """Where words go that come before the kind and place are known; a second account is not open to them there."""
    return "" if ask.has("retold") else "told"


def _kind(ask: Ask, told: Account) -> Kind:
    if ask.has("any_kind") and not ask.has("kind"):  # asked to be corrected: the whole list is asked again too
        ask.replace("any_kind", None)
    likely, sure = pointed_to(told.lines)
    few = (*(Choice(k, KINDS[k].label) for k in likely), Choice(OTHER, vi.OTHER_KIND))
    reader = _KindOf(few if likely else EVERY_KIND, vi.PICK, CODES, vi.kind_first(few[0].label if likely else ""))
    code = ask("kind", vi.asked(vi.WHICH_KIND, danger=bool(likely) and likely[0] in RED), reader, assume=likely[0] if sure else None, more=_more(ask))
    return KINDS[ask("any_kind", vi.ANY_KIND, one_of(EVERY_KIND, vi.PICK), more=_more(ask)) if code == OTHER else code]


def _place(ask: Ask, here: Facts, kind: Kind) -> Unit:
    by_id = {str(p.id): p for p in here.places}
    only = next(iter(by_id)) if len(by_id) == 1 else None
    if ask.has("unit") and ask.kept("unit") not in by_id and here.heir:  # what they chose is no more: what came after it
        ask.replace("unit", here.heir)
    reader = one_of(tuple(Choice(i, p.title) for i, p in by_id.items()), vi.PICK)
    return by_id[ask("unit", vi.asked(vi.WHICH_UNIT, danger=kind.code in RED), reader, assume=only, more=_more(ask))]


def _without_names(ask: Ask, told: Account, where: str) -> tuple[str, bool]:
    """The text as it will be filed, and whether names were taken out; asked within the check."""
    text = told.text or (vi.VOICE if told.voices else vi.PHOTOS)
    if not names(text):
        return text, False
    hide = ask("names", vi.NAMES, one_of((vi.HIDE, vi.KEEP), vi.PICK), assume=vi.HIDE.value, more=where) == vi.HIDE.value
    return (hide_names(text, vi.PERSON), True) if hide else (text, False)


def _confidential(ask: Ask, here: Facts, told: Account, kind: Kind, unit: Unit) -> Report:
    """The kinds without free text: what was written before the kind was known is forgotten in the turn that learns it."""
    if told.lines:
        ask.replace("kind", kind.code)
        ask.replace("told", {**BLANK_ACCOUNT, "photos": list(told.photos), "voices": list(told.voices)})
    if ask.has("retold"):
        ask.replace("retold", None)
    phones = here.phones[unit.id]
    shown = vi.check_confidential(line(kind.code, phones), kind, unit.title)
    ask.confirm("send", shown, vi.SEND, {"kind": vi.OTHER_KIND}, vi.NOW_SEND)
    return Report(unit, kind, kind.level, told, "", phones.get("truc_ban"))


def file(here: Here, draft: Draft, r: Report | None) -> Reply:
    """The right is asked again: the draft may be days old."""
    person = here.who.person
    own = places_of(here.db, person, draft.about, here.now)
    commune = units.commune_of(here.db, r.unit) if r else None
    if person is None or r is None or commune is None or r.unit.id not in own:
        raise Invalid(vi.not_yours(whom_to_call.secretary(here)))
    whose = own[r.unit.id]
    place, text = (r.told.place, r.text) if r.kind.free_text else (None, "")
    new = incidents.NewCase(
        draft.id, commune.id, r.unit.id, r.kind.code, r.level, r.kind.confidential, text, vi.households(text), place, whose.person,
        whose.role, whose.by,
    )  # fmt: skip
    case, number = incidents.file(here.db, new, here.now)
    audit.note(here.db, person.id, "changed case", f"incident:{case}", r.unit.id, here.now)
    if r.kind.free_text:
        attachments.join(here.db, r.told.media, case)
    else:
        attachments.erase(here.db, r.told.media)
    alike = cases_alike.found(here, new, case, number)
    heard = _tell_the_block(here, r, person, whose, commune, case, number, alike)
    team_copies.tell(here, new, r.unit.path, case, number, on_behalf.told_by(here, whose), {person.id})
    cases_alike.warn(here, new, commune)
    return Reply(alike.told(_receipt(here, r, person, whose, case, number, heard)))


def _receipt(here: Here, r: Report, person: Person, whose: Whose, case: int, number: int, heard: Collection[int]) -> str:
    """To who typed it; whom it was entered for hears of it too."""
    reached, alone = any(one != person.id for one in heard), list(heard) == [person.id]
    morning = vi.morning(here.now) if r.level is Level.XANH else ""
    hears = whose.name if whose.by and on_behalf.reaches(here, whose) else common.BAC
    filed = vi.filed(number, r.media, r.level, r.duty_phone, reached=reached, alone=alone, morning=morning, hears=hears)
    if reached and not r.kind.free_text:
        filed += f"\n{vi.calls_back(hears, cases_shared.to_be_called_within(here, r.unit.path, r.kind, r.level))}"
    return f"{filed}\n{on_behalf.tell_whom(here, whose, case, number, r.text if r.kind.free_text else '')}" if whose.by else filed


def announced(case: int) -> str:
    """How the ``once`` begins of all that tells of this case as a new one."""
    return f"case:{case}:"


def _tell_the_block(here: Here, r: Report, person: Person, whose: Whose, commune: Unit, case: int, number: int, alike: Alike) -> set[int]:
    """Those of the block who can hear of it now, or know of it already."""
    text = cases_vi.alert(number, r.kind, r.level, r.unit.title, r.text, r.media, on_behalf.told_by(here, whose))
    kept = attachments.of_incident(here.db, case) if r.told.media else []
    photos, voices = files.photos(kept), files.voices(kept, number)
    notice = Notice("alert", alike.alerted(text), "", (*cases_vi.buttons(number, r.kind), *alike.choices), f"id:{case}", photos, voices)
    if r.level is Level.XANH:
        notice = replace(notice, urgency="morning", merge_key="new")
    leaders = roles.with_right(here.db, Right.ALERTED, r.unit.path, here.now)
    able = [one.id for one in leaders if not r.kind.confidential or may(one, Right.READ_CONFIDENTIAL, r.unit.path)]
    alerts = [(one, replace(notice, once=f"{announced(case)}{one}")) for one in able if one not in (person.id, whose.person)]
    heard = set(people.chats_of(here.db, able))
    alerts, grouped = episode_alerts.stream(here.db, case, alerts, r.media, alike.to_block, here.now)
    above = [] if grouped else _alerts_above(here, r, commune, case, number, reached=bool(heard))
    notices.notify_all(here.db, alerts + above, here.now)
    return heard


def notify_each(here: Here, told: Notice, whom: Collection[int], once: str) -> None:
    """The same to each of these; ``once`` begins the name it is known by."""
    tell_each(here.db, told, whom, once, here.now)


def tell_each(db: Connection, told: Notice, whom: Collection[int], once: str, now: float) -> None:
    notices.notify_all(db, [(one, replace(told, once=f"{once}{one}")) for one in sorted(whom)], now)


def _alerts_above(here: Here, r: Report, commune: Unit, case: int, number: int, *, reached: bool) -> list[tuple[int, Notice]]:
    """The levels above the commune hear only of what is urgent."""
    if r.level is not Level.DO or r.kind.confidential:
        return []
    text = cases_vi.alert_above(number, r.kind, commune.title, r.unit.title, reached=reached)
    told = Notice("alert", text, "", cases_vi.look(number), f"id:{case}")
    above = roles.with_right(here.db, Right.ALERTED_RED, r.unit.path, here.now)
    return [(one.id, replace(told, once=f"{announced(case)}{one.id}")) for one in above]


# ways to begin -------------------------------------------------------------------------------------------------------
def begin(here: Here, _on: str, said: Said) -> Reply:
    """/baoviec, alone or with the account after it."""
    if not may_report(here):
        return Reply(vi.no_place(whom_to_call.secretary(here)))
    return Reply(begin=Begin(COMMAND, heard=told_at_once(said)))


def alarm(here: Here, story: str, said: Said) -> Reply:
    """To words that a question of ``story`` has no use for: a report begins with those that are urgent. One being told has a place for them."""
    if said.choice is not None or not (alarming(said.text) or (story != COMMAND and unwritten(said.text, urgent=True))):
        return Reply()
    return Reply(vi.NOT_IN_THIS) if story == COMMAND else begin(here, "", said)


def may_report(here: Here) -> bool:
    return bool(places_of(here.db, here.who.person, "", here.now))


def told_at_once(said: Said) -> tuple[Said, ...]:
    """Words said at rest are the whole account; a picture alone waits for its words."""
    if said.text or said.voices:
        return (said, Said(choice=vi.DONE.value))
    return (said,) if said.photos or said.place else ()


def looks_like_one(said: Said) -> bool:
    """Whether what is said at rest is to be taken as a report; short unclear words are not."""
    return bool(said.photos or said.voices or said.place or (guess(said.text) and not common.adds_nothing(said.text)))


def _given_up(here: Here, draft: Draft) -> None:
    """Whoever was alarmed by words without a yes hears that they were taken back."""
    name = here.who.person.name if here.who.person else here.who.name
    for leader in notices.told(here.db, f"unconfirmed:{draft.id}:"):
        notices.notify(here.db, leader, Notice("alert", vi.taken_back(name), f"taken back:{draft.id}:{leader}"), here.now)


def _named(who: Speaker, about: str) -> str:
    """A report of one's own, and each that one enters for somebody else, are drafts apart."""
    return f"{COMMAND}:{who.person.id if who.person else 0}{f':{about}' if about else ''}"


STORY: Story[Facts, Report | None] = Story(COMMAND, vi.TITLE, gather, tell, file, draft=_named, dropped=_given_up)
