"""What the report of a block says, word by word and number by number: of what was told, of nothing else, and to whom it may be said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from bot.domain.months import Month, month
from bot.domain.spans import Length, Span, span
from handlers.block_report import Wanted, kept_report, report
from messages_vi import block_report as vi
from storage import absences, case_sums, engines, month_steps, roles, units
from tests.block_kit import NOW, Commune, annex, at, everything, figures, prose, section

TITLES = ["Bản Mạ", "Khu phố 1", "Thôn 2", "Thôn 10", "Thôn Đồng"]  # as a Vietnamese reads them


@pytest.fixture
def here(url: str) -> Iterator[Commune]:
    engine = engines.writer(url)
    with engine.connect() as db:
        begun = db.begin()
        yield Commune(db)
        begun.rollback()
    engine.dispose()


def told(here: Commune) -> None:
    """A month of four of five teams, and of the block."""
    here.asks()
    here.tells(
        "thôn 2", hop_to=2, tt_buoi=3, tt_luot=1200, tt_nd=("phap_luat", "lua_dao"), tam_trang="phan_khoi", quan_tam=("thu_tuc",), hg_vu=2,
        hg_thanh=1, kn_nhan=4, kn_xong=3, tu_nguyen="co", dat_m2=1250, ngay_cong=8, tien_trd=1500, dvk_moi=1, dvk_dang=2, tham_ho=3,
    )  # fmt: skip
    here.tells(
        "thôn 10", hop_to=1, tt_buoi=4, tt_luot=50, tt_nd=("phap_luat",), tam_trang="phan_khoi", quan_tam=("thu_tuc", "gia_nong_san"), hg_vu=1,
        hg_thanh=1, kn_nhan=0, kn_xong=0, tu_nguyen="khong", dvk_moi=2, dvk_dang=9, tham_ho=4,
    )  # fmt: skip
    here.tells("bản Mạ", hop_to=0, tt_buoi=0, tam_trang="buc_xuc", quan_tam=("khac",), hg_vu=0, kn_nhan=1, kn_xong=0, tham_ho=0)
    here.tells("khu phố 1", tam_trang="ban_khoan", de_nghi="xin xã sửa mương Cửa Đình")
    here.block_tells(
        tiep_dan=2, doi_thoai=1, don_nhan=3, don_xong=2, cong_khai=4, giam_sat=1, van_ban=1, mh_cong_nhan=2, lop_tap_huan=1, nguoi_tap_huan=9,
        lanh_dao="Đảng ủy họp giao ban\nbà con các thôn dự", mat_tran="Mặt trận phát động ủng hộ",
    )  # fmt: skip


# the sections ----------------------------------------------------------------------------------------------------------
def test_every_section_says_what_was_told_in_the_words_of_an_office(here: Commune) -> None:
    told(here)
    here.case("DS", "XANH", "thôn 2", status="moi")
    here.case("AN", "VANG", "thôn 10", status="da_giai_quyet")
    here.case("MT", "VANG", "bản Mạ", status="da_chuyen", due_at=NOW + 86400)
    here.case("VS", "XANH", "bản Mạ", due_at=NOW - 86400)
    here.releases("thang_toi", "vận động làm đường\n- Thăm hộ nghèo.")
    here.releases("de_nghi", "Bà con đề nghị sửa mương Cửa Đình")
    made = here.report()
    assert made.subject == "công tác dân vận tháng 12 năm 2026, nhiệm vụ trọng tâm tháng 01 năm 2027"
    assert prose(made).splitlines() == [
        "Khối Dân vận xã Mẫu báo cáo kết quả công tác dân vận tháng 12 năm 2026 (từ ngày 16/11/2026 đến ngày 15/12/2026) như sau:",
        "I- TÌNH HÌNH NHÂN DÂN",
        "1. Tư tưởng, dư luận",
        "Theo phản ánh của 04 tổ dân vận, tâm trạng của phần đông Nhân dân: phấn khởi (02 tổ); còn băn khoăn (01 tổ); còn bức xúc (01 tổ).",
        "Những vấn đề Nhân dân quan tâm, lo lắng nhất: thủ tục (02 tổ); giá cả nông sản (01 tổ).",
        "Nơi cần quan tâm, nắm chắc tình hình: bản Mạ.",
        "2. Đời sống, sản xuất",
        "Các tổ dân vận đã thăm hỏi, giúp đỡ 07 hộ khó khăn.",
        "Trong tháng, tiếp nhận 01 vụ việc về đời sống, hộ khó khăn, việc làm, nông sản; đến nay đang giải quyết 01 vụ việc.",
        "3. An ninh trật tự",
        (
            "Trong tháng, tiếp nhận 02 vụ việc (trật tự, trộm cắp, lừa đảo mạng: 01; mâu thuẫn, xích mích, tranh chấp: 01); "
            "đến nay đã giải quyết 01 vụ việc, đã chuyển cơ quan có thẩm quyền 01 vụ việc."
        ),
        "4. Đất đai, môi trường, thiên tai, dịch bệnh",
        (
            "Trong tháng, tiếp nhận 01 vụ việc về môi trường, rác, nước sạch, chăn nuôi; đến nay đang giải quyết 01 vụ việc; "
            "trong đó 01 vụ việc quá hạn."
        ),
        "5. Dân tộc, tôn giáo",
        "6. Vụ việc nổi cộm",
        "- Việc số 2 (mức VÀNG), thôn 10: trật tự, trộm cắp, lừa đảo mạng; đã giải quyết.",
        "- Việc số 3 (mức VÀNG), bản Mạ: mâu thuẫn, xích mích, tranh chấp; đã chuyển cơ quan có thẩm quyền.",
        "II- KẾT QUẢ CÔNG TÁC DÂN VẬN",
        "Số liệu tổng hợp từ 4/5 tổ dân vận.",
        "1. Công tác lãnh đạo, chỉ đạo của cấp ủy",
        "Cấp ủy đã ban hành 01 văn bản lãnh đạo, chỉ đạo công tác dân vận.",
        "Đảng ủy họp giao ban.",
        "Nhân dân các thôn dự.",
        "2. Công tác dân vận của chính quyền, thực hiện dân chủ ở cơ sở",
        "Cấp ủy, chính quyền tiếp dân 02 buổi; đối thoại với Nhân dân 01 cuộc.",
        "Tiếp nhận 03 đơn thư, giải quyết dứt điểm 02 đơn (đạt 66,7%).",
        "Công khai 04 nội dung theo quy định; giám sát, phản biện 01 cuộc.",
        "3. Hoạt động của Mặt trận Tổ quốc và các tổ chức chính trị - xã hội",
        "Mặt trận phát động ủng hộ.",
        "4. Hoạt động của khối và các tổ dân vận",
        "Có 02 tổ dân vận tổ chức họp, tổng số 03 lần họp.",
        "Các tổ đã tuyên truyền, vận động 07 buổi, với 1.250 lượt người nghe.",
        "Nội dung tuyên truyền chủ yếu: pháp luật (02 tổ); phòng lừa đảo, an ninh (01 tổ).",
        "Qua các tổ, Nhân dân kiến nghị 05 việc, đã được trả lời 03 việc (đạt 60%).",
        "Nhân dân đã tự nguyện hiến 1.250 m² đất, góp 8 ngày công, góp 1,5 triệu đồng.",
        "Ban dân vận các cấp tổ chức 01 lớp tập huấn, có 09 người của khối và các tổ tham dự.",
        "5. Hòa giải ở cơ sở",
        "Các tổ dân vận tham gia hòa giải 03 vụ việc; hòa giải thành 02 vụ việc (đạt 66,7%).",
        "6. Phong trào thi đua “Dân vận khéo”",
        "Đăng ký mới 03 mô hình “Dân vận khéo”; đang thực hiện 11 mô hình; đến nay có 02 mô hình được công nhận.",
        "III- ĐÁNH GIÁ",
        "IV- NHIỆM VỤ TRỌNG TÂM THÁNG 01 NĂM 2027",
        "- Vận động làm đường.",
        "- Thăm hộ nghèo.",
        "V- KIẾN NGHỊ, ĐỀ XUẤT",
        "- Nhân dân đề nghị sửa mương Cửa Đình.",
    ]
    assert "bà con" not in everything(made).lower()


def test_what_nobody_has_answered_is_no_nought_its_clause_is_missing(here: Commune) -> None:
    here.asks()
    here.tells("thôn 2", hop_to=1)
    made = here.report()
    written = [line for part in made.parts[1:] for line in part.paragraphs]
    assert written == ["Số liệu tổng hợp từ 1/5 tổ dân vận.", "Có 01 tổ dân vận tổ chức họp, tổng số 01 lần họp."]
    rows = figures(made, vi.COMPARED)
    assert rows["Số lần họp tổ"] == [1, None, None, 1, "1/5"]
    assert rows["Số vụ hòa giải"] == [None, None, None, None, "0/5"]
    assert rows["Số buổi tiếp dân"] == [None, None, None, None, "Khối"]
    assert rows["Tỷ lệ hòa giải thành (%)"] == [None] * 5


def test_a_part_alone_is_told_and_no_rate_is_over_a_hundred(here: Commune) -> None:
    here.asks()
    here.tells("thôn 2", kn_nhan=1, kn_xong=3, ngay_cong=1200)
    here.block_tells(doi_thoai=12, don_nhan=2, nguoi_tap_huan=3)
    made = here.report()
    assert section(made, "2. Công tác") == ["Cấp ủy, chính quyền đối thoại với Nhân dân 12 cuộc.", "Tiếp nhận 02 đơn thư."]
    assert section(made, "4. Hoạt động") == [
        "Qua các tổ, Nhân dân kiến nghị 01 việc, đã được trả lời 03 việc.", "Nhân dân đã tự nguyện góp 1.200 ngày công.",
    ]  # fmt: skip
    assert figures(made, vi.COMPARED)["Tỷ lệ kiến nghị được trả lời (%)"][0] is None


def test_the_month_is_held_against_the_last_in_words_only_where_about_as_many_have_told(here: Commune) -> None:
    here.asks("2026-11")
    here.asks()
    for title in ("thôn 2", "thôn 10"):
        here.tells(title, "2026-11", tt_buoi=1, hg_vu=2)
        here.tells(title, tt_buoi=7, hg_vu=1)
    said = prose(here.report())
    assert "tuyên truyền, vận động 14 buổi, tăng 12 buổi so với tháng trước" in said
    assert "hòa giải 02 vụ việc, giảm 02 vụ việc so với tháng trước" in said
    here.tells("bản Mạ", tt_buoi=1, hg_vu=0)
    assert "so với" not in prose(here.report())


def test_days_months_and_small_counts_have_noughts_as_offices_write_them() -> None:
    assert [vi.count(n) for n in (0, 3, 10, 1250)] == ["00", "03", "10", "1.250"]
    assert vi.count(3, two_digits=False) == "3"
    assert (vi.day(date(2026, 2, 5)), vi.day(date(2026, 3, 16))) == ("05/02/2026", "16/3/2026")
    assert [vi.percent(x) for x in (75.0, 200 / 3)] == ["75%", "66,7%"]


# words, and what is closed to most -------------------------------------------------------------------------------------
def test_no_word_of_a_team_is_printed_before_a_person_has_released_it(here: Commune) -> None:
    told(here)
    assert "Cửa Đình" not in everything(here.report())
    here.releases("de_nghi", "")
    assert section(here.report(), "V-") == []
    here.releases("de_nghi", "Sửa mương Cửa Đình")
    assert section(here.report(), "V-") == ["- Sửa mương Cửa Đình."]


def test_what_is_confidential_changes_no_word_and_no_number_of_it(here: Commune) -> None:
    told(here)
    here.case("DS", "XANH", "thôn 2")
    before = [everything(here.report(leaving=leaving)) for leaving in (False, True)]
    here.case("BL", "DO", "thôn 2", confidential=1)
    here.case("TG", "HEN", "bản Mạ", confidential=1, crowd=1)
    here.case("DD", "DO", "bản Mạ", confidential=1)
    here.case("BL", "DO", "thôn 2")  # though somebody has marked it wrongly
    assert [everything(here.report(leaving=leaving)) for leaving in (False, True)] == before


def test_a_case_taken_back_or_put_to_another_is_not_counted(here: Commune) -> None:
    here.asks()
    first = here.case("DD", "VANG", "thôn 2")
    here.case("DD", "VANG", "thôn 2", status="rut_lai")
    here.case("DD", "VANG", "thôn 10", status="ket_thuc", merged_into=first)
    assert [row[0] for row in annex(here.report(), vi.CASES).rows] == [first]


def test_a_case_belongs_to_the_days_of_the_month_here_and_not_in_greenwich(here: Commune) -> None:
    here.asks()
    inside = [here.case("CT", "XANH", "thôn 2", "2026-11-16", 0), here.case("CT", "XANH", "thôn 2", "2026-12-15", 23)]
    here.case("CT", "XANH", "thôn 2", "2026-11-15", 23)
    here.case("CT", "XANH", "thôn 2", "2026-12-16", 0)
    assert [row[0] for row in annex(here.report(), vi.CASES).rows] == inside


def test_many_salient_cases_are_counted_and_stand_one_by_one_in_the_annex_alone(here: Commune) -> None:
    here.asks()
    for _ in range(10):
        here.case("DD", "VANG", "thôn 2", due_at=NOW + 1)
    here.case("KH", "XANH", "thôn 2", crowd=1, due_at=NOW + 1)
    assert section(here.report(), "6. Vụ việc") == [
        "- 10 vụ việc (mức VÀNG): đất đai, giải phóng mặt bằng, đền bù; đang giải quyết.",
        "- 01 vụ việc (mức XANH, đông người): việc khác; đang giải quyết.",
    ]
    assert len(annex(here.report(), vi.CASES).rows) == 11


# the annexes -----------------------------------------------------------------------------------------------------------
def test_a_row_a_hamlet_in_vietnamese_order_empty_where_nothing_came_and_the_total_last(here: Commune) -> None:
    told(here)
    table = annex(here.report(), vi.BY_HAMLET)
    assert table.sums
    assert [row[0] for row in table.rows] == [*TITLES, "Tổng cộng"]
    of = dict(zip(table.head, zip(*table.rows, strict=True), strict=True))
    assert of["Số lần họp tổ"] == (0, None, 2, 1, None, 3)  # left out, and not come, are no nought
    assert of["Tiền góp (triệu đồng)"] == (None, None, 1.5, 0, None, 1.5)
    assert of["Số hộ được thăm, giúp"][-1] == 7
    assert list(table.rows[4]) == ["Thôn Đồng", *[None] * (len(table.head) - 1)]
    assert list(annex(here.report(), vi.MISSING).rows) == [[1, "Thôn Đồng"]]


def test_of_a_stock_what_a_team_told_last_counts_and_the_table_still_adds_up(here: Commune) -> None:
    here.asks("2026-11")
    here.tells("thôn Đồng", "2026-11", dvk_dang=4)
    here.tells("thôn 2", "2026-11", dvk_dang=3)
    here.asks()
    here.tells("thôn 2", hop_to=1)
    here.tells("thôn 10", dvk_dang=1)
    made = here.report()
    assert section(made, "6. Phong trào") == ["Đang thực hiện 08 mô hình."]
    table = annex(made, vi.BY_HAMLET)
    of = dict(zip((row[0] for row in table.rows), (row[table.head.index("Dân vận khéo đang làm")] for row in table.rows), strict=True))
    assert of == {
        "Bản Mạ": None, "Khu phố 1": None, "Thôn 2": 3, "Thôn 10": 1, "Thôn Đồng": None, vi.LAST_KNOWN: 4, "Tổng cộng": 8,
    }  # fmt: skip
    assert figures(made, vi.COMPARED)["Dân vận khéo đang làm"] == [8, 7, None, 8, "3/5"]


def test_each_figure_stands_beside_the_last_month_the_last_year_and_the_year_so_far(here: Commune) -> None:
    for period, talks in (("2025-12", 5), ("2026-03", 6), ("2026-11", 7), ("2026-12", 8)):
        here.asks(period)
        here.tells("thôn 2", period, tt_buoi=talks, tam_trang="phan_khoi", hg_vu=4, hg_thanh=3)
    table = annex(here.report(), vi.COMPARED)
    assert list(table.head) == ["Chỉ tiêu", "Tháng 12 năm 2026", "Tháng trước", "Cùng kỳ năm trước", "Từ đầu năm", "Số tổ có số liệu"]
    rows = figures(here.report(), vi.COMPARED)
    assert rows["Số buổi tuyên truyền"] == [8, 7, 5, 21, "1/5"]
    assert rows["Tâm trạng Nhân dân: phấn khởi (số tổ)"] == [1, 1, 1, 3, "1/5"]
    assert rows["Tỷ lệ hòa giải thành (%)"] == [75.0, 75.0, 75.0, 75.0, None]


# the copy that leaves --------------------------------------------------------------------------------------------------
def test_a_copy_that_leaves_names_no_hamlet_of_a_case_and_none_that_has_not_told(here: Commune) -> None:
    told(here)
    for kind, level in (("DD", "VANG"), ("DD", "VANG"), ("TN", "DO")):
        here.case(kind, level, "bản Mạ", due_at=NOW + 1)
    made = here.report(leaving=True)
    assert section(made, "II-") == ["Số liệu tổng hợp từ 4/5 tổ dân vận; còn 01 tổ chưa báo cáo."]
    assert section(made, "6. Vụ việc") == [
        "- 02 vụ việc (mức VÀNG): đất đai, giải phóng mặt bằng, đền bù; đang giải quyết.",
        "- 01 vụ việc (mức ĐỎ): tai nạn, cháy nổ, đuối nước; đang giải quyết.",
    ]
    assert "bản mạ" not in prose(made).lower()
    assert "Thôn Đồng" not in everything(made)
    table = annex(made, vi.CASES)
    assert (list(table.head), table.sums) == (["Loại việc", "Số vụ việc"], True)
    assert list(table.rows) == [["Đất đai, giải phóng mặt bằng, đền bù", 2], ["Tai nạn, cháy nổ, đuối nước", 1], ["Tổng cộng", 3]]
    assert [a.title for a in made.annexes] == ["Phụ lục 1. Số liệu theo thôn, bản, khu phố", "Phụ lục 2. Số liệu so với các kỳ", "Phụ lục 3. Vụ việc"]


# spans -----------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("length", "last", "subject", "heading"),
    [
        (Length.MONTH, "2026-11", "công tác dân vận tháng 11, nhiệm vụ trọng tâm tháng 12 năm 2026", "IV- NHIỆM VỤ TRỌNG TÂM THÁNG 12"),
        (Length.MONTH, "2026-01", "công tác dân vận tháng 01, nhiệm vụ trọng tâm tháng 02 năm 2026", "IV- NHIỆM VỤ TRỌNG TÂM THÁNG 02"),
        (
            Length.QUARTER, "2026-12", "công tác dân vận quý IV năm 2026, nhiệm vụ trọng tâm quý I năm 2027",
            "IV- NHIỆM VỤ TRỌNG TÂM QUÝ I NĂM 2027",
        ),
        (Length.QUARTER, "2026-03", "công tác dân vận quý I, nhiệm vụ trọng tâm quý II năm 2026", "IV- NHIỆM VỤ TRỌNG TÂM QUÝ II"),
        (
            Length.HALF, "2026-06", "công tác dân vận 6 tháng đầu năm 2026, nhiệm vụ trọng tâm 6 tháng cuối năm 2026",
            "IV- NHIỆM VỤ TRỌNG TÂM 6 THÁNG CUỐI NĂM 2026",
        ),
        (Length.YEAR, "2026-12", "công tác dân vận năm 2026, nhiệm vụ trọng tâm năm 2027", "IV- NHIỆM VỤ TRỌNG TÂM NĂM 2027"),
    ],
)  # fmt: skip
def test_spans_are_called_as_offices_call_them(length: Length, last: str, subject: str, heading: str) -> None:
    of = span(length, month(last))
    assert (vi.subject(of), vi.next_heading(of)) == (subject, heading)


def test_a_span_ends_where_such_spans_end() -> None:
    assert span(Length.QUARTER, Month(2026, 12)).months == (Month(2026, 10), Month(2026, 11), Month(2026, 12))
    assert span(Length.HALF, Month(2026, 6)).before == Span(Length.HALF, Month(2025, 12))
    assert span(Length.YEAR, Month(2026, 12)).before == span(Length.YEAR, Month(2026, 12)).year_before
    with pytest.raises(ValueError, match="ends in month 3, 6, 9, 12, not in 2026-11"):
        span(Length.QUARTER, Month(2026, 11))


def test_a_quarter_adds_up_its_months_and_is_a_draft(here: Commune) -> None:
    for period in ("2026-09", "2026-10", "2026-11", "2026-12"):
        here.asks(period)
        here.tells("thôn 2", period, hop_to=1, tt_buoi=2, tam_trang="phan_khoi")
        here.releases("de_nghi", f"Sửa mương\nViệc của {period}", period)
        here.releases("thang_toi", "việc tháng tới", period)
        month_steps.step(here.db, here.unit.id, period, month_steps.APPROVED, here.teller, NOW)
    here.case("CT", "XANH", "thôn 2", "2026-09-16", 1)
    here.case("CT", "XANH", "thôn 2", "2026-09-15", 1)
    made = here.report(length=Length.QUARTER)
    assert made.draft == vi.DRAFT
    assert section(made, "") == [
        "Khối Dân vận xã Mẫu báo cáo kết quả công tác dân vận quý IV năm 2026 (từ ngày 16/9/2026 đến ngày 15/12/2026) như sau:"
    ]
    assert section(made, "1. Tư tưởng") == ["Theo phản ánh của 03 lượt tổ dân vận, tâm trạng của phần đông Nhân dân: phấn khởi (03 lượt tổ)."]
    assert section(made, "II-") == ["Số liệu tổng hợp từ 3/15 báo cáo tháng của các tổ dân vận."]
    assert section(made, "4. Hoạt động")[0] == "Có 03 lượt tổ dân vận tổ chức họp, tổng số 03 lần họp."
    assert section(made, "IV-") == []  # what a month plans is no plan of a quarter
    assert section(made, "V-") == ["- Sửa mương.", "- Việc của 2026-10.", "- Việc của 2026-11.", "- Việc của 2026-12."]
    assert list(annex(made, vi.COMPARED).head)[1:5] == ["Quý IV năm 2026", "Quý trước", "Cùng kỳ năm trước", "Từ đầu năm"]
    assert figures(made, vi.COMPARED)["Số buổi tuyên truyền"] == [6, 2, None, 8, "3/15"]
    assert [row[1:] for row in annex(made, vi.MISSING).rows] == [[t, 3] for t in TITLES if t != "Thôn 2"]
    assert len(annex(made, vi.CASES).rows) == 1


def test_of_a_year_the_year_before_stands_beside_it_once(here: Commune) -> None:
    here.asks()
    here.tells("thôn 2", hop_to=1)
    assert list(annex(here.report(length=Length.YEAR), vi.COMPARED).head) == ["Chỉ tiêu", "Năm 2026", "Năm trước", "Số tổ có số liệu"]


# the head and the foot -------------------------------------------------------------------------------------------------
def test_it_is_a_draft_until_the_block_has_approved_the_month_and_again_when_it_is_returned(here: Commune) -> None:
    told(here)
    seen = [here.report().draft]
    kept = kept_report(here.db, None, here.unit, month("2026-12"), NOW)
    for state in (month_steps.CLOSED, month_steps.APPROVED, month_steps.SENT, month_steps.RETURNED):
        month_steps.step(here.db, here.unit.id, "2026-12", state, here.teller, NOW, kept=kept if state == month_steps.APPROVED else None)
        seen.append(here.report().draft)
    assert seen == ["DỰ THẢO", "DỰ THẢO", "", "", "DỰ THẢO"]


def test_it_is_signed_by_who_holds_the_role_there_and_left_blank_where_nobody_does(here: Commune) -> None:
    told(here)
    assert here.report().signed == ("T/M KHỐI DÂN VẬN", "TRƯỞNG KHỐI", "")
    here.person("Lê Văn Mẫu", "truong_khoi", here.unit)
    here.person("Lê Thị Mẫu", "pho_truong_khoi", here.unit)
    assert here.report().signed == ("T/M KHỐI DÂN VẬN", "TRƯỞNG KHỐI", "Lê Văn Mẫu")
    assert here.report(signer="pho_truong_khoi").signed == ("T/M KHỐI DÂN VẬN", "PHÓ TRƯỞNG KHỐI", "Lê Thị Mẫu")


def test_whoever_stands_in_does_not_sign_as_the_one_who_is_away(here: Commune) -> None:
    told(here)
    head, deputy = here.person("Lê Văn Mẫu", "truong_khoi", here.unit), here.person("Lê Thị Mẫu", "pho_truong_khoi", here.unit)
    absences.begin(here.db, head, deputy, NOW + 86400, NOW - 86400)
    assert any(r.acting_for == head for r in here.who(deputy).roles)
    assert here.report().signed[-1] == ""


def test_number_and_date_are_left_to_the_office(here: Commune) -> None:
    told(here)
    made = here.report()
    assert (made.over, made.issuer, made.number) == ("ĐẢNG ỦY XÃ MẪU", "KHỐI DÂN VẬN", "Số        -BC/KDV")
    assert made.place_date == "Mẫu, ngày     tháng     năm 2026"


# who may ---------------------------------------------------------------------------------------------------------------
def test_the_block_reads_all_of_it_and_those_above_only_the_copy_that_was_sent_up(here: Commune) -> None:
    told(here)
    here.case("DD", "VANG", "bản Mạ")
    of_block, above = here.who(here.teller), here.who(here.person("Người Tỉnh", "can_bo_tinh", here.top))
    assert everything(here.report(who=of_block)) == everything(here.report())
    for state in (month_steps.CLOSED, month_steps.APPROVED):
        month_steps.step(here.db, here.unit.id, "2026-12", state, here.teller, NOW)
        assert here.maybe(who=above, leaving=True) is None
    month_steps.step(here.db, here.unit.id, "2026-12", month_steps.SENT, here.teller, NOW)
    assert here.maybe(who=above) is None
    assert everything(here.report(who=above, leaving=True)) == everything(here.report(leaving=True))


def test_case_by_case_they_are_listed_for_those_alone_who_read_them(here: Commune) -> None:
    here.case("DD", "VANG", "bản Mạ")
    of_block, above = here.who(here.teller), here.who(here.person("Người Tỉnh", "can_bo_tinh", here.top))
    head = here.who(here.person("Người Thôn", "to_truong", here.team("bản Mạ")))
    filed = case_sums.Filed([here.team("bản Mạ").id], date(2026, 12, 1), date(2026, 12, 1), ())
    seen = [
        (len(case_sums.listed(here.db, who, filed, NOW)), sum(case_sums.counts(here.db, who, filed, NOW).values())) for who in (of_block, above, head)
    ]
    assert seen == [(1, 1), (0, 1), (0, 0)]


@pytest.mark.parametrize(("key", "where"), [("to_truong", "thôn 2"), ("truong_khoi", "xã Khác"), ("quan_tri", "xã Mẫu")])
def test_nobody_else_has_it(here: Commune, key: str, where: str) -> None:
    told(here)
    units.add(here.db, "xa", "xã", "Khác", here.top, "2025-07-01")
    month_steps.step(here.db, here.unit.id, "2026-12", month_steps.SENT, here.teller, NOW)
    who = here.who(here.person("Người Ngoài", key, here.team(where)))
    assert [here.maybe(who=who, leaving=leaving) for leaving in (False, True)] == [None, None]


def test_a_month_that_was_never_asked_for_has_no_report(here: Commune) -> None:
    here.asks("2026-11")
    assert here.maybe() is None
    assert roles.of(here.db, [here.teller], at("2026-12-01"))  # and not for want of a right
    assert report(here.db, None, units.get(here.db, here.unit.id), Wanted(span(Length.MONTH, Month(2026, 11))), NOW) is not None
