"""What the guess of a kind is learnt from: two tables that anybody may add to, and the abbreviations people type.

kind_words.tsv: kind, weight (3 settles it, 1 hardly; "hint" only helps), phrases with accents between bars; kind "-": no report, "0": no kind.
kind_examples.tsv: what somebody typed, its kind or "-".
"""

from collections.abc import Iterator
from pathlib import Path

from bot.domain.guessing import Lessons

SHORT: dict[str, str] = {
    "ko": "không", "k": "không", "kg": "không", "hok": "không", "dc": "được", "đc": "được", "đk": "được", "ntn": "như thế nào", "nt": "như thế",
    "vs": "với", "cty": "công ty", "gpmb": "giải phóng mặt bằng", "nvh": "nhà văn hóa", "xm": "xe máy", "bn": "bao nhiêu", "j": "gì",
    "lm": "làm", "ng": "người", "mn": "mọi người", "nc": "nước", "đg": "đường", "hs": "học sinh", "bhyt": "bảo hiểm y tế",
    "bhxh": "bảo hiểm xã hội", "ca": "công an", "tngt": "tai nạn giao thông", "antt": "an ninh trật tự", "ntm": "nông thôn mới",
    "tdc": "tái định cư", "tđc": "tái định cư", "cccd": "căn cước", "bl": "bạo lực", "vsmt": "vệ sinh môi trường", "atgt": "an toàn giao thông",
    "attp": "an toàn thực phẩm", "sxh": "sốt xuất huyết", "dtlcp": "dịch tả lợn châu phi", "qsdđ": "quyền sử dụng đất", "hn": "hộ nghèo",
    "ubnd": "ủy ban", "tbtt": "trạm biến áp", "mtq": "mặt trận", "fb": "facebook",
}  # fmt: skip


def _rows(name: str) -> Iterator[list[str]]:
    for line in Path(__file__).with_name(name).read_text("utf-8").splitlines():
        yield line.split("\t")


def lessons() -> Lessons:
    """All of it, read from the files."""
    words = list(_rows("kind_words.tsv"))
    return Lessons(
        phrases=tuple((kind, float(weight), phrases.split("|")) for kind, weight, phrases in words if weight != "hint"),
        hints=tuple((kind, phrases.split("|")) for kind, weight, phrases in words if weight == "hint"),
        examples=tuple((kind, text) for text, kind in _rows("kind_examples.tsv")),
        short=SHORT,
    )
