"""Links to kept files: what is in them comes back to whom it was given, for a while; everything else opens nothing."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.passes import DOCUMENT_LIVES, PICTURE_LIVES, Passes
from bot.talk import Document, Links, Peer

KEY = bytes(range(32))
NAME = "0123456789abcdef" * 2
PEER = Peer("zalo-bot", "12345689", "6ede9afa66b88fe6d6a9")
VOICE = Document(41, NAME, "Tin thoại việc 12.ogg", "audio/ogg")
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
Reading = Callable[[str], object]


class Clock:
    """The product's clock, where a test puts it."""

    def __init__(self) -> None:
        self.at = 1_800_000_000.75

    def __call__(self) -> float:
        return self.at


CLOCK = Clock()
PASSES = Passes(KEY, "https://bot.example.org", CLOCK)


def token_of(address: str) -> str:
    return address.rpartition("/")[2]


PICTURE, DOCUMENT = token_of(PASSES.picture(NAME)), token_of(PASSES.document(VOICE, PEER))
KINDS = pytest.mark.parametrize(("token", "read"), [(PICTURE, PASSES.read_picture), (DOCUMENT, PASSES.read_document)], ids=["picture", "document"])


def test_what_was_put_in_comes_out() -> None:
    links: Links = PASSES
    assert re.fullmatch(r"https://bot\.example\.org/a/[A-Za-z0-9_-]{80,110}", links.picture(NAME))
    assert re.fullmatch(r"https://bot\.example\.org/t/[A-Za-z0-9_-]{80,110}", links.document(VOICE, PEER))
    assert PASSES.read_picture(PICTURE) == NAME
    assert PASSES.read_document(DOCUMENT) == (41, PEER, 1_800_000_000 + DOCUMENT_LIVES)


def test_an_account_with_colons_in_its_chat_comes_out_whole() -> None:
    odd = Peer("telegram", "1", "-100:7 8")
    read = PASSES.read_document(token_of(PASSES.document(VOICE, odd)))
    assert read is not None
    assert read.peer == odd


def test_without_a_public_address_there_are_no_links() -> None:
    none = Passes(KEY, "", CLOCK)
    assert (none.picture(NAME), none.document(VOICE, PEER)) == ("", "")


def test_no_two_links_are_alike() -> None:
    assert len({PASSES.picture(NAME) for _ in range(50)}) == 50


@KINDS
def test_any_changed_character_is_refused(token: str, read: Reading) -> None:
    for place, was in enumerate(token):
        for letter in ALPHABET if place > len(token) - 3 else ALPHABET[:8]:  # only the last ones have bits that mean nothing
            if letter != was:
                assert read(f"{token[:place]}{letter}{token[place + 1 :]}") is None, (place, letter)


@KINDS
@given(st.data())
def test_what_is_cut_or_grown_is_refused(token: str, read: Reading, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(token) - 1))
    more = data.draw(st.text(min_size=1, max_size=4))
    assert read(token[:place]) is None
    assert read(token[place:] if place else "") is None
    assert read(token + more) is None
    assert read(token[:place] + more + token[place:]) is None


@KINDS
@given(st.text(ALPHABET, max_size=200) | st.text() | st.text("=+/%. \n", max_size=8))
def test_junk_is_refused_and_raises_nothing(token: str, read: Reading, junk: str) -> None:
    assert read(junk) is None


def test_a_picture_is_no_document_and_a_document_no_picture() -> None:
    assert PASSES.read_document(PICTURE) is None
    assert PASSES.read_picture(DOCUMENT) is None
    disguised = token_of(PASSES.picture("41 telegram:1:1"))
    assert PASSES.read_document(disguised) is None


def test_another_key_opens_nothing() -> None:
    other = Passes(bytes(32), "https://bot.example.org", CLOCK)
    assert other.read_picture(PICTURE) is None
    assert other.read_document(DOCUMENT) is None


def test_a_key_of_its_own_is_used() -> None:
    assert PASSES._key != KEY
    assert len(PASSES._key) == 32


@pytest.mark.parametrize("lives", [PICTURE_LIVES, DOCUMENT_LIVES])
def test_a_link_ends_at_its_second_and_not_before(lives: int) -> None:
    clock = Clock()
    passes = Passes(KEY, "http://127.0.0.1:8080", clock)
    token = token_of(passes.picture(NAME) if lives == PICTURE_LIVES else passes.document(VOICE, PEER))
    read: Reading = passes.read_picture if lives == PICTURE_LIVES else passes.read_document
    begun = int(clock.at)
    clock.at = begun + lives - 0.01
    assert read(token) is not None
    clock.at = float(begun + lives)
    assert read(token) is None
    clock.at = float(begun)
    assert read(token) is not None


def test_a_start_imports_neither_cryptography_nor_templates() -> None:
    script = (
        "import sys, bot.passes, bot.web.files; bot.passes.Passes(bytes(32), 'http://x.example', lambda: 0.0);"
        "sys.exit(any(name in sys.modules for name in ('cryptography', 'jinja2', 'aiohttp_jinja2')))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False, timeout=60).returncode == 0
