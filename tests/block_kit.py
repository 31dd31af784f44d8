"""A commune whose months are asked for, answered and released as by hand, for the tests of what becomes of them on paper."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert

from bot.documents.block_report import Annex, BlockReport
from bot.domain.months import bounds, month
from bot.domain.periods import HERE
from bot.domain.roles import Person
from bot.domain.spans import Length, span
from bot.domain.unit_plans import New
from bot.talk import Peer
from handlers.block_report import Wanted, kept_report, report
from handlers.checkin import FORM
from messages_vi import forms_shipped
from storage import checkins, forms, month_steps, people, released, roles, units
from storage.checkins import Checkin, Expected
from storage.released import Released
from storage.tables import incident
from storage.units import Unit

SINCE = "2025-07-01"
HAMLETS = (("thôn", "10"), ("thôn", "2"), ("bản", "Mạ"), ("khu phố", "1"), ("thôn", "Đồng"))


def at(day: str, hour: int = 12) -> float:
    """That hour of the day here, in epoch seconds."""
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=HERE).timestamp()


NOW = at("2026-12-19")


class Commune:
    """ "xã Mẫu" of a province, with these hamlets; a team is named by its hamlet's title."""

    def __init__(self, db: Connection, hamlets: tuple[tuple[str, str], ...] = HAMLETS) -> None:
        self.db, self.drafts = db, 0
        self.top = units.add(db, "tinh", "tỉnh", "Mẫu", None, SINCE)
        self.unit = units.add(db, "xa", "xã", "Mẫu", self.top, SINCE)
        units.add_all(db, [New("thon", kind, name, self.unit.id) for kind, name in hamlets], SINCE)
        self.form = forms.newest(db, FORM) or forms.publish(db, forms_shipped.text(FORM), 1.0)
        self.teller = self.person("Người Kể", "thu_ky", self.unit)

    def team(self, title: str) -> Unit:
        return next(u for u in reversed(units.everything(self.db)) if u.title == title)

    def person(self, name: str, key: str, where: Unit) -> int:
        made = people.add(self.db, name, at("2026-01-01"))
        people.join(self.db, Peer("telegram", "9", str(made)), made, at("2026-01-01"))
        roles.give(self.db, made, where.id, key, at("2026-01-01"))
        return made

    def who(self, id_: int, name: str = "") -> Person:
        return Person(id_, name, "", roles.of(self.db, [id_], NOW).get(id_, ()))

    # the month ----------------------------------------------------------------------------------------------------
    def asks(self, period: str = "2026-12", block: Unit | None = None) -> None:
        """Every team that lies there today, and the block itself."""
        of = block or self.unit
        first, last = bounds(month(period), 15)
        teams = units.children(self.db, of.id)
        days = (str(first), str(last), f"{period}-18", f"{period}-20")
        checkins.plan(self.db, [Expected(u.id, of.id, period, self.form.id, *days) for u in (*teams, of)])

    def of(self, unit: Unit, period: str = "2026-12") -> Checkin:
        one = checkins.of_unit(self.db, unit.id, period)
        assert one is not None
        return one

    def tells(self, title: str, period: str = "2026-12", **told: Any) -> None:
        checkins.submit(self.db, self.of(self.team(title), period), self.form.form.of_team, told, self.teller, NOW)

    def block_tells(self, period: str = "2026-12", **told: Any) -> None:
        checkins.submit(self.db, self.of(self.unit, period), self.form.form.of_block, told, self.teller, NOW)

    def releases(self, field: str, words: str, period: str = "2026-12") -> None:
        released.release(self.db, self.unit.id, period, field, Released(words), self.teller, NOW)

    def approves(self, period: str = "2026-12") -> None:
        kept = kept_report(self.db, None, units.get(self.db, self.unit.id), month(period), NOW)
        month_steps.step(self.db, self.unit.id, period, month_steps.APPROVED, self.teller, NOW, kept=kept)

    def case(self, kind: str, level: str, title: str, day: str = "2026-12-01", hour: int = 12, **more: Any) -> int:
        """Its number."""
        self.drafts += 1
        where = {"draft": self.drafts, "commune": self.unit.id, "unit": self.team(title).id, "reporter": self.teller, "reporter_role": "to_vien"}
        what = {"kind": kind, "level": level, "confidential": 0, "status": "dang_giai_quyet", "text": "chuyện riêng của tổ", "year": 2026}
        when = {"number": self.drafts, "created_at": at(day, hour), "updated_at": at(day, hour)}
        self.db.execute(insert(incident).values(where | what | when | more))
        return self.drafts

    # the report ---------------------------------------------------------------------------------------------------
    def report(
        self, period: str = "2026-12", length: Length = Length.MONTH, who: Person | None = None, *, leaving: bool = False, signer: str = "truong_khoi"
    ) -> BlockReport:
        made = self.maybe(period, length, who, leaving=leaving, signer=signer)
        assert made is not None
        return made

    def maybe(
        self, period: str = "2026-12", length: Length = Length.MONTH, who: Person | None = None, *, leaving: bool = False, signer: str = "truong_khoi"
    ) -> BlockReport | None:
        return report(self.db, who, units.get(self.db, self.unit.id), Wanted(span(length, month(period)), leaving, signer), NOW)


def section(made: BlockReport, heading: str) -> list[str]:
    """The paragraphs below the first heading that begins so."""
    return list(next(part.paragraphs for part in made.parts if part.heading.startswith(heading)))


def prose(made: BlockReport) -> str:
    """All that is read but the annexes."""
    return "\n".join(line for part in made.parts for line in (part.heading, *part.paragraphs) if line)


def everything(made: BlockReport) -> str:
    """All that is read."""
    cells = [str(cell) for a in made.annexes for row in (a.head, *a.rows, (a.note,)) for cell in row]
    return "\n".join([made.subject, prose(made), *(a.title for a in made.annexes), *cells])


def annex(made: BlockReport, title: str) -> Annex:
    return next(a for a in made.annexes if a.title.endswith(title))


def figures(made: BlockReport, title: str) -> Mapping[str, list[Any]]:
    """The rows of an annex by their first cell."""
    return {str(row[0]): list(row[1:]) for row in annex(made, title).rows}
