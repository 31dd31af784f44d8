"""Answers that ship with the bot, offered where an office has none of its own: a sheet of kind and sentence, that an office may change."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_SHEET = Path(__file__).with_suffix(".tsv")


@cache
def shipped(kind: str) -> tuple[str, ...]:
    lines = (line.partition("\t") for line in _SHEET.read_text("utf-8").splitlines())
    return tuple(text for code, _, text in lines if code == kind)
