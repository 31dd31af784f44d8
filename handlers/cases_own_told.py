"""Who hears that a reporter has added to a case of their own, or corrected it: those who work on it, and whoever is still to read of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from bot.domain.cases import NEW
from bot.domain.episodes import QUIET
from bot.domain.kinds import Level
from bot.domain.periods import by_day
from bot.story import Here
from bot.talk import Notice
from handlers import cases, cases_shared, episode_clock, files, report
from messages_vi import cases as cases_vi
from messages_vi import cases_own as vi
from messages_vi import report as report_vi
from messages_vi.kinds import KINDS
from storage import attachments, episodes, incidents, notices, people
from storage.incidents import Case

ADDED = "bo_sung"  # lines of a timeline


def with_media(here: Here, case: Case, text: str, media: Collection[int] = ()) -> Notice:
    kept = attachments.of_incident(here.db, case.id)
    photos = files.photos([a for a in kept if a.id in media])
    voices = tuple(d for d in files.voices(kept, case.number) if d.attachment in media)
    choices = (*cases_vi.look(case.number), *cases_vi.buttons(case.number, KINDS[case.kind], case.status))
    return Notice("case", text, "", choices, f"id:{case.id}", photos, voices)


def spread(here: Here, case: Case, told: Notice, event: int, *, urgent: bool = False) -> str:
    """Whoever works on it hears, else those of the block who have read of it; who that is, in words, "" for nobody whom it reaches.

    Those who are still to read of it read, in place of what waited for them, what it is now. ``urgent``: the whole block hears at once.
    """
    block, holder = cases.block(here, case), cases_shared.holder_now(here.db, case, here.now)
    whom = {holder} if holder else (block & _announced_anew(here, case, event) if case.status == NEW else block)
    whom = (whom | block if urgent else whom) - {here.who.person.id if here.who.person else 0}
    _tell_each(here, case, told, whom, f"own:{case.id}.{event}.", wakes=urgent)
    _copied_anew(here, case, event)
    reached = people.chats_of(here.db, whom)
    return "" if not reached else case.holder_name if holder and not urgent else vi.THE_BLOCK


def _announced_anew(here: Here, case: Case, event: int) -> set[int]:
    """Those who have read of it already."""
    prefix = report.announced(case.id)
    heard = set(notices.heard(here.db, prefix))
    waiting = cases.readers(here, case, set(notices.told(here.db, prefix)) - heard)
    notices.withdraw(here.db, prefix)
    _tell_each(here, case, _announcement(here, case), waiting, f"{prefix}anew.{event}.")
    return heard


def _copied_anew(here: Here, case: Case, event: int) -> None:
    """The same for the head of the team, who reads a copy."""
    prefix = f"copy:{case.id}."
    waiting = cases.readers(here, case, set(notices.told(here.db, prefix)) - set(notices.heard(here.db, prefix)))
    notices.withdraw(here.db, prefix)
    text = report_vi.copied(case.number, case.level, _words(here, case), cases.told_by(case))
    told = Notice("case", text, "", cases_vi.look(case.number), f"id:{case.id}", urgency="morning", merge_key="copy")
    report.notify_each(here, told, waiting, f"{prefix}anew.{event}.")


def _tell_each(here: Here, case: Case, told: Notice, whom: Collection[int], once: str, *, wakes: bool = False) -> None:
    """In a flood night with what else there is to hear of it, not one message each."""
    for one in sorted(whom):
        notices.notify(here.db, one, replace(_in_stream(here, case, told, one, wakes=wakes), once=f"{once}{one}"), here.now)


def _in_stream(here: Here, case: Case, told: Notice, whom: int, *, wakes: bool) -> Notice:
    """At night only what is most urgent, or told with words of danger, wakes anybody."""
    if not episode_clock.gathers(here.db, case) or told.urgency == "morning":
        return told
    key = f"episode:{case.episode}"
    last = episodes.gathers_until(here.db, whom, key)
    at = last if last > here.now else max(here.now, last + QUIET)
    if wakes or case.level is Level.DO or by_day(at) == at:
        return replace(told, merge_key=key, not_before=at)
    return replace(told, urgency="day", merge_key=f"episode by day:{case.episode}")


def _words(here: Here, case: Case) -> str:
    """What it says, with what was added since."""
    return vi.with_more(case.text, [e.text for e in incidents.events(here.db, case.id) if e.what == ADDED])


def _announcement(here: Here, case: Case) -> Notice:
    """As when it was filed, with what it is now."""
    kind, kept = KINDS[case.kind], attachments.of_incident(here.db, case.id)
    photos, voices = files.photos(kept), files.voices(kept, case.number)
    media = report_vi.with_media(len(photos), len(voices))
    text = cases_vi.alert(case.number, kind, case.level, case.unit_name, _words(here, case), media, cases.told_by(case))
    told = Notice("alert", text, "", cases_vi.buttons(case.number, kind), f"id:{case.id}", photos, voices)
    return replace(told, urgency="morning", merge_key="new") if case.level is Level.XANH else told


def tell_own(here: Here, own: Case, text: str, what: str) -> None:
    """To the reporter alone, whose case somebody else has typed: who told of the same matter has not their words to read."""
    to = cases_shared.hears(here.db, own)
    if here.who.person is None or to != here.who.person.id:
        notices.notify(here.db, to, Notice("case", text, f"told:{own.id}:{what}", (), f"id:{own.id}"), here.now)
