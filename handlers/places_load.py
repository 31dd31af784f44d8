"""The provinces whose lists we ship: their communes of today, and on request the tree before July 2025 with what became of it."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from pathlib import Path

from sqlalchemy import Connection

from bot.domain.unit_plans import CLOSE, MERGE, SPLIT, Event, New, applied, plan
from bot.domain.units import RANK, History, Tree, Version
from bot.domain.vietnamese import fold
from messages_vi.place_words import KINDS
from messages_vi.places import PROVINCES
from storage import audit, reference, unit_changes, unit_events, units
from storage.units import Unit

SINCE, BEFORE = "2025-07-01", "2022-01-01"  # the districts end on the first; the tree before is held to be so from the second
DOCUMENT = "1686/NQ-UBTVQH15"
_DATA = Path(units.__file__).parent / "data"


def load(db: Connection, province: str, now: float, *, with_2022: bool = False) -> int:
    """How many units are new; those that are there already, by their names, are left as they are."""
    reference.changed(db)
    before = len(units.paths(db))
    top = _top(db, province)
    _communes(db, province, top)
    if with_2022 and not any(v.level == "huyen" for v in units.tree(db, BEFORE).units.values()):
        old_tree(db, province, top)
        convert(db, province, now)
    new = len(units.paths(db)) - before
    if new:
        audit.note(db, None, "imported units", "", top.id, now)
    return new


def _top(db: Connection, province: str) -> Unit:
    kind, name = PROVINCES[province]
    ever = (v for versions in units.history(db).versions.values() for v in versions if v.level == "tinh")
    there = [v.unit for v in ever if fold(v.title) == fold(f"{kind} {name}")]
    return units.get(db, there[0]) if there else units.add(db, "tinh", kind, name, None, SINCE)


def _communes(db: Connection, province: str, top: Unit) -> None:
    """Those that were never there: what was renamed, moved or merged since is not missing."""
    ever = [v for v in _ever_below(units.history(db), top.id) if v.level == "xa"]
    codes, titles = {v.code for v in ever}, {fold(v.title) for v in ever}
    rows = [row for row in _rows(f"{province}_units.csv") if row["code"] not in codes and fold(row["name"]) not in titles]
    units.add_all(db, [New("xa", *_kind_and_name(row["name"]), top.id, row["code"]) for row in rows], SINCE)


def _ever_below(history: History, top: int) -> list[Version]:
    """Everything that lay below a place at any time, but for the districts that ended in 2025, and what lay in them."""
    every = sorted((v for versions in history.versions.values() for v in versions), key=lambda v: RANK[v.level])
    found, below = [], {top}
    for v in every:  # what holds another comes before it
        if v.parent in below and v.level != "huyen":
            below.add(v.unit)
            found.append(v)
    return found


def old_tree(db: Connection, province: str, top: Unit | None = None) -> None:
    """The districts and their communes, as if July 2025 had not come."""
    top = top or _top(db, province)
    units.began(db, top.id, BEFORE)
    rows = _rows(f"{province}_2022to2025.csv")
    districts = {row["old_district_code"]: row["old_district"] for row in rows}
    new = [New("huyen", *_kind_and_name(title), top.id, code) for code, title in districts.items()]
    ids = dict(zip(districts, units.add_all(db, new, BEFORE), strict=True))
    units.add_all(db, [New("xa", *_kind_and_name(r["old_ward"]), ids[r["old_district_code"]], r["old_ward_code"]) for r in rows], BEFORE)


def convert(db: Connection, province: str, now: float) -> None:
    """What July 2025 made of that tree, as events that each can be undone: what became one, what was divided, the end of the districts."""
    reference.changed(db)
    _communes(db, province, _top(db, province))
    history = units.history(db)
    for event in _conversion(history.tree(), _rows(f"{province}_2022to2025.csv")):
        number = unit_events.add(db, event, None, now)
        history = applied(history, unit_changes.do(db, number, plan(history, event), now, paths=False), number)
    unit_changes.repath(db)


def _conversion(tree: Tree, rows: list[dict[str, str]]) -> list[Event]:
    districts = {u: tree.title(u) for u, v in tree.units.items() if v.level == "huyen"}
    old = {(districts[v.parent], v.title): u for u, v in tree.units.items() if v.parent in districts}
    new = {_run_together(v.title): u for u, v in tree.units.items() if v.level == "xa" and v.parent not in districts}
    into: defaultdict[int, list[int]] = defaultdict(list)
    divided: list[Event] = []
    for row in rows:
        commune = old[" ".join(_kind_and_name(row["old_district"])), " ".join(_kind_and_name(row["old_ward"]))]
        if row["split"]:
            parts = tuple(new[part] for part in json.loads(row["new_unit"]))
            divided.append(Event(SPLIT, SINCE, DOCUMENT, (commune,), into=parts))
        else:
            into[new[_run_together(row["new_unit"])]].append(commune)
    merged = [Event(MERGE, SINCE, DOCUMENT, tuple(communes), into=(unit,)) for unit, communes in into.items()]
    return [*merged, *divided, Event(CLOSE, SINCE, DOCUMENT, tuple(districts))]


def _rows(sheet: str) -> list[dict[str, str]]:
    with (_DATA / sheet).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _kind_and_name(title: str) -> tuple[str, str]:
    """The kind word, of one or two syllables, and the name."""
    syllables = title.split()
    size = 2 if fold(" ".join(syllables[:2])) in KINDS.values() else 1
    return " ".join(syllables[:size]).lower(), " ".join(syllables[size:])


def _run_together(title: str) -> str:
    """As the sheet of the divided ones writes names."""
    return "".join(fold(title).split())
