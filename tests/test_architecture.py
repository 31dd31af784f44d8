"""The house rules that no linter knows: who may import whom, where words may stand, how long things may be. Read with ast, never imported."""

from __future__ import annotations

import ast
import statistics
import sys
import unicodedata
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("bot", "handlers", "storage", "messages_vi")
EVERYTHING = ("bot", *ROOMS[1:])
VALUES = ("bot.talk", "bot.jobs", "bot.domain")
WORDS = ("messages_vi.common", "messages_vi.privacy")
TURN = (*WORDS, "bot.story", "bot.talk", "bot.domain", "storage", "bot.turn", "bot.meaning", "bot.pieces", "bot.log")
LOOPS = (*VALUES, "bot.files", "storage", "bot.pieces", "bot.log")
PAGES = ("handlers", "storage", "messages_vi", "bot.documents", "bot.files", "bot.talk", "bot.domain", "bot.config", "bot.log")

# Who may import whom: the longest name that fits a module speaks for it; a module may always import its own room.
# A change here is a change of the architecture: it needs an ADR.
ARROWS: dict[str, tuple[str, ...]] = {
    "bot.main": EVERYTHING,
    "bot.engine": (
        *(*LOOPS, *TURN, "bot.clock", "bot.hooks", "bot.inbox", "bot.json_in", "bot.media", "bot.metrics"),
        *("bot.outbox", "bot.planner", "bot.work", "bot.writer"),
    ),
    "bot.backup": ("storage",),
    "bot.cli": (*PAGES, "bot.backup", "bot.clock", "bot.channels.links"),
    "bot.web": (*PAGES, "bot.metrics", "bot.passes"),
    "bot.turn": TURN,
    "bot.inbox": TURN,
    "bot.meaning": TURN,
    "bot.work": ("bot.talk", "storage"),
    "bot.writer": (*LOOPS, *TURN, "bot.in_hand", "bot.work", "bot.inbox", "bot.planner", "bot.clock", "bot.metrics"),
    "bot.planner": (*LOOPS, "messages_vi.common"),
    "bot.in_hand": ("storage",),
    "bot.outbox": (*LOOPS, "bot.metrics"),
    "bot.clock": LOOPS,
    "bot.media": LOOPS,
    "bot.channels": ("bot.talk", "bot.pieces", "bot.log", "bot.json_in"),
    "bot.documents": VALUES,
    "bot.readers": ("bot.story", "bot.talk", "bot.domain"),
    "bot.story": ("bot.talk", "bot.domain"),
    "bot.pieces": ("bot.talk", "messages_vi.common"),
    "bot.talk": ("bot.domain",),
    "bot.jobs": (),
    "bot.domain": (),
    "bot.config": (),
    "bot.files": (),
    "bot.uploads": ("bot.files",),
    "bot.passes": ("bot.talk",),
    "bot.json_in": (),
    "bot.hooks": ("bot.talk", "bot.outbox"),
    "bot.log": (),
    "bot.metrics": (),
    "handlers": ("bot.story", "bot.readers", "bot.meaning", "bot.talk", "bot.jobs", "bot.domain", "bot.documents", "storage", "messages_vi"),
    "storage": VALUES,
    "messages_vi": ("bot.domain", "bot.talk"),
}

# Which library may be used where; a library that is not here is used nowhere.
LIBRARIES: dict[str, tuple[str, ...]] = {
    "sqlalchemy": (
        "storage",
        "bot.backup",
        "bot.story",
        "bot.turn",
        "bot.inbox",
        "bot.work",
        "bot.writer",
        "bot.in_hand",
        "bot.planner",
        "bot.outbox",
        "bot.clock",
        "bot.engine",
        "bot.main",
        "bot.cli",
        "handlers",
    ),
    "alembic": ("storage",),
    "psycopg": ("storage",),
    "psycopg_pool": ("storage",),
    "telegram": ("bot.channels.telegram",),
    "aiohttp": ("bot.channels", "bot.web", "bot.media", "bot.engine", "bot.main"),
    "yarl": ("bot.channels", "bot.web", "bot.media"),
    "jinja2": ("bot.web", "bot.documents"),
    "uvloop": ("bot.main",),
    "orjson": ("storage", "bot.channels", "bot.json_in"),
    "apscheduler": ("bot.clock", "bot.engine", "bot.main"),
    "click": ("bot.cli", "bot.main"),
    "docxtpl": ("bot.documents",),
    "pydantic": ("bot.config",),
    "pydantic_settings": ("bot.config",),
    "structlog": (
        "bot.log",
        "bot.main",
        "bot.engine",
        "bot.channels",
        "bot.web",
        "bot.cli",
        "bot.inbox",
        "bot.turn",
        "bot.writer",
        "bot.planner",
        "bot.outbox",
        "bot.clock",
        "bot.media",
        "bot.files",
        "bot.config",
    ),
    "prometheus_client": ("bot.metrics", "bot.web"),
    "cryptography": ("bot.backup", "bot.files", "bot.passes"),
    "PIL": ("bot.media", "bot.files", "bot.documents"),
    "docx": ("bot.documents",),
    "segno": ("bot.channels", "bot.cli", "bot.web", "bot.documents"),
    "xlsxwriter": ("bot.documents",),
    "typing_extensions": EVERYTHING,
}

# Of SQLAlchemy a handler only sees the connection it passes on.
ONLY_NAMES = {("handlers", "sqlalchemy"): {"Connection"}}
ABOUT_THE_LETTERS = ("bot.domain.vietnamese",)
MAY_CATCH_ALL = ("bot.inbox", "bot.outbox", "bot.clock", "bot.planner", "bot.writer")
SYNCHRONOUS = ("bot.domain", "bot.story", "bot.readers", "bot.meaning", "bot.turn", "bot.inbox", "bot.planner", "handlers", "storage", "messages_vi")
FILE_LINES, TEST_LINES, FUNCTION_LINES, SHORT_SHARE, MEDIAN_LINES = 300, 600, 30, 0.95, 7


@dataclass(frozen=True)
class Module:
    """A file as Python reads it; ``name`` is dotted, a package's is its folder's."""

    path: Path
    name: str

    @property
    def source(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @property
    def tree(self) -> ast.Module:
        return _parsed(self.path)

    def imports(self) -> Iterator[tuple[str, str]]:
        """(module, name taken from it or ""), wherever in the file and also if only for the types."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, "") for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield from (_taken(node.module, alias.name) for alias in node.names)


@cache
def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def _taken(module: str, name: str) -> tuple[str, str]:
    """`from bot import talk` takes the module bot.talk; `from bot.talk import Peer` takes a name from it."""
    inside = ROOT.joinpath(*module.split("."), name)
    is_module = module.split(".", maxsplit=1)[0] in ROOMS and (inside.with_suffix(".py").exists() or inside.is_dir())
    return (f"{module}.{name}", "") if is_module else (module, name)


def _modules(*folders: str) -> list[Module]:
    paths = sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return [Module(path, ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")) for path in paths]


def _within(name: str, rooms: tuple[str, ...]) -> bool:
    """Whether a module is one of these or lies in one; channels.telegram also stands for channels/telegram_http.py."""
    return any(name == room or name.startswith((f"{room}.", f"{room}_")) for room in rooms)


def _room(name: str) -> str | None:
    return max((room for room in ARROWS if _within(name, (room,))), key=len, default=None)


def _is_words(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _literals(tree: ast.Module) -> Iterator[ast.Constant]:
    """String literals, those of f-strings too; a string that stands alone is documentation."""
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    yield from (node for node in ast.walk(tree) if _is_words(node) and id(node) not in alone)  # type: ignore[misc]


def _has_letters_beyond_ascii(text: str) -> bool:
    return any(ord(c) > 127 and unicodedata.category(c)[0] in "LM" for c in text)


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def _catches_all(handler: ast.ExceptHandler) -> bool:
    """`except Exception`, alone or among others; wider ones only when they do not raise again."""
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    names = {kind.id for kind in kinds if isinstance(kind, ast.Name)}
    raises = any(isinstance(node, ast.Raise) for statement in handler.body for node in ast.walk(statement))
    return "Exception" in names or ((handler.type is None or "BaseException" in names) and not raises)


PRODUCT = _modules(*ROOMS)
TESTS = _modules("tests", "benchmarks")


def each(modules: list[Module]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("module", modules, ids=lambda m: str(m.path.relative_to(ROOT)))


@each(PRODUCT)
def test_a_module_imports_only_what_its_room_may(module: Module) -> None:
    room = _room(module.name)
    if room is None:
        assert module.name in EVERYTHING, f"{module.name} has no line in ARROWS"
        room = module.name
    allowed = (room, *ARROWS.get(room, ()))
    wrong = sorted({name for name, _ in module.imports() if name.split(".")[0] in ROOMS and not _within(name, allowed)})
    assert not wrong, f"{module.name} may import {', '.join(allowed)}; not {', '.join(wrong)}"


@each(PRODUCT)
def test_a_library_is_used_only_in_its_rooms(module: Module) -> None:
    for name, taken in module.imports():
        library = name.split(".")[0]
        if library in ROOMS or library in sys.stdlib_module_names:
            continue
        assert _within(module.name, LIBRARIES.get(library, ())), f"{library} may not be used in {module.name}"
        names = ONLY_NAMES.get((module.name.split(".")[0], library))
        assert names is None or taken in names, f"{module.name} may only take {', '.join(names)} from {library}"


def test_every_line_of_the_tables_can_still_be_used() -> None:
    mentioned = {room for rooms in (*ARROWS.values(), *LIBRARIES.values(), ABOUT_THE_LETTERS, MAY_CATCH_ALL, SYNCHRONOUS) for room in rooms}
    assert all(room.split(".")[0] in ROOMS for room in (*mentioned, *ARROWS))


@each([m for m in PRODUCT if m.name.split(".")[0] != "messages_vi" and not _within(m.name, ABOUT_THE_LETTERS)])
def test_words_a_person_reads_stand_only_in_messages_vi(module: Module) -> None:
    wrong = [f"line {word.lineno}: {word.value!r}" for word in _literals(module.tree) if _has_letters_beyond_ascii(str(word.value))]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("kind", ["html", "js", "css"])
def test_pages_get_their_words_from_messages_vi_too(kind: str) -> None:
    files = sorted((ROOT / "bot").rglob(f"*.{kind}"))
    wrong = [str(path.relative_to(ROOT)) for path in files if _has_letters_beyond_ascii(path.read_text(encoding="utf-8"))]
    assert not wrong


@each([m for m in PRODUCT if not _within(m.name, MAY_CATCH_ALL)])
def test_nobody_else_catches_every_exception(module: Module) -> None:
    wrong = [node.lineno for node in ast.walk(module.tree) if isinstance(node, ast.ExceptHandler) and _catches_all(node)]
    assert not wrong, f"lines {wrong}: catch what you expect; the rest is a bug and rolls the turn back"


@each([m for m in PRODUCT if _within(m.name, SYNCHRONOUS)])
def test_async_lives_at_the_network_edge_only(module: Module) -> None:
    wrong = [function.name for function in _functions(module.tree) if isinstance(function, ast.AsyncFunctionDef)]
    assert not wrong


@each([m for m in (*PRODUCT, *TESTS, Module(ROOT / "bot.py", "bot.py")) if m.path.exists() and m.source.strip()])
def test_a_module_says_what_it_is_for(module: Module) -> None:
    assert ast.get_docstring(module.tree)


@each([*PRODUCT, *TESTS])
def test_a_file_is_short(module: Module) -> None:
    if not module.name.startswith("storage.migrations"):  # a migration is one list, and is never changed again
        assert len(module.source.splitlines()) < (TEST_LINES if module.name.startswith("tests") else FILE_LINES)


def test_functions_are_short() -> None:
    lengths = {f"{m.name}:{f.lineno} {f.name}": _length(f) for m in PRODUCT for f in _functions(m.tree)}
    long = {name: lines for name, lines in lengths.items() if lines >= FUNCTION_LINES}
    assert len(long) <= (1 - SHORT_SHARE) * len(lengths), long
    median = statistics.median(lengths.values())
    if median > MEDIAN_LINES:
        warnings.warn(f"half of the functions have more than {median} lines; the house style is {MEDIAN_LINES}", stacklevel=1)


@each(TESTS)
def test_our_own_code_is_never_mocked(module: Module) -> None:
    assert not [name for name, taken in module.imports() if f"{name}.{taken}".startswith(("unittest.mock", "mock.", "pytest_mock"))]
