"""The questionnaires that ship with the bot, as their text stands in forms/."""

from functools import cache
from pathlib import Path


@cache
def text(key: str) -> str:
    """OSError when there is none of that name."""
    return (Path(__file__).parent / "forms" / f"{key}.toml").read_text(encoding="utf-8")
