"""Addresses that carry all they mean: what may be fetched, by whom, until when. Sealed, so that nobody reads or makes one; kept in no table."""

from __future__ import annotations

import base64
import hmac
import secrets
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from bot.talk import Document, Page, Peer

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

PICTURE_LIVES, DOCUMENT_LIVES = 600, 86_400  # seconds
_NONCE_BYTES, _MOMENT_BYTES = 12, 5


class Handed(NamedTuple):
    """What a document's token says: the attachment's row, the chat it was handed to, the epoch second from which it opens nothing."""

    attachment: int
    peer: Peer
    until: int


class Opened(NamedTuple):
    """What a page's token says: the page, the chat it was made for, the epoch second from which it opens nothing."""

    page: Page
    peer: Peer
    until: int


class Passes:
    """Makes and reads the tokens of /a (pictures) and /t (documents and pages) below ``public_url``; "" stands for every address without one.

    ``key`` is the key file's: only a key of its own, derived from it, is used here. ``now`` gives the product's epoch seconds.
    """

    def __init__(self, key: bytes, public_url: str, now: Callable[[], float]) -> None:
        self._key = hmac.digest(key, b"addresses of kept files", "sha256")
        self._root, self._now = public_url.rstrip("/"), now

    def picture(self, name: str) -> str:
        return self._address("a", PICTURE_LIVES, name)

    def document(self, document: Document, peer: Peer) -> str:
        return self._address("t", DOCUMENT_LIVES, f"{document.attachment} {peer.key}")

    def page(self, page: Page, peer: Peer) -> str:
        return self._address("t", DOCUMENT_LIVES, " ".join((*page, peer.key)), seal="page")

    def read_picture(self, token: str) -> str | None:
        """The kept file's name; None when the token is forged, cut or too old."""
        opened = self._opened("a", token)
        return opened and opened[0]

    def read_document(self, token: str) -> Handed | None:
        """None as above. Whether that chat's person may still have it is for others to say."""
        opened = self._opened("t", token)
        if opened is None:
            return None
        attachment, peer = opened[0].split(" ", 1)
        return Handed(int(attachment), Peer.of(peer), opened[1])

    def read_page(self, token: str) -> Opened | None:
        """As ``read_document``."""
        opened = self._opened("page", token)
        if opened is None:
            return None
        kind, about, peer = opened[0].split(" ", 2)
        return Opened((kind, about), Peer.of(peer), opened[1])

    # ---- inside

    def _address(self, path: str, lives: int, what: str, seal: str = "") -> str:
        return f"{self._root}/{path}/{self._sealed(seal or path, int(self._now()) + lives, what)}" if self._root else ""

    def _sealed(self, kind: str, until: int, what: str) -> str:
        nonce, inside = secrets.token_bytes(_NONCE_BYTES), until.to_bytes(_MOMENT_BYTES, "big") + what.encode()
        return _written(nonce + self._cipher.encrypt(nonce, inside, kind.encode()))

    def _opened(self, kind: str, token: str) -> tuple[str, int] | None:
        """What was sealed and until when it holds; the kind is part of the seal."""
        from cryptography.exceptions import InvalidTag

        try:
            sealed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
            inside = self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], kind.encode())
        except (ValueError, InvalidTag):
            return None
        until = int.from_bytes(inside[:_MOMENT_BYTES], "big")
        fresh = _written(sealed) == token and self._now() < until  # base64 has several ways to write the same bytes; one is ours
        return (inside[_MOMENT_BYTES:].decode(), until) if fresh else None

    @cached_property
    def _cipher(self) -> AESGCM:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # slow to import, and a start does not need it

        return AESGCM(self._key)


def _written(sealed: bytes) -> str:
    return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode("ascii")
