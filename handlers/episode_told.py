"""Who hears of an episode as one matter, the block and the levels above, and what is noted of it. At night only the most urgent wakes anybody."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from bot.domain.episodes import figures
from bot.domain.roles import Right
from bot.story import Here
from bot.talk import Choice, Notice
from messages_vi import episodes as vi
from storage import audit, episodes, notices, roles
from storage.episodes import Episode

BEGUN = "opened"  # what the levels above hear first


def gently(episode: Episode, *, red: bool) -> dict[str, Any]:
    """How it is told: what is not of the most urgent waits for the morning, and is then one message."""
    return {} if red else {"urgency": "day", "merge_key": f"episode by day:{episode.id}"}


def noted(here: Here, what: str, episode: Episode) -> None:
    who = here.who.person
    audit.note(here.db, who.id if who else None, what, f"episode:{episode.id}", episode.commune, here.now)


def answered(here: Here, *yes: str) -> list[str] | None:
    """What yes and no would do to the question that this chat was asked last, where that yes begins so."""
    listed = episodes.last_list(here.db, here.who.peer)
    return listed if listed and listed[0].startswith(yes) else None


def tell_block(here: Here, episode: Episode, text: str, what: str, choices: tuple[Choice, ...] = (), *, red: bool = False) -> None:
    """All but the one who speaks."""
    me = here.who.person.id if here.who.person else 0
    heard = {p.id for p in roles.with_right(here.db, Right.ALERTED, episode.path, here.now)} - {me}
    told = Notice("alert", text, "", choices, f"dot:{episode.id}" if choices else "", **gently(episode, red=red))
    _tell_each(here.db, told, heard, f"episode {what}:{episode.id}:", here.now)


def tell_above(db: Connection, episode: Episode, text: str, what: str, now: float, *, red: bool) -> None:
    above = {p.id for p in roles.with_right(db, Right.ALERTED_RED, episode.path, now)}
    _tell_each(db, Notice("alert", text, "", **gently(episode, red=red)), above, f"{told_above(episode.id)}{what}:", now)


def _tell_each(db: Connection, told: Notice, whom: Collection[int], once: str, now: float) -> None:
    notices.notify_all(db, [(one, replace(told, once=f"{once}{one}")) for one in sorted(whom)], now)


def told_above(episode: int) -> str:
    """How the ``once`` begins of all that the levels above hear of it."""
    return f"episode above:{episode}:"


def begun(db: Connection, episode: Episode, now: float) -> None:
    """The levels above hear that there is one, once, as soon as a case is in it."""
    counted = figures(episodes.cases(db, episode.id))
    if counted.cases:
        tell_above(db, episode, vi.above(episode.place, episode.title, counted, begins=True), BEGUN, now, red=counted.red > 0)
