"""A second opinion on rights, from plain lists: it walks parents, successions, roles, absences itself, and shares no code with the rule book."""

from __future__ import annotations

from dataclasses import dataclass, field

BASE, ABOVE = "report read handle list ", "read_red alerted_red list_blocks receive_month"
HEAD = BASE + "read_confidential alerted close_month approve_month"
MAY = {
    "to_vien": "report check_in", "to_pho": "report check_in read_team list", "to_truong": "report check_in read_team list",
    "thanh_vien_khoi": BASE, "thu_ky": BASE + "alerted close_month", "pho_truong_khoi": HEAD, "truong_khoi": HEAD,
    "bi_thu": BASE + "read_confidential close_month approve_month", "dang_uy_vien": "read list",
    "truc_ban": BASE + "read_confidential alerted", "can_bo_cum": ABOVE, "can_bo_huyen": ABOVE, "can_bo_tinh": ABOVE, "quan_tri": "operate list",
}  # fmt: skip
TEAM, STAFF = "to_vien to_pho to_truong ", "thanh_vien_khoi thu_ky dang_uy_vien truc_ban "
BLOCK = STAFF + "pho_truong_khoi truong_khoi bi_thu "
GIVES = {
    "to_pho": "to_vien", "to_truong": "to_vien to_pho", "thu_ky": TEAM + STAFF, "truc_ban": TEAM, "pho_truong_khoi": TEAM + STAFF,
    "truong_khoi": TEAM + STAFF + "pho_truong_khoi", "bi_thu": TEAM + BLOCK, "can_bo_cum": BLOCK, "can_bo_huyen": BLOCK + "can_bo_cum",
    "can_bo_tinh": BLOCK + "can_bo_cum can_bo_huyen", "quan_tri": " ".join(MAY),
}  # fmt: skip
KEPT = ("to_truong", "truong_khoi", "quan_tri")


@dataclass
class World:
    """``above``: unit -> its parent, or its last; ``after``: closed unit -> what came after it, perhaps nothing.

    ``hamlets``: the lowest of them. Roles are (person, unit, key, from, to), absences (person, stand-in, from, to).
    """

    above: dict[int, int | None] = field(default_factory=dict)
    after: dict[int, list[int]] = field(default_factory=dict)
    roles: list[tuple[int, int, str, float, float | None]] = field(default_factory=list)
    away: list[tuple[int, int | None, float, float]] = field(default_factory=list)
    joined: set[int] = field(default_factory=set)
    hamlets: set[int] = field(default_factory=set)

    def ends(self, unit: int) -> set[int]:
        return {last for one in self.after[unit] for last in self.ends(one)} if self.after.get(unit) else {unit}

    def over(self, top: int, place: int) -> bool:
        """Whether a unit holds a place; what is no more is held by whoever holds all that came after it."""
        if top == place:
            return True
        if self.after.get(place):
            return all(self.over(top, end) for end in self.ends(place))
        parent = self.above[place]
        return parent is not None and self.over(top, parent)

    def own(self, person: int, now: float) -> list[tuple[str, int]]:
        return [(key, unit) for who, unit, key, since, to in self.roles if who == person and since <= now and (to is None or now < to)]

    def is_away(self, person: int, now: float) -> bool:
        return any(who == person and since <= now < to for who, _, since, to in self.away)

    def all(self, person: int, now: float) -> list[tuple[str, int]]:
        """Their own roles, and those of whom they stand in for, at or below a place of their own."""
        own = self.own(person, now)
        absent = [who for who, stand_in, since, to in self.away if stand_in == person and since <= now < to]
        return own + [(key, unit) for who in absent for key, unit in self.own(who, now) if any(self.over(mine, unit) for _, mine in own)]

    def may(self, person: int, right: str, place: int, now: float) -> bool:
        return any(right in MAY.get(key, "").split() and self.over(unit, place) for key, unit in self.all(person, now))

    def may_give(self, person: int, given: str, place: int, now: float) -> bool:
        return any(given in GIVES.get(key, "").split() and self.over(unit, place) for key, unit in self.own(person, now))

    def may_end(self, person: int, row: int, now: float) -> bool:
        holder, unit, key, _, to = self.roles[row]
        if to is not None and to <= now:
            return False
        others = any((key, unit) in self.own(one, now) for one in self.joined - {holder})
        return (others or key not in KEPT) if holder == person else self.may_give(person, key, unit, now)

    def hear(self, right: str, place: int, now: float) -> set[int]:
        able = {one for one in self.joined if self.may(one, right, place, now)}
        return {one for one in able if not self.is_away(one, now)} or able
