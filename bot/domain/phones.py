"""Telephone numbers of Vietnam in one writing, however people, platforms and spreadsheets write them."""

from __future__ import annotations

import re

_APART = re.compile(r"[\s.,\-/()]+")
_ONE = re.compile(r"(?:\+?84|0084|0)?([35789][0-9]{8}|2[0-9]{9})")


def digits(text: str) -> str:
    """As 0912345678; "" when this is no one number. +84, spaces and dots are taken away; the zero that a spreadsheet lost is given back."""
    found = _ONE.fullmatch(_APART.sub("", text))
    return f"0{found[1]}" if found else ""
