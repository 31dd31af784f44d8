"""Cases as lists: nobody ever reads one outside their scope, whatever the list; what is late; what words find; and what it costs."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, update

from bot.domain.cases import OPEN
from bot.domain.hours import Allowance, Measure
from bot.domain.kinds import Level
from bot.domain.periods import HERE
from bot.domain.roles import Person, Right, may
from bot.story import Here, Reply, Said
from bot.talk import Draft, Peer, Speaker
from handlers import cases_list, cases_taking
from messages_vi import cases_list as vi
from messages_vi.kinds import KINDS
from storage import case_lists, deadlines, engines, incidents, people, roles, units
from storage.deadlines import Rule
from storage.tables import incident
from storage.units import Unit
from tests.turns import World

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=HERE).timestamp()
HOUR, DAY = 3600.0, 86400.0
DRAFTS = itertools.count(1)
ROLES = {
    "thon": ("to_vien", "to_pho", "to_truong", "dang_uy_vien"),
    "xa": ("thanh_vien_khoi", "thu_ky", "truong_khoi", "bi_thu"),
    "tinh": ("can_bo_tinh", "quan_tri"),
}


@dataclass(frozen=True)
class Told:
    """A case as the test knows it."""

    id: int
    number: int
    kind: str
    level: Level
    confidential: bool
    status: str
    path: str
    reporter: int
    mark: str


@pytest.fixture
def db(url: str) -> Iterator[Connection]:
    engine: Engine = engines.writer(url)
    with engine.begin() as open_:
        yield open_
    engine.dispose()


def file(
    db: Connection, at: Unit, text: str, by: int, *, kind: str = "CT", level: Level | None = None, status: str = "moi", now: float = MONDAY,
    closed: bool = False,
) -> Told:  # fmt: skip
    commune, sort = units.commune_of(db, at), KINDS[kind]
    assert commune is not None
    closed = closed or sort.confidential
    new = incidents.NewCase(next(DRAFTS), commune.id, at.id, kind, level or sort.level, closed, text, None, None, by, "to_vien")
    row, number = incidents.file(db, new, now)
    db.execute(update(incident).where(incident.c.id == row).values(status=status))
    return Told(row, number, kind, level or sort.level, closed, status, at.path, by, text)


def somebody(db: Connection, key: str, at: Unit, name: str = "Đ/c Hoa") -> Person:
    row = people.add(db, name, 0.0)
    roles.give(db, row, at.id, key, 0.0)
    return people.find(db, row, MONDAY)


def village(db: Connection, hamlets: int = 2) -> tuple[Unit, list[Unit]]:
    province = units.add(db, "tinh", "tỉnh", "Mẫu", None, "2025-07-01")
    commune = units.add(db, "xa", "xã", "Mẫu", province, "2025-07-01")
    return commune, [units.add(db, "thon", "thôn", str(n), commune, "2025-07-01") for n in range(1, hamlets + 1)]


def here(db: Connection, who: Person, now: float = MONDAY + HOUR) -> Here:
    return Here(db, Speaker(Peer("phone", "demo", "1"), who.name, who), now)


def pages(at: Here, reply: Reply | None) -> Iterator[Reply]:
    """This list, and all its pages."""
    while reply is not None and reply.text:
        yield reply
        more = next((c for c in reply.choices if c.typed == vi.TYPE_MORE), None)
        reply = cases_list.look(at, more.value.partition(":")[2], Said()) if more else None


def whatever_can_be_read(at: Here) -> list[str]:
    """The texts of all lists and all their pages, also of those that only a forged button would ask for."""
    first = list(pages(at, cases_list.begin(at, "", Said())))
    asked = [cases_list.look(at, f"{screen}:0:", Said()) for screen in ("n", "l", "m", "a", "k", "t")]
    asked += [cases_list.look(at, f"g:0:{u.id}", Said()) for u in units.everything(at.db)]
    asked += [cases_list.find(at, "", Said("mốc")), *[cases_list.find(at, "", Said(u.title)) for u in units.everything(at.db)]]
    return [page.text + " ".join(c.label for c in page.choices) for page in (*first, *[p for a in asked for p in pages(at, a)])]


# who sees what -------------------------------------------------------------------------------------------------------
def may_read(who: Person, c: Told) -> bool:
    """The rule, told anew and plainly."""
    if c.confidential:
        return may(who, Right.READ_CONFIDENTIAL, c.path)
    team = may(who, Right.READ_TEAM, c.path) and c.kind != "CS"
    return may(who, Right.READ, c.path) or team or (c.level is Level.DO and may(who, Right.READ_RED, c.path))


def world(db: Connection, dice: random.Random) -> tuple[list[Unit], list[Told], list[Person]]:
    """A province of two communes, cases of all kinds, and people with one or two roles anywhere."""
    province = units.add(db, "tinh", "tỉnh", "Mẫu", None, "2025-07-01")
    communes = [units.add(db, "xa", "xã", f"Mẫu {n}", province, "2025-07-01") for n in range(2)]
    hamlets = [units.add(db, "thon", "thôn", str(n), dice.choice(communes), "2025-07-01") for n in range(4)]
    everybody = [somebody(db, "truong_khoi", communes[0]), somebody(db, "can_bo_tinh", province)]
    for n in range(6):
        who = somebody(db, *_role(dice, [province, *communes, *hamlets]), name=f"Người {n}")
        if dice.random() < 0.4:
            key, at = _role(dice, [province, *communes, *hamlets])
            roles.give(db, who.id, at.id, key, 0.0)
        everybody.append(people.find(db, who.id, MONDAY))
    told = []
    for n in range(25):
        kind, level = dice.choice(list(KINDS)), dice.choice(list(Level))
        text = f"mốc m{next(DRAFTS)}" if KINDS[kind].free_text else ""
        status, by = dice.choice([*OPEN, *OPEN, "ket_thuc"]), dice.choice(everybody).id
        at, marked = dice.choice([*hamlets, *communes]), dice.random() < 0.2  # as confidential, whatever its kind
        told.append(file(db, at, text, by, kind=kind, level=level, status=status, now=MONDAY - n * DAY, closed=marked))
    return [province, *communes, *hamlets], told, everybody


def _role(dice: random.Random, places: list[Unit]) -> tuple[str, Unit]:
    level = {
        "thon": ("to_vien", "to_pho", "to_truong", "dang_uy_vien"),
        "xa": ("thanh_vien_khoi", "thu_ky", "truong_khoi", "bi_thu"),
        "tinh": ("can_bo_tinh", "quan_tri"),
    }
    at = dice.choice(places)
    return dice.choice(level[at.level]), at


@pytest.mark.parametrize("seed", range(6))
def test_nobody_sees_a_case_outside_their_scope_in_any_list_and_everybody_sees_all_within_it(db: Connection, seed: int) -> None:
    _, told, everybody = world(db, random.Random(seed))
    by_id = {c.id: c for c in told}
    for who in everybody:
        may_see = {c.id for c in told if may_read(who, c)}
        own = {c.id for c in told if c.reporter == who.id}
        listed = {c.id for c in case_lists.open_cases(db, who)}
        assert {i for i in may_see if not by_id[i].confidential and by_id[i].status in OPEN} <= listed <= may_see | own
        assert {c.id for c in case_lists.closed_to_most(db, who)} == {i for i in may_see if by_id[i].confidential and by_id[i].status in OPEN}
        found, known = set(case_lists.search(db, who, ["moc"])), {i for i in by_id if by_id[i].mark and not by_id[i].confidential}
        assert may_see & known <= found <= (may_see | own) & known
        read = "\n".join(whatever_can_be_read(here(db, who)))
        seen = set(re.findall(r"\bm\d+\b", read))
        words = {c.mark.partition(" ")[2]: c for c in told if c.mark}
        leads = any(may(who, r, role.path) for r in case_lists.READING for role in who.roles)
        closed = {i for i in by_id if by_id[i].confidential and (leads or i not in own)}  # who leads nothing gets their own reports
        assert {words[m].id for m in seen} <= (may_see | own) - closed, "a word of what is not theirs, or of what is closed"
        if leads:
            assert {m for m, c in words.items() if c.id in may_see and not c.confidential} <= seen, "each can be come to"


@pytest.mark.parametrize("key", ["thanh_vien_khoi", "thu_ky", "dang_uy_vien", "to_truong", "can_bo_tinh"])
def test_who_may_not_read_what_is_confidential_does_not_even_see_a_count_of_it(db: Connection, key: str) -> None:
    commune, hamlets = village(db)
    place = {"dang_uy_vien": hamlets[0], "to_truong": hamlets[0], "can_bo_tinh": units.get(db, commune.parent or 0)}.get(key, commune)
    who, head = somebody(db, key, place), somebody(db, "truong_khoi", commune)
    before = whatever_can_be_read(here(db, who))
    file(db, hamlets[0], "", head.id, kind="BL")
    assert whatever_can_be_read(here(db, who)) == before
    assert cases_list.heard(here(db, who), Said("việc kín")) is None
    assert "Việc kín, xem riêng: 1." in cases_list.begin(here(db, head), "", Said()).text
    closed = cases_list.look(here(db, head), "k:0:", Said()).text
    assert "1. Việc kín, thôn 1 (chờ nhận 1 giờ, quá hẹn)" in closed
    assert "Bạo lực" not in closed


def test_who_sees_several_communes_reads_which_one_and_only_what_is_urgent(db: Connection) -> None:
    commune, hamlets = village(db)
    above = somebody(db, "can_bo_tinh", units.get(db, commune.parent or 0))
    file(db, hamlets[0], "ngập 20 hộ", above.id, kind="TT")
    file(db, hamlets[0], "rác", above.id, kind="VS")
    (first,) = pages(here(db, above), cases_list.look(here(db, above), "a:0:", Said()))
    assert "1. ĐỎ, xã Mẫu, thôn 1: ngập 20 hộ (chờ nhận 1 giờ, quá hẹn)" in first.text
    (groups,) = pages(here(db, above), cases_list.look(here(db, above), "t:0:", Said()))
    assert groups.choices[0].label.startswith("Xã Mẫu: ")


# what comes first, what is late --------------------------------------------------------------------------------------
def test_the_most_urgent_come_first_and_of_those_alike_the_one_that_waits_longest(db: Connection) -> None:
    commune, (hamlet, _) = village(db)
    who = somebody(db, "truong_khoi", commune)
    for level, days in ((Level.XANH, 9), (Level.VANG, 1), (Level.DO, 0), (Level.VANG, 3), (Level.XANH, 20)):
        file(db, hamlet, f"{level} {days}", who.id, level=level, now=MONDAY - days * DAY)
    rows = [(c.level, round((MONDAY - c.created_at) / DAY)) for c in case_lists.open_cases(db, who)]
    assert rows == [(Level.DO, 0), (Level.VANG, 3), (Level.VANG, 1), (Level.XANH, 20), (Level.XANH, 9)]


def test_late_is_what_was_not_accepted_in_time_and_what_is_past_its_date_as_the_place_has_set_it(db: Connection) -> None:
    commune, (hamlet, other) = village(db)
    who = somebody(db, "truong_khoi", commune)
    waiting, early = file(db, hamlet, "cầu", who.id, level=Level.DO), file(db, other, "cầu", who.id, level=Level.DO)
    taken, promised = file(db, hamlet, "cầu", who.id, status="da_nhan"), file(db, hamlet, "cầu", who.id, status="dang_giai_quyet")
    db.execute(update(incident).where(incident.c.id == promised.id).values(due_at=MONDAY + DAY))
    deadlines.put(db, Rule(other.id, "", Level.DO, "accept", Allowance(120, Measure.MINUTES)))
    at = {c.id: c.late_at for c in case_lists.open_cases(db, who)}
    assert at[waiting.id] == MONDAY + HOUR / 2
    assert at[early.id] == MONDAY + 2 * HOUR
    assert at[promised.id] == MONDAY + DAY
    assert at[taken.id] == deadlines.hours(db, hamlet.path).after(MONDAY, Allowance(22, Measure.DAYS))
    assert _numbers(cases_list.look(here(db, who, MONDAY + HOUR), "l:0:", Said())) == [waiting.number]
    assert len(_numbers(cases_list.look(here(db, who, MONDAY + 37 * DAY), "l:0:", Said()))) == 4


def _numbers(reply: Reply) -> list[int]:
    return [int(n) for n in re.findall(r"^(\d+)\. ", reply.text, re.MULTILINE)]


def test_lists_ask_the_database_as_often_for_many_cases_as_for_few(db: Connection) -> None:
    commune, hamlets = village(db, hamlets=6)
    who, asked = somebody(db, "truong_khoi", commune), list[str]()
    event.listen(db, "before_cursor_execute", lambda _c, _cur, sql, *_: asked.append(sql))
    counts = []
    for _ in range(3):
        for kind, hamlet in itertools.product((k for k, v in KINDS.items() if not v.confidential), hamlets):
            file(db, hamlet, "việc", who.id, kind=kind)
        asked.clear()
        assert len(case_lists.open_cases(db, who)) in (72, 144, 216)
        counts.append(len(asked))
    assert counts[0] == counts[1] == counts[2] < 20


# finding -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("cầu gãy", [1]), ("gay cau", [1]), ("CẦU", [3, 1]), ("việc cầu gãy", [1]), ("ao", [2]), ("ca", [2]), ("50%", [3]), ("%", [3]), ("_", []),
        ("5_", []), ("cầu thôn 2", [3]), ("thôn 2", [4, 3]), ("thon 1", [2, 1]), ("2 bao", [4]), ("cầu ao", []), ("'", []), ("cầu\\", []),
    ],
)  # fmt: skip
def test_words_are_found_whole_and_in_any_order_and_wildcards_are_plain_characters(db: Connection, typed: str, found: list[int]) -> None:
    commune, (one, two) = village(db)
    who = somebody(db, "truong_khoi", commune)
    texts = (("gãy lan can cầu tràn", one), ("ao cá chết, báo cáo", one), ("cầu hỏng 50%, giao thông tắc", two), ("rác 2 bao", two))
    for n, (text, at) in enumerate(texts):
        file(db, at, text, who.id, status="ket_thuc" if n == 2 else "moi", now=MONDAY + n)
    assert _numbers(cases_list.find(here(db, who), "", Said(typed))) == found


def test_a_number_is_looked_up_as_a_case(db: Connection) -> None:
    commune, (one, _) = village(db)
    who = somebody(db, "truong_khoi", commune)
    file(db, one, "gãy cầu", who.id)
    assert cases_list.find(here(db, who), "", Said("1")).text.startswith("Việc số 1: ")


@pytest.mark.parametrize(
    ("typed", "is_search"),
    [
        ("tìm cầu gãy", True), ("tim viec lan can", True), ("tìm: cầu", True), ("Tìm", True), ("tìm rác", True), ("tìm việc", True),
        ("tìm thấy người bị nạn ở suối", False), ("tìm\nngười", False), ("tìm mãi không thấy trâu của mấy nhà", False), ("tìm ra cầu", True),
    ],
)  # fmt: skip
def test_only_a_few_words_behind_it_are_a_search(db: Connection, typed: str, is_search: bool) -> None:
    commune, (one, _) = village(db)
    who = somebody(db, "truong_khoi", commune)
    file(db, one, "gãy lan can cầu tràn", who.id)
    reply = cases_list.heard(here(db, who), Said(typed))
    assert (reply is not None and reply.begin is None) is is_search


def test_what_clearly_tells_of_something_and_is_found_nowhere_is_a_report(db: Connection) -> None:
    _, (one, _) = village(db)
    head, member = somebody(db, "to_truong", one), somebody(db, "to_vien", one)
    missing = Said("tìm người mất tích")
    reply = cases_list.heard(here(db, head), missing)
    assert reply is not None
    assert reply.begin is not None
    assert reply.begin.heard[0] == missing
    assert cases_list.heard(here(db, member), missing) is None
    file(db, one, "người mất tích ở suối", member.id, kind="TN")
    found = cases_list.heard(here(db, head), missing)
    assert found is not None
    assert found.text.endswith(vi.IF_NEW)


def test_a_team_member_gets_what_they_have_reported(db: Connection) -> None:
    _, (one, two) = village(db)
    member = somebody(db, "to_vien", one)
    file(db, one, "gãy cầu", member.id)
    file(db, two, "rác", somebody(db, "to_vien", two).id)
    text = cases_list.begin(here(db, member), "", Said()).text
    assert "Việc bác đã gửi" in text.replace("\ue000", "bác")
    assert "rác" not in text
    assert cases_list.find(here(db, member), "", Said("rác")).text == vi.NOT_YOURS
    assert cases_list.look(here(db, member), "a:0:", Said()).text == vi.NOT_YOURS
    assert cases_taking.take_all(here(db, member), "", Said()).text == vi.NOT_YOURS


# paging --------------------------------------------------------------------------------------------------------------
def test_no_page_has_more_than_seven_cases_and_each_case_is_on_one(db: Connection) -> None:
    commune, hamlets = village(db, hamlets=9)
    who = somebody(db, "truong_khoi", commune)
    for n in range(17):
        file(db, hamlets[n % 9], "cầu", who.id)
    for start in (cases_list.look(here(db, who), "a:0:", Said()), cases_list.find(here(db, who), "", Said("cầu"))):
        shown = [_numbers(p) for p in pages(here(db, who), start)]
        assert [len(p) for p in shown] == [7, 7, 3]
        assert sorted(n for p in shown for n in p) == list(range(1, 18))
    places = [len([c for c in p.choices if not c.typed]) for p in pages(here(db, who), cases_list.look(here(db, who), "t:0:", Said()))]
    assert places == [7, 2]
    assert cases_list.look(here(db, who), "a:9:", Said()).text == vi.NO_MORE


def test_the_overview_has_five_lines_at_most_and_offers_only_lists_that_hold_something(db: Connection) -> None:
    commune, (one, two) = village(db)
    who = somebody(db, "truong_khoi", commune)
    assert cases_list.begin(here(db, who), "", Said()).text == vi.NOTHING_OPEN
    for at, kind in ((one, "TT"), (two, "CT"), (two, "BL")):
        file(db, at, "" if kind == "BL" else "việc", who.id, kind=kind)
    reply = cases_list.begin(here(db, who, MONDAY + HOUR), "", Said())
    assert reply.text.count("\n") < 5
    assert "Mới chờ nhận: 2. Quá hẹn: 1." in reply.text
    assert [c.label for c in reply.choices] == ["Mới", "Quá hẹn", "Theo thôn", "Tất cả đang mở", "Việc kín"]
    assert all(not c.typed for c in reply.choices)


def test_a_list_can_be_named_at_once(db: Connection) -> None:
    commune, (one, two) = village(db)
    who = somebody(db, "truong_khoi", commune)
    file(db, one, "gãy cầu", who.id)
    file(db, two, "rác", who.id)
    for typed, sees in (("việc mới", [1, 2]), ("việc thôn 2", [2]), ("viec tat ca", [1, 2])):
        reply = cases_list.heard(here(db, who), Said(typed))
        assert reply is not None
        assert sorted(_numbers(reply)) == sees
    assert cases_list.heard(here(db, who), Said("việc đường hỏng nặng")) is None
    assert cases_list.begin(here(db, who), "", Said("xyz")).text == vi.NO_SUCH_LIST


def test_somebody_who_may_handle_in_two_communes_is_told_which_number_is_whose(db: Connection) -> None:
    commune, (one, _) = village(db)
    other = units.add(db, "xa", "xã", "Khác", units.get(db, commune.parent or 0), "2025-07-01")
    there = units.add(db, "thon", "thôn", "9", other, "2025-07-01")
    who = somebody(db, "truong_khoi", commune)
    roles.give(db, who.id, other.id, "thu_ky", 0.0)
    who = people.find(db, who.id, MONDAY)
    file(db, one, "gãy cầu", who.id)
    file(db, there, "gãy cầu", who.id)
    draft = Draft(1, "", "")
    _, lines = cases_taking.STORIES[0].gather(here(db, who), draft)
    assert sorted(lines) == ["- Số 1, XANH, xã Khác, thôn 9: gãy cầu", "- Số 1, XANH, xã Mẫu, thôn 1: gãy cầu"]


def statements(world: World, name: str, words: str) -> int:
    said: list[str] = []

    def hears(_db: Any, _cursor: Any, sql: str, *_: Any) -> None:
        said.append(sql)

    event.listen(world.db, "before_cursor_execute", hears)
    world.does(name, words)
    event.remove(world.db, "before_cursor_execute", hears)
    return len(said)


@pytest.mark.parametrize(("name", "words"), [("Tám", "việc"), ("An", "xong")])
def test_what_is_ones_own_costs_as_many_statements_however_much_it_is(world: World, name: str, words: str) -> None:
    costs = []
    for many in (3, 9):
        while len(world.cases()) < many:
            world.does("An", f"rác đổ đầy bờ mương nhà số {len(world.cases())}")
            world.does("An", "gửi")
            number = len(world.cases())
            world.does("Hoa", f"giao {number} Tám hạn 3 ngày nữa")
            if name == "An":
                world.does("Hoa", f"xong {number} đã dọn sạch")
        world.does(name, words)  # so that a list was shown before, each time
        costs.append(statements(world, name, words))
    assert costs[0] == costs[1]
