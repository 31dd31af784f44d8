"""What the block hears of a new case while a flood night goes on: the first at once, what follows gathered; and the offer to open an episode."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from bot.domain.episodes import ALWAYS, ENOUGH, QUIET, WITHIN, Grouped
from bot.domain.kinds import Level
from bot.talk import Notice
from messages_vi import cases as cases_vi
from messages_vi import episodes as vi
from storage import episodes
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
    if episode is None or not (filed.kind in ALWAYS or episodes.has_kind(db, episode.id, filed.kind)):
        return None
    episodes.put(db, filed.id, episode, episode.opened_by, now)
    return episode


def _in_stream(db: Connection, episode: Episode, filed: Grouped, who: int, alert: Notice, text: str, now: float) -> Notice:
    """At once after a quiet while; else with what else comes until the next message."""
    key = f"episode:{episode.id}"
    last = episodes.gathers_until(db, who, key)
    if last + QUIET <= now:
        return replace(alert, merge_key=key)
    waits = last > now
    choices = cases_vi.look(filed.number) if waits else vi.first_choices(episode.id, filed)
    about = f"id:{filed.id}" if waits else ""
    return Notice(alert.kind, text, alert.once, choices, about, not_before=last if waits else last + QUIET, merge_key=key)


def _with_offer(db: Connection, filed: Grouped, alerts: Told, now: float) -> list[tuple[int, Notice]]:
    """With every third urgent one in a few hours: said with the alert, not besides."""
    if filed.kind not in ALWAYS or filed.level is not Level.DO or episodes.open_at(db, filed.commune) is not None:
        return list(alerts)
    red = [c for c in episodes.lone(db, filed.commune, ALWAYS, now - WITHIN) if c.level is Level.DO]
    if not red or len(red) % ENOUGH:
        return list(alerts)
    offer = vi.offer(len(red))
    return [(who, replace(alert, text=f"{alert.text}\n{offer}", choices=(*alert.choices, vi.OPEN))) for who, alert in alerts]
