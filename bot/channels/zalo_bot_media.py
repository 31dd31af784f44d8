"""Pictures and voice notes that people sent to a Zalo bot: at public addresses, which are checked, for anybody could have written them."""

from __future__ import annotations

import aiohttp
from yarl import URL

from bot.channels.zalo_bot_http import CONNECT, TooLarge, at_most, is_inside, is_private
from bot.talk import FetchFailed

LARGEST = 20 * 1024 * 1024  # bytes
REDIRECTS = 3
_SILENCE = 15.0  # seconds
_TIMEOUT = aiohttp.ClientTimeout(total=60.0, connect=CONNECT, sock_connect=CONNECT, sock_read=_SILENCE)
_MOVED = (301, 302, 303, 307, 308)
_LATER = (408, 425, 429)


async def download(session: aiohttp.ClientSession, address: str, api: URL) -> bytes:
    """The bytes at an address; or FetchFailed. Only https and outside of this network, except when the API itself is on this machine, for trials."""
    here = ""
    for _ in range(1 + REDIRECTS):
        url = _checked(here, address, api)
        found = await _asked(session, url)
        if isinstance(found, bytes):
            return found
        here, address = str(url), found
    raise FetchFailed("sent on too often", again=False)


def _checked(here: str, address: str, api: URL) -> URL:
    try:
        url = URL(here).join(URL(address))
        allowed = url.host and url.scheme in {"https", api.scheme if is_inside(api) else "https"} and (is_inside(api) or not _is_inside(url))
    except ValueError:
        allowed = False
    if not allowed:
        raise FetchFailed("not an address to fetch from", again=False)
    return url


def _is_inside(url: URL) -> bool:
    """By its letters alone; what a name leads to is seen when it is resolved."""
    try:
        return is_inside(url) or is_private(url.host or "")
    except ValueError:
        return False


async def _asked(session: aiohttp.ClientSession, url: URL) -> bytes | str:
    """The bytes, or where else they are."""
    try:
        async with session.get(url, timeout=_TIMEOUT, allow_redirects=False) as answer:
            if answer.status in _MOVED:
                return answer.headers.get("Location", "")
            failed = _refusal(answer)
            if failed is None:
                return await at_most(LARGEST, answer)
    except TooLarge:
        failed = FetchFailed("larger than 20 MB", again=False)
    except (aiohttp.ClientError, TimeoutError) as error:
        failed = FetchFailed(type(error).__name__, again=True)
    raise failed


def _refusal(answer: aiohttp.ClientResponse) -> FetchFailed | None:
    if answer.status != 200:
        return FetchFailed(f"status {answer.status}", again=answer.status >= 500 or answer.status in _LATER)
    if answer.content_type == "text/html":
        return FetchFailed("a page instead of a file", again=True)  # a carrier's, who wants to be paid or to block
    return None
