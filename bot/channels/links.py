"""Links that open a chat with the bot, and their QR."""

from __future__ import annotations

import json
from collections.abc import Container, Sequence
from typing import TextIO
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener


def telegram(api_url: str, token: str, proxy: str, code: str) -> str:
    """The link that brings an invitation code along; "" without a token or when Telegram does not answer."""
    if not token:
        return ""
    opener = build_opener(ProxyHandler({"http": proxy, "https": proxy} if proxy else None))
    try:
        with opener.open(f"{api_url}/bot{token}/getMe", timeout=5) as answer:
            return f"https://t.me/{json.load(answer)['result']['username']}?start={code}"
    except (URLError, OSError, ValueError, KeyError, TypeError):
        return ""


def zalo(bots: Sequence[tuple[str, str]], full: Container[str]) -> str:
    """The chat of the first bot, as (token, link), that has room; ``full``: the accounts that have none. "" when nobody has told its link."""
    return next((link for token, link in bots if link and token.partition(":")[0] not in full), "")


def draw_qr(link: str, to: TextIO) -> None:
    import segno

    segno.make(link).terminal(to, compact=True)
