"""About places: the provinces whose lists we ship, and places that change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from messages_vi.common import BAC, BAC_
from messages_vi.joining import ROLES

_MOST = 6  # names in one message
_WHO_CHOOSES = {"to_truong": "khối", "truong_khoi": "Đảng ủy"}
PROVINCES = {"thanhhoa": ("tỉnh", "Thanh Hóa")}  # key of the command line -> kind word and name


def not_done(event: int, document: str) -> str:
    """To the operator: the day of an event has come, and it cannot be done."""
    told = f"Hôm nay là ngày thay đổi đơn vị theo văn bản {document} (mục {event}), nhưng máy chưa làm được vì đơn vị đã khác trước."
    return f"{told}\n{BAC_} xem lý do ở máy chủ bằng lệnh: units events. Mai máy thử lại."


def merged(on: str, units: Sequence[str], heir: str, document: str, *, goes_on: bool) -> str:
    """To the heads. ``goes_on``: the heir was there before under this very name."""
    how = "nhập vào" if goes_on else "nhập thành" if len(units) > 1 else "chuyển thành"
    return f"{_from(on)}, {_listed(units)} {how} {heir} (văn bản số {document})."


def divided(on: str, unit: str, parts: Sequence[str], document: str) -> str:
    return f"{_from(on)}, {unit} chia thành {_listed(parts)} (văn bản số {document})."


def ended(on: str, units: Sequence[str], document: str) -> str:
    return f"{_from(on)}, {_listed(units)} không còn nữa (văn bản số {document})."


def crowded(unit: str, key: str, how_many: int) -> str:
    """Several people now hold there a role that is for one."""
    return f"{unit[:1].upper()}{unit[1:]} khi ấy có {how_many} {ROLES[key]}: {_WHO_CHOOSES[key]} cần chọn một."


def taken_back(document: str, units: Sequence[str]) -> str:
    """To who has read of an event that was undone since."""
    return f"Thưa {BAC}, tin vừa rồi về thay đổi đơn vị theo văn bản số {document} nay đã rút: {_listed(units)} vẫn như trước."


def _from(on: str) -> str:
    day = date.fromisoformat(on)
    return f"Thưa {BAC}, từ ngày {day.day}/{day.month}/{day.year}"


def _listed(units: Sequence[str]) -> str:
    if len(units) > _MOST:
        return f"{', '.join(units[:_MOST])} và {len(units) - _MOST} nơi nữa"
    return " và ".join([", ".join(units[:-1]), units[-1]] if len(units) > 1 else units)
