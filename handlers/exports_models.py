"""Models of skilful mobilization as rows for an office's own tables; of who wrote them nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection

from bot.domain.periods import local
from storage import models, units
from storage.models import Model

MODELS = ("number", "commune", "unit", "title", "about", "state", "created_at", "recognised_at", "updated_at", "photos")


def model_rows(db: Connection, unit: int | None, month: str | None) -> Iterator[dict[str, Any]]:
    """``unit``: only its subtree; ``month``: YYYY-MM of the local day of its last step. ``recognised_at``: when it was first; null: it is not."""
    at = None if unit is None else units.find(db, unit)
    if unit is not None and at is None:
        raise ValueError(f"there is no unit {unit}")
    for m in models.everything(db, [at.path] if at else None):
        if month is None or f"{local(m.at):%Y-%m}" == month:
            yield _row(db, m)


def _row(db: Connection, m: Model) -> dict[str, Any]:
    steps = models.steps(db, m.id)
    recognised = models.recognised_at(steps)
    what = {"number": m.number, "commune": m.commune_title, "unit": m.unit_title, "title": m.title, "about": m.about, "state": m.state}
    when = {"created_at": _iso(steps[0].at), "recognised_at": None if recognised is None else _iso(recognised), "updated_at": _iso(m.at)}
    return {**what, **when, "photos": sum(s.photo is not None for s in steps)}


def _iso(at: float) -> str:
    return local(at).isoformat(timespec="seconds")
