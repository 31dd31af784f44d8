"""The sheet to join by: what stands on it, in letters large enough for a wall."""

from __future__ import annotations

import io
import zipfile

import docx
from docx.shared import Mm

from bot.documents import slips
from bot.documents.invitation import Sheet
from bot.documents.invitation import docx as made
from bot.documents.slips import Slip
from messages_vi import roster
from messages_vi import sheet as vi
from messages_vi.joining import CHANNELS

UNTIL = 1_796_000_000.0  # 30/11/2026, in Vietnam
SHEET = Sheet(
    vi.office("phường Mẫu"), vi.TITLE, vi.steps("Zalo", square=True), "48210937", "https://zalo.me/s/mau",
    vi.foot("tổ viên", "khu phố Mẫu Sáu", UNTIL, "0237.000.0003"),
)  # fmt: skip


def test_it_is_one_a4_sheet_with_code_link_and_square() -> None:
    page = docx.Document(io.BytesIO(made(SHEET)))
    size = page.sections[0].page_width, page.sections[0].page_height
    assert [round(side / Mm(1)) for side in size if side] == [210, 297]
    lines = [p.text for p in page.paragraphs]
    assert lines[:2] == ["KHỐI DÂN VẬN PHƯỜNG MẪU", vi.TITLE]
    assert "4821 0937" in lines
    assert "Mã dành cho tổ viên khu phố Mẫu Sáu, dùng đến hết ngày 30/11/2026." in lines
    assert len(page.inline_shapes) == 1
    sizes = {run.font.size.pt for p in page.paragraphs for run in p.runs if run.text[:1].isdigit() and run.font.size}
    assert min(sizes) >= 20, "steps and code are read by people of seventy"


def test_without_a_link_there_is_no_square_and_no_word_of_one() -> None:
    page = docx.Document(io.BytesIO(made(Sheet(vi.office(""), vi.TITLE, vi.steps("", square=False), "48210937", "", ()))))
    assert not page.inline_shapes
    assert not any("mã vuông" in p.text for p in page.paragraphs)


def test_the_way_in_is_told_as_it_is_on_each_channel() -> None:
    for square in (True, False):
        steps = " ".join(vi.steps("Telegram", square=square))
        assert 0 <= steps.find("Bắt đầu (START)") < steps.find("gõ 8 số"), "before START nobody can type on Telegram"
        slip = roster.how("Telegram", square=square)
        assert 0 <= slip.find("Bắt đầu (START)") < slip.find("8 số trên")
        for on_zalo in (" ".join(vi.steps("Zalo", square=square)), roster.how("Zalo", square=square)):
            assert "START" not in on_zalo
            assert "Chọn" not in on_zalo, "Zalo has no buttons"


def test_papers_name_no_app_that_nobody_knows_of() -> None:
    for text in (*vi.steps("", square=False), roster.how("", square=False)):
        assert not any(app in text for app in CHANNELS.values())


def test_words_of_a_unit_stay_words() -> None:
    odd = Sheet("<w:p> & {{ x }}", "a & b", ("</w:t>",), "48210937", "", ())
    slip = Slip("<w:p> & {{ x }}", "a & b", "</w:t>", "48210937", "", "", ())
    for paper in (made(odd), slips.docx([slip])):
        body = zipfile.ZipFile(io.BytesIO(paper)).read("word/document.xml").decode()
        assert "&lt;w:p&gt; &amp; {{ x }}" in body
