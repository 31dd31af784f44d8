"""An episode (a flood night groups its cases): opening it, what belongs to it, reading it, accepting all of it, and ending it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Connection

from bot.domain.cases import NEW
from bot.domain.episodes import ALWAYS, WITHIN, figures
from bot.domain.roles import Person, Right, scope
from bot.story import Begin, Here, Reply, Said
from bot.talk import Choice, Notice
from handlers import cases, report
from messages_vi import cases as cases_vi
from messages_vi import episodes as vi
from messages_vi.names import hide_names
from messages_vi.report import PERSON
from storage import audit, episodes, incidents, notices, roles
from storage.episodes import Episode
from storage.incidents import Case

REPORT, STILL_WRITTEN = "baocaonhanh", 30 * 86400.0  # seconds after its end in which its report can still be written
Do = Callable[[Here, Person, Episode, str], Reply]


def on_episode(verb: str, do: Do, *, ended_too: bool = False) -> Callable[[Here, str, Said], Reply]:
    """An action on the episode meant by ``dot:7`` or ``dot:7:1`` (a page of it), or the open one where the speaker handles cases."""

    def action(here: Here, on: str, said: Said) -> Reply:
        who = here.who.person
        if who is None or not scope(who, Right.HANDLE):
            return report.begin(here, "", Said()) if who and verb == REPORT else Reply(cases_vi.NOT_YOURS)
        _, _, rest = on.partition(":")
        row, _, page = rest.partition(":")
        found = _meant(here, who, row, ended_too=ended_too)
        if len(found) > 1:
            return Reply(vi.WHICH, tuple(Choice(f"{verb}:dot:{e.id}", f"{e.place}, {e.title}") for e in found))
        return do(here, who, found[0], page) if found else Reply(vi.NONE_OPEN, (vi.OPEN,))

    return action


def _meant(here: Here, who: Person, row: str, *, ended_too: bool) -> list[Episode]:
    if row.isdecimal():
        one = episodes.by_id(here.db, who, int(row))
        return [one] if one and (ended_too or one.closed_at is None) else []
    return episodes.of(here.db, who) or (episodes.of(here.db, who, ended_after=here.now - STILL_WRITTEN) if ended_too else [])


def noted(here: Here, what: str, episode: Episode) -> None:
    who = here.who.person
    audit.note(here.db, who.id if who else None, what, f"episode:{episode.id}", episode.commune, here.now)


# opening -------------------------------------------------------------------------------------------------------------
def open_(here: Here, on: str, said: Said) -> Reply:
    """ "mở đợt", with a title or without; ``on``: ``id:7``, a case it was offered with, or ``unit:3``, its commune."""
    who = here.who.person
    may_open = episodes.communes(here.db, who) if who else []
    known, _, row = on.partition(":")
    offered = incidents.by_id(here.db, who, int(row)) if who and known == "id" else None
    wanted = offered.commune if offered else int(row) if known == "unit" else None
    places = [p for p in may_open if wanted in (None, p[0])]
    if who is None or not places:
        return Reply(vi.NO_PLACE)
    if len(places) > 1:
        return Reply(vi.WHICH_COMMUNE, tuple(Choice(f"{vi.OPEN.value}:unit:{unit}", title) for unit, title in places))
    return _open_at(here, who, places[0][0], hide_names(said.text, PERSON).strip())


def _open_at(here: Here, who: Person, commune: int, title: str) -> Reply:
    lone = episodes.lone(here.db, commune, ALWAYS, here.now - WITHIN)
    kind, since = (lone[0].kind, lone[0].created_at) if lone else ("", here.now)
    made = episodes.begin(here.db, commune, title or vi.proposed(kind, since), who.id, here.now)
    if made is None:
        there = episodes.open_at(here.db, commune)
        return _see(here, who, there, "", before=vi.open_already(there.title)) if there else Reply(vi.NONE_OPEN)
    for one in lone:
        episodes.put(here.db, one.id, made, who.id, here.now)
    noted(here, "changed cases", made)
    numbers = [c.number for c in lone]
    _tell_the_block(here, who, made, vi.tell_opened(made.title, who.name, numbers), "opened", (vi.SEE,))
    tell_above(here.db, made, vi.above(made.place, made.title, figures(lone), begins=True), "opened", here.now)
    return Reply(vi.opened(made.title, numbers), vi.choices(figures(lone)), f"dot:{made.id}")


def _tell_the_block(here: Here, who: Person, episode: Episode, text: str, what: str, choices: tuple[Choice, ...] = ()) -> None:
    heard = {p.id for p in roles.with_right(here.db, Right.ALERTED, episode.path, here.now)} - {who.id}
    told = Notice("alert", text, "", choices, f"dot:{episode.id}" if choices else "")
    report.notify_each(here, told, heard, f"episode {what}:{episode.id}:")


def tell_above(db: Connection, episode: Episode, text: str, what: str, now: float) -> None:
    above = {p.id for p in roles.with_right(db, Right.ALERTED_RED, episode.path, now)}
    report.tell_each(db, Notice("alert", text, ""), above, f"{told_above(episode.id)}{what}:", now)


def told_above(episode: int) -> str:
    """How the ``once`` begins of all that the levels above hear of it."""
    return f"episode above:{episode}:"


# reading and accepting -----------------------------------------------------------------------------------------------
def _see(here: Here, _who: Person, episode: Episode, _page: str, before: str = "") -> Reply:
    f = figures(episodes.cases(here.db, episode.id))
    text = vi.screen(episode.title, episode.place, episode.opened_at, f)
    return Reply(f"{before}\n{text}".strip(), vi.choices(f), f"dot:{episode.id}")


def _list(here: Here, _who: Person, episode: Episode, page: str) -> Reply:
    """Those that nobody has taken first."""
    found = sorted(episodes.cases(here.db, episode.id), key=lambda c: c.status != NEW)
    pages = max(1, -(-len(found) // vi.PAGE))
    n = int(page) % pages if page.isdecimal() else 0
    noted(here, "read cases", episode)
    text = vi.listed(episode.title, found[n * vi.PAGE : (n + 1) * vi.PAGE], n, pages)
    choices = [vi.TAKE_ALL] if any(c.status == NEW for c in found) else []
    return Reply(text, (*choices, *([vi.next_page(episode.id, n + 1)] if n + 1 < pages else [])), f"dot:{episode.id}")


def _take_all(here: Here, _who: Person, episode: Episode, _page: str) -> Reply:
    """Each by the action that accepts one, so that each reporter hears of theirs."""
    waiting = [c for c in episodes.cases(here.db, episode.id) if c.status == NEW]
    for c in waiting:
        cases.VERBS["nhan"](here, f"id:{c.id}", Said())
    rest = {c.id for c in episodes.cases(here.db, episode.id) if c.status == NEW}
    taken = [c.number for c in waiting if c.id not in rest]
    return Reply(vi.taken(taken) if taken else vi.NOTHING_NEW, (vi.LIST, vi.REPORT), f"dot:{episode.id}")


# what belongs to it --------------------------------------------------------------------------------------------------
def _join(here: Here, who: Person, numbers: Sequence[int]) -> Reply:
    """ "gom 12, 13, 15" """
    episode, done, refused = _where(here, who, numbers), list[int](), list[str]()
    if episode is None:
        return Reply(vi.NONE_OPEN, (vi.OPEN,))
    for number in numbers:
        case = _in_commune(here, who, episode, number)
        if case is None or case.confidential:
            refused.append(vi.not_confidential(number) if case else vi.not_found(number))
        elif case.episode == episode.id:
            refused.append(vi.there_already(number))
        else:
            episodes.put(here.db, case.id, episode, who.id, here.now)
            cases.noted(here, "changed case", case)
            done.append(number)
    return Reply(vi.joined(episode.title, done, refused), (vi.SEE,), f"dot:{episode.id}")


def _leave(here: Here, who: Person, numbers: Sequence[int]) -> Reply:
    """ "bỏ 12 khỏi đợt" """
    episode = _where(here, who, numbers)
    if episode is None:
        return Reply(vi.NONE_OPEN)
    found = [_in_commune(here, who, episode, number) for number in numbers]
    inside = [case for case in found if case and case.episode == episode.id]
    for case in inside:
        episodes.take_out(here.db, case.id, episode, who.id, here.now)
        cases.noted(here, "changed case", case)
    done = [c.number for c in inside]
    return Reply(vi.left(episode.title, done, [vi.not_there(n) for n in numbers if n not in done]), (vi.SEE,), f"dot:{episode.id}")


def _where(here: Here, who: Person, numbers: Sequence[int]) -> Episode | None:
    """The open one in whose commune these numbers are."""
    found = episodes.of(here.db, who)
    return next((e for e in found if _in_commune(here, who, e, numbers[0])), found[0] if found else None)


def _in_commune(here: Here, who: Person, episode: Episode, number: int) -> Case | None:
    """The newest of this number there, held."""
    found = next((c for c in incidents.by_number(here.db, who, number) if c.commune == episode.commune), None)
    return incidents.locked(here.db, who, found.id) if found else None


# ending --------------------------------------------------------------------------------------------------------------
def _ask_end(here: Here, _who: Person, episode: Episode, _page: str) -> Reply:
    f = figures(episodes.cases(here.db, episode.id))
    return Reply(vi.really_end(episode.title, f), (vi.REALLY_END,), f"dot:{episode.id}")


def _end(here: Here, who: Person, episode: Episode, _page: str) -> Reply:
    held = episodes.held(here.db, who, episode.id)
    if held is None or held.closed_at is not None:
        return Reply(vi.ALREADY_OVER)
    episodes.end(here.db, episode.id, here.now)
    noted(here, "changed cases", episode)
    f = figures(episodes.cases(here.db, episode.id))
    _tell_the_block(here, who, episode, vi.tell_ended(episode.title, who.name, f), "ended")
    tell_above(here.db, episode, vi.above(episode.place, episode.title, f, over=True), "ended", here.now)
    notices.withdraw(here.db, f"episode opened:{episode.id}:")
    return Reply(vi.ended(episode.title), (vi.REPORT,), f"dot:{episode.id}")


def _write(_here: Here, _who: Person, episode: Episode, _page: str) -> Reply:
    return Reply(begin=Begin(REPORT, str(episode.id)))


# ways to begin -------------------------------------------------------------------------------------------------------
def heard(here: Here, said: Said) -> Reply | None:
    """What is said at rest by somebody who handles cases: opening one, putting cases into it, taking them out, looking at it."""
    who = here.who.person
    if who is None or not said.text or not scope(who, Right.HANDLE):
        return None
    if (title := vi.opens(said.text)) is not None:
        return open_(here, "", Said(title))
    for numbers, do in ((vi.joins(said.text), _join), (vi.leaves(said.text), _leave)):
        if numbers:
            return do(here, who, numbers)
    return COMMANDS["xemdot"](here, "", said) if vi.sees(said.text) else None


_SEEN = {
    "xemdot": on_episode("xemdot", _see), "nhandot": on_episode("nhandot", _take_all), "danhsachdot": on_episode("danhsachdot", _list),
    "ketthucdot": on_episode("ketthucdot", _ask_end), REPORT: on_episode(REPORT, _write, ended_too=True),
}  # fmt: skip
COMMANDS = {"modot": open_, **_SEEN}
VERBS = {"modot": open_, **_SEEN, "xongdot": on_episode("xongdot", _end)}
