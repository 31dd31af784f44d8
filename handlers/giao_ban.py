"""Before a block meets: one message and one page with what is new, what is stuck, who has not been heard of and what to ask."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from itertools import chain, repeat

from sqlalchemy import Connection

from bot.documents import trend_book
from bot.documents.book import MIME
from bot.documents.trend_book import Chart, Series, TrendPage
from bot.domain.block_facts import number
from bot.domain.forms import Form, Kind
from bot.domain.kinds import Level
from bot.domain.meeting_facts import MeetingFacts, Named
from bot.domain.months import Month, meeting, month, next_meeting, working_days_before
from bot.domain.periods import HERE, local
from bot.domain.roles import TEAM_ROLES, Person
from bot.domain.totals import Chosen, Totals, added
from bot.story import Here, Reply, Said
from bot.talk import Choice, Document
from handlers import block_figures, block_month, files
from handlers.block_annexes import cell
from handlers.block_month import Stands
from messages_vi import block_month as block_vi
from messages_vi import block_report as report_vi
from messages_vi import cases_list as cases_vi
from messages_vi import giao_ban as vi
from messages_vi.kinds import KINDS
from storage import audit, case_lists, checkins, deadlines, forms, meetings, month_sums, released, units
from storage.case_lists import Open
from storage.checkins import Checkin
from storage.meetings import Filed

COMMAND = "goigiaoban"
TOLD_BEFORE = 1  # working days
MONTHS_DRAWN, MOST_WORRIES = 12, 3
_CALM_TO_ANGRY = ("#2E7D32", "#B0BEC5", "#FB8C00", "#C62828")
_CLOSED = tuple(kind.code for kind in KINDS.values() if kind.confidential)


def begin(here: Here, on: str, _said: Said) -> Reply:
    """ "gói giao ban": the message, with the page."""
    return _handed(here, on, COMMAND, with_words=True)


def paper(here: Here, on: str, _said: Said) -> Reply:
    """ "tài liệu giao ban": the page alone, behind the message that came by itself."""
    return _handed(here, on, vi.PAPER.value, with_words=False)


def _handed(here: Here, on: str, command: str, *, with_words: bool) -> Reply:
    own, who = block_month.own_months(here, on), here.who.person
    if len(own) > 1:
        return Reply(block_vi.WHICH_BLOCK, tuple(Choice(f"{command}:month:{one.id}", one.unit_title) for one in own))
    newest = checkins.last_of(here.db, own[0].block) if own else None
    if newest is None or who is None:
        return Reply(block_vi.NO_MONTH)
    facts = gather(here.db, who, newest, here.now)
    audit.note(here.db, who.id, "read cases", "", newest.block, here.now)
    audit.note(here.db, who.id, "exported figures", f"month:{newest.month}", newest.block, here.now)
    text = vi.pack(facts) if with_words else vi.handed(facts.day)
    return Reply(text, (block_vi.BOARD,), f"month:{newest.id}", files=(_paper(here, newest, facts),))


# what is known -------------------------------------------------------------------------------------------------------
def gather(db: Connection, who: Person, own: Checkin, now: float) -> MeetingFacts:
    """As this person may read it; ``own``: the newest month of the block. The cases are those since the last such message was due."""
    it, (day, since) = block_month.stands(db, own), days(db, own.path, local(now).date())
    came = meetings.filed(db, who, own.path, datetime.combine(since, time(), HERE).timestamp(), _CLOSED)
    new = [c for c in came if c.counts]
    open_ = [c for c in case_lists.open_cases(db, who) if c.path.startswith(own.path)]
    form = forms.get(db, own.form).form
    return MeetingFacts(
        own.unit_title, day, it.month, it.state, it.steps[-1].at if it.steps else None, it.sent, len(it.teams),
        since, Counter(c.kind for c in new),
        [Named(cases_vi.numbered(c.number, c.year, now), c.unit_title) for c in new if c.level is Level.DO],
        _named(db, [c for c in open_ if c.late_at is not None and c.late_at <= now], now), _named(db, [c for c in open_ if c.asked], now),
        _silent(it, came), _uneasy(db, own, form), _worries(db, own, form), _wishes(db, own),
    )  # fmt: skip


def days(db: Connection, path: str, today: date) -> tuple[date, date]:
    """Of the next meeting, and the first that counts as new for it."""
    calendar, holidays = checkins.calendar(db, path), deadlines.closed_days(db)
    of, day = next_meeting(today, calendar, holidays)
    return day, working_days_before(meeting(of.after(-1), calendar, holidays), TOLD_BEFORE, holidays)


def _named(db: Connection, found: Iterable[Open], now: float) -> list[Named]:
    titles: dict[int, str] = {}
    named = []
    for c in found:
        if c.unit not in titles:
            titles[c.unit] = units.get(db, c.unit).title
        named.append(Named(cases_vi.numbered(c.number, local(c.created_at).year, now), titles[c.unit]))
    return named


def _silent(it: Stands, came: Iterable[Filed]) -> list[str]:
    """A case that was taken back, or put to another, is news of its team all the same."""
    heard = {c.unit for c in came if c.reporter_role in TEAM_ROLES}
    return [one.unit_title for one in it.missing if one.unit not in heard]


def _labels(form: Form, key: str) -> dict[str, str]:
    """The options of a question; none where a questionnaire has no such question."""
    return {o.code: o.label for f in form.fields if f.key == key for o in f.options}


def _uneasy(db: Connection, own: Checkin, form: Form) -> list[tuple[str, list[str]]]:
    told, labels = meetings.chosen(db, own.block, own.month, vi.MOOD), _labels(form, vi.MOOD)
    found = [(labels.get(code, code), [place for place, codes in told if code in codes]) for code in vi.UNEASY]
    return [(mood, places) for mood, places in found if places]


def _worries(db: Connection, own: Checkin, form: Form) -> list[tuple[str, int]]:
    labels = _labels(form, vi.WORRIES)
    named = Chosen(Counter(code for _, codes in meetings.chosen(db, own.block, own.month, vi.WORRIES) for code in codes))
    return [(labels.get(code, code), teams) for code, teams in named.top(MOST_WORRIES, labels)]


def _wishes(db: Connection, own: Checkin) -> list[str]:
    said = released.of_month(db, own.block, own.month).get(block_vi.WISH)
    answered = {*said.taken, *said.replies} if said else set()
    return [t.title for t in released.told(db, own.block, own.month, block_vi.WISH) if t.unit not in answered]


# the page ------------------------------------------------------------------------------------------------------------
def _paper(here: Here, own: Checkin, facts: MeetingFacts) -> Document:
    made = trend_book.xlsx(page(here.db, own, facts))
    return files.hand_over(here, made, vi.file_name(facts.place, facts.day), MIME)


def page(db: Connection, own: Checkin, facts: MeetingFacts) -> TrendPage:
    """What the message says, with longer lists, over the charts of the last months, from the first one that was asked for."""
    form = forms.get(db, own.form).form
    told = _by_month(db, own, form)
    charts = [_numbers(form, name, keys, list(told.values())) for name, keys in vi.CHARTS]
    charts = [*(c for c in charts if c.series), *_moods(form, list(told.values())), _teams(list(told.values()))]
    note = vi.so_many_months(list(told))
    sheets = (vi.CHARTS_SHEET, vi.FIGURES_SHEET)
    return TrendPage(vi.title(facts), vi.lines(facts, vi.SHOWN_ON_PAPER), note, sheets, vi.MONTHS_HEAD, [vi.month_label(m) for m in told], charts)


def _by_month(db: Connection, own: Checkin, form: Form) -> dict[Month, Totals]:
    last = month(own.month)
    block = block_figures.block(db, units.get(db, own.block), last)
    assert block is not None, "the month was asked for"
    months = [last.after(-n) for n in reversed(range(MONTHS_DRAWN))]
    told = {m: added(month_sums.of_teams(db, form, [str(m)], block.places).values()) for m in months}
    first = next(n for n, m in enumerate(months) if told[m].expected)
    return {m: told[m] for m in months[first:]}


def _numbers(form: Form, name: str, keys: Sequence[str], told: Sequence[Totals]) -> Chart:
    drawn = [f for key in keys for f in form.asked if f.key == key and f.kind is Kind.NUMBER]
    return Chart(name, [Series(report_vi.formal(f.name), [cell(f, number(t, f.key)) for t in told]) for f in drawn])


def _moods(form: Form, told: Sequence[Totals]) -> list[Chart]:
    chosen = [c if isinstance(c := t.figures.get(vi.MOOD), Chosen) else Chosen() for t in told]
    colours = chain(_CALM_TO_ANGRY, repeat(""))
    moods = [
        Series(label, [c.options.get(code, 0) if c.answered else None for c in chosen], colour)
        for (code, label), colour in zip(_labels(form, vi.MOOD).items(), colours, strict=False)
    ]
    return [Chart(vi.MOOD_CHART, moods, stacked=True)] if moods else []


def _teams(told: Sequence[Totals]) -> Chart:
    asked = [t.expected or None for t in told]
    return Chart(vi.TEAMS_CHART, [Series(vi.EXPECTED, asked), Series(vi.SENT, [t.submitted if t.expected else None for t in told])], bars=True)


VERBS = {COMMAND: begin, vi.PAPER.value: paper}
