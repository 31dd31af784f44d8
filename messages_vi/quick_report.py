"""The quick report of an episode in words: its three points in the chat, and the paper."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.episodes import Figures
from bot.domain.periods import local
from bot.domain.vietnamese import words
from bot.talk import Choice
from messages_vi.common import BAC, BAC_, PARTICLES
from messages_vi.kinds import KINDS

TITLE = "báo cáo nhanh"
LONGEST = 500  # characters of a point: all three fit one page
SHOWN = 12  # hamlets by name
KEEP, EXPORT = Choice("keep", "Bỏ qua", "bỏ qua"), Choice("export", "Lấy bản Word", "lấy bản Word")
POINTS = {"happened": "Diễn biến", "judged": "Nhận xét sơ bộ", "wanted": "Kiến nghị"}
CORRECT = tuple(Choice(key, f"Sửa {name.lower()}") for key, name in POINTS.items())
PLEASE = f"{BAC_} gõ vài câu, không quá {LONGEST} chữ cái, hoặc gõ: bỏ qua."
TO_END = f"Câu này chưa ghi vào báo cáo. {BAC_} muốn kết thúc đợt thì gõ: kết thúc đợt."
PICK = f"{BAC_} chọn một ý dưới đây giúp ạ."
NOT_YOURS = f"{BAC_} chưa có quyền viết báo cáo này. Xin hỏi thư ký khối."
_ROOM = "chưa ghi"


def is_over(text: str) -> bool:
    """Whether these words say that the report is written."""
    return " ".join(w for w in words(text) if w not in PARTICLES) in ("xong", "het", "the la xong", "viet xong")


def happened(f: Figures, since: float, until: float, place: str) -> str:
    """The first point, from the cases alone: counts by kind, hamlets and households. No words of anybody, and no household of a small place."""
    if not f.cases:
        return f"Từ {_at(since)}, trên địa bàn {place} chưa ghi nhận vụ việc nào trong đợt."
    kinds = "; ".join(f"{KINDS[kind].label.lower()}: {_two(n)} việc" for kind, n in f.kinds)
    red = f", trong đó {_two(f.red)} việc mức ĐỎ" if f.red else ""
    households = f" Chừng {_two(f.households)} hộ bị ảnh hưởng (theo tin báo)." if f.households else ""
    hamlets = ", ".join(f"{name} ({_two(n)})" for name, n in f.hamlets[:SHOWN])
    more = f" và {len(f.hamlets) - SHOWN} nơi khác" if len(f.hamlets) > SHOWN else ""
    states = ((f.done, "đã giải quyết {} việc"), (f.going, "đang giải quyết {} việc"), (f.new, "{} việc chưa có người nhận"))
    return (
        f"Từ {_at(since)} đến {_at(until)}, trên địa bàn {place} ghi nhận {_two(f.cases)} việc ở {_two(len(f.hamlets))} thôn, bản, khu phố{red} "
        f"({kinds}).{households} Nơi có việc: {hamlets}{more}. Đến nay {', '.join(said.format(_two(n)) for n, said in states if n)}."
    )


def _two(n: int) -> str:
    return f"{n:02d}"


def _at(moment: float) -> str:
    when = local(moment)
    return f"{when.hour:02d} giờ {when.minute:02d} ngày {when.day}/{when.month}"


# in the chat ---------------------------------------------------------------------------------------------------------
def ask_happened(counted: str) -> str:
    return f"1/3. Diễn biến, máy đã ghi: “{counted}”\n{BAC_} thêm gì thì gõ vài câu, không thì gõ: bỏ qua."


def ask_judged() -> str:
    return f"2/3. Nhận xét sơ bộ: thiệt hại, tình hình Nhân dân, lực lượng tại chỗ thế nào ạ? {BAC_} gõ vài câu, hoặc gõ: bỏ qua."


def ask_wanted() -> str:
    return f"3/3. Kiến nghị: đề nghị cấp trên giúp gì ạ? {BAC_} gõ vài câu, hoặc gõ: bỏ qua."


def three_points(title: str, counted: str, added: str, judged: str, wanted: str) -> str:
    """As they stand, the figures counted now."""
    return "\n".join(
        [
            f"Báo cáo nhanh đợt “{title}”:",
            f"1. Diễn biến: {counted}{f' {added}' if added else ''}",
            f"2. Nhận xét sơ bộ: {judged or _ROOM}",
            f"3. Kiến nghị: {wanted or _ROOM}",
        ]
    )


def correct(key: str, now: str) -> str:
    name = POINTS[key] if key != "happened" else "Phần thêm vào diễn biến (số liệu máy tự đếm)"
    return f"{name}, đang ghi: “{now or _ROOM}”. {BAC_} gõ lại cả phần này; để nguyên thì gõ: bỏ qua."


def written(*, file: bool) -> str:
    with_ = " Bản Word (DỰ THẢO) ở dưới; số, ngày, chữ ký để trống." if file else ""
    return f"Đã ghi báo cáo nhanh.{with_} Lần sau gõ báo cáo nhanh, số liệu được đếm lại, {BAC} sửa từng ý được."


# on paper ------------------------------------------------------------------------------------------------------------
DRAFT, PARTY, PAPER = "DỰ THẢO", "ĐẢNG CỘNG SẢN VIỆT NAM", "BÁO CÁO NHANH"
ISSUER, NUMBER = "KHỐI DÂN VẬN", "Số        -BC/KDV"
SENT_TO = (
    "Nơi nhận:", "- Ban Tuyên giáo và Dân vận Tỉnh ủy (b/c);", "- Thường trực Đảng ủy (b/c);", "- Thành viên Khối;", "- Lưu.",
)  # fmt: skip
SIGNED = ("T/M KHỐI DÂN VẬN", "TRƯỞNG KHỐI")


def over(place: str) -> str:
    return f"ĐẢNG ỦY {place.upper()}"


def place_date(name: str, now: float) -> str:
    """The day stays blank."""
    return f"{name}, ngày     tháng     năm {local(now).year}"


def subject(title: str) -> str:
    return f"về đợt {title}"


def points(counted: str, added: str, judged: str, wanted: str) -> list[tuple[str, Sequence[str]]]:
    told = ([counted, *_paragraphs(added)], _paragraphs(judged), _paragraphs(wanted))
    return [(f"{roman}- {name}", paragraphs) for roman, name, paragraphs in zip(("I", "II", "III"), POINTS.values(), told, strict=True)]


def _paragraphs(text: str) -> list[str]:
    """One, which ends as a sentence does; none of no words."""
    line = " ".join(text.split())
    return [line if line[-1] in ".!?:;" else f"{line}."] if line else []


def file_name(title: str) -> str:
    return f"Báo cáo nhanh {title.replace('/', '-')}.docx"
