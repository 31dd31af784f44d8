"""The documentation keeps up with the code: what an office may script against is in docs/settings.md, and no page sends a reader nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from bot.channels.phone import Phone
from bot.cli import cli
from bot.config import PREFIX, Settings
from bot.domain.cases import ENDED, OPEN
from bot.domain.roles import RIGHTS
from bot.files import Files
from bot.passes import Passes
from bot.talk import Words
from bot.uploads import Uploads
from bot.web.demo import add_demo
from bot.web.files import add_files
from bot.web.server import make_app
from handlers import BOOK
from messages_vi import common
from messages_vi.kinds import KINDS

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
READ_BY_TESTS_ALONE = {"DANVAN_CI"}
HERE_ONLY = ("data", ".")  # what an office keeps beside the code; .venv and caches
PAGES = sorted(p for p in ROOT.rglob("*.md") if not p.relative_to(ROOT).parts[0].startswith(HERE_ONLY))
FOR_USERS = [p for p in PAGES if p.parent in (ROOT, ROOT / "docs")]

# The brackets keep this file from matching itself.
BUILD_PATH = re.compile(r"(?:^|[\s`\"'(=:])/(?:work|tmp|home|root|Users|build|builds|workspace|runner|mnt|private)/")
REGISTRY = re.compile(r"py[p]i\.|[p]ythonhosted|[n]pmjs|crates\.[i]o|[a]rtifactory|/[s]imple/|\b[n]exus\b|[p]roxy\.golang", re.IGNORECASE)


def each(pages: list[Path]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("page", pages, ids=lambda p: str(p.relative_to(ROOT)))


def _rows(head: str) -> dict[str, str]:
    """The lines of the tables under a heading, by the code in their first cell."""
    section = SETTINGS.partition(f"\n## {head}\n")[2].partition("\n## ")[0]
    return {found[1]: line for line in section.splitlines() if (found := re.match(r"\| `([^`]+)`", line))}


def _commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _commands(command, (*path, name))
        if not isinstance(command, click.Group) or command.invoke_without_command:
            yield " ".join((*path, name)), command


def _words_of(parameter: click.Parameter) -> list[str]:
    """What a person types for it: the option, and each of its choices."""
    choices = list(parameter.type.choices) if isinstance(parameter.type, click.Choice) else []
    return [*(o for o in parameter.opts if o.startswith("-")), *map(str, choices)]


def _routes(at: Path) -> set[str]:
    async def never(_body: bytes) -> None:
        return None

    app = make_app({hook: (lambda _headers: False, never) for hook in ("telegram", "zalo-bot/{bot}")}, lambda: False)
    add_demo(app, Phone(Words(common.without_buttons), lambda _name: b"", Uploads(Files(at, bytes(32)))), [])
    add_files(app, Passes(bytes(32), "", lambda: 0.0), Files(at, bytes(32)), lambda _row, _peer: None)
    return {f"{r.method} {r.resource.canonical}" for r in app.router.routes() if r.method != "HEAD" and r.resource is not None}


def _code(text: str) -> str:
    """Only what stands in code blocks and between backticks, where a command is meant to be typed."""
    blocks = re.findall(r"```.*?\n(.*?)```", text, re.DOTALL)
    return "\n".join([*blocks, *re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))])


def _anchors(page: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.casefold()).replace(" ", "-") for head in heads}


def _leads_somewhere(page: Path, link: str) -> bool:
    path, _, anchor = link.partition("#")
    to = (page.parent / path).resolve() if path else page
    return to.exists() and to.is_relative_to(ROOT) and (not anchor or anchor in _anchors(to))


# what may be scripted against ---------------------------------------------------------------------------------------
def test_the_settings_page_names_exactly_the_variables_there_are() -> None:
    assert set(_rows("Environment")) == {f"{PREFIX}{field.upper()}" for field in Settings.model_fields}


def test_the_settings_page_names_exactly_the_commands_there_are() -> None:
    assert set(_rows("Command line")) == {path for path, _ in _commands(cli)}


@pytest.mark.parametrize(("path", "command"), list(_commands(cli)), ids=lambda x: x if isinstance(x, str) else "")
def test_each_option_and_argument_is_in_its_commands_line(path: str, command: click.Command) -> None:
    line = _rows("Command line")[path]
    said = set(re.findall(r"[\w-]+", _code(line)))
    assert not {word for p in command.params for word in _words_of(p)} - said
    assert {word for word in said if word.startswith("--")} <= {word for p in command.params for word in _words_of(p)}


def test_the_settings_page_names_exactly_the_routes_there_are(tmp_path: Path) -> None:
    assert set(_rows("HTTP")) == _routes(tmp_path)


def test_each_command_of_the_chat_is_in_the_settings_page() -> None:
    listed = {name.removeprefix("/") for name in _rows("In the chat") if name.startswith("/")}
    assert listed == set(BOOK.commands)
    assert {name for name, _ in common.MENU} <= listed


def test_each_verb_is_in_the_settings_page() -> None:
    assert {name for name in _rows("In the chat") if not name.startswith("/")} == set(BOOK.verbs)


@pytest.mark.parametrize("word", [*common.WORDS, *common.VERBS, *common.WAYS])
def test_each_word_people_type_is_in_the_settings_page(word: str) -> None:
    assert f"“{word}”" in SETTINGS or f"`/{word}`" in SETTINGS


@pytest.mark.parametrize("key", [*RIGHTS, *KINDS, *OPEN, *ENDED])
def test_each_role_kind_and_state_of_a_case_is_in_the_settings_page(key: str) -> None:
    assert f"`{key}`" in SETTINGS


# every page ---------------------------------------------------------------------------------------------------------
@each(PAGES)
def test_a_variable_that_a_page_names_exists(page: Path) -> None:
    named = set(re.findall(rf"{PREFIX}[A-Z][A-Z_]*", page.read_text(encoding="utf-8")))
    assert not named - {f"{PREFIX}{field.upper()}" for field in Settings.model_fields} - READ_BY_TESTS_ALONE


@each(PAGES)
def test_a_make_target_that_a_page_names_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z][\w-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:^|\s)make ([a-z][\w-]*)", _code(page.read_text(encoding="utf-8")), re.MULTILINE))
    assert not named - targets


@each(FOR_USERS)
def test_a_command_that_a_page_names_exists(page: Path) -> None:
    paths = [path.split() for path, _ in _commands(cli)]
    for words in re.findall(r"bot\.py ([a-z]+(?: [a-z]+)?)", _code(page.read_text(encoding="utf-8"))):
        assert any(path == words.split()[: len(path)] for path in paths), f"there is no `python bot.py {words}`"


@each(PAGES)
def test_no_link_is_dead(page: Path) -> None:
    text = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    links = re.findall(r"\]\(([^)\s]+)\)", text)
    assert not [link for link in links if not re.match(r"[a-z]+:", link) and not _leads_somewhere(page, link)]


@each(PAGES)
def test_a_page_names_no_build_machines_path_and_no_package_registry(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert not [found[0] for found in (*BUILD_PATH.finditer(text), *REGISTRY.finditer(text))]


def test_every_decision_is_linked_from_the_first_page() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert not [adr.name for adr in sorted((ROOT / "docs" / "adr").glob("*.md")) if f"docs/adr/{adr.name}" not in readme]
