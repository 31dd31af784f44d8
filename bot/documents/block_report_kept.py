"""Reports of a block as text that can be kept: what was approved stays as it was read then, whatever is corrected later."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from bot.documents.block_report import Annex, BlockReport, Part


def written(reports: Mapping[str, BlockReport]) -> str:
    """Each under its name."""
    return json.dumps({name: asdict(report) for name, report in reports.items()}, ensure_ascii=False)


def read(text: str) -> dict[str, BlockReport]:
    """Raises ValueError for what is no such text, or was written when a report had other parts."""
    try:
        return {name: _report(told) for name, told in json.loads(text).items()}
    except (AttributeError, KeyError, TypeError) as e:
        raise ValueError("no reports, or older ones") from e


def _report(told: Mapping[str, Any]) -> BlockReport:
    parts, annexes = [Part(**part) for part in told["parts"]], [Annex(**annex) for annex in told["annexes"]]
    return BlockReport(**{**told, "parts": parts, "annexes": annexes})
