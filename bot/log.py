"""Log lines for operators: never a token, a message's text or a phone number."""

from __future__ import annotations

import logging
import traceback
from typing import TextIO

import structlog


def set_up(to: TextIO) -> None:
    """One line an event; libraries only from warnings up, for some log whole URLs."""
    logging.basicConfig(level=logging.WARNING, stream=to)
    for chatty in ("httpx", "telegram", "aiohttp.access", "apscheduler"):
        logging.getLogger(chatty).setLevel(logging.ERROR)
    drawn = structlog.dev.ConsoleRenderer(colors=to.isatty())
    structlog.configure(
        processors=[structlog.processors.add_log_level, structlog.processors.TimeStamper(fmt="iso"), drawn],
        logger_factory=structlog.PrintLoggerFactory(to),
        cache_logger_on_first_use=True,
    )


def where(e: BaseException) -> str:
    """An error's kind and the places it came through; not its text, which may quote what a person wrote."""
    frames = traceback.extract_tb(e.__traceback__)[-6:]
    return " > ".join([f"{f.filename.rpartition('/')[2]}:{f.lineno} {f.name}" for f in frames] + [type(e).__name__])
