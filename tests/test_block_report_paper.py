"""The paper of a block's report: its layout in both themes, its annexes as tables and as a workbook, and templates that an office got wrong."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import docx as python_docx
import pytest
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from python_calamine import CalamineWorkbook

from bot.documents import shipped_templates
from bot.documents.annex_tables import shown
from bot.documents.block_report import Annex, BlockReport, FaultyTemplate, Part, Theme, docx, template, xlsx
from bot.documents.paper import saved
from bot.documents.pdf import NoConverter, pdf
from tests.missing import missing

THEMES: tuple[Theme, ...] = get_args(Theme)
SAID = (
    "Trong tháng, tình hình tư tưởng của cán bộ, đảng viên và Nhân dân trên địa bàn xã cơ bản ổn định; Nhân dân phấn khởi trước kết quả phát triển "
    "kinh tế - xã hội của địa phương, đồng tình với chủ trương sắp xếp tổ chức bộ máy, tin tưởng vào sự lãnh đạo của Đảng. "
)
LAST = "Trên đây là báo cáo công tác dân vận tháng 12 của Khối Dân vận xã Mẫu./."
PARTS = (
    Part("I- TÌNH HÌNH NHÂN DÂN", 1),
    *(Part(f"{n}. {name}", 2, (SAID, SAID)) for n, name in enumerate(("Tư tưởng, dư luận", "Đời sống, sản xuất", "An ninh trật tự"), 1)),
    Part("4. Dân tộc, tôn giáo", 2),
    Part("II- KẾT QUẢ CÔNG TÁC DÂN VẬN", 1, ("Số liệu tổng hợp từ 24/26 tổ dân vận.",)),
    Part("1. Hoạt động của khối và các tổ dân vận", 2),
    *(Part(f"{letter}) Công việc", 3, (SAID,)) for letter in "abcdef"),
    Part("III- ĐÁNH GIÁ", 1),
    Part("IV- KIẾN NGHỊ, ĐỀ XUẤT", 1, (SAID, LAST)),
)
HEAD = (
    *("Thôn, bản, khu phố", "Số cuộc họp tổ", "Lượt người dự họp", "Số buổi tuyên truyền", "Lượt người nghe tuyên truyền", "Số vụ hòa giải"),
    *("Hòa giải thành", "Hộ được vận động hiến đất", "Diện tích đất hiến (m²)", "Ngày công lao động", "Tiền đóng góp (triệu đồng)", "Mô hình"),
)
ROWS = [[f"Thôn Mẫu Số {n}", *(n * 137 % (1500 if c % 2 else 9) for c in range(1, 10)), n / 2, None if n % 5 == 0 else n % 3] for n in range(1, 27)]
TOTAL = ["Tổng", *(sum(row[c] or 0 for row in ROWS) for c in range(1, 12))]  # type: ignore[misc]
ANNEXES = (
    Annex("Phụ lục 1. Số liệu theo thôn, bản, khu phố", "PL1. Thôn, bản", HEAD, [*ROWS, TOTAL], sums=True, note="Ô trống: tổ không trả lời."),
    Annex("Phụ lục 2. So với kỳ trước", "PL2. So kỳ trước", ("Nội dung", "Tháng 12", "Tháng 11"), [["Cuộc họp", 48, 45], ["Tỉ lệ (%)", 85.7, None]]),
    Annex("Phụ lục 3. Tổ chưa báo cáo", "PL3. Chưa báo cáo", ("Thôn, bản", "Ghi chú"), [["Bản Vịn", "=1+1"], ["Bản Đục", "http://a.vn"]]),
)
REPORT = BlockReport(
    *("DỰ THẢO", "ĐẢNG ỦY XÃ THƯỜNG XUÂN", "KHỐI DÂN VẬN", "Số        -BC/KDV", "ĐẢNG CỘNG SẢN VIỆT NAM", "Thường Xuân, ngày     tháng 12 năm 2026"),
    *("BÁO CÁO", "công tác dân vận tháng 12, nhiệm vụ trọng tâm tháng 01 năm 2027", PARTS),
    ("Nơi nhận:", "- Ban Tuyên giáo và Dân vận Tỉnh ủy (b/c);", "- Thường trực Đảng ủy (b/c);", "- Lưu."),
    ("T/M KHỐI DÂN VẬN", "TRƯỞNG KHỐI", ""),
    ANNEXES,
)


def opened(report: BlockReport = REPORT, template_: bytes | None = None) -> Document:
    return python_docx.Document(io.BytesIO(docx(report, template_)))


def saying(made: Document, text: str) -> Paragraph:
    cells = [cell for table in made.tables for row in table.rows for cell in row.cells]
    return next(p for p in (*made.paragraphs, *(p for cell in cells for p in cell.paragraphs)) if p.text == text)


def look(paragraph: Paragraph) -> tuple[float, bool, bool]:
    """Points, bold, italic."""
    run = paragraph.runs[0]
    style: Any = paragraph.style
    size = run.font.size or style.font.size
    return size.pt, bool(run.bold or (run.bold is None and style.font.bold)), bool(run.italic)


def words(made: Document) -> str:
    return "".join(text.text or "" for text in made.element.body.iter(qn("w:t")))


def with_placeholder(text: str) -> bytes:
    """The Party's template, into which somebody wrote one more line."""
    made = python_docx.Document(io.BytesIO(template("dang")))
    made.paragraphs[0].insert_paragraph_before(text)
    return saved(made)


def repacked(change: dict[str, bytes]) -> bytes:
    """The Party's template with these parts in place of its own, or more."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template("dang"))) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in dict.fromkeys((*old.namelist(), *change)):
            new.writestr(name, change[name] if name in change else old.read(name))
    return out.getvalue()


def part_of(name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(template("dang"))) as packed:
        return packed.read(name).decode()


# the layout ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("theme", THEMES)
def test_the_shipped_templates_are_what_the_script_makes(theme: Theme) -> None:
    made = zipfile.ZipFile(io.BytesIO(saved(shipped_templates.make(theme))))
    shipped = zipfile.ZipFile(io.BytesIO(template(theme)))
    for name in ("word/document.xml", "word/styles.xml", "word/header1.xml"):
        assert made.read(name) == shipped.read(name)


@pytest.mark.parametrize("theme", THEMES)
def test_the_page_is_laid_out_by_the_rules_of_both_themes(theme: Theme) -> None:
    made = opened(REPORT, template(theme))
    page = made.sections[0]
    assert [round(m.mm) for m in (page.page_width, page.page_height, page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)] == [
        210, 297, 20, 20, 30, 15,
    ]  # fmt: skip
    assert page.different_first_page_header_footer
    assert page.first_page_header.is_linked_to_previous  # which means: there is none
    number = page.header.paragraphs[0]
    assert (number.alignment, "PAGE" in number._p.xml) == (WD_ALIGN_PARAGRAPH.CENTER, True)
    for name in ("Normal", "Body Text", "Heading 1", "Heading 2", "Heading 3"):
        fonts = made.styles[name].element.rPr.rFonts
        assert {fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "cs", "eastAsia")} == {"Times New Roman"}
        assert fonts.get(qn("w:asciiTheme")) is None


@pytest.mark.parametrize("theme", THEMES)
def test_the_body_is_of_fourteen_points_with_exact_lines_and_its_headings_stay_with_what_follows(theme: Theme) -> None:
    made = opened(REPORT, template(theme))
    for text, bold in ((LAST, False), ("I- TÌNH HÌNH NHÂN DÂN", True), ("1. Tư tưởng, dư luận", True), ("a) Công việc", True)):
        paragraph = saying(made, text)
        assert look(paragraph) == (14, bold, False)
        layout = paragraph.style.paragraph_format  # type: ignore[union-attr]  # it has one
        assert (layout.line_spacing.pt, layout.line_spacing_rule, layout.space_after.pt) == (18, WD_LINE_SPACING.EXACTLY, 6)
        assert (round(layout.first_line_indent.mm), layout.alignment) == (10, WD_ALIGN_PARAGRAPH.JUSTIFY)
        assert bool(layout.keep_with_next) is bold
    foot = next(table for table in made.tables if "TRƯỞNG KHỐI" in table.rows[-1].cells[-1].text)
    assert foot.rows[0]._tr.trPr.find(qn("w:cantSplit")) is not None
    assert saying(made, LAST).paragraph_format.keep_with_next


def test_the_party_s_head_and_foot_have_their_sizes() -> None:
    made = opened()
    expected = {
        REPORT.over: (14, False, False), REPORT.issuer: (14, True, False), "*": (14, False, False), REPORT.number: (14, False, False),
        REPORT.party: (15, True, False), REPORT.place_date: (14, False, True), "DỰ THẢO": (14, True, False), "BÁO CÁO": (16, True, False),
        REPORT.subject: (14, True, False), "-----": (14, False, False), "Nơi nhận:": (12, False, False), "- Lưu.": (12, False, False),
        "T/M KHỐI DÂN VẬN": (14, True, False), "TRƯỞNG KHỐI": (14, True, False),
    }  # fmt: skip
    assert {text: look(saying(made, text)) for text in expected} == expected
    assert "w:pBdr" in made.tables[0].row_cells(0)[1].paragraphs[1]._p.xml  # the line below the Party's name
    assert made.tables[0]._tbl.tblPr.find(qn("w:tblBorders")) is None


def test_the_state_s_head_has_the_motto_and_a_line_below_it() -> None:
    made = opened(replace(REPORT, number="Số:        /BC-KDV"), template("nha_nuoc"))
    country, below = shipped_templates.motto()
    assert (country, below) == ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
    expected = {
        country: (13, True, False), below: (14, True, False), REPORT.over: (13, False, False), REPORT.issuer: (13, True, False),
        "Số:        /BC-KDV": (13, False, False), REPORT.place_date: (14, False, True), "BÁO CÁO": (14, True, False),
        "Nơi nhận:": (12, True, True), "- Lưu.": (11, False, False),
    }  # fmt: skip
    assert {text: look(saying(made, text)) for text in expected} == expected
    assert "w:pBdr" in made.tables[0].row_cells(0)[1].paragraphs[2]._p.xml
    assert REPORT.party not in words(made)


@pytest.mark.parametrize("theme", THEMES)
def test_an_approved_report_is_no_draft_and_nothing_else_changes(theme: Theme) -> None:
    draft, approved = (words(opened(replace(REPORT, draft=word), template(theme))) for word in ("DỰ THẢO", ""))
    assert draft.replace("DỰ THẢO", "") == approved


def test_room_is_left_below_a_heading_without_words_unless_a_deeper_one_follows() -> None:
    texts = [p.text for p in opened().paragraphs]
    below = {heading: texts[texts.index(heading) + 1] for heading in texts if re.match(r"[IV]+- |\d\. |[a-f]\) ", heading)}
    assert [heading for heading, text in below.items() if text == "\t"] == ["4. Dân tộc, tôn giáo", "III- ĐÁNH GIÁ"]
    dotted = opened().paragraphs[texts.index("III- ĐÁNH GIÁ") + 1]
    assert 'w:leader="dot"' in dotted._p.xml


# words that look like something else ---------------------------------------------------------------------------------
@pytest.mark.parametrize("text", ["<b>đậm</b>", "{{ 7*7 }}", "{% for %}", "A & B", "&amp; &lt;", "\"ngoặc\" 'kép'", "{{ over }}", "]]>", "a  b"])
def test_what_looks_like_xml_or_a_placeholder_stays_text(text: str) -> None:
    annex = Annex(text, "x", (text, "b"), [[text, text]], note=text)
    made = opened(replace(REPORT, subject=text, over=text, parts=(Part(text, 2, (text,)),), annexes=(annex,)))
    assert words(made).count(text) == 9
    assert "49" not in words(made)


def test_what_no_xml_can_hold_becomes_a_space_and_lines_become_paragraphs() -> None:
    made = opened(replace(REPORT, title="BÁO\x00\x07CÁO\ud800", parts=(Part("", 2, ("một\nhai\fba",)),)))
    assert saying(made, "BÁO  CÁO ")
    assert [text for text in ("một", "hai", "ba") if saying(made, text)] == ["một", "hai", "ba"]


# annexes -------------------------------------------------------------------------------------------------------------
def test_an_annex_is_a_table_with_numbers_as_one_writes_them_its_head_on_every_page() -> None:
    table = next(table for table in opened().tables if table.rows[0].cells[0].text == HEAD[0])
    assert [cell.text for cell in table.rows[0].cells] == list(HEAD)
    assert "w:tblHeader" in table.rows[0]._tr.xml
    assert len(table.rows) == 1 + len(ROWS) + 1
    assert [cell.text for cell in table.rows[5].cells] == ["Thôn Mẫu Số 5", *(shown(value) for value in ROWS[4][1:])]
    assert (shown(1250), shown(-1234567), shown(12.5), shown(0), shown(None), shown(3.0), shown(0.1 + 0.2)) == (
        "1.250", "-1.234.567", "12,5", "0", "", "3", "0,3",
    )  # fmt: skip
    assert table.rows[1].cells[1].paragraphs[0].alignment == WD_ALIGN_PARAGRAPH.RIGHT
    assert all(run.bold for cell in table.rows[-1].cells for run in cell.paragraphs[0].runs)
    assert not any(run.bold for cell in table.rows[-2].cells for run in cell.paragraphs[0].runs)


def test_a_wide_annex_lies_across_and_no_empty_page_follows() -> None:
    made = opened()
    assert [page.orientation for page in made.sections] == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT, WD_ORIENT.PORTRAIT]
    widths = [sum(column.width.mm for column in table.columns) for table in made.tables[2:]]  # type: ignore[union-attr]  # all are set
    assert [round(width) for width in widths] == [252, 165, 165]
    alone = opened(replace(REPORT, annexes=()))
    assert len(alone.sections) == 1
    assert alone.sections[0].different_first_page_header_footer


def test_the_workbook_has_the_same_annexes_with_real_numbers() -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(xlsx(REPORT)))
    assert book.sheet_names == ["PL1. Thôn, bản", "PL2. So kỳ trước", "PL3. Chưa báo cáo"]
    rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert rows[0][0] == ANNEXES[0].title
    assert rows[2] == list(HEAD)
    assert rows[3:29] == [["" if cell is None else cell for cell in row] for row in ROWS]
    assert rows[29] == TOTAL
    assert book.get_sheet_by_index(2).to_python(skip_empty_area=False)[3:] == [["Bản Vịn", "=1+1"], ["Bản Đục", "http://a.vn"]]


def test_the_total_is_worked_out_by_the_workbook_and_no_text_is() -> None:
    with zipfile.ZipFile(io.BytesIO(xlsx(REPORT))) as packed:
        first, second, third = (packed.read(f"xl/worksheets/sheet{n}.xml").decode() for n in (1, 2, 3))
        formats = packed.read("xl/styles.xml").decode()
        defined = packed.read("xl/workbook.xml").decode()
    assert re.findall("<f>(.*?)</f><v>(.*?)</v>", first) == [(f"SUM({c}4:{c}29)", f"{TOTAL[n]:g}") for n, c in enumerate("BCDEFGHIJKL", 1)]
    assert "<f>" not in second + third
    assert "hyperlink" not in third
    assert "#,##0.0#" in formats
    for sheet in (first, second, third):
        assert 'paperSize="9"' in sheet
        assert 'orientation="landscape"' in sheet
        assert 'fitToHeight="0"' in sheet
        assert 'ySplit="3"' in sheet
    assert len(re.findall(r"Print_Titles\".*?\$3:\$3", defined)) == 3


def test_a_total_that_the_rows_do_not_add_up_to_stays_as_it_is_told() -> None:
    annex = Annex("a", "a", ("x", "y", "z"), [["1", 1, None], ["2", 2, None], ["Tổng", 4, "-"]], sums=True)
    made = xlsx(replace(REPORT, annexes=(annex, replace(annex, short="[b]: c/d", rows=[["Tổng", 4, 0]]))))
    book = CalamineWorkbook.from_filelike(io.BytesIO(made))
    assert [book.get_sheet_by_index(n).to_python()[-1] for n in (0, 1)] == [["Tổng", 4, "-"], ["Tổng", 4, 0]]
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(made)).read("xl/worksheets/sheet1.xml")


# templates that an office edited -------------------------------------------------------------------------------------
def test_an_office_may_add_words_conditions_and_loops_of_its_own() -> None:
    made = opened(REPORT, with_placeholder("{{ issuer|lower }}: {% for part in parts if part.level == 1 %}{{ part.heading }};{% endfor %}"))
    assert made.paragraphs[0].text == "khối dân vận: " + "".join(f"{part.heading};" for part in PARTS if part.level == 1)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{{ ovre }}", "'ovre' is undefined"),
        ("{{ over.name }}", "has no attribute 'name'"),
        ("{{ over", "not closed, near: {{ over"),
        ("over }}", "not closed"),
        ("{{ over }", "not closed"),
        ("{% if draft %}a", "'endif'"),
        ("{%p if draft %}", "'endif'"),
        ("{% fro x in parts %}", "only for and if are understood, near: {% fro"),
        ("{{ }}", "near: {{ }}"),
        ("{{ over | shout }}", "shout"),
    ],
)
def test_a_broken_template_is_told_in_one_line_that_names_the_place(text: str, told: str) -> None:
    with pytest.raises(FaultyTemplate) as wrong:
        docx(REPORT, with_placeholder(text))
    assert told in str(wrong.value)
    assert "\n" not in str(wrong.value)
    assert "<w:" not in str(wrong.value)


def test_a_loop_that_ends_elsewhere_than_it_begins_is_told_and_nothing_is_left_out() -> None:
    made = python_docx.Document(io.BytesIO(template("dang")))
    made.tables[0].rows[0].cells[0].paragraphs[0].add_run("{% for part in parts %}")
    made.paragraphs[0].insert_paragraph_before("{% endfor %}")
    with pytest.raises(FaultyTemplate, match="begins and ends in different places"):
        docx(REPORT, saved(made))


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__ }}", "{{ ''.__class__.__mro__[1].__subclasses__() }}", "{{ parts['__class__'] }}", "{{ over|attr('__class__') }}",
        "{{ 'a' * 10**9 }}", "{{ 10**10**10 }}", "{{ 7*7 }}", "{{ range(10) }}", "{{ cycler }}", "{{ self._TemplateReference__context }}",
        "{% for i in range(10**9) %}x{% endfor %}", "{% for i in over %}x{% endfor %}",
        "{% set x = 1 %}", "{% include '/etc/passwd' %}", "{% import 'os' as os %}", "{% macro m() %}{{ m() }}{% endmacro %}",
        "{% for p in parts recursive %}{{ loop(parts) }}{% endfor %}", "{{ over|safe }}", "{{ over.format() }}", "{{ over.upper() }}",
        "{% vm %}", "{% colspan 3 %}", "{# x #}", "{% autoescape false %}{{ over }}{% endautoescape %}",
        "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}", "{{ " * 10_000, "{% if draft %}" * 300 + "{% endif %}" * 300,
        "{% if draft %}" * 150 + "{% endif %}" * 150,
    ],
)  # fmt: skip
def test_a_template_can_do_nothing_but_name_words_and_go_over_lists(text: str) -> None:
    with pytest.raises(FaultyTemplate):
        docx(REPORT, with_placeholder(text))


@pytest.mark.parametrize("inside", ["", "x" * 30_000])
def test_loops_in_loops_end(inside: str) -> None:
    deep = 8
    loops = "".join(f"{{% for a{n} in parts %}}" for n in range(deep)) + inside + "{% endfor %}" * deep
    with pytest.raises(FaultyTemplate, match="a loop stands in a loop"):
        docx(REPORT, with_placeholder(loops))


@pytest.mark.parametrize(
    "piece", ['<w:p w:rsidR="0"/>', "<w:p><w:r><w:t>{</w:t></w:r></w:p>", "<w:p/>{{r over}}-%}", "<w:tbl/>", "<w:tc>{% vm %}</w:tc>"]
)
@pytest.mark.parametrize("times", [200, 50_000])
def test_a_document_made_to_be_searched_for_ever_is_done_or_refused_at_once(piece: str, times: int) -> None:
    odd = part_of("word/document.xml").replace("<w:body>", "<w:body>" + piece * times, 1)
    with contextlib.suppress(FaultyTemplate):
        assert docx(REPORT, repacked({"word/document.xml": odd.encode()}))


def test_a_file_that_is_no_template_or_swells_is_refused() -> None:
    for data in (
        b"",
        b"PK\x03\x04",
        b"%PDF-1.7",
        xlsx(REPORT),
        template("dang")[:-5000],
        template("dang").replace(b"word/document", b"word/documint"),
    ):
        with pytest.raises(FaultyTemplate, match=r"no Word document|damaged"):
            docx(REPORT, data)
    with pytest.raises(FaultyTemplate, match="5 MB"):
        docx(REPORT, template("dang") + bytes(5_000_000))
    with pytest.raises(FaultyTemplate, match="unpacked"):
        docx(REPORT, repacked({"word/media/image1.png": bytes(40_000_000)}))
    with pytest.raises(FaultyTemplate, match="unpacked"):
        docx(REPORT, repacked({f"word/media/{n}": b"" for n in range(600)}))
    swells = '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    with pytest.raises(FaultyTemplate, match="no Word document"):
        docx(REPORT, repacked({"word/document.xml": part_of("word/document.xml").replace("<w:document", swells + "<w:document", 1).encode()}))


def test_a_template_that_brings_in_other_files_is_refused() -> None:
    rels = part_of("word/_rels/document.xml.rels")
    for kind in ("image", "attachedTemplate", "oleObject"):
        link = f'<Relationship Id="rId99" Type="http://a/relationships/{kind}" Target="file:///etc/hostname" TargetMode="External"/>'
        with pytest.raises(FaultyTemplate, match=f"linked to another file \\({kind}\\)"):
            docx(REPORT, repacked({"word/_rels/document.xml.rels": rels.replace("</Relationships>", link + "</Relationships>").encode()}))
    pieces = '<w:instrText>INCLU</w:instrText></w:r><w:r><w:instrText>DETEXT "a"</w:instrText>'
    field = f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r>{pieces}</w:r></w:p>'
    document = part_of("word/document.xml").replace("<w:body>", "<w:body>" + field, 1)
    with pytest.raises(FaultyTemplate, match="INCLUDETEXT"):
        docx(REPORT, repacked({"word/document.xml": document.encode()}))


# drawn as pages ------------------------------------------------------------------------------------------------------
def drawn(report: BlockReport, theme: Theme) -> list[str]:
    """The text of each page, laid out."""
    if shutil.which("soffice") is None or shutil.which("pdftotext") is None:
        missing("LibreOffice and poppler, to draw the pages")
    read = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf(docx(report, template(theme))), check=True, capture_output=True, timeout=60)
    return read.stdout.decode().split("\f")[:-1]


@pytest.mark.parametrize("theme", THEMES)
def test_libreoffice_draws_three_pages_and_three_annexes_with_the_signature_in_one_piece(theme: Theme) -> None:
    pages = drawn(replace(REPORT, signed=(*REPORT.signed[:2], "Lê Văn Mẫu")), theme)
    assert len(pages) == 6
    assert [page.split()[0] for page in pages[1:]] == ["2", "3", "4", "5", "6"]
    assert "DỰ THẢO" in pages[0]
    for words_ in ("Nơi nhận:", "- Lưu.", "TRƯỞNG KHỐI", "Lê Văn Mẫu"):
        assert words_ in pages[2]
    headings = tuple(part.heading for part in PARTS)
    assert not [page for page in pages if page.strip().endswith(headings)]
    assert ["Phụ lục" in page for page in pages] == [False] * 3 + [True] * 3
    assert "Tổng" in pages[3]


def test_the_signature_takes_the_last_words_along_to_the_next_page() -> None:
    for lines in range(15, 27, 2):  # two lines are less than the signature needs
        pages = drawn(replace(REPORT, parts=(Part("I- A", 1, ("Một dòng.",) * lines + (LAST,)),), annexes=()), "dang")
        signed = next(page for page in pages if "TRƯỞNG KHỐI" in page)
        assert "Mẫu./." in signed
        assert "- Lưu." in signed
        assert lines > 15 or len(pages) == 1
        if len(pages) == 2:
            return
    pytest.fail("it never came to a second page")


def test_without_libreoffice_a_clear_line_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoConverter, match="LibreOffice is not installed"):
        pdf(b"")


def test_a_converter_that_hangs_is_ended_with_all_that_it_began(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\nsleep 300 &\necho $! > {tmp_path}/child\nwait\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(NoConverter, match="did not finish in 2 seconds"):
        pdf(b"", longest=2)
    child = int((tmp_path / "child").read_text(encoding="utf-8"))
    state = Path(f"/proc/{child}/stat")
    assert not state.exists() or state.read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z"


def test_a_converter_that_makes_nothing_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nexit 0\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(NoConverter, match="could not read"):
        pdf(docx(REPORT))
