"""A stand-in for the engine behind the demo's phones: it answers by itself, so that the page can be tested and looked at alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.channels.phone import Phone
from bot.files import Files
from bot.talk import Channel, Choice, Incoming, Outgoing, Peer, Words
from bot.uploads import Uploads
from bot.web.demo import DemoPhone, add_demo
from messages_vi import sample

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000002000000020802000000fdd49a730000001349444154789c633028d800440c131a12800800250e05818a9a732d0000000049454e44ae426082"
)  # a PNG of two by two
KINDS = (Choice("CT", "Đường, cầu, điện, thủy lợi, nhà văn hóa"), Choice("TT", "Mưa lũ, sạt lở, bão, cháy rừng"), Choice("KH", "Loại khác"))
WAYS_OUT = (Choice("back", "Quay lại"), Choice("cancel", "Hủy"))
PEOPLE = tuple(DemoPhone(p.chat, p.title, p.subtitle, p.try_this) for p in sample.PHONES)


def numbered(choices: Sequence[Choice]) -> str:
    return "\n".join(f"Gõ: {one.typed}" if one.typed else f"{number}. {one.label}" for number, one in enumerate(choices, 1))


def peer(chat: str) -> Peer:
    return Peer("phone", "demo", chat)


class StandIn:
    """Remembers what was said by its id; asks for the kind of what it is told, and thanks for a kind. Uploads are kept in ``at``."""

    def __init__(self, at: Path) -> None:
        self.phone = Phone(Words(numbered), {"cau.png": PICTURE}.__getitem__, Uploads(Files(at, bytes(32))))
        self.heard: dict[str, Incoming] = {}
        self.out_of_order = False

    async def take(self, channel: Channel, update: Any) -> bool:
        said = channel.read(update)
        if said is None or self.out_of_order:
            return False
        if said.id not in self.heard:
            self.heard[said.id] = said
            await self.phone.send(self.answer(said))
        return True

    def answer(self, said: Incoming) -> Outgoing:
        if said.tapped or said.text.isdigit():
            return Outgoing(said.peer, "Đã gửi khối dân vận xã, việc số 12.\nCó người nhận, trợ lý báo bác ngay.")
        if said.text == "ảnh":
            return Outgoing(said.peer, "", photos=("cau.png",))
        return Outgoing(said.peer, "Việc này thuộc loại nào ạ?", KINDS, WAYS_OUT, f"q{len(self.heard)}")

    async def app(self) -> web.Application:
        await self.phone.start(self.take)
        app = web.Application()
        add_demo(app, self.phone, PEOPLE)
        return app
