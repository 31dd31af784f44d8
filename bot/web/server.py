"""The HTTP side: webhooks, health, figures. Pages of their own are added beside it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

import structlog
from aiohttp import web
from prometheus_client import generate_latest

from bot.metrics import REFUSED

log = structlog.get_logger(__name__)
_BIGGEST = 1024 * 1024  # bytes of one update
_HERE = ("127.0.0.1", "::1")
Verify = Callable[[Mapping[str, str]], bool]


class Response(Protocol):
    """What to answer a post with, and whom to tell whether that was written."""

    @property
    def body(self) -> bytes: ...
    @property
    def written(self) -> Callable[[bool], None] | None: ...


Take = Callable[[bytes], Awaitable[Response | None]]
Post = tuple[Verify, Take]


def make_app(hooks: Mapping[str, Post], ready: Callable[[], bool]) -> web.Application:
    """``hooks``: by path below /webhook/, how to know its sender and where to take a body; ``ready``: whether updates are taken."""
    app = web.Application(client_max_size=_BIGGEST)
    app.router.add_get("/healthz", _alive)
    app.router.add_get("/metrics", _figures)

    async def readyz(_request: web.Request) -> web.Response:
        return web.Response(status=200 if ready() else 503)

    app.router.add_get("/readyz", readyz)
    for path, (verify, take) in hooks.items():
        app.router.add_post(f"/webhook/{path}", _webhook(path, verify, take))
    return app


def _webhook(path: str, verify: Verify, take: Take) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def handle(request: web.Request) -> web.StreamResponse:
        body = await request.read()
        if not body:
            return web.Response()  # a platform that looks whether somebody is there
        if not verify(request.headers):
            REFUSED.labels(path).inc()
            log.warning("webhook refused: missing or forged secret", path=path, sender=request.remote)
            return web.Response(status=401)
        taken = await take(body)
        return web.Response(status=503) if taken is None else await _written(request, taken)

    return handle


async def _written(request: web.Request, taken: Response) -> web.Response:
    """When somebody waits to hear whether it was written, it is written here and not by our caller."""
    response = web.Response(body=taken.body, content_type="application/json") if taken.body else web.Response()
    if taken.written is None:
        return response
    done = False
    try:
        await response.prepare(request)
        await response.write_eof()
        done = True
    except ConnectionResetError:
        log.info("nobody waits for a response any more", path=request.path)
    finally:
        taken.written(done)
    return response


async def _alive(_request: web.Request) -> web.Response:
    return web.Response(text="ok")


async def _figures(request: web.Request) -> web.Response:
    if request.remote not in _HERE or "X-Forwarded-For" in request.headers:  # a proxy on this machine speaks for the world
        return web.Response(status=404)
    return web.Response(body=generate_latest(), content_type="text/plain")
