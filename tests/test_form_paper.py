"""The questionnaire on paper: what is asked in a month, for a team or for a block, as pages that are filled in by pen."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import docx as python_docx
import pytest
from click.testing import CliRunner, Result

from bot.cli import cli
from bot.documents.form_paper import docx
from bot.documents.pdf import NoConverter, pdf
from bot.domain.forms import Form, Kind
from bot.domain.forms_read import read
from bot.domain.months import Month
from bot.domain.periods import HERE
from bot.story import Here, Said
from bot.talk import Speaker
from handlers import BOOK, form_paper, sample
from messages_vi import common, forms_shipped
from messages_vi import form_paper as vi
from storage import checkins, engines, forms, people, units
from storage.units import Unit
from tests.checkin_kit import ASKED, at, types
from tests.missing import missing
from tests.turns import World

FORM: Form = read(forms_shipped.text("thang"))
NOW = datetime(2026, 12, 1, 9, tzinfo=HERE).timestamp()
BOX = "\u2610"


def lines(paper: bytes) -> list[str]:
    return [p.text for p in python_docx.Document(io.BytesIO(paper)).paragraphs if p.text.strip()]


def printed(world: World, of_unit: Unit, of: Month | None = None, **how: bool) -> list[str]:
    return lines(docx(form_paper.sheet(world.db, of_unit, of, world.now, **how).paper))


def numbered(page: list[str]) -> list[str]:
    """The questions, without number and room to write."""
    return [found[1] for line in page if (found := re.match(r"\d+\. ([^\t]+)", line))]


def team(world: World, name: str = "Tám") -> Unit:
    (path,) = world.rows("SELECT unit FROM role WHERE person = :p", p=world.id[name])[0]
    return units.get(world.db, path)


def block(world: World) -> Unit:
    found = units.commune_of(world.db, team(world))
    assert found is not None
    return found


# what stands on it ---------------------------------------------------------------------------------------------------
def test_a_team_gets_every_question_in_the_order_in_which_it_is_asked(world: World) -> None:
    asked = numbered(printed(world, team(world)))
    assert len(asked) == len(FORM.of_team.asked)
    assert all(f.ask.startswith(text.strip()) for f, text in zip(FORM.of_team.asked, asked, strict=True))
    assert not any("gõ" in text for text in asked), "nothing is typed on paper"


def test_a_number_has_its_unit_and_a_choice_a_box_for_each_answer(world: World) -> None:
    page = printed(world, team(world))
    for f in FORM.of_team.asked:
        (at_,) = [n for n, line in enumerate(page) if re.match(rf"\d+\. {re.escape(vi.asked(f))}\t?", line)]
        if f.kind is Kind.NUMBER:
            assert page[at_].endswith(f"\t {f.unit}")
        for option in f.options:
            assert any(f"{BOX} {option.label}" in line for line in page[at_ + 1 : at_ + 7]), option.label


def test_the_head_says_whose_it_is_for_when_and_until_when_and_the_first_box_is_nothing_new(world: World) -> None:
    page = printed(world, team(world), Month(2026, 12))
    assert page[0] == "BÁO CÁO CỦA TỔ DÂN VẬN THÁNG 12/2026"
    assert page[1:4] == [
        f"Tổ dân vận: {team(world).title}, {block(world).title}",
        "Kỳ tính từ 16/11/2026 đến 15/12/2026",
        "Hạn nộp: thứ Tư 16/12/2026",
    ]
    assert page[4].strip().startswith(f"{BOX} Không có gì mới")
    assert page[-2].startswith("Người ghi:")


def test_a_block_gets_what_it_types_itself_with_its_own_day(world: World) -> None:
    page = printed(world, block(world), Month(2026, 12))
    assert [f.ask for f in FORM.of_block.asked] == numbered(page)
    assert "Hạn nộp: thứ Sáu 18/12/2026" in page


def test_a_sheet_for_any_team_leaves_its_name_blank_and_has_the_teams_day(world: World) -> None:
    page = printed(world, block(world), Month(2026, 12), any_team=True)
    assert len(numbered(page)) == len(FORM.of_team.asked)
    assert page[1].startswith("Tổ dân vận: .....")
    assert "Hạn nộp: thứ Tư 16/12/2026" in page


def test_a_month_is_printed_as_it_was_asked_whatever_has_been_published_since(world: World) -> None:
    at(world, ASKED)
    text = forms_shipped.text("thang")
    forms.publish(world.db, text.replace("Tổ họp mấy lần?", "Tổ đã họp mấy cuộc?"), world.now)
    checkins.set_calendar(world.db, block(world).id, replace(checkins.calendar(world.db, block(world).path), team=10))
    assert numbered(printed(world, team(world)))[0] == "Tổ họp mấy lần?"
    assert "Hạn nộp: thứ Tư 16/12/2026" in printed(world, team(world))
    assert numbered(printed(world, team(world), Month(2027, 1)))[0] == "Tổ đã họp mấy cuộc?"
    assert "Hạn nộp: thứ Tư 16/12/2026" in printed(world, block(world), any_team=True)


@pytest.mark.parametrize("of_block", [False, True])
def test_it_takes_a_page_or_two(world: World, of_block: bool) -> None:
    try:
        made = pdf(docx(form_paper.sheet(world.db, block(world) if of_block else team(world), None, NOW).paper))
    except NoConverter:
        missing("LibreOffice, to count the pages")
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b(?!s)", made)) <= (1 if of_block else 2)


# in the chat ---------------------------------------------------------------------------------------------------------
def handed(world: World, name: str) -> list[str]:
    """The files that somebody gets."""
    peer = world.peer(name)
    here = Here(world.db, Speaker(peer, name, people.of_peer(world.db, peer, world.now)), world.now, lambda _data: "kept")
    return [d.title for d in BOOK.commands[common.WORDS["mẫu giấy"]](here, "", Said()).files]


def test_a_member_gets_their_teams_sheet_and_the_block_one_for_its_teams_and_its_own(world: World) -> None:
    at(world, ASKED)
    assert handed(world, "An") == [vi.file_name(team(world).title, Month(2026, 12))]
    assert handed(world, "Mười") == [vi.file_name("", Month(2026, 12)), vi.file_name(block(world).title, Month(2026, 12))]


def test_who_is_in_no_team_and_no_block_gets_none(world: World) -> None:
    assert handed(world, "Tỉnh") == []
    assert "chưa ở trong tổ" in types(world, "Tỉnh", "mẫu giấy")


# at the command line -------------------------------------------------------------------------------------------------
class Office:
    """A commune of the sample; ``prints`` is its command line."""

    def __init__(self, url: str, folder: Path) -> None:
        self.out, self.engine = folder / "form.docx", engines.writer(url)
        (folder / "clock").write_text("2026-12-01T09:00:00")
        self.settings = {"DANVAN_DATABASE_URL": url, "DANVAN_DATA_DIR": str(folder), "DANVAN_CLOCK_FILE": str(folder / "clock")}
        with self.engine.begin() as db:
            sample.load(db, NOW)
            self.units = {u.level: u.id for u in units.everything(db)}

    def prints(self, unit: int, *more: str) -> Result:
        return CliRunner().invoke(cli, ["forms", "paper", "--unit", str(unit), "--out", str(self.out), *more], env=self.settings)


@pytest.fixture
def office(url: str, tmp_path: Path) -> Iterator[Office]:
    made = Office(url, tmp_path)
    yield made
    made.engine.dispose()


def test_the_command_prints_the_month_that_runs_or_another(office: Office) -> None:
    for unit, more, month in ((office.units["thon"], (), "12/2026"), (office.units["xa"], ("--month", "2027-02"), "2/2027")):
        assert office.prints(unit, *more).exit_code == 0
        assert lines(office.out.read_bytes())[0].endswith(f"THÁNG {month}")


def test_what_cannot_be_printed_is_said_in_a_line_and_nothing_is_written(office: Office) -> None:
    wrong = {
        (office.units["tinh"], ()): "is of level tinh",
        (999, ()): "there is no unit 999",
        (office.units["thon"], ("--month", "12-2026")): "not a month",
    }
    for (unit, more), said in wrong.items():
        result = office.prints(unit, *more)
        assert result.exit_code == 1
        assert said in result.output
        assert not office.out.exists()
