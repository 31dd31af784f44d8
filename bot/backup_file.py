"""The file of a backup: numbered, sealed pieces. A byte that was changed, a piece that is lost, moved or put in, a missing end: all are found."""

from __future__ import annotations

import secrets
import zlib
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NAME = b"dan-van-bot backup "
MAGIC = NAME + b"1\n"
SALT_BYTES, CHECK_BYTES, TAG_BYTES = 32, 16, 16
PIECE = 1 << 20  # bytes, before it is packed
END = "e"
_LIMIT = PIECE + 1024 + TAG_BYTES  # what cannot be packed grows by a few bytes
_PACKED, _PLAIN = b"z", b"-"
_FAST = 2  # zlib's level: nearly as small as the default, in a third of the time


class BadBackup(ValueError):
    """This file cannot be restored; the text says why."""


class Piece(NamedTuple):
    """What kind (one ASCII letter) and the bytes, at most PIECE."""

    kind: str
    data: bytes


class Sealing:
    """Writes pieces; the last must be of the kind END."""

    def __init__(self, file: BinaryIO, key: bytes) -> None:
        salt = secrets.token_bytes(SALT_BYTES)  # each file has a key of its own, so its pieces may be numbered from 0
        own, check = _derived(key, salt)
        self._file, self._cipher, self._head, self._count = file, AESGCM(own), MAGIC + salt + check, 0
        file.write(self._head)

    def add(self, kind: str, data: bytes, *, pack: bool = True) -> None:
        body = kind.encode("ascii") + (_PACKED + zlib.compress(data, _FAST) if pack else _PLAIN + data)
        sealed = self._cipher.encrypt(_nonce(self._count), body, self._head)
        self._count += 1
        self._file.write(len(sealed).to_bytes(4, "big") + sealed)


def pieces(file: BinaryIO, key: bytes) -> Iterator[Piece]:
    """Each piece in its turn, the last of the kind END and nothing behind it; BadBackup as soon as one is not what was written."""
    head, cipher = _opened(file, key)
    kind, count = "", 0
    while kind != END:
        sealed = _sealed(file)
        try:
            body = cipher.decrypt(_nonce(count), sealed, head)
        except InvalidTag:
            raise BadBackup(f"the backup is damaged: piece {count} is not what was written") from None
        kind, count = chr(body[0]), count + 1
        yield Piece(kind, zlib.decompress(body[2:]) if body[1:2] == _PACKED else body[2:])
    if file.read(1):
        raise BadBackup("the backup is damaged: something follows its end")


def _opened(file: BinaryIO, key: bytes) -> tuple[bytes, AESGCM]:
    head = file.read(len(MAGIC) + SALT_BYTES + CHECK_BYTES)
    if not head.startswith(MAGIC):
        newer = head.startswith(NAME)
        raise BadBackup("this backup was made by a newer version: upgrade the program first" if newer else "this file is no backup of this program")
    if len(head) < len(MAGIC) + SALT_BYTES + CHECK_BYTES:
        raise BadBackup("the backup is cut short")
    own, check = _derived(key, head[len(MAGIC) : -CHECK_BYTES])
    if not secrets.compare_digest(check, head[-CHECK_BYTES:]):
        raise BadBackup("this backup was made with another key file, or its beginning is damaged")
    return head, AESGCM(own)


def _sealed(file: BinaryIO) -> bytes:
    size = file.read(4)
    length = int.from_bytes(size, "big")
    if len(size) == 4 and not 2 + TAG_BYTES <= length <= _LIMIT:
        raise BadBackup("the backup is damaged: a piece has an impossible length")
    sealed = file.read(length)
    if len(size) < 4 or len(sealed) < length:
        raise BadBackup("the backup is cut short")
    return sealed


def _derived(key: bytes, salt: bytes) -> tuple[bytes, bytes]:
    """The key of this file alone, and what shows that it is the right one."""
    made = HKDF(SHA256(), 32 + CHECK_BYTES, salt, b"dan-van-bot backup 1").derive(key)
    return made[:32], made[32:]


def _nonce(count: int) -> bytes:
    return count.to_bytes(12, "big")
