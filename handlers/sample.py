"""The demo's commune, made once: units of every level, one person for each phone, and past months to look at."""

from __future__ import annotations

import csv
from pathlib import Path

from sqlalchemy import Connection

from bot.talk import Peer
from handlers import sample_months
from handlers.sample_months import Commune
from messages_vi import joining, sample
from storage import people, roles, units
from storage.units import Unit

SINCE = "2025-07-01"
_UNITS = Path(units.__file__).parent / "data" / "thanhhoa_units.csv"


def load(db: Connection, now: float, months: int = 0) -> bool:
    """False when there are units already: nothing is changed then. ``months``: so many past ones with made-up answers and cases."""
    if units.everything(db):
        return False
    since = min(SINCE, sample_months.begins(now, months)) if months else SINCE
    province = units.add(db, "tinh", *sample.PROVINCE, None, since)
    commune = units.add(db, "xa", *_commune(), province, since, sample.COMMUNE_CODE)
    hamlets = [units.add(db, "thon", kind, name, commune, since) for kind, name in sample.HAMLETS]
    for key, phone in sample.PHONES_OF_COMMUNE.items():
        units.set_phone(db, commune.id, key, phone)
    at: dict[str, Unit] = {"tinh": province, "xa": commune, "thon": hamlets[0]}
    by_role: dict[str, int] = {}
    for phone_ in sample.PHONES:
        by_role[phone_.role] = person = people.add(db, phone_.name, now)
        people.join(db, Peer("phone", "demo", phone_.chat), person, now)
        people.consented(db, person, joining.VERSION, now)
        roles.give(db, person, at[phone_.where].id, phone_.role, now)
    sample_months.load(db, Commune(commune, tuple(hamlets), by_role["to_vien"], by_role["truong_khoi"]), now, months)
    return True


def _commune() -> tuple[str, str]:
    """Kind word and name of the demo's commune, from the province's list."""
    with _UNITS.open(encoding="utf-8-sig", newline="") as file:
        row = next(r for r in csv.DictReader(file) if r["code"] == sample.COMMUNE_CODE)
    kind, _, name = row["name"].partition(" ")
    return kind.lower(), name
