"""A check-in stays with the unit it was asked of and that unit's block, whatever becomes of either later; the months to come do not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import pytest

from bot.domain.months import Month
from bot.domain.unit_plans import CLOSE, MERGE, MOVE, RENAME
from handlers import checkin_clock, places
from storage import checkins, forms
from storage.checkins import Checkin
from tests.months_kit import a_month
from tests.places_kit import NOW, Province, province

SAID = {"hop_to": 2, "de_nghi": "xin sửa mương"}


@pytest.fixture
def here(url: str) -> Iterator[Province]:
    with province(url) as made:
        yield made


def sent(here: Province, team: str, block: str) -> Checkin:
    """What this team has told of November."""
    one = a_month(here.db, here.id(team), here.id(block))
    checkins.submit(here.db, one, forms.get(here.db, one.form).form, SAID, 1, NOW)
    after = checkins.find(here.db, one.id)
    assert after is not None
    return after


def kept(here: Province, one: Checkin) -> Any:
    """What is known of it, beside what its unit is called and where that lies."""
    now = checkins.find(here.db, one.id)
    assert now is not None
    names = [f.name for f in fields(Checkin) if f.name not in ("unit_title", "path")]
    return [getattr(now, name) for name in names], checkins.answers(here.db, one.id)


EVENTS: list[tuple[str, tuple[str, ...], dict[str, Any]]] = [
    (MERGE, ("thôn A1", "thôn A2"), {"into": "thôn A2"}),
    (CLOSE, ("thôn A1",), {}),
    (RENAME, ("thôn A1",), {"named": ("bản", "Mới")}),
    (MOVE, ("thôn A1",), {"to": "xã B"}),
    (MERGE, ("xã A", "xã B"), {"into": "xã B"}),
]


@pytest.mark.parametrize(("kind", "of", "what"), EVENTS, ids=lambda x: x if isinstance(x, str) else "")
def test_a_check_in_stays_with_its_unit_and_its_block_and_so_it_does_when_the_event_is_undone(
    here: Province, kind: str, of: tuple[str, ...], what: dict[str, Any]
) -> None:
    block, one, other = here.id("xã A"), sent(here, "thôn A1", "xã A"), sent(here, "thôn A2", "xã A")
    before = [kept(here, c) for c in (one, other)]
    named = {key: (here.id(value),) if key == "into" else here.id(value) if key == "to" else value for key, value in what.items()}
    done = here.order(kind, *of, **named)
    assert [kept(here, c) for c in (one, other)] == before
    assert {c.id for c in (checkins.find(here.db, one.id), checkins.find(here.db, other.id)) if c and c.block == block} == {one.id, other.id}
    places.undo(here.db, done.id, NOW)
    assert [kept(here, c) for c in (one, other)] == before
    assert checkins.find(here.db, one.id) == one


def test_of_hamlets_that_became_one_only_that_one_is_asked_from_then_on(here: Province) -> None:
    one = sent(here, "thôn A1", "xã A")
    before = kept(here, one)
    here.order(MERGE, "thôn A1", "thôn A2", into=(here.id("thôn A2"),))
    asked = checkin_clock.expected(here.db, here.unit("xã A"), Month(2026, 12), NOW)
    assert [e.unit for e in asked] == [here.id("thôn A2"), here.id("thôn A3"), here.id("xã A")]
    checkins.plan(here.db, checkin_clock.expected(here.db, here.unit("xã A"), Month(2026, 11), NOW))
    assert kept(here, one) == before
