"""Whom somebody calls when the machine cannot help them."""

from __future__ import annotations

from bot.story import Here
from storage import last_places, units


def secretary(here: Here) -> str | None:
    """The number of the block's secretary where the speaker belongs, or did last."""
    who = here.who.person
    found = (units.phones(here.db, path).get("thu_ky") for path in (last_places.paths(here.db, who.id) if who else ()))
    return next((phone for phone in found if phone is not None), None)
