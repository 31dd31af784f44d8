"""How calls reach Telegram: aiohttp under python-telegram-bot, far cheaper a message than its httpx. The library never learns the token."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import aiohttp
import orjson
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
    TimedOut,
)
from telegram.request import BaseRequest, RequestData
from typing_extensions import override
from yarl import URL

from bot.json_in import loads
from bot.talk import SendFailed

CONNECT = 10.0  # seconds, waiting for a free connection included
LONGEST = 60.0  # seconds beyond the read timeout in which even a trickling answer has ended
_NOTHING_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.ClientHttpProxyError)
_NOT_NEEDED = ("User-Agent", "Accept", "Accept-Encoding")  # headers that cost more than they tell
_JSON = {"Content-Type": "application/json"}
_NOT_REACHED = (502, 503)
_GONE = ("chat not found", "deactivated")
_OUR_TROUBLE = 60.0  # seconds until a send is tried again after a refusal that is none of the message's fault


class NeverLeft(NetworkError):
    """No connection came about, so nothing can have arrived."""


class NotReached(NetworkError):
    """A gateway answered for a server it could not reach: as far as anybody knows, nothing arrived."""


class Busy(NetworkError):
    """Too many requests; ``after`` how many seconds Telegram will take some again, None when it does not say."""

    def __init__(self, after: float | None) -> None:
        super().__init__("too many requests")
        self.after = after


class StrangeAnswer(NetworkError):
    """Not Telegram's own words, whatever the status: the page of a proxy or of a carrier that blocks it."""


class AiohttpRequest(BaseRequest):
    """One pool of connections. Addresses are given without server and token ("/sendMessage"; a GET is a file's path): both are added here.

    ``read_timeout`` in seconds is the silence allowed while an answer is awaited; ``limit`` the connections at a time.
    """

    def __init__(self, api_url: str, token: str, *, proxy: str = "", limit: int = 100, read_timeout: float = 20.0) -> None:
        root = api_url.rstrip("/")
        self._roots = {"POST": f"{root}/bot{token}", "GET": f"{root}/file/bot{token}"}
        self._token = token.encode()
        self._proxy = URL(proxy) if proxy else None
        self._limit, self._patience = limit, read_timeout
        self._session: aiohttp.ClientSession | None = None

    @property
    @override
    def read_timeout(self) -> float:
        return self._patience

    @override
    async def initialize(self) -> None:
        """The session opens with the first request, so that a message can be sent before anything was started."""

    @override
    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    @staticmethod
    @override
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Always with a "result". Raises StrangeAnswer, and unlike the library's own logs nothing of what it read."""
        try:
            answer = loads(payload)
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict):
            raise StrangeAnswer("an answer that is not Telegram's")
        answer.setdefault("result", None)
        return answer

    @override
    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Status and bytes; or NeverLeft, TimedOut, Busy, StrangeAnswer, NetworkError. None of them tells the address, which holds the token."""
        body, headers = _body(request_data)
        patience = self._patience if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        try:
            async with self._open().request(
                method, self._address(method, url), data=body, headers=headers, timeout=_timeout(patience), proxy=self._proxy, allow_redirects=False
            ) as answer:
                payload = await answer.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            trouble = _trouble(error)
        else:
            return answer.status, self._checked(answer, payload)
        raise trouble  # out of the handler, so that the error beneath, which may quote the address, is not chained to it

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._limit, ttl_dns_cache=300)
            self._session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar(), skip_auto_headers=_NOT_NEEDED)
        return self._session

    def _address(self, method: str, url: str) -> URL:
        return URL(self._roots[method] + url)

    def _checked(self, answer: aiohttp.ClientResponse, payload: bytes) -> bytes:
        """The payload of an answer that is Telegram's own: a carrier's "403" page must not mark everybody as gone."""
        if answer.status in _NOT_REACHED:
            raise NotReached(f"status {answer.status}")
        well = 200 <= answer.status < 300
        if answer.content_type == "text/html" or not (well or _is_telegrams(payload)):
            raise StrangeAnswer(f"status {answer.status}, and not Telegram's words")
        if answer.status == 429:
            raise Busy(_asked_to_wait(payload))
        return payload if well else payload.replace(self._token, b"...")


def _timeout(patience: float | None) -> aiohttp.ClientTimeout:
    total = None if patience is None else patience + LONGEST
    return aiohttp.ClientTimeout(total=total, connect=CONNECT, sock_connect=CONNECT, sock_read=patience)


def _body(data: RequestData | None) -> tuple[Any, Mapping[str, str] | None]:
    if data is None:
        return None, None
    if not data.contains_files:
        return orjson.dumps(data.parameters), _JSON
    form = aiohttp.FormData(quote_fields=False)  # Telegram reads a file's name as it stands
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return form, None


def _is_telegrams(payload: bytes) -> bool:
    return payload.lstrip()[:1] == b"{" and b'"ok"' in payload


def _asked_to_wait(payload: bytes) -> float | None:
    try:
        return float(orjson.loads(payload)["parameters"]["retry_after"])
    except (ValueError, KeyError, TypeError):
        return None


def _trouble(error: Exception) -> TelegramError:
    kind = type(error).__name__
    if isinstance(error, _NOTHING_SENT):
        return NeverLeft(kind)
    return TimedOut(kind) if isinstance(error, TimeoutError) else NetworkError(kind)


def send_failed(error: TelegramError) -> SendFailed:
    """What a failed call means for the message: Telegram refused it, cannot take it now, or may have delivered it."""
    why = error.message[:200]
    match error:
        case Busy():
            return SendFailed(why, again=True, after=error.after)
        case NeverLeft() | NotReached():
            return SendFailed(why, again=True)
        case Forbidden():
            return SendFailed(why, gone=True)
        case BadRequest():
            return SendFailed(why, gone=any(sign in why.lower() for sign in _GONE))
        case ChatMigrated():
            return SendFailed(why)
        case InvalidToken() | EndPointNotFound() | Conflict():
            return SendFailed(why, again=True, after=_OUR_TROUBLE)
        case _:
            return SendFailed(why, again=True, unknown=True)
