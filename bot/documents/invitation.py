"""The sheet that is put on the wall, or handed round, at a meeting: a code to join by, in large type, on one A4 page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.documents import paper


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on it, from the top. ``link``: what the square leads to, "" for none; ``code`` is shown in groups of four."""

    office: str
    title: str
    steps: Sequence[str]
    code: str
    link: str
    foot: Sequence[str]


def docx(sheet: Sheet) -> bytes:
    """One A4 page for Word."""
    made = paper.a4(side=20, top=18)
    paper.line(made, sheet.office, 20, after=4)
    paper.line(made, sheet.title, 34, bold=True, after=16)
    for number, step in enumerate(sheet.steps, 1):
        paper.line(made, f"{number}. {step}", 28, centred=False, after=10)
    paper.line(made, f"{sheet.code[:4]} {sheet.code[4:]}", 72, bold=True, after=8)
    if sheet.link:
        paper.square(made, sheet.link, 78)
        paper.line(made, sheet.link, 12, after=4)
    for foot in sheet.foot:
        paper.line(made, foot, 20, after=4)
    return paper.saved(made)
