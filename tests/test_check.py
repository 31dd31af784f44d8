"""What `check` refuses, and what it says will not work though it may start."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli
from messages_vi.sample import PHONES_OF_COMMUNE

MADE_UP = "made-up telephone numbers"
HTTPS_ONLY = "https:// addresses only"


class Desk:
    def __init__(self, at: Path) -> None:
        self.settings = {"DANVAN_DATA_DIR": str(at / "data"), "DANVAN_DATABASE_URL": f"sqlite:///{at}/bot.db"}

    def runs(self, *command: str, **more: str) -> Result:
        return CliRunner().invoke(cli, command, env=self.settings | {f"DANVAN_{name}": value for name, value in more.items()})


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.chdir(tmp_path)  # where no .env of a developer lies
    return Desk(tmp_path)


@pytest.mark.parametrize("gap", [";", " ", "; ", "|", "\n"])
@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("ZALO_BOT_TOKENS", ("777:first-secret", "888:second-secret")),
        ("ZALO_BOT_LINKS", ("https://zalo.me/s/one", "https://zalo.me/s/two")),
        ("TELEGRAM_TOKEN", ("777:first-secret", "888:second-secret")),
    ],
)
def test_what_is_parted_by_no_comma_is_refused_by_name_and_never_shown(desk: Desk, name: str, ours: tuple[str, str], gap: str) -> None:
    told = desk.runs("check", **{name: gap.join(ours)})
    assert told.exit_code == 1
    assert f"DANVAN_{name}: must be" in told.stderr or f"DANVAN_{name}: must look" in told.stderr
    assert "secret" not in told.stderr


def test_tokens_and_links_parted_by_commas_are_taken(desk: Desk) -> None:
    tokens, links = "12345689:abc-xyz, 22345689:def-uvw", "https://zalo.me/s/one ,https://zalo.me/s/two"
    told = desk.runs("check", ZALO_BOT_TOKENS=tokens, ZALO_BOT_LINKS=links, TELEGRAM_TOKEN="123456:ABC-def")
    assert (told.exit_code, told.stderr) == (0, "")


@pytest.mark.parametrize(
    ("address", "noted"), [("http://bot.example.org", True), ("https://bot.example.org", False), ("http://127.0.0.1:8080", False)]
)
def test_a_public_address_without_tls_is_noted_outside_this_machine(desk: Desk, address: str, noted: bool) -> None:
    told = desk.runs("check", PUBLIC_URL=address)
    assert told.exit_code == 0
    assert (HTTPS_ONLY in told.stdout) is noted


def test_the_samples_telephone_numbers_are_spoken_of_until_the_last_is_replaced(desk: Desk) -> None:
    assert MADE_UP not in desk.runs("check").stdout
    loaded = desk.runs("sample", "load")
    assert loaded.stdout == "loaded\n"
    assert MADE_UP in loaded.stderr
    for key in PHONES_OF_COMMUNE:
        assert MADE_UP in desk.runs("check").stdout
        assert desk.runs("units", "phone", "--unit", "2", "--key", key, "--number", "0237 123 456").exit_code == 0
    told = desk.runs("check")
    assert told.exit_code == 0
    assert MADE_UP not in told.stdout
    assert MADE_UP not in desk.runs("sample", "load").stderr
