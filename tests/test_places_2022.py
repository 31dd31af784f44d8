"""The tree of 2022 with its districts and what July 2025 made of it: what was recorded at 547 communes adds up rightly on both sides of the day."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from bot.domain.vietnamese import fold
from handlers import places_load
from storage import engines, people, roles, units
from tests.places_kit import NOW, Province, at

EVE, DAY = "2025-06-30", "2025-07-01"
DATA = Path(units.__file__).parent / "data"


def sheet(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


OLD, NEW = sheet("thanhhoa_2022to2025.csv"), sheet("thanhhoa_units.csv")
DIVIDED = [row for row in OLD if row["split"]]


@pytest.fixture
def db(url: str) -> Iterator[Connection]:
    engine = engines.writer(url)
    with engine.connect() as made:
        yield made
        made.rollback()
    engine.dispose()


@pytest.fixture
def recorded(db: Connection) -> Connection:
    """At each of the 547 communes one case and one role of the block, in June 2025; then July comes."""
    places_load.old_tree(db, "thanhhoa")
    home = Province.__new__(Province)
    home.db, home.drafts = db, 0
    june = at("2025-06-10")
    for commune in [u for u in units.everything(db) if u.level == "xa"]:
        person = people.add(db, "Mẫu", june)
        roles.give(db, person, commune.id, "thanh_vien_khoi", june)
        home.case(person, commune.title)
        db.execute(text("UPDATE incident SET unit = :u, created_at = :at WHERE draft = :d"), {"u": commune.id, "at": june, "d": home.drafts})
    places_load.convert(db, "thanhhoa", NOW)
    return db


def test_what_was_recorded_at_547_old_communes_adds_up_on_both_sides_of_the_day(recorded: Connection) -> None:
    eve, day = units.tree(recorded, EVE), units.tree(recorded, DAY)
    for what in ("incident", "role"):
        where = [r.unit for r in recorded.execute(text(f"SELECT unit FROM {what}"))]
        assert len(where) == 547
        by_district = Counter(eve.title(holder) if (holder := eve.holder(u, "huyen")) else "" for u in where)
        assert by_district == Counter(lower(row["old_district"]) for row in OLD)
        by_commune = Counter(day.title(holder) if (holder := day.holder(u, "xa")) else "" for u in where)
        assert by_commune.pop("") == len(DIVIDED) == 10  # of several communes: counted once, in the province
        assert by_commune == Counter({lower(row["name"]): int(row["n_old_communes"]) for row in NEW})
        assert {day.line(u)[0] for u in where} == set(day.children(None))
    counted = {f"{r.kind} {r.name}": r.cases for r in recorded.execute(text(IN_THE_QUERY))}
    assert counted == {lower(row["name"]): int(row["n_old_communes"]) for row in NEW}
    today = units.tree(recorded)
    assert units.paths(recorded) == {u: today.path(u) for u in (*today.units, *today.gone)}


IN_THE_QUERY = """SELECT above.name, above.kind, count(*) AS cases FROM incident JOIN unit ON unit.id = incident.unit
    JOIN unit AS above ON unit.path LIKE above.path || '%' WHERE above.level = 'xa' AND above.valid_to IS NULL GROUP BY above.name, above.kind"""


def lower(title: str) -> str:
    """As units are called: the kind word in small letters."""
    words = title.split()
    size = 2 if words[0] == "Thị" or title.startswith("Thành phố") else 1
    return " ".join([*(w.lower() for w in words[:size]), *words[size:]])


def test_loading_twice_adds_nothing_in_whatever_order(db: Connection) -> None:
    assert places_load.load(db, "thanhhoa", NOW) == 167
    assert places_load.load(db, "thanhhoa", NOW) == 0
    assert places_load.load(db, "thanhhoa", NOW, with_2022=True) == 573
    assert places_load.load(db, "thanhhoa", NOW, with_2022=True) == 0
    today = units.tree(db)
    assert Counter(v.kind for v in today.units.values()) == {"tỉnh": 1, "xã": 147, "phường": 19}
    assert len(units.tree(db, EVE).units) == 574
    the_heirs_are_those_of_the_sheet(db)


def the_heirs_are_those_of_the_sheet(db: Connection) -> None:
    eve, day = units.tree(db, EVE), units.tree(db, DAY)
    ids = {(eve.title(v.parent), v.title): u for u, v in eve.units.items() if v.parent and v.level == "xa"}
    for row in OLD:
        heirs = {"".join(fold(day.title(u)).split()) for u in day.heirs(ids[lower(row["old_district"]), lower(row["old_ward"])])}
        expected = json.loads(row["new_unit"]) if row["split"] else ["".join(fold(row["new_unit"]).split())]
        assert heirs == set(expected)
    assert Counter(v.level for v in eve.units.values()) == {"tinh": 1, "huyen": 26, "xa": 547}
    assert Counter(v.level for v in day.units.values()) == {"tinh": 1, "xa": 166}
