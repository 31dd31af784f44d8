"""A whole province moves in a few statements: 4,700 units are brought to their new places at once."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from bot.domain.unit_plans import MERGE, MOVE, Event, New
from handlers import places
from storage import engines, units
from tests.places_kit import NOW, SINCE


@pytest.mark.parametrize("kind", [MOVE, MERGE])
def test_4700_units_move_in_a_few_statements(url: str, kind: str) -> None:
    engine = engines.writer(url)
    said: list[str] = []
    with engine.connect() as db:
        top = units.add(db, "tinh", "tỉnh", "Mẫu", None, SINCE)
        here, there = units.add_all(db, [New("huyen", "huyện", name, top.id) for name in "AB"], SINCE)
        communes = units.add_all(db, [New("xa", "xã", str(n), here) for n in range(166)], SINCE)
        units.add_all(db, [New("thon", "thôn", str(n), commune) for commune in communes for n in range(27)], SINCE)
        event.listen(engine, "before_cursor_execute", lambda _db, _cursor, statement, *_: said.append(statement))
        whole = Event(MOVE, "2026-03-01", "1/NQ", tuple(communes), to=there)
        entry = places.order(db, whole if kind == MOVE else Event(MERGE, "2026-03-01", "1/NQ", (here,), into=(there,)), NOW)
        assert len(said) < 30
        tree = units.tree(db)
        assert units.paths(db) == {u: tree.path(u) for u in (*tree.units, *tree.gone)}
        assert len(tree.below(there)) == 1 + 166 * 28
        places.undo(db, entry.id, NOW)
        assert len(units.tree(db).below(here)) == 1 + 166 * 28
        db.rollback()
    engine.dispose()
