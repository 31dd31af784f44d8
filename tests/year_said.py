"""What the people of a simulated year mean, and how they type it: on a line, in an account, or one answer after the other."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

from tests.year_oracle import Paper, Question

WORRIES = {
    "gia_nong_san": "giá cả nông sản", "viec_lam": "việc làm", "dat_dai": "đất đai", "che_do": "chế độ", "thu_tuc": "thủ tục",
    "sap_nhap": "sáp nhập thôn", "moi_truong": "môi trường", "an_ninh": "an ninh", "ha_tang": "đường điện", "thoi_tiet": "thời tiết",
}  # fmt: skip
WISHES = ("xã sửa mương", "xã cho vay thêm vốn", "xã mở lớp dạy nghề", "xã lắp thêm đèn", "xã sớm cấp giống")
PLANS = ("vận động làm đường", "dọn vệ sinh ngõ xóm", "thăm gia đình chính sách")
_CORRECTED = {
    "hop_to": "họp {} lần", "tt_buoi": "tuyên truyền {} buổi", "tt_luot": "{} lượt người nghe", "hg_vu": "hòa giải {} vụ", "hg_thanh": "thành {} vụ",
    "kn_nhan": "kiến nghị {} việc", "kn_xong": "đã được trả lời {} việc", "tham_ho": "thăm {} hộ", "dat_m2": "hiến {} m2 đất",
    "ngay_cong": "góp {} ngày công",
}  # fmt: skip
_MOST = {"hop_to": 3, "tt_buoi": 4, "tt_luot": 200, "tham_ho": 6, "hg_vu": 4, "kn_nhan": 5, "dvk_moi": 2, "dvk_dang": 5, "chau_hoc": 3}
_PARTS = {"hg_thanh": "hg_vu", "kn_xong": "kn_nhan"}


# what they mean ------------------------------------------------------------------------------------------------------
def draw(dice: random.Random, paper: Paper, *, plain: bool, many: bool) -> dict[str, Any]:
    """Answers by key, None: left out. ``plain``: only of what is asked without buttons; ``many``: with large numbers."""
    asked = {key for m in paper.messages for key in m} if plain else {q.key for q in paper.of_teams}
    told: dict[str, Any] = {}
    for q in paper.of_teams:
        told[q.key] = None if q.key not in asked or dice.random() < 0.07 else _drawn(dice, q, told, many=many)
    if plain:
        _of_an_account(dice, told)
    return told


def _drawn(dice: random.Random, q: Question, told: Mapping[str, Any], *, many: bool) -> Any:
    if q.kind == "number":
        if q.key in _PARTS and told.get(_PARTS[q.key]) is not None:
            over = q.key == "kn_xong" and dice.random() < 0.05  # what was wished for in the month before
            return dice.randint(0, told[_PARTS[q.key]]) + over
        if q.key == "tien_trd":
            return dice.choice([0, 500, 1500, 2000, 12_500])
        if q.key in ("dat_m2", "ngay_cong"):
            return dice.choice([0, 20, 120, 1250])
        return dice.choice([0, dice.randint(1, _MOST.get(q.key, 3)), 1250 if many and q.key == "tt_luot" else dice.randint(0, _MOST.get(q.key, 3))])
    if q.kind == "yes_no":
        return dice.choices(["co", "khong"], [1, 3] if q.key == "tu_nguyen" else [1, 12])[0]
    if q.kind == "choice":
        return dice.choice(list(q.options))
    if q.kind == "several":
        return tuple(dice.sample(list(q.options), dice.randint(1, 3)))
    return dice.choice([None, *(WISHES if q.key == "de_nghi" else PLANS)])


def _of_an_account(dice: random.Random, told: dict[str, Any]) -> None:
    """What stands in one: a mood, at most one worry where nothing is wished for, gifts only now and then."""
    worries = [c for c in told.get("quan_tam") or () if c in WORRIES]
    told["quan_tam"] = tuple(worries[:2]) or None
    if told["tam_trang"] is None:
        told["quan_tam"], told["de_nghi"] = None, told["de_nghi"] or WISHES[0]
    if told["quan_tam"] and told["de_nghi"] is None:
        told["de_nghi"] = dice.choice(WISHES)
    for key in ("dat_m2", "ngay_cong", "tien_trd"):
        told[key] = told[key] if dice.random() < 0.25 and told[key] else None


def nothing_new(paper: Paper) -> dict[str, Any]:
    """ "không có gì mới": every flow is none, the rest is not known."""
    return {q.key: 0 if q.kind == "number" and q.adds == "sum" and not q.when else None for q in paper.of_teams}


def settled(paper: Paper, told: Mapping[str, Any]) -> dict[str, Any]:
    """As it is to be kept: of none there is no part."""
    kept: dict[str, Any] = {}
    for q in paper.questions:
        if q.key in told:
            none = bool(q.when) and kept.get(q.when) in (0, "khong")
            kept[q.key] = (0 if q.kind == "number" else None) if none else told[q.key]
    return kept


# how they type it ----------------------------------------------------------------------------------------------------
class Saying:
    """One person's way of putting it this time."""

    def __init__(self, dice: random.Random, paper: Paper) -> None:
        self.dice, self.paper = dice, paper

    def of(self, told: Mapping[str, Any], *, plain: bool) -> list[str]:
        """All messages up to the check."""
        return self._lines(told) if plain else self._one_by_one(told)

    def _lines(self, told: Mapping[str, Any]) -> list[str]:
        of_teams = [m for m in self.paper.messages if not self.paper.of(m[0]).by_block]
        return [self._line(m, told) if self.paper.of(m[0]).kind == "number" else self._account(told) for m in of_teams]

    def _line(self, keys: Any, told: Mapping[str, Any]) -> str:
        skip = self.dice.choice(["bỏ qua", "x"])
        words = [skip if told[k] is None else self._number(told[k]) for k in keys]
        return self.dice.choice([" ", ", ", "; "]).join(words) if "," not in "".join(words) else "; ".join(words)

    def _number(self, value: int) -> str:
        return f"{value:,}".replace(",", ".") if value > 999 else self.dice.choice([str(value), str(value), "không"]) if value == 0 else str(value)

    def _account(self, told: Mapping[str, Any]) -> str:
        mood = "ABCD"[list(self.paper.of("tam_trang").options).index(told["tam_trang"])] if told["tam_trang"] else ""
        worry = "lo " + " và ".join(WORRIES[c] for c in told["quan_tam"]) if told["quan_tam"] else ""
        wish = f"{self.dice.choice(['đề nghị', 'xin'])} {told['de_nghi']}" if told["de_nghi"] else ""
        gifts = ", ".join(
            said.format(_money(told[k]) if k == "tien_trd" else told[k])
            for k, said in (("dat_m2", "hiến {} m2 đất"), ("ngay_cong", "góp {} ngày công"), ("tien_trd", "góp {}"))
            if told[k]
        )
        first = ", ".join(filter(None, (mood, worry, wish)))
        return f"{first}. Bà con {gifts}" if gifts else first or "bỏ qua"

    def _one_by_one(self, told: Mapping[str, Any]) -> list[str]:
        lines: list[str] = []
        for q in self.paper.of_teams:
            if not (q.when and told[q.when] in (0, "khong")):
                lines += self._button(q, told[q.key])
        return lines

    def _button(self, q: Question, value: Any) -> list[str]:
        if value is None:
            return ["bỏ qua"]
        if q.kind == "number":
            return [_money(value) if q.key == "tien_trd" and value else str(value)]
        if q.kind == "yes_no":
            return ["Có" if value == "co" else "Không"]
        if q.kind == "choice":
            return [q.options[value]]
        if q.kind == "several":
            listed = ", ".join(str(list(q.options).index(code) + 1) for code in value)
            return [listed] if len(value) > 1 else [listed, "xong"]
        return [value]

    def correction(self, kept: Mapping[str, Any]) -> tuple[str, Any, str, dict[str, Any]]:
        """A field, what it becomes, the words for it, and what else follows from that."""
        key = self.dice.choice([k for k in _CORRECTED if self._may_change(k, kept)])
        value = self._other(key, kept)
        words = _CORRECTED[key].format(self._number(value) if value else "0")
        if value:
            return key, value, words, {}
        parts = [q for q in self.paper.of_teams if q.when == key]
        return key, value, words, {q.key: 0 if q.kind == "number" else None for q in parts}

    @staticmethod
    def _may_change(key: str, kept: Mapping[str, Any]) -> bool:
        """What a part is told of first; gifts where there were some."""
        if key in _PARTS:
            return bool(kept.get(_PARTS[key]))
        return kept.get(key) is not None or key in ("hop_to", "tham_ho")

    def _other(self, key: str, kept: Mapping[str, Any]) -> int:
        """Another number than there is, within what else was told."""
        most, least = {"hg_thanh": kept.get("hg_vu") or 0, "kn_xong": kept.get("kn_nhan") or 0}.get(key, 9), 0
        if key == "hg_vu":
            least = kept.get("hg_thanh") or 0
        found = [n for n in range(least, most + 1) if n != kept.get(key)]
        return self.dice.choice(found) if found else most


def _money(steps: int) -> str:
    return f"{steps // 1000} triệu" if steps % 1000 == 0 else "500 nghìn" if steps == 500 else f"{steps / 1000} triệu".replace(".", ",")
