"""An invitation from the command line leads to a bot that has room, and says what is full."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import docx
import pytest
from click.testing import CliRunner, Result

from bot.channels import links
from bot.cli import cli
from bot.cli_invite import REPLACED, TO_REPLACE
from bot.domain.unit_plans import SPLIT, Event
from bot.talk import Peer
from handlers import places, sample
from messages_vi import sheet
from storage import audit, bots, engines, invitations, people, roles, schema, units
from storage.bots import Bot
from tests.fakes.telegram import TOKEN, FakeTelegram

ONE, TWO = ("111:aaa", "https://zalo.me/s/one"), ("222:bbb", "https://zalo.me/s/two")
NOWHERE = "http://127.0.0.1:9"
OPEN_AND_TYPE = "open the link in Zalo, then type the code"


class Desk:
    """An operator's: the settings, the sample commune, and how many people each bot has."""

    def __init__(self, url: str, at: Path) -> None:
        self.url, self.settings = url, {"DANVAN_DATABASE_URL": url, "DANVAN_DATA_DIR": str(at), "DANVAN_TELEGRAM_API_URL": NOWHERE}
        self.db = engines.writer(url)
        with self.db.begin() as db:
            sample.load(db, 0.0)
            self.hamlet = next(u.id for u in units.everything(db) if u.level == "thon")
        self.has_bots(ONE, TWO)

    def has_bots(self, *ours: tuple[str, str]) -> None:
        self.settings |= {"DANVAN_ZALO_BOT_TOKENS": ",".join(t for t, _ in ours), "DANVAN_ZALO_BOT_LINKS": ",".join(link for _, link in ours)}

    def has_run(self, **crowds: int) -> None:
        """Each bot, as b111, with so many of the two people it may have."""
        with self.db.begin() as db:
            bots.serve(db, [Bot("zalo_bot", name[1:], "", 3000, 2) for name in crowds], 0.0)
            someone = people.add(db, "Mẫu", 0.0)
            for name, crowd in crowds.items():
                for n in range(crowd):
                    people.join(db, Peer("zalo_bot", name[1:], str(n)), someone, 0.0)

    def invites(self, *more: str) -> Result:
        return CliRunner().invoke(cli, ["invite", "--unit", str(self.hamlet), "--role", "to_vien", *more], env=self.settings)

    def invites_as_data(self, *more: str) -> tuple[dict[str, Any], str]:
        """The answer, and what was said beside it."""
        result = self.invites("--format", "json", *more)
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout), result.stderr


@pytest.fixture
def desk(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.chdir(tmp_path)  # where no .env of a developer lies
    made = Desk(url, tmp_path)
    yield made
    made.db.dispose()


def test_the_link_is_the_first_zalo_bots_though_none_has_ever_run(desk: Desk) -> None:
    told, beside = desk.invites_as_data()
    assert set(told) == {"code", "link", "expires_at"}
    assert told["link"] == ONE[1]
    assert beside == ""


def test_a_full_bot_is_passed_over_and_said(desk: Desk) -> None:
    desk.has_run(b111=2, b222=1)
    told, beside = desk.invites_as_data()
    assert told["link"] == TWO[1]
    assert "Zalo bot 111 " in beside
    assert "222" not in beside
    assert "aaa" not in beside


def test_a_bot_that_is_new_in_the_settings_has_room(desk: Desk) -> None:
    desk.has_run(b111=2)
    assert desk.invites_as_data()[0]["link"] == TWO[1]


def test_the_order_is_the_settings_not_the_databases(desk: Desk) -> None:
    desk.has_run(b222=0, b111=0)
    assert desk.invites_as_data()[0]["link"] == ONE[1]


def test_when_all_are_full_another_is_to_be_made_and_the_code_still_holds(desk: Desk) -> None:
    desk.has_run(b111=2, b222=2)
    told, beside = desk.invites_as_data()
    assert told["link"] == ""
    assert len(told["code"]) == 8
    assert "make another bot" in beside
    assert "DANVAN_ZALO_BOT_TOKENS" in beside


def test_people_are_told_to_open_the_link_and_to_type_the_code(desk: Desk) -> None:
    told = desk.invites()
    assert f"link: {ONE[1]}" in told.stdout
    assert OPEN_AND_TYPE in told.stdout
    assert "█" in told.stdout, "the link as a QR"
    alone = desk.invites("--channel", "telegram")
    assert OPEN_AND_TYPE not in alone.stdout
    assert "the code is enough" in alone.stdout


def test_bots_whose_link_nobody_has_set_are_named_by_none(desk: Desk) -> None:
    desk.settings["DANVAN_ZALO_BOT_LINKS"] = ""
    assert desk.invites_as_data()[0]["link"] == ""


def test_one_may_ask_for_a_channel(desk: Desk) -> None:
    desk.has_run(b111=2, b222=0)
    assert desk.invites_as_data("--channel", "zalo")[0]["link"] == TWO[1]
    told, beside = desk.invites_as_data("--channel", "telegram")
    assert (told["link"], beside) == ("", "")
    assert desk.invites("--channel", "email").exit_code == 2


async def test_telegrams_link_brings_the_code_and_comes_when_zalo_has_no_room(desk: Desk) -> None:
    async with FakeTelegram(pace=0.02) as fake:
        desk.settings |= {"DANVAN_TELEGRAM_TOKEN": TOKEN, "DANVAN_TELEGRAM_API_URL": fake.url}
        for more, zalo in ((("--channel", "telegram"), 0), ((), 2)):
            desk.has_run(b111=zalo, b222=zalo)
            told, _ = await asyncio.to_thread(desk.invites_as_data, *more)
            assert told["link"].startswith("https://t.me/")
            assert told["link"].endswith(f"?start={told['code']}")
        desk.has_run(b111=2, b222=2)
        assert (await asyncio.to_thread(desk.invites_as_data, "--channel", "zalo"))[0]["link"] == ""


def test_the_link_of_a_bot_is_found_by_its_account() -> None:
    assert links.zalo([ONE, TWO], {"111"}) == TWO[1]
    assert links.zalo([("111:aaa", ""), TWO], ()) == TWO[1]
    assert links.zalo([], ()) == ""


def test_an_office_without_zalo_hears_nothing_of_it(desk: Desk) -> None:
    desk.has_bots()
    told, beside = desk.invites_as_data()
    assert (told["link"], beside) == ("", "")
    assert schema.current(desk.url) == schema.newest()


# for one person, listed, revoked -------------------------------------------------------------------------------------
def runs(desk: Desk, *line: str) -> Result:
    return CliRunner().invoke(cli, list(line), env=desk.settings)


def test_unit_and_role_are_both_needed_or_a_person_alone(desk: Desk) -> None:
    with desk.db.begin() as db:
        person = people.add(db, "Mẫu", 0.0)
    for wrong in ((), ("--unit", "3"), ("--role", "to_vien"), ("--person", "1", "--unit", "3"), ("--person", "1", "--uses", "2")):
        assert runs(desk, "invite", *wrong).exit_code == 2, wrong
    assert "holds a role" in runs(desk, "invite", "--person", str(person)).stderr
    assert runs(desk, "invite", "--person", "999").exit_code == 1


def test_a_code_for_one_person_takes_the_place_of_the_one_before(desk: Desk) -> None:
    with desk.db.begin() as db:
        person = people.add(db, "Mẫu", 0.0)
        roles.give(db, person, desk.hamlet, "to_pho", 0.0)
    first, second = (json.loads(runs(desk, "invite", "--person", str(person), "--format", "json").stdout) for _ in range(2))
    assert set(first) == {"code", "link", "expires_at"}
    with desk.db.begin() as db:
        now = time.time()
        found = invitations.by_code(db, second["code"], now)
        assert found is not None
        assert (found.person, found.role, found.unit, found.made_by) == (person, "to_pho", desk.hamlet, None)
        assert invitations.by_code(db, first["code"], now) is None


def test_a_new_code_for_a_person_says_before_and_after_what_becomes_of_their_slip(desk: Desk) -> None:
    with desk.db.begin() as db:
        person = people.add(db, "Mẫu", 0.0)
        roles.give(db, person, desk.hamlet, "to_pho", 0.0)
    told = [runs(desk, "invite", "--person", str(person), *more).stderr for more in ((), (), ("--format", "json"))]
    assert told == ["", *[f"note: {TO_REPLACE}\nnote: {REPLACED}\n"] * 2]


def test_what_still_lets_people_in_is_listed_without_its_code_and_can_be_revoked(desk: Desk) -> None:
    code = desk.invites_as_data("--uses", "3")[0]["code"]
    listed = runs(desk, "invitations", "list", "--unit", str(desk.hamlet))
    (row,) = map(json.loads, listed.stdout.splitlines())
    assert (row["role"], row["unit_id"], row["uses_left"], row["made_by"], row["person"]) == ("to_vien", desk.hamlet, 3, None, None)
    assert code not in listed.stdout
    assert runs(desk, "invitations", "list", "--format", "csv").stdout.count("\n") == 2
    assert runs(desk, "invitations", "revoke", "--id", str(row["id"])).exit_code == 0
    again = runs(desk, "invitations", "revoke", "--id", str(row["id"]))
    assert (again.exit_code, "still lets anybody in" in again.stderr) == (1, True)
    assert runs(desk, "invitations", "list").stdout == ""
    with desk.db.begin() as db:
        noted = [(r["person"], r["what"], r["object"]) for r in audit.listed(db)]
    assert noted == [(None, "made code", f"unit:{desk.hamlet}"), (None, "ended code", f"invitation:{row['id']}")]


def test_a_unit_that_several_came_after_takes_no_code(desk: Desk) -> None:
    with desk.db.begin() as db:
        one, *into = [u.id for u in units.everything(db) if u.level == "thon"]
        places.order(db, Event(SPLIT, "2026-01-01", "1", (one,), into=tuple(into[:2])), time.time())
    refused = desk.invites()
    assert (refused.exit_code, "name one of those" in refused.stderr) == (1, True)


def test_the_sheet_to_print_bears_the_code_the_link_and_whom_to_call(desk: Desk, tmp_path: Path) -> None:
    to = tmp_path / "giay.docx"
    told, _ = desk.invites_as_data("--uses", "10", "--sheet", str(to))
    lines = [p.text for p in docx.Document(str(to)).paragraphs]
    assert f"{told['code'][:4]} {told['code'][4:]}" in lines
    assert told["link"] in lines
    assert any("tổ viên thôn Mẫu Một" in line for line in lines)
    assert any("0237.000.0003" in line for line in lines)


def test_a_sheet_that_leads_nowhere_says_so_and_names_no_app(desk: Desk, tmp_path: Path) -> None:
    to = tmp_path / "giay.docx"
    for bots_, channel, said in (
        ((), (), sheet.no_channel("")),
        ((ONE,), ("--channel", "telegram"), sheet.no_channel("Telegram")),
        (((ONE[0], ""),), (), sheet.no_link("Zalo")),
    ):
        desk.has_bots(*bots_)
        _, beside = desk.invites_as_data("--sheet", str(to), *channel)
        assert beside == f"{said}\n"
        page = docx.Document(str(to))
        assert not page.inline_shapes
        assert any("Zalo" in p.text for p in page.paragraphs) == ("Zalo" in said and bool(bots_) and not channel)


def test_a_code_is_good_until_the_end_of_the_day_that_the_paper_names(desk: Desk) -> None:
    told, _ = desk.invites_as_data("--days", "3")
    assert str(told["expires_at"]).endswith("T23:59:59+07:00")
