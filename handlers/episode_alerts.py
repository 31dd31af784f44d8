"""What the block hears of a new case while a flood night goes on: the first at once, what follows gathered; and the offer to open an episode."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from bot.domain.episodes import ALWAYS, ENOUGH, QUIET, WITHIN, Grouped
from bot.domain.kinds import Level
from bot.domain.periods import by_day
from bot.talk import Notice
from handlers.episode_told import begun, gently
from messages_vi import cases as cases_vi
from messages_vi import episodes as vi
from storage import episodes, units
from storage.episodes import Episode

Told = Sequence[tuple[int, Notice]]


def stream(db: Connection, case: int, alerts: Told, media: str, besides: str, now: float) -> tuple[list[tuple[int, Notice]], bool]:
    """What each (person, notice) hears of a case that was just filed, and whether it is told with an open episode; people in danger never are.

    ``media``: what came with its words, as it is read; ``besides``: what else the block reads of it.
    """
    filed = episodes.case(db, case)
    if filed is None:
        return list(alerts), False
    episode = _joined(db, filed, now)
    if episode is None:
        return _with_offer(db, filed, alerts, now), False
    if filed.kind == "TN" or vi.somebody_is_hurt(filed.text):
        return list(alerts), False
    return [(who, _in_stream(db, episode, filed, who, alert, vi.gathered(filed, media, besides), now)) for who, alert in alerts], True


def _joined(db: Connection, filed: Grouped, now: float) -> Episode | None:
    """The open episode of its commune, if it belongs there by itself."""
    if filed.level not in (Level.DO, Level.VANG):
        return None
    episode = episodes.open_at(db, filed.commune)
    if episode is None or not belongs(db, episode, filed):
        return None
    joins(db, episode, filed.id, now)
    return episode


def belongs(db: Connection, episode: Episode, case: Grouped) -> bool:
    """Whether it is of one of its kinds."""
    return case.kind in ALWAYS or episodes.has_kind(db, episode.id, case.kind)


def joins(db: Connection, episode: Episode, case: int, now: float) -> None:
    """By itself, in the name of who opened it."""
    episodes.put(db, case, episode, episode.opened_by, now)
    begun(db, episode, now)


def _in_stream(db: Connection, episode: Episode, filed: Grouped, who: int, alert: Notice, text: str, now: float) -> Notice:
    """At once after a quiet while; else with what else comes until the next message. At night what is less urgent waits for the morning."""
    key = f"episode:{episode.id}"
    last = episodes.gathers_until(db, who, key)
    waits, at_once = last > now, last + QUIET <= now
    at = last if waits else now if at_once else last + QUIET
    if filed.level is not Level.DO and by_day(at) > at:
        told = Notice(alert.kind, text, alert.once, cases_vi.look(filed.number), f"id:{filed.id}", not_before=by_day(at))
        return replace(told, **gently(episode, red=False))
    if at_once:
        return replace(alert, merge_key=key)
    choices = cases_vi.look(filed.number) if waits else vi.first_choices(episode.id, filed)
    return Notice(alert.kind, text, alert.once, choices, f"id:{filed.id}", not_before=at, merge_key=key)


def _with_offer(db: Connection, filed: Grouped, alerts: Told, now: float) -> list[tuple[int, Notice]]:
    """With every third urgent one in a few hours: said with the alert, not besides."""
    if filed.kind not in ALWAYS or filed.level is not Level.DO or episodes.open_at(db, filed.commune) is not None:
        return list(alerts)
    red = [c for c in episodes.lone(db, units.get(db, filed.commune).path, ALWAYS, now - WITHIN) if c.level is Level.DO]
    if not red or len(red) % ENOUGH:
        return list(alerts)
    offer = vi.offer(len(red))
    return [(who, replace(alert, text=f"{alert.text}\n{offer}", choices=(*alert.choices, vi.OPEN))) for who, alert in alerts]
