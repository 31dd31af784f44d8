"""Pictures and voice notes from a channel to the disk: fetched on the async edge, bared of what they tell about their sender, kept."""

from __future__ import annotations

import asyncio
import math
import struct
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Literal

import structlog

from bot.files import Files
from bot.log import where
from bot.talk import Channel, FetchFailed
from storage.attachments import Wanted

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["Fetched", "Fetcher", "Unusable", "Wanted", "prepare"]

log = structlog.get_logger(__name__)

LARGEST = 20 * 1024 * 1024  # bytes
MOST_PIXELS = 50_000_000
LONG_SIDE = 2560  # pixels
QUALITY = 85
TRIES = 7
AT_ONCE = 8
ONE_TRY = 20.0  # seconds a channel gets for one piece
LOOK = 1.0  # seconds between looks at the clock, which need not run as the loop's does
_PICTURES = ("JPEG", "PNG", "WEBP")
_ORIENTATION = 0x0112
_CONFUSED = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RuntimeError, MemoryError)
_BROKEN = (OSError, SyntaxError, EOFError, struct.error, zlib.error, *_CONFUSED)  # what Pillow raises on hostile bytes


class Unusable(Exception):
    """The bytes are not a picture or voice note that we keep; the reason holds nothing of them."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of a wanted piece: the kept file (SHA-256 and bytes after cleaning), or why it is ``lost``."""

    id: int
    name: str = ""
    sha256: str = ""
    size: int = 0
    mime: str = ""
    lost: str = ""


def prepare(kind: Literal["photo", "voice"], data: bytes) -> tuple[bytes, str]:
    """The bytes to keep and their MIME type: a photo as a bare upright JPEG, a voice note as it came. Raises Unusable. Blocking."""
    if not data:
        raise Unusable("empty")
    if len(data) > LARGEST:
        raise Unusable("too large")
    return (_bare_photo(data), "image/jpeg") if kind == "photo" else (data, _voice_type(data))


def _bare_photo(data: bytes) -> bytes:
    from PIL import Image  # slow to import, and a start does not need it

    try:
        with Image.open(BytesIO(data), formats=_PICTURES) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Unusable("too many pixels")
            out = BytesIO()
            _bare(picture).save(out, "JPEG", quality=QUALITY)
            return out.getvalue()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Unusable("too many pixels") from None
    except _BROKEN:
        raise Unusable("not a whole JPEG, PNG or WEBP") from None


def _bare(picture: Image.Image) -> Image.Image:
    """Small, upright, on white, in a new image: what is not a pixel has no way to follow."""
    from PIL import Image

    small, turn = _small(picture), _turn(picture)
    upright = small if turn is None else small.transpose(turn)
    bare = Image.new("RGB", upright.size, "white")
    bare.paste(upright, mask=upright if upright.mode == "RGBA" else None)
    return bare


def _small(picture: Image.Image) -> Image.Image:
    """Made small in place where its mode allows: a copy of a large picture costs up to 200 MB."""
    if picture.mode.startswith("I"):  # sixteen bits of grey, which a plain conversion turns white
        picture = picture.convert("I").point(lambda grey: grey / 256).convert("L")
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    as_it_is = picture.mode == mode or (mode == "RGB" and picture.mode in ("L", "CMYK"))
    small = picture if as_it_is else picture.convert(mode)
    small.thumbnail((LONG_SIDE, LONG_SIDE), reducing_gap=1.0)
    small.load()  # a thumbnail of what is small already reads nothing
    return small


def _turn(picture: Image.Image) -> Image.Transpose | None:
    """How to set the picture upright; a broken EXIF costs the orientation, not the picture."""
    from PIL.Image import Transpose

    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    try:
        return turns.get(picture.getexif().get(_ORIENTATION, 1))
    except _BROKEN:
        return None


def _voice_type(data: bytes) -> str:
    head = data[:64]
    if head.startswith(b"OggS") and b"OpusHead" in head:
        return "audio/ogg"
    if head[4:8] == b"ftyp" and head[8:11] in (b"M4A", b"M4B", b"iso", b"mp4", b"das"):
        return "audio/mp4"
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return "audio/wav"
    if head.startswith(b"\x1aE\xdf\xa3") and b"webm" in head:
        return "audio/webm"
    return _bare_stream_type(data)


def _bare_stream_type(data: bytes) -> str:
    """AAC and MP3 have no container: two frames in a row tell them from bytes that only begin alike."""
    if data.startswith(b"ID3"):
        return "audio/mpeg"
    if _starts_adts(data):
        length = (data[3] & 3) << 11 | data[4] << 3 | data[5] >> 5
        if length >= 7 and (len(data) <= length or _starts_adts(data[length : length + 7])):
            return "audio/aac"
    if len(data) >= 4 and data[0] == 0xFF and data[1] & 0xE6 == 0xE2 and data[2] >> 4 not in (0, 15) and data[2] & 0x0C != 0x0C:
        return "audio/mpeg"
    raise Unusable("not a voice note")


def _starts_adts(data: bytes) -> bool:
    return len(data) >= 7 and data[0] == 0xFF and data[1] & 0xF6 == 0xF0 and data[2] >> 2 & 0xF < 13


class Fetcher:
    """Fetches, cleans and keeps what is wanted, a few at a time; tells ``report``, on the loop, once for each, unless stopped first.

    What is stopped stays wanted. ``clock`` is the one that ``give_up_at`` was set by. ``first_wait`` is the pause after the first
    failed try, in seconds; each further one is twice as long.
    """

    def __init__(
        self,
        channels: Mapping[tuple[str, str], Channel],
        files: Files,
        report: Callable[[Fetched], None],
        clock: Callable[[], float],
        *,
        first_wait: float = 0.5,
    ) -> None:
        self.channels, self.files, self.report, self.clock = channels, files, report, clock
        self.waits = [first_wait * 2**n for n in range(TRIES - 1)]
        self.under_way: dict[int, asyncio.Task[Fetched]] = {}
        self.stopped = False
        self._room = asyncio.Semaphore(AT_ONCE)
        self._table = asyncio.Semaphore(1)  # a large picture takes hundreds of megabytes while it is cleaned

    def __call__(self, wanted: Iterable[Wanted]) -> None:
        """Begins to fetch; on the loop's thread. What is under way already is not begun again."""
        for one in wanted:
            if not self.stopped and one.id not in self.under_way:
                task = asyncio.create_task(self._in_time(one))
                self.under_way[one.id] = task
                task.add_done_callback(partial(self._ended, one.id))

    async def finish(self, at_most: float) -> None:
        """Begins nothing more, waits this many seconds for what is under way, then cancels it."""
        self.stopped = True
        if self.under_way:
            _, late = await asyncio.wait(self.under_way.values(), timeout=at_most)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _ended(self, id: int, task: asyncio.Task[Fetched]) -> None:
        del self.under_way[id]
        if task.cancelled():
            return
        if bug := task.exception():
            log.error("a fetch failed", attachment=id, where=where(bug))
        self.report(Fetched(id, lost=type(bug).__name__) if bug else task.result())

    async def _in_time(self, wanted: Wanted) -> Fetched:
        """Gives up when the clock says so, even in the middle of a try. What is late from the start, after a restart, gets its one try."""
        end = wanted.give_up_at if self.clock() < wanted.give_up_at else math.inf
        work = asyncio.create_task(self._tries(wanted))
        try:
            while not work.done() and (left := end - self.clock()) > 0:
                await asyncio.wait({work}, timeout=min(LOOK, left))
            return work.result() if work.done() else Fetched(wanted.id, lost="out of time")
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)

    async def _tries(self, wanted: Wanted) -> Fetched:
        for wait in [*self.waits, math.inf]:
            try:
                return await self._one_try(wanted)
            except Unusable as e:
                return Fetched(wanted.id, lost=str(e))
            except FetchFailed as e:
                failed = e
            except OSError as e:  # a full disk, a lost connection, a try that took too long
                failed = FetchFailed(type(e).__name__, again=True)
            if not failed.again or self.clock() + wait >= wanted.give_up_at:
                break
            await asyncio.sleep(wait)
        return Fetched(wanted.id, lost=failed.reason)

    async def _one_try(self, wanted: Wanted) -> Fetched:
        channel = self.channels.get((wanted.channel, wanted.account))
        if channel is None:
            raise FetchFailed("no such channel", again=False)
        if wanted.piece.size > LARGEST:
            raise Unusable("too large")
        async with self._room:
            async with asyncio.timeout(ONE_TRY):
                data = await channel.fetch(wanted.piece)
            async with self._table:
                return await asyncio.to_thread(self._keep, wanted, data)

    def _keep(self, wanted: Wanted, data: bytes) -> Fetched:
        clean, mime = prepare(wanted.piece.kind, data)
        kept = self.files.keep(clean)
        return Fetched(wanted.id, kept.name, kept.sha256, kept.size, mime)
