"""Events of the places on real databases: the rows they change, what hangs on them, and that undoing leaves no trace."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from bot.domain.cases import ENDED
from bot.domain.roles import Right
from bot.domain.unit_plans import CLOSE, MERGE, MOVE, RENAME, SPLIT, New, Refused
from handlers import places
from storage import incidents, people, roles, unit_events, units
from tests.places_kit import NOW, SINCE, Province, at, province


@pytest.fixture
def home(url: str) -> Iterator[Province]:
    with province(url) as made:
        yield made


def paths_agree(home: Province) -> None:
    tree = units.tree(home.db)
    assert units.paths(home.db) == {u: tree.path(u) for u in (*tree.units, *tree.gone)}
    kept = {u.id: (u.level, u.title, u.parent, u.valid_to) for u in units.everything(home.db)}
    last = {u: vs[-1] for u, vs in units.history(home.db).versions.items()}
    assert kept == {u: (v.level, v.title, v.parent, v.valid_to) for u, v in last.items()}


def test_everything_true_at_a_date_can_be_asked_for_that_date(home: Province) -> None:
    home.order(RENAME, "thôn A1", on="2026-02-01", named=("khu phố", "Mới"))
    home.order(MOVE, "khu phố Mới", on="2026-03-01", to=home.id("xã B"))
    home.order(MERGE, "khu phố Mới", "thôn B1", on="2026-04-01", into=(New("thon", "thôn", "Chung", home.id("xã B")),))
    unit, commune = home.id("khu phố Mới"), {t: home.id(t) for t in ("xã A", "xã B")}
    told = {day: (units.tree(home.db, day).title(unit), units.tree(home.db, day).parent(unit)) for day in (SINCE, "2026-02-01", "2026-03-31")}
    assert told == {
        SINCE: ("thôn A1", commune["xã A"]), "2026-02-01": ("khu phố Mới", commune["xã A"]), "2026-03-31": ("khu phố Mới", commune["xã B"]),
    }  # fmt: skip
    assert unit not in units.tree(home.db, "2026-04-01").units
    assert [u.title for u in units.heirs(home.db, unit)] == ["thôn Chung"]
    assert [u.title for u in units.children(home.db, commune["xã B"])] == ["thôn B2", "thôn B3", "thôn Chung"]
    rows = {row["id"]: row for row in places.rows_on(home.db, "2026-02-28")}
    assert (rows[unit]["path"], rows[unit]["valid_from"], rows[unit]["valid_to"]) == ("tỉnh Mẫu / xã A / khu phố Mới", SINCE, "2026-04-01")
    paths_agree(home)


def test_a_team_goes_on_at_the_unit_its_own_became(home: Province) -> None:
    member, head, officer = (
        home.person("Bảy", "to_vien", "thôn A1"),
        home.person("Tám", "to_truong", "thôn A2"),
        home.person("Chín", "dang_uy_vien", "thôn A1"),
    )
    both = home.person("Mười", "to_vien", "thôn A1")
    roles.give(home.db, both, home.id("thôn A2"), "to_vien", at("2026-01-01"))
    entry = home.order(MERGE, "thôn A1", "thôn A2", into=(New("thon", "thôn", "Chung", home.id("xã A")),))
    assert home.roles(member) == home.roles(both) == {("to_vien", "thôn Chung")}
    assert (home.roles(head), home.roles(officer)) == ({("to_truong", "thôn Chung")}, {("dang_uy_vien", "thôn Chung")})
    assert home.roles(member, at("2026-02-28")) == {("to_vien", "thôn A1")}  # as it was before
    assert home.roles(member, at("2026-03-01", 0)) == {("to_vien", "thôn Chung")}
    assert len(entry.did["roles_begun"]) == 4
    paths_agree(home)


def test_a_team_that_is_divided_goes_on_at_each_part(home: Province) -> None:
    member = home.person("Bảy", "to_vien", "thôn A1")
    home.order(SPLIT, "thôn A1", into=(home.id("thôn A1"), New("thon", "thôn", "Tây", home.id("xã A"))))
    assert home.roles(member) == {("to_vien", "thôn A1"), ("to_vien", "thôn Tây")}
    home.order(SPLIT, "thôn A1", on="2026-04-01", into=(home.id("thôn A2"), home.id("thôn Tây")))
    assert home.roles(member) == {("to_vien", "thôn A2"), ("to_vien", "thôn Tây")}


def test_what_was_made_beside_a_unit_is_not_its_heir(home: Province) -> None:
    one = home.id("thôn A1")
    home.order(SPLIT, "thôn A1", into=(one, New("thon", "thôn", "Tây", home.id("xã A"))))
    home.order(MERGE, "thôn A1", on="2026-04-01", into=(home.id("thôn A2"),))
    assert [u.title for u in units.heirs(home.db, one)] == ["thôn A2"]
    home.order(CLOSE, "thôn A2", on="2026-05-01")
    assert units.heirs(home.db, one) == []


def test_a_role_given_after_the_day_goes_along_from_its_own_beginning(home: Province) -> None:
    member, left = home.person("Bảy", "to_vien", "thôn A1", since="2026-05-01"), home.person("Tám", "to_vien", "thôn A1", until=at("2026-06-01"))
    home.order(MERGE, "thôn A1", "thôn A2", into=(home.id("thôn A2"),))
    assert home.roles(member, at("2026-04-01")) == set()
    assert home.roles(member, at("2026-05-02")) == {("to_vien", "thôn A2")}
    assert home.roles(left, at("2026-05-30")) == {("to_vien", "thôn A2")}
    assert home.roles(left) == set()


def test_roles_of_the_commune_wait_for_a_decision(home: Province) -> None:
    head, other = home.person("Một", "truong_khoi", "xã A"), home.person("Hai", "truong_khoi", "xã B")
    seen = places.preview(home.db, home.event(MERGE, "xã A", "xã B", into=(home.id("xã B"),)), NOW)
    assert ([h.name for h in seen.staying], seen.carried, seen.unheard) == (["Một"], [], [])
    new = New("xa", "xã", "Mới", home.id("tỉnh Mẫu"))
    assert places.preview(home.db, home.event(MERGE, "xã A", "xã B", into=(new,)), NOW).unheard == [-1]
    assert places.preview(home.db, home.event(MERGE, "xã A", "xã B", into=(new,), carry=True), NOW).unheard == []
    home.order(MERGE, "xã A", "xã B", into=(home.id("xã B"),))
    assert home.roles(head) == {("truong_khoi", "xã A")}
    heard = {p.id for p in roles.with_right(home.db, Right.ALERTED, home.unit("thôn A1").path, NOW)}
    assert heard == {other}
    assert {p.id for p in roles.with_right(home.db, Right.ALERTED, home.unit("xã A").path, NOW)} == {head, other}
    home.order(MERGE, "xã B", "xã C", on="2026-04-01", into=(home.id("xã C"),), carry=True)
    assert home.roles(other) == {("truong_khoi", "xã C")}


def test_who_has_a_right_at_what_came_after_has_it_over_what_was_left_behind(home: Province) -> None:
    member, head = home.person("Bảy", "to_vien", "thôn A1"), home.person("Tám", "to_truong", "thôn B1")
    home.case(member, "thôn A1")
    home.order(MOVE, "thôn A1", to=home.id("xã B"))
    home.order(MERGE, "thôn A1", "thôn B1", on="2026-04-01", into=(home.id("thôn B1"),))
    home.order(MOVE, "thôn B1", on="2026-05-01", to=home.id("xã C"))
    who = people.find(home.db, head, NOW)
    assert home.unit("thôn A1").path == f"{home.unit('thôn B1').path}{home.id('thôn A1')}/"
    assert home.unit("thôn A1").path.startswith(next(r.path for r in who.roles))
    paths_agree(home)


def test_a_divided_commune_loses_none_of_its_open_cases(home: Province) -> None:
    head, member = home.person("Một", "truong_khoi", "xã B"), home.person("Bảy", "to_vien", "thôn A1")
    case, settled = home.case(member, "xã A"), home.case(member, "xã B", ENDED[0])
    home.order(MERGE, "xã A", "xã B", into=(home.id("xã B"),))
    kids = [u.id for u in units.children(home.db, home.id("xã B"))]
    new = tuple(New("xa", "xã", name, home.id("tỉnh Mẫu")) for name in ("Đông", "Tây"))
    parted = {"into": new, "children": tuple((kid, n % 2) for n, kid in enumerate(kids))}
    bare = places.preview(home.db, home.event(SPLIT, "xã B", on="2026-04-01", **parted), NOW)
    assert (bare.vacant, bare.unread, bare.both) == ([(-2, "truong_khoi"), (-1, "truong_khoi")], [(home.id("xã A"), 1)], [])
    seen = places.preview(home.db, home.event(SPLIT, "xã B", on="2026-04-01", carry=True, **parted), NOW)
    assert (seen.vacant, seen.unread, [h.name for h in seen.both]) == ([], [], ["Một"])
    was = home.rows()
    entry = home.order(SPLIT, "xã B", on="2026-04-01", carry=True, **parted)
    assert home.roles(head) == {("truong_khoi", "xã A"), ("truong_khoi", "xã Đông"), ("truong_khoi", "xã Tây")}
    read = {r.id for r in home.db.execute(incidents.select_for(people.find(home.db, head, NOW)))}
    assert (case in read, settled in read) == (True, False)
    places.undo(home.db, entry.id, NOW)
    assert home.rows() == was


def test_heads_of_a_divided_hamlet_go_on_reading_its_open_cases(home: Province) -> None:
    head, member = home.person("Tám", "to_truong", "thôn A1"), home.person("Bảy", "to_vien", "thôn A1")
    case = home.case(member, "thôn A1")
    event = home.event(SPLIT, "thôn A1", into=tuple(New("thon", "thôn", name, home.id("xã A")) for name in ("Đông", "Tây")))
    assert [h.name for h in places.preview(home.db, event, NOW).both] == ["Tám"]
    was = home.rows()
    entry = places.order(home.db, event, NOW)
    assert case in {r.id for r in home.db.execute(incidents.select_for(people.find(home.db, head, NOW)))}
    assert home.roles(head) == {("to_truong", "thôn A1"), ("to_truong", "thôn Đông"), ("to_truong", "thôn Tây")}
    assert home.roles(member) == {("to_vien", "thôn Đông"), ("to_vien", "thôn Tây")}  # their own they read anywhere
    places.undo(home.db, entry.id, NOW)
    assert home.rows() == was


def test_a_divided_hamlet_without_open_cases_leaves_nobody_behind(home: Province) -> None:
    head = home.person("Tám", "to_truong", "thôn A1")
    home.case(head, "thôn A1", ENDED[0])
    home.order(SPLIT, "thôn A1", into=(home.id("thôn A2"), home.id("thôn A3")))
    assert home.roles(head) == {("to_truong", "thôn A2"), ("to_truong", "thôn A3")}


def test_a_closed_unit_takes_its_team_along(home: Province) -> None:
    member, head = home.person("Bảy", "to_vien", "thôn A1"), home.person("Tám", "truong_khoi", "xã C")
    home.order(CLOSE, "thôn A1")
    assert home.roles(member) == set()
    with pytest.raises(Refused, match="still in it"):
        home.order(CLOSE, "xã C")
    home.order(MOVE, "thôn C1", "thôn C2", "thôn C3", to=home.id("xã B"))
    home.order(CLOSE, "xã C")
    assert home.roles(head) == {("truong_khoi", "xã C")}


def test_codes_and_requests_lead_to_the_heir_or_end(home: Province) -> None:
    asks = home.person("Bảy", "to_vien", "thôn B1")
    code, block_code, other_code = home.invitation("thôn A1"), home.invitation("xã A", "truong_khoi"), home.invitation("thôn A2")
    first, twice, apart = home.request(asks, "thôn A1"), home.request(asks, "thôn A3"), home.request(asks, "thôn A2")
    seen = places.preview(home.db, home.event(MERGE, "thôn A1", "thôn A3", into=(home.id("thôn A3"),)), NOW)
    assert (seen.leading, seen.ending) == (2, 0)
    home.order(MERGE, "thôn A1", "thôn A3", into=(home.id("thôn A3"),))
    home.order(SPLIT, "thôn A2", on="2026-04-01", into=(home.id("thôn A3"), New("thon", "thôn", "Tây", home.id("xã A"))))
    home.order(MERGE, "xã A", "xã B", on="2026-05-01", into=(home.id("xã B"),))
    rows = {r.id: (r.unit, r.revoked_at) for r in home.db.execute(text("SELECT id, unit, revoked_at FROM invitation"))}
    assert rows[code] == (home.id("thôn A3"), None)
    assert rows[other_code][1] == rows[block_code][1] == NOW
    asked = {r.id: (r.unit, r.state) for r in home.db.execute(text("SELECT id, unit, state FROM request"))}
    assert asked == {first: (home.id("thôn A1"), "refused"), twice: (home.id("thôn A3"), "waiting"), apart: (home.id("thôn A2"), "refused")}


def test_what_will_change_is_shown_before(home: Province) -> None:
    member, head = home.person("Bảy", "to_vien", "thôn A1"), home.person("Tám", "to_truong", "thôn A2")
    home.person("Chín", "truong_khoi", "xã A")
    for status in ("moi", "da_nhan", "da_giai_quyet", "rut_lai"):
        home.case(member, "thôn A1", status)
    home.case(head, "thôn A3")
    draft = "INSERT INTO draft(key, story, owner, answers, state, touched) VALUES ('baoviec:1', 'baoviec', :who, '{}', :state, 1)"
    home.db.execute(text(draft), [{"who": member, "state": "open"}, {"who": member, "state": "done"}])
    home.phone("thôn A1")
    new, before = New("thon", "thôn", "A3", home.id("xã A")), home.rows()
    seen = places.preview(home.db, home.event(MERGE, "thôn A1", "thôn A2", into=(new,), on="2027-01-01"), NOW)
    assert (seen.units, seen.people, seen.cases, seen.drafts) == (2, 2, 2, 1)
    assert [h.name for h in seen.carried] == ["Bảy", "Tám"]
    assert seen.numbers == [(home.id("thôn A1"), "truc_ban")]
    assert seen.expected == {home.id("xã A"): (3, 2)}
    assert seen.alike == ["thôn A3"]
    assert home.rows() == before
    assert unit_events.everything(home.db) == []


def test_what_came_into_a_unit_after_an_end_told_late_goes_to_its_heir(home: Province) -> None:
    hamlet, before = home.id("thôn A1"), {n: home.id(f"xã {n}") for n in "ABC"}
    home.order(MOVE, "thôn A1", on="2026-06-01", to=before["B"])
    was = home.rows()
    merged = home.order(MERGE, "xã B", on="2026-03-01", into=(before["C"],))
    held = [(v.parent, v.valid_from, v.valid_to) for v in units.history(home.db).versions[hamlet]]
    assert held == [(before["A"], SINCE, "2026-06-01"), (before["B"], "2026-06-01", "2026-06-01"), (before["C"], "2026-06-01", None)]
    assert [units.tree(home.db, day).parent(hamlet) for day in ("2026-04-01", "2026-06-01")] == [before["A"], before["C"]]
    paths_agree(home)
    places.undo(home.db, merged.id, NOW)
    assert home.rows() == was


# the day to come -----------------------------------------------------------------------------------------------------
def test_an_event_of_a_day_to_come_waits_and_is_done_in_its_turn(home: Province) -> None:
    now = at("2026-02-01")
    second = home.order(MERGE, "thôn A2", "thôn A3", on="2026-04-01", now=now, into=(home.id("thôn A3"),))
    first = home.order(RENAME, "thôn A2", on="2026-03-01", now=now, named=("bản", "Hai"))
    assert first.done_at is second.done_at is None
    assert units.tree(home.db).title(home.id("thôn A2")) == "thôn A2"
    with pytest.raises(Refused, match="is no more since 2026-04-01"):
        home.order(RENAME, "thôn A2", on="2026-05-01", now=now, named=("bản", "Ba"))
    assert places.catch_up(home.db, at("2026-04-01", 0)) == []
    assert units.tree(home.db, "2026-03-15").title(second.event.units[0]) == "bản Hai"
    assert units.tree(home.db).heirs(second.event.units[0]) == [home.id("thôn A3")]
    paths_agree(home)


def test_one_that_has_become_impossible_goes_on_waiting_and_says_why(home: Province) -> None:
    now = at("2026-02-01")
    waits = home.order(MERGE, "thôn A1", "thôn A2", on="2026-04-01", now=now, into=(home.id("thôn A2"),))
    seen = places.preview(home.db, home.event(CLOSE, "thôn A1", on="2026-02-01"), now)
    assert [e.id for e in seen.waiting] == [waits.id]
    home.order(CLOSE, "thôn A1", on="2026-02-01", now=now)
    assert "is no more since 2026-02-01" in places.why_not(home.db, waits)
    assert [e.id for e in places.catch_up(home.db, NOW)] == [waits.id]
    places.undo(home.db, waits.id, NOW)
    assert places.catch_up(home.db, NOW) == []


def test_what_was_done_later_depends_on_it_even_if_it_was_told_earlier(home: Province) -> None:
    now = at("2026-02-01")
    merged = home.order(MERGE, "thôn A2", "thôn A3", on="2026-04-01", now=now, into=(home.id("thôn A3"),))
    renamed = home.order(RENAME, "thôn A2", on="2026-03-01", now=now, named=("bản", "Hai"))
    assert places.catch_up(home.db, at("2026-04-01", 0)) == []
    with pytest.raises(Refused, match=rf"event {merged.id} \(merge, 2026-04-01\) came later"):
        places.undo(home.db, renamed.id, NOW)
    places.undo(home.db, merged.id, NOW)
    places.undo(home.db, renamed.id, NOW)
    assert home.unit("thôn A2").valid_to is None
    paths_agree(home)


def test_what_waited_and_is_done_by_a_later_order_came_before_it(home: Province) -> None:
    first = home.order(RENAME, "thôn A2", on="2026-04-01", now=at("2026-02-01"), named=("bản", "Hai"))
    second = home.order(MOVE, "bản Hai" if first.done_at else "thôn A2", on="2026-04-01", to=home.id("xã B"))
    with pytest.raises(Refused, match=f"event {second.id} "):
        places.undo(home.db, first.id, NOW)
    places.undo(home.db, second.id, NOW)
    places.undo(home.db, first.id, NOW)


# undone --------------------------------------------------------------------------------------------------------------
def test_undoing_leaves_no_trace(home: Province) -> None:
    asks = home.person("Bảy", "to_vien", "thôn A1")
    home.person("Tám", "truong_khoi", "xã A")
    for where in ("thôn A1", "thôn A2", "xã A", "xã B"):
        home.invitation(where)
        home.request(asks, where)
    ordered = [
        home.event(MOVE, "thôn A3", to=home.id("xã C")),
        home.event(MERGE, "thôn A1", "thôn A2", into=(New("thon", "thôn", "Chung", home.id("xã A")),)),
        home.event(MERGE, "xã A", "xã B", into=(New("xa", "phường", "AB", home.id("tỉnh Mẫu")),), carry=True),
        home.event(SPLIT, "thôn B1", into=(home.id("thôn B2"), home.id("thôn B3"))),
        home.event(RENAME, "thôn B2", named=("bản", "Hai")),
        home.event(CLOSE, "thôn C1"),
    ]
    before, done = [], []
    for event in ordered:
        before.append(home.rows())
        done.append(places.order(home.db, event, NOW))
        paths_agree(home)
    for entry, was in reversed(list(zip(done, before, strict=True))):
        assert places.undo(home.db, entry.id, NOW).undone_at == NOW
        assert home.rows() == was
    with pytest.raises(Refused, match="undone already"):
        places.undo(home.db, done[0].id, NOW)
    with pytest.raises(Refused, match="there is no event"):
        places.undo(home.db, 99, NOW)


def test_undoing_gives_nothing_back_to_whoever_is_no_more(home: Province) -> None:
    asks, erased = home.person("Bảy", "to_vien", "thôn B1"), home.person("Tám", "to_truong", "thôn A1")
    home.request(asks, "thôn A1")
    closed = home.order(CLOSE, "thôn A1")
    home.db.execute(text("DELETE FROM account"))
    home.db.execute(text("UPDATE person SET erased_at = 1 WHERE id = :who"), {"who": erased})
    places.undo(home.db, closed.id, NOW)
    assert home.db.execute(text("SELECT state FROM request")).scalar_one() == "refused"
    assert home.roles(erased) == set()


def test_nobody_who_is_erased_hears_or_heads(home: Province) -> None:
    head, erased = home.person("Một", "truong_khoi", "xã A"), home.person("Hai", "truong_khoi", "xã A")
    home.db.execute(text("UPDATE person SET erased_at = 1 WHERE id = :who"), {"who": erased})
    assert [p.id for p in roles.with_right(home.db, Right.ALERTED, home.unit("xã A").path, NOW)] == [head]
    (own,) = home.db.execute(text("SELECT id FROM role WHERE person = :who"), {"who": head}).scalars()
    assert not roles.may_be_ended(home.db, people.find(home.db, head, NOW), own, NOW)


def test_what_depends_on_an_event_is_named_when_it_cannot_be_undone(home: Province) -> None:
    merged = home.order(MERGE, "thôn A1", "thôn A2", into=(New("thon", "thôn", "Chung", home.id("xã A")),))
    member = home.person("Bảy", "to_vien", "thôn Chung", since="2026-05-01")
    home.case(member, "thôn Chung")
    home.phone("thôn Chung")
    home.invitation("thôn Chung")
    home.request(member, "thôn Chung", "to_pho")
    with pytest.raises(Refused) as why:
        places.undo(home.db, merged.id, NOW)
    for what in ("1 cases", "1 roles", "1 invitations", "1 requests", "1 telephone numbers"):
        assert f"{what} depend" in str(why.value)
    later = home.order(RENAME, "thôn Chung", on="2026-04-01", named=("thôn", "Mới"))
    with pytest.raises(Refused, match=rf"event {later.id} \(rename, 2026-04-01\) came later"):
        places.undo(home.db, merged.id, NOW)


def test_a_carried_role_that_has_changed_since_depends_on_it(home: Province) -> None:
    member = home.person("Bảy", "to_vien", "thôn A1")
    merged = home.order(MERGE, "thôn A1", "thôn A2", into=(home.id("thôn A2"),))
    (role,) = (r[0] for r in merged.did["roles_begun"])
    roles.end(home.db, role, NOW)
    with pytest.raises(Refused, match="1 roles that it carried on have changed since"):
        places.undo(home.db, merged.id, NOW)
    assert home.roles(member) == set()


def test_what_would_lie_in_something_that_has_ended_is_not_put_back(home: Province) -> None:
    moved = home.order(MOVE, "thôn A1", "thôn A2", "thôn A3", to=home.id("xã B"))
    closed = home.order(CLOSE, "xã A", on="2026-04-01")
    with pytest.raises(Refused, match="would lie in again, is no more"):
        places.undo(home.db, moved.id, NOW)
    places.undo(home.db, closed.id, NOW)
    places.undo(home.db, moved.id, NOW)
    assert home.unit("thôn A1").path == f"{home.unit('xã A').path}{home.id('thôn A1')}/"


def test_a_later_event_that_waits_depends_on_it_too(home: Province) -> None:
    merged = home.order(MERGE, "thôn A1", "thôn A2", into=(New("thon", "thôn", "Chung", home.id("xã A")),))
    waits = home.order(RENAME, "thôn Chung", on="2027-01-01", named=("thôn", "Mới"))
    with pytest.raises(Refused, match="which waits for its day, came later"):
        places.undo(home.db, merged.id, NOW)
    places.undo(home.db, waits.id, NOW)
    places.undo(home.db, merged.id, NOW)


def test_what_is_undone_and_done_is_noted_without_names(home: Province) -> None:
    entry = home.order(MERGE, "thôn A1", "thôn A2", into=(home.id("thôn A2"),))
    places.undo(home.db, entry.id, NOW)
    noted = [tuple(r) for r in home.db.execute(text("SELECT person, what, object FROM audit ORDER BY id"))]
    assert noted == [(None, "changed unit", f"unit_event:{entry.id}"), (None, "undid unit", f"unit_event:{entry.id}")]
