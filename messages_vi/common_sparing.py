"""What a notice says while its bot is short of messages; apart from common.py because only the planner needs it."""

from __future__ import annotations


def to_be_seen(number: str) -> str:
    """In place of a case's pictures and files."""
    return f"Có ảnh hoặc tệp kèm theo, muốn xem xin gõ: xem {number}"
