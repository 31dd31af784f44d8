"""Opening an episode: what would be in it is shown first."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.episodes import ALWAYS, WITHIN, Grouped, figures
from bot.domain.roles import Person
from bot.story import Here, Reply, Said
from bot.talk import Choice
from handlers.episode_told import answered, begun, noted, tell_block
from messages_vi import episodes as vi
from messages_vi.names import hide_names
from messages_vi.report import PERSON
from storage import episodes, incidents, units
from storage.episodes import Episode

VERB = vi.OPEN.value
YES = f"{VERB}:new:"  # how a yes to it begins


def open_(here: Here, on: str, said: Said) -> Reply:
    """ "mở đợt", with a title or without; who says it once more is asked again.

    ``on``: ``id:7``, a case it was offered with; ``unit:3``, its commune; ``new:3:title``, what was shown and is agreed to; or not now.
    """
    if on == vi.NOT_NOW:
        return Reply(vi.NOT_OPENED)
    title = " ".join(hide_names(said.text, PERSON).split())
    shown = answered(here, YES) if not (on or title) else None
    who, known, row = here.who.person, *_parted(shown[0].removeprefix(f"{VERB}:") if shown else on)
    places = _places(here, who, known, row)
    if who is None or not places:
        return Reply(vi.NO_PLACE)
    if len(title) > vi.LONGEST:
        return Reply(vi.TOO_LONG)
    if known == "new" and not shown:
        return _open(here, who, places[0][0], row.partition(":")[2])
    title = row.partition(":")[2] if shown else title
    if len(places) > 1:
        return Reply(vi.WHICH_COMMUNE, tuple(Choice(f"{VERB}:unit:{unit}", place) for unit, place in places))
    return _ask(here, *places[0], title)


def _parted(on: str) -> tuple[str, str]:
    known, _, row = on.partition(":")
    return known, row


def _places(here: Here, who: Person | None, known: str, row: str) -> list[tuple[int, str]]:
    """The communes that may be meant, of those where this person may open one."""
    offered = incidents.by_id(here.db, who, int(row)) if who and known == "id" else None
    wanted = offered.commune if offered else int(row.partition(":")[0]) if known in ("unit", "new") else None
    return [p for p in episodes.communes(here.db, who) if wanted in (None, p[0])] if who else []


def _ask(here: Here, commune: int, place: str, title: str) -> Reply:
    there = episodes.open_at(here.db, commune)
    if there is not None:
        return _already(here, there)
    lone = _lone(here, commune)
    title = title or vi.proposed(*((lone[0].kind, lone[0].created_at) if lone else ("", here.now)))
    text = vi.really_open(title, place, lone, list(dict.fromkeys([*ALWAYS, *(c.kind for c in lone)])))
    return Reply(text, vi.yes_or_no(f"{YES}{commune}:{title}", vi.OPEN, f"{VERB}:{vi.NOT_NOW}"))


def _lone(here: Here, commune: int) -> Sequence[Grouped]:
    """What is in it from the first."""
    return episodes.lone(here.db, units.get(here.db, commune).path, ALWAYS, here.now - WITHIN)


def _open(here: Here, who: Person, commune: int, title: str) -> Reply:
    made = episodes.begin(here.db, commune, title, who.id, here.now)
    if made is None:
        there = episodes.open_at(here.db, commune)
        return _already(here, there) if there else Reply(vi.NONE_OPEN)
    lone = _lone(here, commune)
    for one in lone:
        episodes.put(here.db, one.id, made, who.id, here.now)
    noted(here, "changed cases", made)
    numbers, counted = [c.number for c in lone], figures(lone)
    tell_block(here, made, vi.tell_opened(made.title, who.name, numbers), "opened", (vi.SEE,), red=counted.red > 0)
    begun(here.db, made, here.now)
    return Reply(vi.opened(made.title, numbers), vi.choices(counted), f"dot:{made.id}")


def _already(here: Here, there: Episode) -> Reply:
    return seen(here, there, before=f"{vi.open_already(there.title)}\n")


def seen(here: Here, episode: Episode, before: str = "") -> Reply:
    """Where it stands, and what can be done with it."""
    counted = figures(episodes.cases(here.db, episode.id))
    text = vi.screen(episode.title, episode.place, episode.opened_at, counted)
    return Reply(f"{before}{text}", vi.choices(counted), f"dot:{episode.id}")
