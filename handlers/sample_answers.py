"""What the demo's teams and its block answered: the same for the same place and month, whenever and wherever it is made up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from bot.domain.forms import Field, Form, Kind
from bot.domain.totals import NO, YES, is_none
from messages_vi.sample_months import WORDS

_GIVEN, _WITHIN = "tu_nguyen", 3  # what people gave: so many teams in one; the other questions of yes or no are rarely a yes
_RARELY = 8


@dataclass(frozen=True, slots=True)
class Made:
    """Numbers that look like chance; ``of``: of what place and month."""

    of: str

    def between(self, what: str, least: int, most: int) -> int:
        return least + int.from_bytes(sha256(f"{self.of} {what}".encode()).digest()[:4], "big") % (most - least + 1)

    def rather_first(self, what: str, many: int) -> int:
        """A place in a list of so many, more often one near its beginning."""
        return min(self.between(f"{what} 1", 0, many - 1), self.between(f"{what} 2", 0, many - 1))


def of_team(form: Form, made: Made) -> dict[str, Any]:
    """By field, as ``storage.checkins.submit`` takes them; a question that is new in the form is left out where it wants a number or words."""
    return _filled(form.of_team, made, _team_numbers(made))


def of_block(form: Form, made: Made) -> dict[str, Any]:
    return _filled(form.of_block, made, _block_numbers(made))


def nothing_new(form: Form) -> dict[str, Any]:
    return {f.key: 0 for f in form.asked if f.kind is Kind.NUMBER and f.rollup == "sum" and not f.when}


def _team_numbers(made: Made) -> dict[str, int]:
    talks, disputes, wishes = made.between("tt_buoi", 1, 4), made.between("hg_vu", 0, 2), made.between("kn_nhan", 0, 5)
    return {
        "hop_to": made.between("hop_to", 1, 2), "tt_buoi": talks, "tt_luot": talks * made.between("tt_luot", 25, 45),
        "hg_vu": disputes, "hg_thanh": max(0, disputes - made.between("hg_thanh", 0, 3) // 3),
        "kn_nhan": wishes, "kn_xong": max(0, wishes - made.between("kn_xong", 0, 2)),
        "dat_m2": 20 * made.between("dat_m2", 0, 12), "ngay_cong": 5 * made.between("ngay_cong", 2, 12), "tien_trd": made.between("tien_trd", 1, 8),
        "dvk_moi": made.between("dvk_moi", 0, 3) // 3, "dvk_dang": made.between("dvk_dang", 1, 2), "tham_ho": made.between("tham_ho", 1, 6),
    }  # fmt: skip


def _block_numbers(made: Made) -> dict[str, int]:
    letters, classes = made.between("don_nhan", 1, 5), made.between("lop_tap_huan", 0, 2)
    return {
        "tiep_dan": made.between("tiep_dan", 2, 4), "doi_thoai": made.between("doi_thoai", 0, 1),
        "don_nhan": letters, "don_xong": letters - made.between("don_xong", 0, 1), "cong_khai": made.between("cong_khai", 2, 6),
        "giam_sat": made.between("giam_sat", 0, 2), "van_ban": made.between("van_ban", 1, 3), "mh_cong_nhan": 2,
        "lop_tap_huan": classes, "nguoi_tap_huan": classes * made.between("nguoi_tap_huan", 8, 14),
    }  # fmt: skip


def _filled(form: Form, made: Made, numbers: Mapping[str, int]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for f in form.fields:
        told[f.key] = None if f.when and is_none(told.get(f.when)) else _answer(f, made, numbers)
    return told


def _answer(asked: Field, made: Made, numbers: Mapping[str, int]) -> Any:
    match asked.kind:
        case Kind.NUMBER:
            return numbers[asked.key] * 10**asked.decimals if asked.key in numbers else None
        case Kind.YES_NO:
            return NO if made.between(asked.key, 1, _WITHIN if asked.key == _GIVEN else _RARELY) > 1 else YES
        case Kind.CHOICE:
            return asked.options[made.rather_first(asked.key, len(asked.options))].code
        case Kind.SEVERAL:
            return _several(asked, made)
        case Kind.TEXT:
            said: Sequence[str] = WORDS.get(asked.key, ("",))
            return said[made.between(asked.key, 0, len(said) - 1)] or None


def _several(asked: Field, made: Made) -> tuple[str, ...]:
    """As many as may be chosen, or fewer; those that stand first in the list more often, the last, "something else", never."""
    picked = (made.rather_first(f"{asked.key} {n}", len(asked.options) - 1) for n in range(asked.most))
    return tuple(asked.options[n].code for n in sorted(set(picked)))
