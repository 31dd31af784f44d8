"""The composition root: settings, channels, engine, web. The only module that imports everything, and only when it is needed."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from aiohttp import web

    from bot.config import Settings
    from bot.engine import Engine
    from bot.files import Files
    from bot.passes import Passes
    from bot.talk import Channel, Document, Links, Page, Peer
    from bot.web.files import Look
    from bot.web.words_page import WordsPages
    from handlers.words_page import Fields, View

log = structlog.get_logger(__name__)


def main() -> None:
    from bot.cli import cli
    from bot.log import set_up

    os.umask(0o077)  # the database and all that is kept are this user's alone
    set_up(sys.stderr)
    cli(obj=serve)


def serve(settings: Settings, *, demo: bool, say: Callable[[str], None], welcome: Sequence[str] = ()) -> None:
    """Says ``welcome`` once it can be talked to, and runs until told to stop,
    or until the writer cannot go on: then the process ends with an error for its supervisor to see."""
    try:
        import uvloop
    except ImportError:
        asyncio.run(_serve(settings, demo, say, welcome))
    else:
        uvloop.run(_serve(settings, demo, say, welcome))


async def _serve(settings: Settings, demo: bool, say: Callable[[str], None], welcome: Sequence[str]) -> None:
    from aiohttp import web

    from bot.clock import Clock
    from bot.engine import Engine
    from bot.files import Files, load_key
    from bot.passes import Passes
    from bot.web.files import add_files
    from handlers import BOOK, JOBS
    from storage import schema

    clock = Clock(settings.clock_file)
    await asyncio.to_thread(schema.upgrade, settings.database)
    key, made = load_key(settings.key_path)
    if made and any((settings.data_dir / "files").glob("*")):
        settings.key_path.unlink()
        raise ValueError(f"the key to the kept pictures and voice notes is missing: put it back at {settings.key_path}")
    if made:
        say(f"A new key for pictures and voice notes: {settings.key_path}")
        say("Keep a copy of it in another place: it is in no backup, and without it they cannot be opened.")
    files = Files(settings.data_dir / "files", key)
    passes = Passes(key, settings.public_url, clock.now)
    channels = _demo_channels(files, Files(settings.data_dir / "uploads", key), clock.now) if demo else _channels(settings, files, passes)
    engine = Engine(settings.database, channels, files, BOOK, JOBS, clock, passes.page)
    app = web_app(engine, demo)
    add_files(app, passes, files, _look(settings.database, clock.now), words_pages(engine, settings.database, passes))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=2)
    await runner.setup()
    try:  # before the engine starts: platforms look whether we are there, and fetch pictures, as soon as they hear from us
        await web.TCPSite(runner, *settings.address, backlog=1024).start()
    except OSError as e:
        raise ValueError(f"cannot listen on {settings.listen} (DANVAN_LISTEN): {e.strerror}") from None
    told = _told_to_stop()
    try:
        started = await _started(engine, told)
    except BaseException:
        await runner.cleanup()
        raise
    if started:
        _collect_seldom()
        for line in (f"Listening on http://{settings.listen}", *welcome):
            say(line)
    broken, _ = await asyncio.gather(_until(engine, told), _load_documents(told))
    await engine.stop()  # first, for what still leaves may be a picture that is fetched here
    await runner.cleanup()
    if broken:
        raise SystemExit(1)


def _told_to_stop() -> asyncio.Event:
    """Set by SIGTERM or SIGINT, from the first moment on."""
    told = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, told.set)
    return told


async def _started(engine: Engine, told: asyncio.Event) -> bool:
    """False when told to stop before it was: the database may be away, and then a start waits."""
    starting, stopping = asyncio.ensure_future(engine.start()), asyncio.ensure_future(told.wait())
    await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if starting.done():
        await starting
        return True
    starting.cancel()
    await asyncio.wait({starting})
    return False


def _collect_seldom() -> None:
    """A batch of turns makes tens of thousands of objects that end with it: looking for cycles among them at each 700 took a sixth of all CPU."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


async def _load_documents(told: asyncio.Event) -> None:
    """Files are made in the writer's transaction. The first would load its libraries there, 250 to 440 ms; made so, a file takes 2 to 25 ms."""
    if not told.is_set():
        await asyncio.gather(asyncio.to_thread(_make_documents), return_exceptions=True)  # what fails here is told when it is needed


def _make_documents() -> None:
    """One of each sort, for nobody."""
    from bot.documents.book import Page, book
    from bot.documents.invitation import Sheet, docx

    book([Page("x", ("x",), [])])
    docx(Sheet("", "", (), "1", "1", ()))


async def _until(engine: Engine, told: asyncio.Event) -> bool:
    """True when the writer has stopped by itself."""
    while engine.writer.is_alive() and not told.is_set():
        try:
            await asyncio.wait_for(told.wait(), 0.5)
        except TimeoutError:
            continue
    return not engine.writer.is_alive()


def _look(url: str, now: Callable[[], float]) -> Look:
    """What a chat was handed, asked of the database anew each time."""
    from handlers import files
    from storage import engines

    reader = engines.reader(url)

    def look(attachment: int, peer: Peer) -> Document | None:
        with reader.connect() as db:
            return files.look(db, attachment, peer, now())

    return look


def words_pages(engine: Engine, url: str, passes: Passes) -> WordsPages:
    """Read beside the writer, written by it, between turns."""
    from sqlalchemy.exc import DBAPIError

    from bot.engine import PATIENCE
    from bot.web.words_page import WordsPages
    from handlers import words_page
    from storage import engines

    reader = engines.reader(url)

    def look(page: Page, peer: Peer) -> View | None:
        with reader.connect() as db:
            return words_page.look(db, page, peer, engine.clock.now())

    async def save(page: Page, peer: Peer, fields: Fields) -> View | None:
        if not engine.ready:
            raise TimeoutError
        try:
            return await asyncio.wait_for(engine.do(lambda db: words_page.save(db, page, peer, fields, engine.clock.now())), PATIENCE)
        except DBAPIError as e:
            raise engines.DatabaseAway(e) from None

    return WordsPages(passes, look, save)


def _channels(settings: Settings, files: Files, links: Links) -> list[Channel]:
    """A few lines a channel: its settings, and the words it needs."""
    from bot.channels.telegram import Telegram
    from bot.channels.zalo_bot import ZaloBot
    from bot.talk import Words
    from messages_vi import common
    from messages_vi import files as files_vi

    words = Words(common.without_buttons, common.MENU, files_vi.a_file)
    hook = f"{settings.public_url}/webhook/"
    found: list[Channel] = []
    if token := settings.telegram_token.get_secret_value():
        secret, proxy = settings.telegram_secret.get_secret_value(), settings.telegram_proxy.get_secret_value()
        more = settings.telegram_per_second, settings.telegram_replies == "response"
        found.append(Telegram(token, settings.telegram_api_url, words, files.read, settings.telegram_mode, secret, f"{hook}telegram", proxy, *more))
    for token, link in settings.zalo_bots:
        secret = settings.zalo_bot_secret.get_secret_value()
        address = f"{hook}zalo-bot/{token.partition(':')[0]}"
        found.append(ZaloBot(token, settings.zalo_bot_api_url, words, links, settings.zalo_bot_mode, secret, address, link))
    return found


def _demo_channels(files: Files, uploads: Files, now: Callable[[], float]) -> list[Channel]:
    from bot.channels.phone import Phone
    from bot.talk import Words
    from bot.uploads import Uploads
    from messages_vi import common

    return [Phone(Words(common.without_buttons, common.MENU), files.read, Uploads(uploads), now)]


def web_app(engine: Engine, demo: bool) -> web.Application:
    from bot.talk import Hooked
    from bot.web.server import make_app

    channels = engine.channels.values()
    hooks = {c.hook: (c.verify, engine.hook(c)) for c in channels if isinstance(c, Hooked)}
    app = make_app(hooks, lambda: engine.ready and engine.started)
    if demo:
        from bot.channels.phone import Phone
        from bot.web.demo import DemoPhone, add_demo
        from messages_vi import sample

        phones = [DemoPhone(p.chat, p.title, p.subtitle, p.try_this) for p in sample.PHONES]
        add_demo(app, next(c for c in channels if isinstance(c, Phone)), phones)
    return app
