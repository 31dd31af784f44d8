"""How calls reach the Zalo Bot API. The token is part of every address, so no address leaves this module: not in a log, not in an error."""

from __future__ import annotations

import json
import socket
from ipaddress import ip_address
from typing import Any

import aiohttp
from aiohttp.abc import ResolveResult
from aiohttp.resolver import ThreadedResolver
from typing_extensions import override
from yarl import URL

from bot.talk import SendFailed

CONNECT = 10.0  # seconds, waiting for a free connection included
PATIENCE = 20.0  # seconds
LONGEST = 60.0  # seconds beyond the patience in which even a trickling answer has ended
LARGEST_ANSWER = 1024 * 1024  # bytes
OUR_TROUBLE = (401, 404)  # a wrong token or a wrong API address
NOTHING_NEW = (408, 504)  # what a poll is answered while nobody writes
BAD_REQUEST, QUOTA = 400, 429
_GATEWAY = (408, 502, 503, 504)  # said by whatever stands before Zalo too, in words of its own
_NOTHING_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
_GONE = ("not found", "not exist", "block")
_CHUNK = 64 * 1024


class Trouble(Exception):
    """A call that came to nothing. Its text may be logged."""


class NeverLeft(Trouble):
    """No connection came about, so nothing can have arrived."""


class Unclear(Trouble):
    """No answer, or not Zalo's own words: it may have arrived."""


class Refused(Trouble):
    """An answer without success; ``code`` as the body tells it, else the status."""

    def __init__(self, code: int, why: str) -> None:
        super().__init__(f"{code} {why}".strip())
        self.code = code


class TooLarge(ValueError):
    """More bytes than anybody wants to read."""


class Api:
    """One bot's address. The session opens with the first call, so that a message can be sent before anything was started.

    ``patience``: seconds of silence while an answer is awaited.
    """

    def __init__(self, api_url: str, token: str) -> None:
        self.url = URL(api_url)
        self._root = URL(f"{api_url.rstrip('/')}/bot{token}")
        self._secret = token.partition(":")[2] or token
        self.patience = PATIENCE
        self._session: aiohttp.ClientSession | None = None

    @property
    def session(self) -> aiohttp.ClientSession:
        if self._session is None:
            resolver = ThreadedResolver() if is_inside(self.url) else Outside(self.url.host or "")
            connector = aiohttp.TCPConnector(ttl_dns_cache=300, resolver=resolver)
            self._session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())
        return self._session

    async def call(self, method: str, patience: float | None = None, **given: Any) -> Any:
        """The "result", which may be None; or Trouble."""
        patience = self.patience if patience is None else patience
        timeout = aiohttp.ClientTimeout(total=patience + LONGEST, connect=CONNECT, sock_connect=CONNECT, sock_read=patience)
        try:
            async with self.session.post(self._root / method, json=given, timeout=timeout, allow_redirects=False) as answer:
                body = await at_most(LARGEST_ANSWER, answer)
        except (aiohttp.ClientError, TimeoutError, TooLarge) as error:
            kind = type(error).__name__
            trouble = NeverLeft(kind) if isinstance(error, _NOTHING_SENT) else Unclear(kind)
        else:
            return self._result(answer.status, body)
        raise trouble  # out of the handler, so that the error beneath, which may quote the address, is not chained to it

    def without_token(self, text: Any) -> str:
        """What Zalo says about a call may quote it."""
        return str(text).replace(self._secret, "...")[:200]

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _result(self, status: int, body: bytes) -> Any:
        answer = _zalos_words(body)
        if answer is None:
            raise Refused(status, "from a gateway") if status in _GATEWAY else Unclear(f"status {status}, and not Zalo's words")
        if answer["ok"] is True and 200 <= status < 300:
            return answer.get("result")
        code = answer.get("error_code")
        raise Refused(code if isinstance(code, int) else status, self.without_token(answer.get("description", "")))


class Outside(ThreadedResolver):
    """Finds nothing on this machine or beside it, by whatever name it is asked for; except the API, where an office may have put it."""

    def __init__(self, trusted: str) -> None:
        super().__init__()
        self._trusted = trusted

    @override
    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> list[ResolveResult]:
        found = await super().resolve(host, port, family)
        if host != self._trusted and any(is_private(one["host"]) for one in found):
            raise OSError("an address inside")
        return found


def is_private(address: str) -> bool:
    """Whether an IP address, as text, is this machine's, a neighbour's, or nobody's. ValueError when it is none."""
    return not ip_address(address).is_global


def is_inside(url: URL) -> bool:
    """Whether the address is this machine's own."""
    try:
        return url.host == "localhost" or ip_address(url.host or "").is_loopback
    except ValueError:
        return False


async def at_most(most: int, answer: aiohttp.ClientResponse) -> bytes:
    """The body of an answer; TooLarge as soon as it has more bytes than this."""
    if (answer.content_length or 0) > most:
        raise TooLarge
    body = bytearray()
    async for chunk in answer.content.iter_chunked(_CHUNK):
        body += chunk
        if len(body) > most:
            raise TooLarge
    return bytes(body)


def _zalos_words(body: bytes) -> dict[str, Any] | None:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) and "ok" in answer else None


def send_failed(trouble: Trouble) -> SendFailed:
    """What a failed call means for the message: refused, cannot be taken now, or may have been delivered (403 is Zalo's internal error)."""
    why = str(trouble)[:200]
    match trouble:
        case NeverLeft() | Refused(code=502 | 503 | 429):
            return SendFailed(why, again=True)
        case Refused(code=401 | 404):
            return SendFailed(why, again=True, after=60.0)
        case Refused(code=400):
            return SendFailed(why, gone=_nobody_there(why.lower()))
        case _:
            return SendFailed(why, again=True, unknown=True)


def _nobody_there(why: str) -> bool:
    return ("chat" in why or "user" in why) and any(sign in why for sign in _GONE)
