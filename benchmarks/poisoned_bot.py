"""The real bot with one more verb, "rút điện 1", whose turn kills the process. For the torture only: the product has no such switch."""

from __future__ import annotations

import dataclasses
import os
import signal

import handlers
from bot.main import main
from bot.story import Here, Reply, Said

WORDS = "rút điện 1"


def pull_the_plug(_here: Here, _on: str, _said: Said) -> Reply:
    os.kill(os.getpid(), signal.SIGKILL)
    return Reply("không bao giờ tới đây")


if __name__ == "__main__":
    book = handlers.BOOK
    handlers.BOOK = dataclasses.replace(
        book, verbs={**book.verbs, "rut_dien": pull_the_plug}, verb_words={**book.verb_words, WORDS.rpartition(" ")[0]: "rut_dien"}
    )
    main()
