"""An episode (a flood night groups its cases): what belongs to it, reading it, accepting all of it, and ending it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.domain.cases import NEW
from bot.domain.episodes import figures
from bot.domain.roles import Person, Right, scope
from bot.domain.vietnamese import words
from bot.story import Begin, Here, Reply, Said
from bot.talk import Choice
from handlers import cases, episode_opening, report
from handlers.episode_told import answered, begun, noted, tell_above, tell_block, told_above
from messages_vi import cases as cases_vi
from messages_vi import common
from messages_vi import episodes as vi
from messages_vi.kinds import alarming
from storage import episodes, incidents, notices
from storage.episodes import Episode
from storage.incidents import Case

REPORT, STILL_WRITTEN = "baocaonhanh", 30 * 86400.0  # seconds after its end in which its report can still be written
TELLS = 3  # so many words tell something
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


# reading and accepting -----------------------------------------------------------------------------------------------
def _see(here: Here, _who: Person, episode: Episode, page: str) -> Reply:
    if page == vi.NOT_NOW:
        return _then_the_report(here, episode, Reply(vi.goes_on(episode.title)))
    return episode_opening.seen(here, episode)


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
    held = _held(here, who, episode, numbers)
    for number in numbers:
        case = held[number]
        if case is None or case.confidential:
            refused.append(vi.not_confidential(number) if case else vi.not_found(number))
        elif case.episode == episode.id:
            refused.append(vi.there_already(number))
        else:
            episodes.put(here.db, case.id, episode, who.id, here.now)
            cases.noted(here, "changed case", case)
            done.append(number)
    begun(here.db, episode, here.now)
    return Reply(vi.joined(episode.title, done, refused), (vi.SEE,), f"dot:{episode.id}")


def _leave(here: Here, who: Person, numbers: Sequence[int]) -> Reply:
    """ "bỏ 12 khỏi đợt" """
    episode = _where(here, who, numbers)
    if episode is None:
        return Reply(vi.NONE_OPEN)
    held = _held(here, who, episode, numbers)
    inside = [case for case in held.values() if case and case.episode == episode.id]
    for case in inside:
        episodes.take_out(here.db, case.id, episode, who.id, here.now)
        cases.noted(here, "changed case", case)
    done = [c.number for c in inside]
    return Reply(vi.left(episode.title, done, [vi.not_there(n) for n in numbers if n not in done]), (vi.SEE,), f"dot:{episode.id}")


def _where(here: Here, who: Person, numbers: Sequence[int]) -> Episode | None:
    """The open one in whose commune these numbers are."""
    found = episodes.of(here.db, who)
    return next((e for e in found if _in_commune(here, who, e, numbers[0])), found[0] if found else None)


def _held(here: Here, who: Person, episode: Episode, numbers: Sequence[int]) -> dict[int, Case | None]:
    """Those of these numbers there, as they were said; all are held, in one order whoever says them."""
    found = {number: _in_commune(here, who, episode, number) for number in numbers}
    held = {row: incidents.locked(here.db, who, row) for row in sorted(c.id for c in found.values() if c)}
    return {number: held[c.id] if c else None for number, c in found.items()}


def _in_commune(here: Here, who: Person, episode: Episode, number: int) -> Case | None:
    """The newest of this number there; also of a commune that has come into it."""
    return next((c for c in incidents.by_number(here.db, who, number) if c.path.startswith(episode.path)), None)


# ending --------------------------------------------------------------------------------------------------------------
def _ask_end(here: Here, _who: Person, episode: Episode, _page: str) -> Reply:
    """Shown before it is done; who says it once more is asked again."""
    yes = f"{_ENDS}{episode.id}"
    f = figures(episodes.cases(here.db, episode.id))
    return Reply(vi.really_end(episode.title, f), vi.yes_or_no(yes, vi.END, f"{vi.SEE.value}:dot:{episode.id}:{vi.NOT_NOW}"))


def _end(here: Here, who: Person, episode: Episode, _page: str) -> Reply:
    held = episodes.held(here.db, who, episode.id)
    if held is None or held.closed_at is not None:
        return Reply(vi.ALREADY_OVER)
    episodes.end(here.db, episode.id, here.now)
    noted(here, "changed cases", episode)
    f = figures(episodes.cases(here.db, episode.id))
    tell_block(here, episode, vi.tell_ended(episode.title, who.name, f), "ended")
    if f.cases or episodes.last_told(here.db, told_above(episode.id), here.now):
        tell_above(here.db, episode, vi.above(episode.place, episode.title, f, over=True), "ended", here.now, red=False)
    notices.withdraw(here.db, f"episode opened:{episode.id}:")
    return _then_the_report(here, episode, Reply(vi.ended(episode.title), (vi.REPORT,), f"dot:{episode.id}"))


def _then_the_report(here: Here, episode: Episode, reply: Reply) -> Reply:
    """Its report, if they are writing it and were asked something else meanwhile, is asked about again."""
    who = here.who.person
    if who is None or not episodes.is_written(here.db, REPORT, episode.id, who.id):
        return reply
    return Reply(reply.text, begin=Begin(REPORT, str(episode.id)))


def _write(_here: Here, _who: Person, episode: Episode, _page: str) -> Reply:
    return Reply(begin=Begin(REPORT, str(episode.id)))


# ways to begin -------------------------------------------------------------------------------------------------------
def heard(here: Here, said: Said) -> Reply | None:
    """What is said at rest by somebody who handles cases: opening one, putting cases into it, taking them out, looking at it, ending it."""
    who = here.who.person
    if who is None or not said.text or not scope(who, Right.HANDLE):
        return None
    if (title := vi.opens(said.text)) is not None:
        return episode_opening.open_(here, "", Said(title))
    for numbers, do in ((vi.joins(said.text), _join), (vi.leaves(said.text), _leave)):
        if numbers:
            return do(here, who, numbers)
    if vi.agrees_to_end(said.text) and (agreed := answered(here, _ENDS)):
        verb, _, on = agreed[0].partition(":")
        return VERBS[verb](here, on, Said())
    if vi.ends(said.text) and (vi.names_one(said.text) or episodes.of(here.db, who)):
        return COMMANDS["ketthucdot"](here, "", said)
    return COMMANDS["xemdot"](here, "", said) if vi.sees(said.text) else _yes_or_no(here, said.text) or _of_the_report(here, said)


def _yes_or_no(here: Here, text: str) -> Reply | None:
    """To the question that was asked last; its number and its label are known without this."""
    yes, no = common.says_yes(text), common.says_no(text, alone=True) or vi.not_now(text)
    question = answered(here, *_QUESTIONS) if yes or no else None
    if question is None:
        return None
    verb, _, on = question[0 if yes else 1].partition(":")
    return VERBS[verb](here, on, Said())


def _of_the_report(here: Here, said: Said) -> Reply | None:
    """Words at the question whether to end it, by somebody who was writing its report: they belong there, unless they are urgent."""
    question = answered(here, _ENDS) if len(words(said.text)) >= TELLS and not alarming(said.text) else None
    who, row = here.who.person, int(question[0].removeprefix(_ENDS)) if question else 0
    return Reply(begin=Begin(REPORT, str(row), (said,))) if who and question and episodes.is_written(here.db, REPORT, row, who.id) else None


_ENDS = "xongdot:dot:"  # how a yes to that begins
_QUESTIONS = (_ENDS, episode_opening.YES)
_SEEN = {
    "xemdot": on_episode("xemdot", _see), "nhandot": on_episode("nhandot", _take_all), "danhsachdot": on_episode("danhsachdot", _list),
    "ketthucdot": on_episode("ketthucdot", _ask_end), REPORT: on_episode(REPORT, _write, ended_too=True),
}  # fmt: skip
COMMANDS = {"modot": episode_opening.open_, **_SEEN}
VERBS = {"modot": episode_opening.open_, **_SEEN, "xongdot": on_episode("xongdot", _end, ended_too=True)}
