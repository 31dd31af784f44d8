"""What the tests of every channel share: a disk that takes updates or refuses them, what was logged, and what an error tells."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from bot.talk import Channel, Incoming


class Disk:
    """Takes updates as the engine's door does; refuses what ``answers`` says first. ``offered``, ``kept``: what people's doings returned."""

    def __init__(self, *answers: bool | Exception) -> None:
        self.answers, self.offered, self.kept = list(answers), list[Any](), list[Any]()

    async def __call__(self, channel: Channel, update: Any) -> bool:
        said = channel.read(update)
        if (known_by := _known_by(update, said)) is None:
            return True
        self.offered.append(known_by)
        await asyncio.sleep(0.001)
        answer = self.answers.pop(0) if self.answers else True
        if isinstance(answer, Exception):
            raise answer
        if answer:
            self.kept.append(known_by)
            if said:
                await channel.stored(said)
        return answer


def _known_by(update: Any, said: Incoming | None) -> Any:
    """The update's number, or where updates have none the message's id; None: it has neither."""
    return update["update_id"] if "update_id" in update else said and said.id.partition(":")[2]


@contextmanager
def logged(caplog: pytest.LogCaptureFixture, *secrets: str) -> Iterator[list[EventDict]]:
    """What is logged meanwhile; nothing of it may tell a secret."""
    caplog.set_level(logging.DEBUG)
    with capture_logs() as lines:
        yield lines
    for secret in secrets:
        assert secret not in caplog.text
        assert secret not in repr(lines)


def told(error: BaseException | None) -> str:
    """Everything that an error and all beneath it would tell, also what "from None" hides."""
    lines = []
    while error is not None:
        lines += [repr(error), str(error), *traceback.format_exception(error)]
        error = error.__context__
    return "\n".join(lines)
