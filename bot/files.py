"""Kept pictures, voice notes and files made for a day, one encrypted file each: whoever copies the disk without the key sees nothing."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Callable, Container
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES, NONCE_BYTES, TAG_BYTES = 32, 12, 16
_NAME = re.compile(r"m?[0-9a-f]{32}")
_MADE = "m"  # how the names of files begin that are made for a day


class Tampered(Exception):
    """A kept file is not what was written: changed, cut, put under another name, or written with another key."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as it was kept: its name, and the SHA-256 (hexadecimal) and bytes of what was given, before encryption."""

    name: str
    sha256: str
    size: int


def load_key(path: Path) -> tuple[bytes, bool]:
    """The 32 bytes of the key file, and whether it was made just now (mode 600; its directory too, mode 700).

    Of two processes that start at once, one makes it and both read the same. Raises ValueError on a file that holds no key.
    """
    made = not path.exists() and _make_key(path)
    text = path.read_bytes().strip()
    if not re.fullmatch(rb"[0-9a-fA-F]{64}", text):
        raise ValueError(f"{path} holds no key: 64 hexadecimal digits are expected")
    return bytes.fromhex(text.decode("ascii")), made


def _make_key(path: Path) -> bool:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        _write(part, secrets.token_hex(KEY_BYTES).encode("ascii") + b"\n")
        os.link(part, path)  # unlike a rename it fails when the file is there: a key is never written over
    except FileExistsError:
        return False
    finally:
        part.unlink(missing_ok=True)
        _sync_directory(path.parent)
    return True


class Files:
    """The kept files of one directory, under one 32-byte key. Blocking: call it off the loop. Safe from several threads and processes."""

    def __init__(self, directory: Path, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError(f"a key has {KEY_BYTES} bytes, not {len(key)}")
        self.directory, self._key = directory, key
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)

    def keep(self, data: bytes, *, made: bool = False) -> Kept:
        """Encrypts the bytes into a new file; when this returns they are on disk. Raises OSError when the disk will not take them.

        ``made``: it is needed for a day only, and its name says so: a sweep needs no table to know it by.
        """
        name = (_MADE if made else "") + secrets.token_hex(16)
        nonce = secrets.token_bytes(NONCE_BYTES)
        part = self.directory / f".{name}.part"
        try:
            _write(part, nonce + self._cipher.encrypt(nonce, data, name.encode("ascii")))
            part.rename(self.directory / name)
        finally:
            part.unlink(missing_ok=True)
        _sync_directory(self.directory)
        return Kept(name, hashlib.sha256(data).hexdigest(), len(data))

    def read(self, name: str) -> bytes:
        """What was kept; raises FileNotFoundError when it is gone, Tampered when it is not what was written, ValueError on a bad name."""
        from cryptography.exceptions import InvalidTag

        stored = self._path(name).read_bytes()
        if len(stored) < NONCE_BYTES + TAG_BYTES:
            raise Tampered(f"the kept file {name} is cut short")
        try:
            return self._cipher.decrypt(stored[:NONCE_BYTES], stored[NONCE_BYTES:], name.encode("ascii"))
        except InvalidTag:
            raise Tampered(f"the kept file {name} was changed, or written with another key") from None

    def erase(self, name: str) -> None:
        """Takes the file away for good; one that is gone already is no error. Raises ValueError on a bad name."""
        self._path(name).unlink(missing_ok=True)
        _sync_directory(self.directory)

    def sweep(self, known: Container[str], before: float) -> int:
        """Erases what a crash left behind: files not ``known``, last written before this epoch second. Returns how many."""
        return self._sweep(lambda name: name not in known, before)

    def sweep_made(self, before: float) -> int:
        """Erases every file made for a day and last written before this epoch second, whatever became of its row. Returns how many."""
        return self._sweep(lambda name: name.removeprefix(".").startswith(_MADE), before)

    def _sweep(self, which: Callable[[str], bool], before: float) -> int:
        strays = [path for path in self.directory.iterdir() if _ours(path.name) and which(path.name) and path.stat().st_mtime < before]
        for path in strays:
            path.unlink(missing_ok=True)
        return len(strays)

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError("not the name of a kept file")
        return self.directory / name

    @cached_property
    def _cipher(self) -> AESGCM:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # slow to import, and a start does not need it

        return AESGCM(self._key)


def _ours(name: str) -> bool:
    return bool(_NAME.fullmatch(name.removeprefix(".").removesuffix(".part")))


def _write(path: Path, data: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_directory(directory: Path) -> None:
    """Without it a power cut may undo the rename of a file that is already promised."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
