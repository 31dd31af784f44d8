"""The fake Zalo's webhook: probed, told with its secret, tried a few times, and in both shapes that were seen."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from tests.fakes.props import Door, until
from tests.fakes.zalo_bot import ZALO_TOKEN, FakeZaloBot
from tests.fakes.zalo_bot_hook import PAUSES

BAY, SECRET = "6ede9afa66b88fe6d6a9", "s3cret_of_the_tests"


class Webhook:
    """Keeps what came; answers ``statuses`` in turn, then 200."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.headers: list[Any] = []
        self.bodies: list[bytes] = []

    async def take(self, request: web.BaseRequest) -> web.Response:
        self.headers.append(request.headers)
        self.bodies.append(await request.read())
        return web.json_response({"ok": True}, status=self.statuses.pop(0) if self.statuses else 200)


@pytest.fixture
async def fake() -> AsyncIterator[FakeZaloBot]:
    async with FakeZaloBot(pace=0.001) as fake:
        yield fake


@pytest.fixture
def hook() -> Webhook:
    return Webhook()


@pytest.fixture
async def door(hook: Webhook) -> AsyncIterator[Door]:
    async with Door(hook.take) as door:
        yield door


async def call(fake: FakeZaloBot, method: str, **given: Any) -> tuple[int, Any]:
    async with aiohttp.ClientSession() as session, session.post(f"{fake.url}/bot{ZALO_TOKEN}/{method}", json=given) as answer:
        return answer.status, await answer.json()


async def test_the_probe_is_empty_and_nothing_else_comes_before_somebody_writes(fake: FakeZaloBot, hook: Webhook, door: Door) -> None:
    status, body = await call(fake, "setWebhook", url=door.url, secret_token=SECRET)
    assert (status, body["result"]["url"]) == (200, door.url)
    assert body["result"]["verification"] == {"ok": True, "outcome": "webhook.ok", "status_code": 200}
    assert hook.bodies == [b""]
    assert "Content-Type" not in hook.headers[0]
    info = (await call(fake, "getWebhookInfo"))[1]["result"]
    assert info == {"url": door.url, "updated_at": body["result"]["updated_at"]}


async def test_an_address_is_stored_though_its_probe_failed(fake: FakeZaloBot, hook: Webhook, door: Door) -> None:
    hook.statuses = [403]
    _, refused = await call(fake, "setWebhook", url=door.url, secret_token=SECRET)
    assert refused["result"]["verification"] == {"ok": False, "outcome": "webhook.http.403", "status_code": 403}
    assert (await call(fake, "getWebhookInfo"))[1]["result"]["url"] == door.url
    _, nobody = await call(fake, "setWebhook", url="https://127.0.0.1:1/hook", secret_token=SECRET)
    assert nobody["result"]["verification"]["ok"] is False
    assert (await call(fake, "getWebhookInfo"))[1]["result"]["url"] == "https://127.0.0.1:1/hook"


@pytest.mark.parametrize(
    "given",
    [
        {"url": "https://thon7.invalid/hook"},
        {"secret_token": SECRET},
        {"url": "https://thon7.invalid/hook", "secret_token": "7 chars"},
        {"url": "https://thon7.invalid/hook", "secret_token": "x" * 257},
        {"url": "http://thon7.invalid/hook", "secret_token": SECRET},
    ],
)
async def test_a_webhook_needs_an_address_and_a_secret(fake: FakeZaloBot, given: dict[str, str]) -> None:
    assert (await call(fake, "setWebhook", **given))[0] == 400
    assert (await call(fake, "getWebhookInfo"))[0] == 404


async def test_updates_come_flat_or_wrapped_and_with_the_secret(fake: FakeZaloBot, hook: Webhook, door: Door) -> None:
    bay = fake.person(BAY)
    await call(fake, "setWebhook", url=door.url, secret_token=SECRET)
    bay.says("một")
    await fake.settled()
    fake.wrapped = True
    bay.says("hai")
    await fake.settled()
    _, flat, wrapped = hook.bodies
    assert json.loads(flat)["message"]["text"] == "một"
    assert json.loads(wrapped)["ok"] is True
    assert json.loads(wrapped)["result"]["message"]["text"] == "hai"
    assert {told["X-Bot-Api-Secret-Token"] for told in hook.headers} == {SECRET}
    assert hook.headers[1]["Content-Type"] == "application/json"
    assert hook.headers[1]["User-Agent"].startswith("Java/")


async def test_what_waited_for_a_poll_comes_to_the_webhook(fake: FakeZaloBot, hook: Webhook, door: Door) -> None:
    fake.person(BAY).says("chào")
    await call(fake, "setWebhook", url=door.url, secret_token=SECRET)
    await fake.settled()
    assert len(hook.bodies) == 2


async def test_a_failing_webhook_is_tried_again_and_then_given_up(fake: FakeZaloBot, hook: Webhook, door: Door) -> None:
    bay = fake.person(BAY)
    await call(fake, "setWebhook", url=door.url, secret_token=SECRET)
    hook.statuses = [503, 401]
    bay.says("một")
    await fake.settled()
    assert len(set(hook.bodies[1:])) == 1
    assert (len(hook.bodies), fake.hook.given_up) == (4, [])
    hook.statuses = [500] * (len(PAUSES) + 1)
    lost = bay.says("hai")
    bay.says("ba")
    await fake.settled()
    assert fake.hook.given_up == [lost]
    assert b"ba" in hook.bodies[-1]


async def test_what_fails_at_a_webhook_waits_for_a_poll_once_the_webhook_is_gone(fake: FakeZaloBot, hook: Webhook, door: Door) -> None:
    await call(fake, "setWebhook", url=door.url, secret_token=SECRET)
    hook.statuses = [503] * 100
    said = fake.person(BAY).says("chào")
    await until(lambda: len(hook.bodies) > 1)
    await call(fake, "deleteWebhook")
    assert (await call(fake, "getUpdates"))[1]["result"]["message"]["message_id"] == said
    assert fake.hook.given_up == []


async def test_an_address_set_once_more_breaks_off_nothing_on_its_way(fake: FakeZaloBot) -> None:
    free, came = asyncio.Event(), list[bytes]()

    async def take(request: web.BaseRequest) -> web.Response:
        if body := await request.read():
            came.append(body)
            await free.wait()
        return web.Response()

    async with Door(take) as door:
        await call(fake, "setWebhook", url=door.url, secret_token=SECRET)
        fake.person(BAY).says("chào")
        await until(lambda: came)
        await call(fake, "setWebhook", url=door.url, secret_token=SECRET)
        free.set()
        await fake.settled()
    assert len(came) == 1


async def test_a_webhook_gets_duplicates_and_disorder_on_demand(fake: FakeZaloBot, hook: Webhook, door: Door) -> None:
    bay = fake.person(BAY)
    await call(fake, "setWebhook", url=door.url, secret_token=SECRET)
    with fake.held():
        first, second = bay.says("a1"), bay.says("a2")
    await fake.settled()
    fake.repeats(first)
    await until(lambda: len(hook.bodies) == 4)
    assert [first.encode() in body for body in hook.bodies[1:]] == [False, True, True]
    assert second.encode() in hook.bodies[1]
