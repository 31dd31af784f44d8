"""A message cut so that its channel can carry it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.talk import OWN_NUMBER, Allowance, Choice, Outgoing, Peer
from messages_vi.common import LOOKING, PICTURES_ELSEWHERE

SMALLEST = Allowance(1900, 1.0)  # fits every channel, for an account that another process serves
Limits = Mapping[tuple[str, str], Allowance]  # by (channel, account)


def fitting(out: Outgoing, limits: Limits) -> list[Outgoing]:
    return pieces(out, limits.get((out.peer.channel, out.peer.account), SMALLEST))


def pieces(out: Outgoing, fits: Allowance) -> list[Outgoing]:
    """Long text in several messages, the choices with the last; then a message for each photo, and for each file.

    Pictures that cannot be shown there are spoken of once, and cost no message.
    """
    if out.photos and not fits.pictures:
        out = replace(out, text="\n".join(part for part in (out.text, PICTURES_ELSEWHERE) if part), photos=())
    room = max(1, fits.characters - sum(len(c.label) + len(c.typed) + 8 for c in out.choices))
    texts = cut(out.text, room) or ([] if out.photos or out.files else [""])
    bare = replace(out, text="", choices=(), ways_out=(), offer="", photos=(), files=())
    said = [replace(bare, text=t) for t in texts[:-1]] + [replace(out, text=t, photos=(), files=()) for t in texts[-1:]]
    return said + [replace(bare, photos=(name,)) for name in out.photos] + [replace(bare, files=(file,)) for file in out.files]


def cut(text: str, limit: int) -> list[str]:
    """The text in pieces of at most ``limit`` characters, parted at a line's end past half of it, else at a space, else anywhere."""
    found = []
    while len(text) > limit:
        at = max(text.rfind("\n", limit // 2 + 1, limit + 1), 0) or max(text.rfind(" ", 1, limit + 1), text.rfind("\n", 1, limit + 1), 0) or limit
        found.append(text[:at].rstrip())
        text = text[at:].lstrip()
    return [*(piece for piece in found if piece), text] if text else found


def put_away(peer: Peer, before: Sequence[Choice], after: Sequence[Choice], replies: list[Outgoing]) -> list[Outgoing]:
    """A list by which a phone hands over its owner's number stays on the screen until a message without buttons takes it away.

    ``before``, ``after``: the choices of the question that was open, and of the one that is.
    """
    if not _asks_number(before) or _asks_number(after) or not replies:
        return replies
    plain = next((n for n, out in enumerate(replies) if not out.choices and not out.ways_out), -1)
    if plain < 0:
        return [Outgoing(peer, LOOKING, puts_away=True), *replies]
    return [replace(out, puts_away=n == plain) for n, out in enumerate(replies)]


def _asks_number(choices: Sequence[Choice]) -> bool:
    return any(c.value == OWN_NUMBER for c in choices)
