"""Episodes: who may open one, what belongs to it, what is never gathered, and the paper of one page."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import docx as python_docx
import pytest
from docx.oxml.ns import qn

from bot.documents.quick_report import QuickReport, docx
from bot.domain.episodes import Grouped, figures
from bot.domain.kinds import Level
from messages_vi import episodes as vi
from messages_vi import quick_report as report_vi
from storage import units
from tests.house import Chat, House
from tests.missing import missing

FLOODS = (
    "nước lũ lên nhanh, ngập 5 nhà ở cuối thôn", "sạt lở đồi sau nhà văn hóa, 3 hộ phải sơ tán", "nước lũ tràn qua đập, ngập 12 nhà",
    "lũ ống tràn về bản, ngập 7 nhà", "ngập khu phố, nước lũ dâng 1 mét, 6 hộ",
)  # fmt: skip


@pytest.fixture
def member(plain: House) -> Chat:
    return plain.person("Bác Sáu", "to_vien")


@pytest.fixture
def leader(plain: House) -> Chat:
    return plain.person("Đ/c Hoa", "truong_khoi", plain.commune)


async def reports(member: Chat, text: str, kind: str = "") -> None:
    await member.says(text)
    if kind:
        await member.says(kind)
    await member.says("gửi")
    member.has_seen("việc số")


def grouped(house: House) -> list[int]:
    return [n for (n,) in house.rows("SELECT number FROM incident WHERE episode IS NOT NULL ORDER BY number")]


# what people type ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("mở đợt", ""), ("Mo dot", ""), ("mở đợt mưa lũ đêm 12/9", "mưa lũ đêm 12/9"), ("mở một đợt lũ quét", "lũ quét"),
        ("mở đợt bão số 5.", "bão số 5"), ("một đợt mưa to", None), ("mở cửa", None), ("mái dột mở đợt", None),
    ],
)  # fmt: skip
def test_an_episode_is_opened_by_words(typed: str, title: str | None) -> None:
    assert vi.opens(typed) == title


@pytest.mark.parametrize(
    ("typed", "joins", "leaves"),
    [
        ("gom 12, 13, 15", [12, 13, 15], []), ("gom 12 vào đợt", [12], []), ("gom việc số 12 và 13 vào đợt này", [12, 13], []),
        ("bỏ 12 khỏi đợt", [], [12]), ("bo viec 12, 13 ra khoi dot", [], [12, 13]), ("gom 12 12", [12], []),
        ("gom 5 tấn rác ở suối", [], []), ("bỏ 12 bao rác", [], []), ("gom 34 vào 31", [], []),
    ],
)  # fmt: skip
def test_cases_are_put_into_it_and_taken_out_by_numbers_and_nothing_else(typed: str, joins: list[int], leaves: list[int]) -> None:
    assert (vi.joins(typed), vi.leaves(typed)) == (joins, leaves)


@pytest.mark.parametrize(
    ("text", "hurt"),
    [
        ("lũ cuốn trôi 1 người ở khe suối", True), ("sập nhà, 2 người bị thương", True), ("ba người mất tích", True),
        ("có người mắc kẹt trên mái", True),
        ("3 người bị kẹt trên mái nhà chưa ra được", True), ("sập nhà đè 1 người", True), ("2 cháu nhỏ kẹt giữa dòng nước", True),
        ("5 hộ mắc kẹt", True), ("nhà bị vùi", True), ("cuốn trôi 2 người", True), ("sap nha de 1 nguoi", True), ("kẹt 4 người trong nhà", True),
        ("đất lở vùi 2 người", True), ("bà cụ còn kẹt trong nhà", True), ("có người bị cây đè", True), ("kẹt trên nóc nhà từ đêm", True),
        ("không ai bị thương, 2 người còn kẹt", True), ("không có người cứu 2 cháu kẹt ngoài bãi", True),
        ("kẹt xe", False), ("xe kẹt ở ngầm không có người", False), ("kẹt xe nhiều người đi chậm", False), ("ngập nhà, không ai bị thương", False),
        ("cống bị kẹt rác", False), ("để 2 người trực đê", False), ("vỡ đê", False), ("lũ làm sập cầu, không có người bị kẹt", False),
        ("nước cuốn mất cầu tạm", False), ("ngập 12 nhà", False), ("lũ cuốn 3 con trâu", False), ("chết 40 con gà", False),
    ],
)  # fmt: skip
def test_words_of_people_in_danger_are_told_from_others(text: str, hurt: bool) -> None:
    assert vi.somebody_is_hurt(text) is hurt


def test_a_night_is_named_by_its_evening() -> None:
    at_two, at_noon = 1_757_703_600.0, 1_757_739_600.0  # 13/9, 02:00 and 12:00
    assert (vi.proposed("TT", at_two), vi.proposed("TN", at_noon)) == ("mưa lũ đêm 12/9", "tai nạn ngày 13/9")


# who may, and what belongs -------------------------------------------------------------------------------------------
async def test_only_those_who_handle_cases_open_read_and_end_one(plain: House, member: Chat, leader: Chat) -> None:
    with plain.other.begin() as db:
        elsewhere = units.add(db, "xa", "xã", "Khác", plain.province, "2025-07-01")
    stranger = plain.person("Đ/c Khác", "truong_khoi", elsewhere)
    above, head = plain.person("Đ/c Tỉnh", "can_bo_tinh", plain.province), plain.person("Bác Trưởng", "to_truong")
    await reports(member, FLOODS[0])
    for one in (member, head, above):
        await one.says("/modot")
        one.sees("chưa có quyền")
    await leader.says("mở đợt lũ quét, ông Nguyễn Văn Tám báo")
    await leader.says("đồng ý")
    leader.sees("Đã mở đợt “lũ quét, một người báo”: 1 việc (số 1)")
    for one in (member, head, above):
        for typed in ("/xemdot", "/nhandot", "/ketthucdot", "/danhsachdot"):
            await one.says(typed)
            one.sees("chưa có quyền")
    for typed in ("đợt", "nhận đợt", "danh sách đợt", "kết thúc đợt", "gom 1", "bỏ 1 khỏi đợt", "báo cáo nhanh"):
        await stranger.says(typed)
        stranger.sees("chưa có đợt nào đang mở")
    stranger.has_not_seen("lũ quét")
    assert plain.rows("SELECT closed_at FROM episode") == [(None,)]
    await stranger.says("mở đợt")
    await stranger.says("đồng ý")
    stranger.sees("Đã mở đợt")
    assert grouped(plain) == [1]


async def test_there_is_one_open_episode_a_commune(plain: House, leader: Chat) -> None:
    await leader.says("mở đợt lũ quét")
    await leader.says("đồng ý")
    await leader.says("mở đợt khác")
    leader.sees("Đợt “lũ quét” đang mở rồi ạ")
    await leader.says("kết thúc đợt")
    await leader.says("đồng ý kết thúc")
    await leader.says("mở đợt khác")
    await leader.says("đồng ý")
    leader.sees("Đã mở đợt “khác”")


async def test_who_is_done_with_the_quick_report_says_so_at_any_point(plain: House, leader: Chat) -> None:
    for typed in ("mở đợt", "đồng ý", "báo cáo nhanh", "nước rút chậm", "xong"):
        await leader.says(typed)
    leader.sees("Đã ghi báo cáo nhanh")
    await leader.says("báo cáo nhanh")
    leader.sees("nước rút chậm")
    await leader.says("xong")
    leader.sees("Đã ghi báo cáo nhanh")


async def test_urgent_ones_of_its_kinds_join_and_others_only_by_hand(plain: House, member: Chat, leader: Chat) -> None:
    await leader.says("mở đợt")
    await leader.says("đồng ý")
    await reports(member, FLOODS[0])
    await reports(member, "mất điện cả xóm từ tối qua")
    await reports(member, "mất trộm xe máy ở xóm 3, nghi có kẻ gian")
    assert grouped(plain) == [1]
    await leader.says("gom 3, 2, 1, 9")
    leader.sees("Đã gom vào đợt")
    leader.sees("Việc số 1 đã ở trong đợt rồi ạ.\nChưa thấy việc số 9 ở xã này.")
    assert grouped(plain) == [1, 2, 3]
    await reports(member, "mất trộm gà vịt ở xóm 5, kẻ gian vào đêm")
    assert grouped(plain) == [1, 2, 3, 4], "its kind is in it now"
    await leader.says("bỏ 2 khỏi đợt")
    assert grouped(plain) == [1, 3, 4]
    await leader.says("bỏ 2 khỏi đợt")
    leader.sees("Việc số 2 không ở trong đợt")
    timeline = [
        what for (what,) in plain.rows("SELECT what FROM incident_event e JOIN incident i ON i.id = e.incident WHERE i.number = 2 ORDER BY e.id")
    ]
    assert timeline == ["moi", "vao_dot", "ra_dot"]
    await member.says("xem 2")
    member.has_not_seen("vào đợt")


async def test_what_is_confidential_never_joins_and_what_becomes_so_leaves(plain: House, member: Chat, leader: Chat) -> None:
    await leader.says("mở đợt")
    await leader.says("đồng ý")
    await member.says("chồng đánh vợ")
    await member.says("gửi")
    await leader.says("gom 1")
    assert grouped(plain) == []
    leader.sees("không gom vào đợt")
    await reports(member, FLOODS[1])
    assert grouped(plain) == [2]
    await leader.says("kín 2")
    assert grouped(plain) == []


async def test_people_in_danger_are_told_of_at_once_and_what_another_has_taken_is_not_told(plain: House, member: Chat, leader: Chat) -> None:
    other = plain.person("Đ/c Bình", "pho_truong_khoi", plain.commune)
    await leader.says("mở đợt")
    await leader.says("đồng ý")
    for text in FLOODS[:3]:
        await reports(member, text)
    leader.has_seen("việc số 1, mức ĐỎ")
    leader.has_not_seen("việc số 2")
    await reports(member, "lũ quét, 2 người bị thương nặng, đang sạt lở", "1" if "1." in member.last["text"] else "")
    leader.has_seen("việc số 4, mức ĐỎ")
    await other.says("nhận 2")
    await plain.later(minutes=15)
    leader.sees("việc số 3 (")
    leader.has_not_seen("việc số 2 (")


# the paper -----------------------------------------------------------------------------------------------------------
def a_case(n: int) -> Grouped:
    status = ("moi", "da_nhan", "da_giai_quyet")[n % 3]
    return Grouped(n, n, "TT" if n % 4 else "TN", Level.DO, status, "ngập nhà", 5 + n, f"thôn Mẫu Số {n}", 1, None, 1_757_703_600.0, 0)


def a_paper(words: int) -> bytes:
    counted = report_vi.happened(figures([a_case(n) for n in range(1, 16)]), 1_757_703_600.0, 1_757_739_600.0, "xã Thường Xuân")
    said = ("Nước suối dâng nhanh, nhiều đoạn đường bị chia cắt, lực lượng tại chỗ đã giúp Nhân dân. " * 9)[:words].strip()
    heading = (report_vi.DRAFT, report_vi.over("xã Thường Xuân"), report_vi.ISSUER, report_vi.NUMBER, report_vi.PARTY)
    place = report_vi.place_date("Thường Xuân", 1_757_739_600.0)
    points = report_vi.points(counted, said, said, said)
    return docx(QuickReport(*heading, place, report_vi.PAPER, report_vi.subject("mưa lũ đêm 12/9"), points, report_vi.SENT_TO, report_vi.SIGNED))


def test_the_paper_has_three_points_and_leaves_number_day_and_signature_blank() -> None:
    made = python_docx.Document(io.BytesIO(a_paper(0)))
    body = [p.text for p in made.paragraphs if p.text]
    assert [text for text in body if text[:2] in ("I-", "II", "IV") or text[:3] == "III"] == ["I- Diễn biến", "II- Nhận xét sơ bộ", "III- Kiến nghị"]
    assert "ghi nhận 15 việc ở 15 thôn, bản, khu phố" in body[body.index("I- Diễn biến") + 1]
    head = "\n".join(cell.text for cell in made.tables[0].row_cells(0))
    for words in ("ĐẢNG ỦY XÃ THƯỜNG XUÂN", "KHỐI DÂN VẬN", "Số        -BC/KDV", "ĐẢNG CỘNG SẢN VIỆT NAM", "ngày     tháng     năm 2025", "DỰ THẢO"):
        assert words in head
    assert made.tables[0]._tbl.tblPr.find(qn("w:tblBorders")) is None
    page = made.sections[0]
    assert [round(m.mm) for m in (page.page_width, page.page_height, page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)] == [
        210, 297, 20, 20, 30, 15,
    ]  # fmt: skip
    fonts = made.styles["Normal"].element.rPr.rFonts
    assert {fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "cs", "eastAsia")} == {"Times New Roman"}


@pytest.mark.parametrize("words", [0, 300, report_vi.LONGEST])
def test_it_is_one_page_with_fifteen_cases_however_much_was_written(words: int, tmp_path: Path) -> None:
    if shutil.which("soffice") is None or shutil.which("pdfinfo") is None:
        missing("LibreOffice and poppler, to draw the page")
    (tmp_path / "paper.docx").write_bytes(a_paper(words))
    drawn = ("soffice", f"-env:UserInstallation=file://{tmp_path}/office", "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path))
    subprocess.run([*drawn, str(tmp_path / "paper.docx")], check=True, capture_output=True, timeout=120)
    told = subprocess.run(["pdfinfo", str(tmp_path / "paper.pdf")], check=True, capture_output=True, text=True, timeout=30).stdout
    assert "Pages:           1\n" in told
