"""Cases as lists for those who lead: what is open, whose, where, how late; and finding by words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.domain.kinds import Level
from bot.domain.roles import Person, Right, may, may_answer_for, scope
from bot.domain.vietnamese import fold, sort_key
from bot.meaning_lists import numbered
from bot.story import Here, Reply, Said
from bot.talk import Choice
from handlers import cases, cases_shared, report
from messages_vi import cases as cases_vi
from messages_vi import cases_alike as alike_vi
from messages_vi import cases_list as vi
from messages_vi.common import BAC
from messages_vi.kinds import KINDS, alarming, clear
from storage import audit, case_life, case_lists, incidents, talks, units
from storage.case_lists import READING, Open
from storage.incidents import Case

COMMAND, FIND, VERB = "viec", "tim", "dsviec"
PAGE, LATELY = 7, 1800.0  # lines of a message; seconds in which a list goes on
MOST_WORDS, FEW = 10, 5  # of a search, and of one that is typed without slash
FOUND, PLACE, CLOSED = "s", "g", "k"


# what is open --------------------------------------------------------------------------------------------------------
def begin(here: Here, _on: str, said: Said) -> Reply:
    """/viec, alone or with the name of a list or a place; whoever leads nothing gets what they have reported."""
    if not _leads(here):
        return cases.mine(here, "", said)
    if said.text:
        return _named(here, said.text) or Reply(vi.NO_SUCH_LIST)
    return _overview(here)


def mine(here: Here, on: str, said: Said) -> Reply:
    """/vieccuatoi: what they answer for, and then what they have reported."""
    own = cases.mine(here, on, said)
    if not _leads(here) or not _sifted(here, "m", case_lists.open_cases(here.db, _who(here))):
        return own
    theirs = _list(here, "m", 0)
    return theirs if own.text == cases_vi.NOTHING_YET else replace(theirs, text=f"{theirs.text}\n\n{own.text}")


def _leads(here: Here) -> bool:
    return here.who.person is not None and bool(scope(here.who.person, *READING))


def _who(here: Here) -> Person:
    assert here.who.person is not None
    return here.who.person


def _overview(here: Here) -> Reply:
    rows, closed = case_lists.open_cases(here.db, _who(here)), case_lists.closed_to_most(here.db, _who(here))
    sifted = {screen: _sifted(here, screen, rows) for screen in ("n", "l", "m", "a")}
    if not rows and not closed:
        return Reply(vi.NOTHING_OPEN)
    new, late, mine, everything = (len(found) for found in sifted.values())
    text = vi.overview(new, late, mine, everything - new, sum(c.asked for c in rows), len(closed))
    shown = {**sifted, "t": rows if len(_groups(here, rows)) > 1 else [], CLOSED: closed}
    labels = vi.LABELS | ({"t": vi.BY_COMMUNE} if _in_communes(here, rows) else {})
    return Reply(text, tuple(Choice(f"{VERB}:{screen}:0:", label) for screen, label in labels.items() if shown[screen]))


def _sifted(here: Here, screen: str, rows: Sequence[Open]) -> list[Open]:
    match screen:
        case "n":
            return [c for c in rows if c.is_new]
        case "l":
            return [c for c in rows if c.late_at is not None and c.late_at <= here.now]
        case "m":
            return _held(here, rows)
    return list(rows)


def _held(here: Here, rows: Sequence[Open]) -> list[Open]:
    """Those they answer for, and still may; what some of them were given they may as long as they read it by a role."""
    who = _who(here)
    held = [c for c in rows if c.holder == who.id]
    by_word = {c.id for c in held if not (may_take(who, c) or may(who, Right.READ, c.path))}
    kinds = case_life.kinds(here.db, by_word)
    return [c for c in held if c.id not in by_word or (may(who, Right.READ_TEAM, c.path) and kinds[c.id] not in incidents.NOT_FOR_TEAMS)]


def _in_communes(here: Here, rows: Sequence[Open] | Sequence[Case]) -> bool:
    """Whether the commune must be said: somebody sees several."""
    return bool(scope(_who(here), Right.READ_RED)) or len({c.commune for c in rows}) > 1


def look(here: Here, on: str, _said: Said) -> Reply:
    """What a list leads to: ``screen:page:what``. The right is asked now, however old the list."""
    screen, page, what = on.split(":", 2)
    if not _leads(here):
        return Reply(vi.NOT_YOURS)
    if screen == FOUND:
        return _found(here, what.split(" "), int(page)) or Reply(vi.NO_MORE)
    return _places(here, int(page)) if screen == "t" else _list(here, screen, int(page), what)


def _list(here: Here, screen: str, page: int, what: str = "") -> Reply:
    rows = case_lists.closed_to_most(here.db, _who(here)) if screen == CLOSED else case_lists.open_cases(here.db, _who(here))
    names_commune = _in_communes(here, rows)
    rows = [c for c in rows if int(what) in (c.unit, c.commune)] if screen == PLACE else _sifted(here, screen, rows)
    shown, pages = _page(rows, page)
    if not shown:
        return Reply(vi.NO_MORE)
    noted(here)
    found = [(c, incidents.by_id(here.db, _who(here), c.id)) for c in shown]
    lines = [_line(here, case, c, names_commune=names_commune) for c, case in found if case]
    head = vi.head(screen, len(rows), page, pages, units.get(here.db, int(what)).title if screen == PLACE else "")
    takes = (vi.TAKE_ALL,) if screen == "n" and sum(may_take(_who(here), c) for c in rows) > 1 else ()
    return _as_page(head, shown[0].number, lines, len(rows), page, (*_more(screen, what, page, pages), *takes))


def may_take(who: Person, case: Open | Case) -> bool:
    return may_answer_for(who, case.path, confidential=case.confidential)


def _as_page(head: str, first: int, lines: Sequence[str], how_many: int, page: int, choices: tuple[Choice, ...]) -> Reply:
    """How one is looked at is said once, over the first page."""
    hint, left = [] if page else [vi.how_to_look(first)], how_many - (page + 1) * PAGE
    return Reply("\n".join([head, *hint, *lines, *([vi.left(left)] if left > 0 else [])]), choices or (vi.OTHER_LISTS,))


def _line(here: Here, case: Case, row: Open | None, *, names_commune: bool) -> str:
    if case.merged_into is not None:
        top = incidents.top(here.db, case.id)
        merged = alike_vi.WITH_ANOTHER if cases_shared.is_hidden(here, top, case) else vi.merged_into(top.number)
        return vi.line(*told(here, case, names_commune=names_commune), merged)
    holder = cases_shared.holder_now(here.db, case, here.now)
    doer = case.office or (BAC if holder == _who(here).id else case.holder_name if holder else "")
    late_at, asked = (row.late_at, row.asked) if row else (None, False)
    state = vi.state(here.now, case.status, case.created_at, doer, late_at=late_at, asked=asked, due=case.due_at)
    return vi.line(*told(here, case, names_commune=names_commune), state)


def told(here: Here, case: Case, *, names_commune: bool) -> tuple[str, Level, str, str]:
    """Its number, level, place and words, for a line; no words where only a few may read them."""
    where = f"{case.commune_name}, {case.unit_name}" if names_commune and case.commune != case.unit else case.unit_name
    text = "" if case.confidential else case.text or KINDS[case.kind].label
    return vi.numbered(case.number, case.year, here.now), case.level, where, text


def noted(here: Here) -> None:
    top = int(scope(_who(here), *READING)[0].strip("/").rpartition("/")[2])
    audit.note(here.db, _who(here).id, "read cases", "", top, here.now)


def _places(here: Here, page: int) -> Reply:
    """How many there are in each place, by their names."""
    groups = _groups(here, case_lists.open_cases(here.db, _who(here)))
    titled = sorted(((units.get(here.db, row).title, row) for row in groups), key=lambda t: sort_key(t[0]))
    shown, pages = _page(titled, page)
    if not shown:
        return Reply(vi.NO_MORE)
    choices = [Choice(f"{VERB}:{PLACE}:0:{row}", _place(here, title, groups[row])) for title, row in shown]
    return Reply(vi.places(len(groups), page, pages), (*choices, *_more("t", "", page, pages)))


def _groups(here: Here, rows: Sequence[Open]) -> dict[int, list[Open]]:
    """By commune for those who see several, else by where they are."""
    in_communes, groups = _in_communes(here, rows), dict[int, list[Open]]()
    for c in rows:
        groups.setdefault(c.commune if in_communes else c.unit, []).append(c)
    return groups


def _place(here: Here, title: str, rows: Sequence[Open]) -> str:
    return vi.place(title, len(rows), *(len(_sifted(here, screen, rows)) for screen in ("n", "l")))


def _page(lines: Sequence[Any], page: int) -> tuple[Sequence[Any], int]:
    return lines[page * PAGE : (page + 1) * PAGE], max(1, -(-len(lines) // PAGE))


def _more(screen: str, what: str, page: int, pages: int) -> tuple[Choice, ...]:
    return (Choice(f"{VERB}:{screen}:{page + 1}:{what}", vi.MORE, vi.TYPE_MORE),) if page + 1 < pages else ()


# said in words -------------------------------------------------------------------------------------------------------
def heard(here: Here, said: Said) -> Reply | None:
    """A search, or the name of a list, by somebody who leads. What tells of something is a report: "tim nguoi mat tich", when none is found."""
    typed = said.text.split()
    if not typed or said.photos or said.voices or said.place or "\n" in said.text.strip() or not _leads(here):
        return None
    if (again := _again(here, said.text)) is not None:
        return again
    first, rest = fold(typed[0]).strip(":"), typed[1:]
    if first == vi.CASES:
        return _named(here, " ".join(rest))
    return _sought(here, said, rest) if first == vi.SEARCHES[0] else None


def _again(here: Here, text: str) -> Reply | None:
    """A bare number, or "tiếp", while a list that was shown here is fresh, though something was looked at or done since."""
    number = text.strip(" .!")
    if not (vi.goes_on(text) or number.isdecimal()):
        return None
    shown = talks.shown_lately(here.db, here.who.peer, here.now - LATELY)
    listed = next((choices for choices in shown if any(_is_of_list(c) for c in choices)), None)
    if listed is None or (shown[0] is not listed and numbered(shown[0])):
        return None
    if number.isdecimal():
        return cases.VERBS["xem"](here, number, Said()) if cases.of_number(here, _who(here), number) else None
    more = next((c.value.partition(":")[2] for c in listed if c.typed == vi.TYPE_MORE), None)
    return look(here, more, Said()) if more else Reply(vi.NO_MORE)


def _is_of_list(choice: Choice) -> bool:
    return choice.value.startswith(f"{VERB}:") or choice in (vi.TAKE_ALL, vi.OTHER_LISTS)


def sought(here: Here, said: Said) -> Reply | None:
    """A search in the middle of something else, "tìm cầu"; by somebody who leads nothing only with its accent. What tells of danger is none."""
    first, _, rest = said.text.strip().partition(" ")
    if fold(first) != vi.SEARCHES[0] or len(rest.split()) > FEW or "\n" in rest or said.photos or said.voices or said.place or alarming(said.text):
        return None
    if not _leads(here) and (first.isascii() or clear(said.text)):
        return None
    return find(here, "", Said(rest))


def search_for(words: str) -> tuple[Choice, ...]:
    """What leads to these words' search after a yes."""
    return (Choice(f"{VERB}:{FOUND}:0:{' '.join(case_lists.asked_for(_without_case(words)))}", vi.SEARCH, vi.SEARCH_TYPED),)


def _sought(here: Here, said: Said, rest: list[str]) -> Reply | None:
    wanted = case_lists.asked_for(_without_case(" ".join(rest)))
    if len(wanted) > FEW:
        return None
    found, tells = _found(here, wanted, 0) if wanted else Reply(vi.FIND_WHAT), clear(said.text) and report.may_report(here)
    if found is None:
        return replace(report.begin(here, "", said), text=vi.SO_IT_IS_NEW) if tells else Reply(vi.NOT_FOUND)
    return replace(found, text=f"{found.text}\n{vi.IF_NEW}") if tells else found


def _named(here: Here, typed: str) -> Reply | None:
    """The list, or the place with open cases, of this name."""
    name = incidents.searched(typed).strip(" .!?")
    screen = vi.LISTS.get(name)
    if screen == CLOSED and not scope(_who(here), Right.READ_CONFIDENTIAL):
        return None
    if screen:
        return look(here, f"{screen}:0:", Said())
    places = {c.unit for c in case_lists.open_cases(here.db, _who(here))} if name else set()
    called = [row for row in places if incidents.searched(units.get(here.db, row).title) == name]
    return _list(here, PLACE, 0, str(called[0])) if len(called) == 1 else None


def find(here: Here, _on: str, said: Said) -> Reply:
    """/tim with a number or words."""
    typed = _without_case(said.text)
    if typed.isdecimal() and len(typed) < 7:
        return cases.VERBS["xem"](here, typed, Said())
    wanted = case_lists.asked_for(typed)[:MOST_WORDS]
    if not _leads(here):
        return Reply(vi.NOT_YOURS)
    return (_found(here, wanted, 0) or Reply(vi.NOT_FOUND)) if wanted else Reply(vi.FIND_WHAT)


def _without_case(typed: str) -> str:
    """Of "tim viec cau gay" what is sought."""
    first, _, rest = typed.strip().partition(" ")
    return rest.strip() if fold(first) == vi.CASE else typed.strip()


def _found(here: Here, wanted: Sequence[str], page: int) -> Reply | None:
    """None: nothing, or no such page."""
    rows = case_lists.search(here.db, _who(here), wanted)
    shown, pages = _page(rows, page)
    found = [case for row in shown if (case := incidents.by_id(here.db, _who(here), row))]
    if not found:
        return None
    noted(here)
    names_commune = _in_communes(here, found)
    lines = [_line(here, case, None, names_commune=names_commune) for case in found]
    head = vi.head(FOUND, len(rows), page, pages)
    return _as_page(head, found[0].number, lines, len(rows), page, _more(FOUND, " ".join(wanted), page, pages))


COMMANDS = {COMMAND: begin, FIND: find}
VERBS = {VERB: look}
