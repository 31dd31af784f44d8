"""Pictures and voice notes: nothing but pixels is kept of a picture, and each wanted piece is kept or lost, in time, once."""

from __future__ import annotations

import asyncio
import itertools
import shutil
import struct
import time
import zlib
from collections.abc import AsyncIterator, Callable
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

import pytest
from aiohttp import ClientError, ClientSession, web
from aiohttp.test_utils import TestServer
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageOps, PngImagePlugin

from bot.files import Files
from bot.media import AT_ONCE, LARGEST, TRIES, Fetched, Fetcher, Unusable, Wanted, prepare
from bot.talk import FetchFailed, Incoming, Outgoing, Piece, Take

GPS, ORIENTATION, MAKE = 0x8825, 0x0112, 0x010F
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><exif:GPSLatitude>19,48N</exif:GPSLatitude></x:xmpmeta>'


def scene(width: int = 64, height: int = 48, mode: str = "RGB") -> Image.Image:
    """No two corners alike, so that a wrong turn shows."""
    picture = Image.new("RGB", (width, height), "white")
    for place, colour in {(0, 0): "red", (width // 2, 0): "green", (0, height // 2): "blue"}.items():
        picture.paste(colour, (*place, place[0] + width // 2, place[1] + height // 2))
    return picture.convert(mode, dither=Image.Dither.NONE)


def telling_exif(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[MAKE], exif[ORIENTATION] = "GPSphone", orientation
    exif.get_ifd(GPS).update({1: "N", 2: (19.0, 48.0, 27.0), 3: "E", 4: (105.0, 46.0, 35.0)})
    return exif


def saved(picture: Image.Image, format: str, **more: Any) -> bytes:
    out = BytesIO()
    picture.save(out, format, **more)
    return out.getvalue()


def telling(format: str) -> bytes:
    """A picture with everything in it that may tell where and by whom it was taken."""
    icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    more: dict[str, Any] = {"exif": telling_exif(), "icc_profile": icc, "xmp": XMP}
    if format == "JPEG":
        more["comment"] = b"GPS 19.8075 105.7764"
    if format == "PNG":
        more["pnginfo"] = PngImagePlugin.PngInfo()
        more["pnginfo"].add_text("GPS", "19.8075 105.7764")
        more["pnginfo"].add_itxt("XML:com.adobe.xmp", XMP.decode())
    return saved(scene(), format, **more)


def shown(jpeg: bytes) -> Image.Image:
    picture = Image.open(BytesIO(jpeg))
    picture.load()
    return picture


def segments(jpeg: bytes) -> list[int]:
    """The markers between the start of a JPEG and its pixels."""
    markers, at = [], 2
    while jpeg[at + 1] != 0xDA:
        assert jpeg[at] == 0xFF
        markers.append(jpeg[at + 1])
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    return markers


def alike(one: Image.Image, other: Image.Image) -> bool:
    places = [(x, y) for x in (0.25, 0.75) for y in (0.25, 0.75)]
    pixels = [[p.getpixel((int(p.width * x), int(p.height * y))) for x, y in places] for p in (one.convert("RGB"), other.convert("RGB"))]
    return all(abs(a - b) < 24 for left, right in zip(*pixels, strict=True) for a, b in zip(left, right, strict=True))


def png_claiming(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


# Pictures


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_nothing_but_pixels_is_kept_of_a_picture(format: str) -> None:
    told = telling(format)
    before = Image.open(BytesIO(told))
    assert before.getexif().get_ifd(GPS)[2] == (19.0, 48.0, 27.0)
    assert before.info["icc_profile"]
    assert b"GPS" in told

    clean, mime = prepare("photo", told)
    after = shown(clean)
    assert (mime, after.format, after.size) == ("image/jpeg", "JPEG", (64, 48))
    assert dict(after.getexif()) == {}
    assert set(after.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert not [tell for tell in (b"GPS", b"Exif", b"exif", b"xmp", b"ICC_PROFILE", b"105.7764") if tell in clean]
    assert [m for m in segments(clean) if 0xE0 <= m <= 0xEF or m == 0xFE] == [0xE0]
    assert alike(after, scene())


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_set_upright(format: str, orientation: int) -> None:
    told = saved(scene(), format, exif=telling_exif(orientation))
    upright = ImageOps.exif_transpose(Image.open(BytesIO(told)))
    clean = shown(prepare("photo", told)[0])
    assert clean.size == ((48, 64) if orientation > 4 else (64, 48))
    assert alike(clean, upright)


@pytest.mark.filterwarnings("ignore:.*EXIF")
@pytest.mark.parametrize("exif", [b"Exif\x00\x00II*\x00\xff\xff\xff\xff", b"Exif\x00\x00garbage", b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\xff\xff"])
def test_a_broken_exif_costs_no_picture(exif: bytes) -> None:
    assert alike(shown(prepare("photo", saved(scene(), "JPEG", exif=exif))[0]), scene())


@pytest.mark.parametrize(
    ("size", "becomes"), [((5120, 2560), (2560, 1280)), ((2000, 4000), (1280, 2560)), ((2560, 2560), (2560, 2560)), ((1, 1), (1, 1))]
)
def test_a_large_picture_is_made_smaller_and_a_small_one_left(size: tuple[int, int], becomes: tuple[int, int]) -> None:
    assert shown(prepare("photo", saved(scene(*size), "JPEG"))[0]).size == becomes


def test_a_large_picture_taken_sideways_is_made_smaller_and_upright() -> None:
    told = saved(scene(4000, 3000), "JPEG", exif=telling_exif(6))
    clean = shown(prepare("photo", told)[0])
    assert clean.size == (1920, 2560)
    assert alike(clean, scene(4000, 3000).transpose(Image.Transpose.ROTATE_270))


@pytest.mark.parametrize(
    ("format", "mode"), [("JPEG", "L"), ("JPEG", "CMYK"), ("PNG", "1"), ("PNG", "L"), ("PNG", "P"), ("PNG", "RGBA"), ("WEBP", "RGBA")]
)
def test_a_picture_looks_the_same_whatever_its_mode(format: str, mode: str) -> None:
    for side in (64, 4000):
        told = scene(side, side, mode)
        assert alike(shown(prepare("photo", saved(told, format, **({"lossless": True} if format == "WEBP" else {})))[0]), told)


def test_grey_in_sixteen_bits_stays_grey() -> None:
    told = Image.frombytes("I;16", (64, 64), struct.pack("<H", 0x8000) * 64 * 64)
    grey = shown(prepare("photo", saved(told, "PNG"))[0]).getpixel((32, 32))
    assert isinstance(grey, tuple)
    assert all(abs(part - 128) < 8 for part in grey)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "PA", "P"])
def test_what_is_transparent_becomes_white(mode: str) -> None:
    clear = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    told = saved(clear.convert("P"), "PNG", transparency=0) if mode == "P" else saved(clear.convert("LA" if mode == "LA" else "RGBA"), "PNG")
    assert shown(prepare("photo", told)[0]).getpixel((32, 32)) == (255, 255, 255)


def test_of_several_pictures_in_one_file_the_first_is_kept() -> None:
    told = saved(scene(), "MPO", save_all=True, append_images=[Image.new("RGB", (64, 48))], exif=telling_exif())
    clean = prepare("photo", told)[0]
    assert alike(shown(clean), scene())
    assert segments(clean).count(0xE2) == 0


@pytest.mark.filterwarnings("ignore:Image size")
@pytest.mark.parametrize("sides", [(60_000, 60_000), (12_000, 12_000), (10_000, 10_000), (8_000, 8_000)])
def test_a_picture_that_claims_to_be_huge_is_refused_unread(sides: tuple[int, int]) -> None:
    start = time.perf_counter()
    with pytest.raises(Unusable, match="too many pixels"):
        prepare("photo", png_claiming(*sides))
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize(
    "data",
    [
        saved(scene(400, 300), "JPEG")[:-900],
        saved(scene(400, 300), "PNG")[:-200],
        saved(scene(400, 300), "WEBP")[:-100],
        png_claiming(4_000, 4_000),
        saved(scene(), "JPEG")[:3],
        saved(scene(), "GIF"),
        saved(scene(), "BMP"),
        b"<!doctype html><title>502 Bad Gateway</title>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic",
        b"\x00" * 5000,
    ],
    ids=[
        "half a JPEG",
        "half a PNG",
        "half a WEBP",
        "a PNG with too few pixels",
        "three bytes",
        "GIF",
        "BMP",
        "HTML",
        "SVG",
        "PostScript",
        "HEIC",
        "zeros",
    ],
)
def test_what_is_no_whole_picture_is_refused(data: bytes) -> None:
    with pytest.raises(Unusable, match="not a whole"):
        prepare("photo", data)


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow's, on what is spoilt
@given(format=st.sampled_from(["JPEG", "PNG", "WEBP"]), spoils=st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=12))
@settings(max_examples=150, deadline=None)
def test_a_spoilt_picture_is_kept_clean_or_refused_and_nothing_else(format: str, spoils: list[tuple[float, int]]) -> None:
    data = bytearray(telling(format))
    for place, byte in spoils:
        data[int(place * len(data))] = byte
    try:
        clean, _ = prepare("photo", bytes(data))
    except Unusable:
        return
    assert [m for m in segments(clean) if 0xE0 <= m <= 0xEF or m == 0xFE] == [0xE0]


# Voice notes

ADTS = b"\xff\xf1\x60\x40\x02\x1f\xfc" + bytes(9)  # one frame of 16 bytes at 16 kHz, mono
VOICES = {
    "audio/ogg": b"OggS\x00\x02" + bytes(20) + b"\x01\x13OpusHead\x01\x01" + bytes(200),
    "audio/mp4": b"\x00\x00\x00\x18ftypM4A \x00\x00\x00\x00M4A mp42" + bytes(200),
    "audio/aac": ADTS * 3,
    "audio/mpeg": b"\xff\xfb\x90\x00" + bytes(400),
    "audio/wav": b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(200),
    "audio/webm": b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm" + bytes(200),
}


@pytest.mark.parametrize("mime", VOICES)
def test_a_voice_note_is_known_by_its_bytes_and_kept_as_it_is(mime: str) -> None:
    assert prepare("voice", VOICES[mime]) == (VOICES[mime], mime)


@pytest.mark.parametrize(
    ("data", "mime"),
    [
        (b"ID3\x04" + bytes(100), "audio/mpeg"),
        (b"\xff\xf3\x84\xc4" + bytes(100), "audio/mpeg"),
        (b"\x00\x00\x00\x18ftypmp42" + bytes(100), "audio/mp4"),
        (b"\x00\x00\x00\x18ftypisom" + bytes(100), "audio/mp4"),
        (b"\xff\xf9\x60\x40\x02\x1f\xfc" + bytes(9), "audio/aac"),
    ],
)
def test_the_kinds_have_several_faces(data: bytes, mime: str) -> None:
    assert prepare("voice", data)[1] == mime


@pytest.mark.parametrize(
    "data",
    [
        b"<!doctype html><title>404</title>",
        saved(scene(), "JPEG"),
        saved(scene(), "WEBP"),
        b"\x00\x00\x00\x18ftypheic" + bytes(100),
        b"OggS\x00\x02" + bytes(22) + b"\x80theora" + bytes(100),
        b"\x1aE\xdf\xa3\x9fB\x82\x88matroska" + bytes(100),
        "\ufeffxin chào".encode("utf-16-le"),
        b"\xff\xf1\x60\x40\x02\x1f\xfc" + bytes(100),
        b"\xff\xf1",
        b"\xff" * 100,
        b"\x00",
        b"MZ" + bytes(100),
    ],
    ids=["HTML", "JPEG", "WEBP", "HEIC", "Theora", "Matroska", "UTF-16", "one AAC frame, then none", "two bytes", "ones", "a zero", "a program"],
)
def test_what_is_no_voice_note_is_refused(data: bytes) -> None:
    with pytest.raises(Unusable, match="not a voice note"):
        prepare("voice", data)


@pytest.mark.parametrize("kind", ["photo", "voice"])
def test_nothing_and_too_much_are_refused(kind: Literal["photo", "voice"]) -> None:
    with pytest.raises(Unusable, match="empty"):
        prepare(kind, b"")
    with pytest.raises(Unusable, match="too large"):
        prepare(kind, VOICES["audio/aac"] + bytes(LARGEST))


# Fetching


class Host:
    """Where the pieces lie: answers each request for a path with its next fault, and then with its bytes."""

    def __init__(self) -> None:
        self.bytes: dict[str, bytes] = {}
        self.faults: dict[str, list[int | Literal["hang", "cut"]]] = {}
        self.asked: list[str] = []
        self.now = self.most = 0
        self.slow = 0.0
        self.server = TestServer(self._app(), host="127.0.0.1")

    def _app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/{ref}", self._answer)
        return app

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        ref = request.match_info["ref"]
        self.asked.append(ref)
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            await asyncio.sleep(self.slow)
            return await self._next(request, ref)
        finally:
            self.now -= 1

    async def _next(self, request: web.Request, ref: str) -> web.StreamResponse:
        faults = self.faults.get(ref, [])
        fault = faults.pop(0) if faults else 200
        if fault == "hang":
            await asyncio.sleep(60)
        if fault == "cut":
            half = web.StreamResponse(headers={"Content-Length": "1000"})
            await half.prepare(request)
            await half.write(b"half")
            assert request.transport
            request.transport.abort()
            return half
        return web.Response(body=self.bytes.get(ref, b""), status=int(fault))


class Wire:
    """A channel that can only fetch, over real HTTP."""

    name, account, limit, per_second = "wire", "1", 2000, 30.0

    def __init__(self, host: Host) -> None:
        self.host = host

    def read(self, update: Any) -> Incoming | None:
        return None

    async def start(self, take: Take) -> str:
        self.session = ClientSession(self.host.server.make_url("/"))
        return ""

    async def stored(self, said: Incoming) -> None: ...

    async def fetch(self, piece: Piece) -> bytes:
        if piece.ref == "bug":
            raise KeyError("https://host/file/bot1:TOKEN/secret.jpg")
        try:
            async with self.session.get(piece.ref) as answer:
                if answer.status != 200:
                    raise FetchFailed(f"HTTP {answer.status}", again=answer.status >= 500)
                return await answer.read()
        except ClientError as e:
            raise FetchFailed(type(e).__name__, again=True) from None

    async def send(self, out: Outgoing) -> str:
        return ""

    async def stop_listening(self) -> None: ...

    async def close(self) -> None:
        await self.session.close()


class Desk:
    """A fetcher with its host, its files and all it reported."""

    def __init__(self, host: Host, wire: Wire, files: Files) -> None:
        self.host, self.files, self.now = host, files, time.time()
        self.told: list[Fetched] = []
        self.clock: Callable[[], float] = time.time
        self.fetcher = Fetcher({("wire", "1"): wire}, files, self.told.append, lambda: self.clock(), first_wait=0.01)
        self.ids = itertools.count(1)

    def wanted(self, ref: str, *, seconds: float = 30.0, kind: Literal["photo", "voice"] = "photo", account: str = "1", size: int = 0) -> Wanted:
        return Wanted(next(self.ids), "wire", account, Piece(kind, ref, size), self.clock() + seconds)

    async def fetch(self, *wanted: Wanted) -> list[Fetched]:
        self.fetcher(list(wanted))
        return await self.hears(len(wanted))

    async def hears(self, many: int) -> list[Fetched]:
        await until(lambda: len(self.told) >= many)
        return self.told


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    host = Host()
    host.bytes = {"weir.jpg": telling("JPEG"), "page.jpg": b"<!doctype html>", "note.aac": VOICES["audio/aac"]}
    await host.server.start_server()
    wire = Wire(host)
    await wire.start(nobody)
    desk = Desk(host, wire, Files(tmp_path / "files", bytes(32)))
    yield desk
    await desk.fetcher.finish(0)
    await wire.close()
    await host.server.close()


async def nobody(*_: Any) -> bool:
    return True


async def test_a_picture_is_fetched_cleaned_and_kept(desk: Desk) -> None:
    [got] = await desk.fetch(desk.wanted("weir.jpg"))
    kept = desk.files.read(got.name)
    assert (got.id, got.lost, got.mime, got.size) == (1, "", "image/jpeg", len(kept))
    assert b"GPS" not in kept
    assert alike(shown(kept), scene())


async def test_a_voice_note_is_fetched_and_kept(desk: Desk) -> None:
    [got] = await desk.fetch(desk.wanted("note.aac", kind="voice"))
    assert (got.mime, desk.files.read(got.name)) == ("audio/aac", VOICES["audio/aac"])


@pytest.mark.parametrize("fault", [502, "cut"])
async def test_a_host_that_fails_twice_is_asked_a_third_time(desk: Desk, fault: Any) -> None:
    desk.host.faults["weir.jpg"] = [fault, fault]
    [got] = await desk.fetch(desk.wanted("weir.jpg"))
    assert got.name
    assert len(desk.host.asked) == 3


async def test_what_is_gone_is_lost_at_once(desk: Desk) -> None:
    desk.host.faults["weir.jpg"] = [404]
    assert await desk.fetch(desk.wanted("weir.jpg")) == [Fetched(1, lost="HTTP 404")]
    assert desk.host.asked == ["weir.jpg"]


async def test_what_is_no_picture_is_lost_at_once_and_not_kept(desk: Desk) -> None:
    assert await desk.fetch(desk.wanted("page.jpg")) == [Fetched(1, lost="not a whole JPEG, PNG or WEBP")]
    assert len(desk.host.asked) == 1
    assert list(desk.files.directory.iterdir()) == []


async def test_what_the_channel_says_is_too_large_is_not_asked_for(desk: Desk) -> None:
    assert await desk.fetch(desk.wanted("weir.jpg", size=LARGEST + 1)) == [Fetched(1, lost="too large")]
    assert desk.host.asked == []


async def test_a_piece_of_an_account_that_is_gone_is_lost(desk: Desk) -> None:
    assert await desk.fetch(desk.wanted("weir.jpg", account="2")) == [Fetched(1, lost="no such channel")]


async def test_a_host_that_hangs_is_given_up_in_time(desk: Desk) -> None:
    desk.host.faults["weir.jpg"] = ["hang"]
    start = time.perf_counter()
    assert await desk.fetch(desk.wanted("weir.jpg", seconds=0.3)) == [Fetched(1, lost="out of time")]
    assert 0.2 < time.perf_counter() - start < 2


async def test_a_host_that_only_fails_is_asked_no_longer_than_there_is_time(desk: Desk) -> None:
    desk.host.faults["weir.jpg"] = [502] * 50
    assert await desk.fetch(desk.wanted("weir.jpg", seconds=0.1)) == [Fetched(1, lost="HTTP 502")]
    assert 2 <= len(desk.host.asked) <= 4


async def test_a_clock_that_stands_still_ends_the_tries_too(desk: Desk) -> None:
    desk.clock = lambda: desk.now
    desk.host.faults["weir.jpg"] = [502] * 50
    assert await desk.fetch(desk.wanted("weir.jpg")) == [Fetched(1, lost="HTTP 502")]
    assert len(desk.host.asked) == TRIES


async def test_a_clock_that_jumps_ends_a_try_under_way(desk: Desk) -> None:
    desk.clock = lambda: desk.now
    desk.host.faults["weir.jpg"] = ["hang"]
    desk.fetcher([desk.wanted("weir.jpg", seconds=60)])
    await until(lambda: desk.host.asked)
    desk.now += 61
    assert await desk.hears(1) == [Fetched(1, lost="out of time")]


async def test_what_is_late_from_the_start_gets_one_try(desk: Desk) -> None:
    desk.host.faults["note.aac"] = [502]
    got = await desk.fetch(desk.wanted("weir.jpg", seconds=-100), desk.wanted("note.aac", seconds=-100, kind="voice"))
    assert {g.id: bool(g.name) for g in got} == {1: True, 2: False}
    assert len(desk.host.asked) == 2


async def test_a_full_disk_is_tried_again(desk: Desk) -> None:
    shutil.rmtree(desk.files.directory)
    desk.fetcher([desk.wanted("weir.jpg")])
    await until(lambda: len(desk.host.asked) > 1)
    desk.files.directory.mkdir()
    [got] = await desk.hears(1)
    assert got.name


async def test_a_bug_in_a_channel_loses_one_piece_and_tells_no_secret(desk: Desk, capfd: pytest.CaptureFixture[str]) -> None:
    got = await desk.fetch(desk.wanted("bug"), desk.wanted("weir.jpg"))
    assert {g.id: g.lost for g in got} == {1: "KeyError", 2: ""}
    said = "".join(capfd.readouterr())
    assert "KeyError" in said
    assert "TOKEN" not in said


async def test_what_is_wanted_twice_is_fetched_once(desk: Desk) -> None:
    wanted = desk.wanted("weir.jpg")
    desk.fetcher([wanted, wanted])
    await desk.fetch(wanted)
    await desk.fetcher.finish(5)
    assert len(desk.told) == len(desk.host.asked) == 1


async def test_no_more_than_a_few_are_fetched_at_once(desk: Desk) -> None:
    desk.host.slow = 0.03
    got = await desk.fetch(*[desk.wanted("note.aac", kind="voice") for _ in range(40)])
    assert sorted(g.id for g in got if g.name) == list(range(1, 41))
    assert desk.host.most == AT_ONCE


async def test_what_waits_to_be_tried_again_holds_up_nobody(desk: Desk) -> None:
    desk.fetcher.waits = [5.0] * 6
    desk.host.faults["weir.jpg"] = [502] * 50
    desk.fetcher([desk.wanted("weir.jpg") for _ in range(20)])
    [got] = await desk.fetch(desk.wanted("note.aac", kind="voice"))
    assert (got.id, got.lost) == (21, "")


async def test_stopping_waits_for_what_is_under_way(desk: Desk) -> None:
    desk.host.slow = 0.1
    desk.fetcher([desk.wanted("weir.jpg")])
    await desk.fetcher.finish(5)
    assert [bool(t.name) for t in desk.told] == [True]


async def test_stopping_waits_no_longer_than_told_and_what_is_stopped_stays_wanted(desk: Desk) -> None:
    desk.host.faults["weir.jpg"] = ["hang", 502]
    desk.fetcher([desk.wanted("weir.jpg"), desk.wanted("weir.jpg")])
    start = time.perf_counter()
    await desk.fetcher.finish(0.2)
    assert time.perf_counter() - start < 1
    assert [t.id for t in desk.told if t.lost] == []
    assert not desk.fetcher.under_way
    desk.fetcher([desk.wanted("note.aac")])
    assert not desk.fetcher.under_way


async def until(so: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not so():  # noqa: ASYNC110 - what is waited for happens in a server and in threads
            await asyncio.sleep(0.005)
