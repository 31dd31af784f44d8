"""Kept files: unreadable without the key, whole or not there, and never outside their directory."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.files import Files, Tampered, load_key

PICTURE = b"\xff\xd8 a picture of the weir at Lang Chanh" * 100


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path / "files", bytes(range(32)))


def test_what_is_kept_is_read_again(files: Files) -> None:
    kept = files.keep(PICTURE)
    assert files.read(kept.name) == PICTURE
    assert (kept.sha256, kept.size) == (hashlib.sha256(PICTURE).hexdigest(), len(PICTURE))


def test_even_nothing_can_be_kept(files: Files) -> None:
    assert files.read(files.keep(b"").name) == b""


def test_the_disk_holds_nothing_readable(files: Files) -> None:
    kept = files.keep(PICTURE)
    stored = (files.directory / kept.name).read_bytes()
    assert b"weir" not in stored
    assert len(stored) == 12 + len(PICTURE) + 16


def test_the_same_picture_twice_is_two_files_that_look_nothing_alike(files: Files) -> None:
    one, two = files.keep(PICTURE), files.keep(PICTURE)
    assert one.name != two.name
    assert (files.directory / one.name).read_bytes()[12:] != (files.directory / two.name).read_bytes()[12:]


def test_only_the_owner_may_open_files_and_directory(files: Files) -> None:
    kept = files.keep(PICTURE)
    assert (files.directory / kept.name).stat().st_mode & 0o777 == 0o600
    assert files.directory.stat().st_mode & 0o777 == 0o700


def test_keeping_leaves_no_half_file(files: Files) -> None:
    kept = files.keep(PICTURE)
    assert [path.name for path in files.directory.iterdir()] == [kept.name]


def test_a_file_that_cannot_be_put_in_place_leaves_nothing(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        files.keep(PICTURE)
    assert list(files.directory.iterdir()) == []


@pytest.mark.parametrize("place", [0, 11, 12, 500, -1])
def test_one_changed_bit_is_noticed(files: Files, place: int) -> None:
    path = files.directory / files.keep(PICTURE).name
    stored = bytearray(path.read_bytes())
    stored[place] ^= 1
    path.write_bytes(stored)
    with pytest.raises(Tampered, match=path.name):
        files.read(path.name)


@pytest.mark.parametrize("length", [0, 5, 12, 27, 28, 1000])
def test_a_file_cut_short_is_noticed(files: Files, length: int) -> None:
    path = files.directory / files.keep(PICTURE).name
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(Tampered):
        files.read(path.name)


def test_a_file_put_under_another_name_is_noticed(files: Files) -> None:
    one, two = files.keep(PICTURE), files.keep(b"another")
    (files.directory / one.name).replace(files.directory / two.name)
    with pytest.raises(Tampered):
        files.read(two.name)


def test_another_key_opens_nothing(files: Files) -> None:
    kept = files.keep(PICTURE)
    with pytest.raises(Tampered):
        Files(files.directory, bytes(32)).read(kept.name)


def test_an_erased_file_is_gone_and_may_be_erased_again(files: Files) -> None:
    kept = files.keep(PICTURE)
    files.erase(kept.name)
    files.erase(kept.name)
    with pytest.raises(FileNotFoundError):
        files.read(kept.name)


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../key", "/etc/passwd", "a" * 31, "a" * 33, "A" * 32, "a" * 32 + "\n", "a" * 31 + "/", "a" * 31 + "\0"]
)
def test_a_name_that_is_none_of_ours_is_refused(files: Files, name: str) -> None:
    with pytest.raises(ValueError, match="not the name"):
        files.read(name)
    with pytest.raises(ValueError, match="not the name"):
        files.erase(name)


def test_a_sweep_takes_what_a_crash_left_and_nothing_else(files: Files) -> None:
    known, lost, fresh = files.keep(b"known").name, files.keep(b"lost").name, files.keep(b"fresh").name
    (files.directory / f".{'b' * 32}.part").write_bytes(b"half")
    (files.directory / "README").write_bytes(b"not ours")
    for name in (known, lost, f".{'b' * 32}.part", "README"):
        os.utime(files.directory / name, (1_000, 1_000))
    assert files.sweep({known}, before=2_000) == 2
    assert {path.name for path in files.directory.iterdir()} == {known, fresh, "README"}


def test_a_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "secret" / "key"
    key, made = load_key(path)
    assert made
    assert len(key) == 32
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert load_key(path) == (key, False)
    assert [p.name for p in path.parent.iterdir()] == ["key"]


def test_processes_that_start_at_once_share_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(load_key, [tmp_path / "key"] * 32))
    assert len({key for key, _ in got}) == 1
    assert sum(made for _, made in got) == 1


@pytest.mark.parametrize("content", [b"", b"abc", b"g" * 64, b"a" * 63, b"a" * 65])
def test_a_file_that_holds_no_key_is_left_as_it_is_and_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "key"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="holds no key"):
        load_key(path)
    assert path.read_bytes() == content


def test_a_key_of_the_wrong_length_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="32 bytes, not 16"):
        Files(tmp_path, bytes(16))


def test_a_start_does_not_load_the_slow_libraries(tmp_path: Path) -> None:
    start = (
        "import sys, pathlib; from bot.files import Files, load_key; import bot.media; "
        f"d = pathlib.Path({str(tmp_path)!r}); Files(d / 'files', load_key(d / 'key')[0]); "
        "print([m for m in ('cryptography', 'PIL') if m in sys.modules])"
    )
    got = subprocess.run([sys.executable, "-c", start], capture_output=True, text=True, check=True)
    assert got.stdout.strip() == "[]"
