"""Random people do random things to cases, by real turns: no state that there is not, every change in the timeline with who made it, the reporter
told once of each, and nobody outside reads a word. What must hold is written down here once more, apart from the product's rules."""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from typing import Any

import pytest

from handlers import exports
from tests.turns import World

SEED = int(os.environ.get("DANVAN_SEED") or time.localtime().tm_yday)
LEGAL = {
    "moi": {"da_nhan", "dang_giai_quyet", "da_chuyen", "da_giai_quyet", "rut_lai", "da_bao_lai", "ket_thuc"},
    "da_nhan": {"dang_giai_quyet", "da_chuyen", "da_giai_quyet", "rut_lai", "da_bao_lai", "ket_thuc"},
    "dang_giai_quyet": {"da_nhan", "da_chuyen", "da_giai_quyet", "rut_lai", "da_bao_lai", "ket_thuc"},
    "da_chuyen": {"da_nhan", "dang_giai_quyet", "da_giai_quyet", "rut_lai", "da_bao_lai", "ket_thuc"},
    "da_giai_quyet": {"da_bao_lai", "dang_giai_quyet"},
    "da_bao_lai": {"ket_thuc", "dang_giai_quyet"},
    "ket_thuc": {"dang_giai_quyet", "da_nhan", "moi", "da_chuyen"},
    "rut_lai": set[str](),
}
# lines of a timeline that its reporter hears of
TOLD = {"nhan_ban_giao", "da_nhan", "giao", "chuyen", "da_giai_quyet", "nang_muc", "ha_muc", "mo_lai"}
BLOCK, OUTSIDE = ("Hoa", "Bình", "Mười"), ("Ngoài", "Lạ")
SECRET = "nhà thầu làm ẩu"  # what the block notes for itself
SAYS = (
    "nhận {n}", "nhận {n}", "giao {n} Hoa hạn 3 ngày nữa", "giao {n} Bình", "3 ngày nữa", "giao {n} bộ phận", "1", "2", "địa chính xã",
    "chuyển {n} UBND xã, cần kinh phí", "chuyển {n}", "xong {n} đã làm xong", "xong {n}", "một phần {n} còn một đoạn", "một phần {n}", "chưa {n}",
    "đã báo {n}", "mở lại {n}", "gấp {n}", "hạ mức {n}", "đã đỡ nhiều rồi", f"ghi {{n}} {SECRET}", "báo lại {n} mai xã xuống", "hỏi {n} còn ai không",
    "trả lời {n} không còn ai", "xem {n}", "xem {n}", "rút lại {n}", "hủy", "gửi", "việc của tôi", "bàn giao", "đồng ý",
)  # fmt: skip


@pytest.mark.parametrize("turn", range(6))
def test_whatever_people_do_to_cases_the_rules_hold(world: World, turn: int) -> None:
    chance = random.Random(100 * SEED + turn)
    for name, told in (("An", "gãy lan can cầu tràn, 15 hộ phải đi vòng"), ("Cúc", "nước lũ lên nhanh, ngập 5 nhà"), ("An", "mất trộm xe máy")):
        world.does(name, told)
        world.does(name, "gửi")
    assert len(world.cases()) == 3
    done = Counter[str]()
    for _ in range(300):
        if chance.random() < 0.1:
            quietly_the_clock(world, chance)
            continue
        name = chance.choice([*world.id, "An", "An", "Cúc", "Hoa", "Hoa", "Bình", "Mười"])
        words = chance.choice([w for w in SAYS if "{n}" in w or name not in OUTSIDE])  # they have no cases of their own
        if SECRET not in words or name in BLOCK:  # who says it reads it
            done += step(world, name, words.format(n=chance.choice([1, 1, 2, 2, 3, 4])))
    assert sum(done.values()) >= 5, done
    the_export_says_what_the_timelines_say(world)


LED_TO = {
    "giao": "dang_giai_quyet", "chuyen": "da_chuyen", "da_giai_quyet": "da_giai_quyet", "on_roi": "da_bao_lai", "chua": "dang_giai_quyet",
    "mot_phan": "dang_giai_quyet", "da_bao": "ket_thuc", "ket_thuc": "ket_thuc", "mo_lai": "dang_giai_quyet", "rut_lai": "rut_lai",
}  # fmt: skip


def the_export_says_what_the_timelines_say(world: World) -> None:
    commune = world.cases()[1].commune
    cases = [c for _, c in sorted(world.cases().items()) if c.commune == commune and not c.confidential]
    for case, exported in zip(cases, exports.incident_rows(world.db, commune, None), strict=True):
        stands, levels = "moi", [case.level]
        for e in world.rows("SELECT what, office FROM incident_event WHERE incident = :i ORDER BY id", i=case.id):
            stands = "da_nhan" if e.what == "da_nhan" and stands == "moi" else LED_TO.get(e.what, stands)
            levels += [e.office] if e.what in ("nang_muc", "ha_muc") else []
        assert (exported["number"], exported["status"], exported["level"]) == (case.number, stands, levels[-1])


def quietly_the_clock(world: World, chance: random.Random) -> None:
    """The clock moves no case but to its end, and speaks only to those who may hear."""
    before, heard = world.cases(), world.rows("SELECT id FROM notice")
    world.ticks(chance.choice([600.0, 4000.0, 90_000.0, 800_000.0]))
    assert not world.stuck(), "a case whose moment has come has a job"
    for row, case in world.cases().items():
        assert case.status == before[row].status or (before[row].status, case.status) == ("da_bao_lai", "ket_thuc")
    nobody_outside(world, {r.id for r in heard})


def step(world: World, name: str, words: str) -> Counter[str]:
    before, lines, heard = world.cases(), world.events(), {r.id for r in world.rows("SELECT id FROM notice")}
    out = world.does(name, words)
    after, new = world.cases(), [e for i, e in world.events().items() if i not in lines]
    assert out or world.tells(name), f"{name} said {words!r} and got no answer"
    for row, case in after.items():
        was = before.get(row)
        if was is None:
            continue
        assert case.status == was.status or case.status in LEGAL[was.status], f"{name}: {words}: {was.status} -> {case.status}"
        changed = [c for c in ("status", "holder", "level", "due_at", "office", "text") if getattr(case, c) != getattr(was, c)]
        own = [e for e in new if e.incident == row]
        assert not changed or own, f"{name}: {words}: {changed} changed without a line"
        assert all(e.person == world.id[name] and e.at == world.now for e in own if e.what != "nhan_ban_giao")
        told_once(world, row, own, heard)
        if name in OUTSIDE:
            assert not own
            assert not changed
    for old in lines.values():
        assert world.events()[old.id] == old, "the timeline is never rewritten"
    nobody_outside(world, heard)
    if name in ("Ngoài", "Lạ", "Cúc", "An", "Tám"):
        read = " ".join(o.text for o in out)
        assert SECRET not in read, f"{name} read what the block notes for itself"
    if name in OUTSIDE:
        assert not any(c.text in " ".join(o.text for o in out) for c in after.values() if c.text)
    return Counter(e.what for e in new)


def told_once(world: World, row: int, own: list[Any], heard: set[int]) -> None:
    """Of each change by somebody else, one sentence to the reporter."""
    case = world.cases()[row]
    told = [n for n in world.rows("SELECT id, once FROM notice WHERE person = :p", p=case.reporter) if n.id not in heard]
    for e in own:
        about = [n for n in told if n.once.startswith(f"told:{row}:") and n.once.endswith(f".{e.id}")]
        assert len(about) == (e.what in TOLD and e.person != case.reporter), f"{e.what}: {[n.once for n in told]}"


def nobody_outside(world: World, heard: set[int]) -> None:
    of_cases = "SELECT id, person, once, body FROM notice WHERE kind <> 'checkin'"  # each team and block is asked of its own month
    fresh = [n for n in world.rows(of_cases) if n.id not in heard]
    outside = {world.id[name] for name in OUTSIDE}
    assert not [n.once for n in fresh if n.person in outside]
    assert not [n.once for n in fresh if SECRET in (n.body or "")]
