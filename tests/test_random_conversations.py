"""Random people say random things to the whole bot while it restarts and pushes: it lives, answers, and files only what was shown and confirmed."""

from __future__ import annotations

import asyncio
import io
import itertools
import re
import shutil
import tempfile
import time
import unicodedata
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.domain.kinds import Level
from bot.domain.vietnamese import fold
from bot.talk import Choice, Notice, Peer
from messages_vi import cases as cases_vi
from messages_vi import common
from messages_vi import report as vi
from messages_vi.kinds import KINDS, line
from storage import invitations, notices, outbox, schema, units
from tests.conftest import LINES
from tests.house import Chat, House

BRIDGE = "gãy lan can cầu tràn từ tối qua, 15 hộ phải đi vòng"
REPORTS = (
    BRIDGE, "nước lũ lên nhanh, ngập 5 nhà ở cuối thôn", "chồng đánh vợ ở xóm dưới từ tối qua", "nhà bà Lan bị tốc mái, đường vào lầy lội 4 hộ",
    "mấy nhà trong xóm bực chuyện nước", "<b>đường hỏng</b> & 3 hộ", unicodedata.normalize("NFD", "mất điện cả xóm, 30 hộ"), "cầu “tràn” gãy”.",
)  # fmt: skip
WAYS = ("xong", "gửi", "GUI", "Gửi.", "quay lại", "hủy", "nói lại", "/baoviec", "/vieccuatoi", "danh bạ", "giúp", "/start", "/riengtu", "báo việc")
VERBS = (
    "nhận 1", "xem 1", "hỏi 1 còn ai kẹt không", "xong 1 đã sửa", "trả lời 1 không còn ai", "nhận", "xem 99", "hỏi 2", "trả lời 1", "xong 2", "xem 0",
    "nhận 2", "xem ١", "xong 999999",
)  # fmt: skip
PICKS = (
    "1", "2", "3", "9", "0", "Loại khác", "Sửa", "Gấp hơn", "Sửa chỗ tên", vi.KEEP.label, vi.URGENT[Level.DO], *(k.label for k in KINDS.values()),
)  # fmt: skip
ODD = (
    "\0", "a\0b", "\ud800 lạc", "\u200b", "e\u0301", "<", "&", "“", "\U0001f642" * 4096, "x" * 4096, "a b " * 900, "{0} %s", "\ue000\ue001\ue002",
    "１２", "²", "/", "//", "/x y", "q1:0", "0912 345 678", "ok", "Huy", "Văn bản MẬT số 12", "1234 5678", "MÃ MỜI", "\u0301", "dòng một\ndòng hai",
)  # fmt: skip
TEXTS = st.one_of(*map(st.sampled_from, (REPORTS, WAYS, ("xong", "gửi"), VERBS, PICKS, ODD)))
WHO = st.sampled_from([0, 0, 0, 0, 1, 1, 2, 3])
FORGED = ("a1:0", "a1:99", "q1:0", "q7:back", "q7:cancel", "a99999999999999999:0", "x:0", "a0:1", "q:0", "a2:-1", "a1:send")
STEPS = st.one_of(
    st.tuples(st.just("says"), WHO, TEXTS),
    st.tuples(st.just("reports"), WHO, st.sampled_from(REPORTS)),
    st.tuples(st.just("reports"), WHO, st.sampled_from(REPORTS)),
    st.tuples(st.just("reports in full"), WHO, st.sampled_from(REPORTS)),
    st.tuples(st.just("reports in full"), WHO, st.sampled_from(REPORTS)),
    st.tuples(st.just("agrees"), WHO, st.sampled_from(["gửi", "GUI.", "Gửi"])),
    st.tuples(st.just("picks"), WHO, st.integers(0, 9)),
    st.tuples(st.just("says at once"), WHO, st.lists(TEXTS, min_size=2, max_size=3)),
    st.tuples(st.just("says at once"), WHO, st.tuples(st.sampled_from((*REPORTS, "Loại khác", "1")), st.sampled_from(["gửi", "1"]), st.just("gửi"))),
    st.tuples(st.just("taps"), WHO, st.integers(0, 99)),
    st.tuples(st.just("taps another's"), WHO, st.integers(0, 99)),
    st.tuples(st.just("forges"), WHO, st.sampled_from(FORGED)),
    st.tuples(st.just("photo"), WHO, st.sampled_from(["", BRIDGE, "<"])),
    st.tuples(st.just("place"), WHO, st.just(None)),
    st.tuples(st.just("restarts"), WHO, st.one_of(st.none(), TEXTS)),
    st.tuples(st.just("pushed"), WHO, st.integers(0, 3)),
    st.tuples(st.just("later"), WHO, st.sampled_from([1, 4, 60, 1440])),
)
NO_WORDS_OF_OURS = re.compile(r"Traceback|Error|Exception|\bNone\b|\bnull\b|\bTrue\b|\bFalse\b|[\ue000-\ue0ff\x00]|[\ud800-\udfff]| object at ")
FILED = re.compile(r"Đã gửi khối dân vận xã, việc số (\d+)\b")
LIMIT = 4000
LISTENING = ("told", "retold")  # questions at which more is taken in without a word


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "JPEG")
    return out.getvalue()


class Party:
    """A house with four people in it, and what must hold after each thing that any of them does."""

    def __init__(self, house: House) -> None:
        self.house, self.pushes, self.typed = house, itertools.count(1), True
        self.chats = [house.person("bác Bảy", "to_vien"), house.person("đ/c Chín", "truong_khoi", house.commune), house.stranger()]
        self.chats.append(house.person("đ/c Tỉnh", "can_bo_tinh", house.province))
        with house.other.begin() as db:
            self.code = invitations.make(db, house.hamlets[1].id, "to_truong", 1, house.clock.now() + 9 * 86400)
        self.filed = 0

    async def step(self, how: str, who: int, what: Any) -> None:
        me = self.chats[who]
        before, said_yes = len(me.seen), False
        match how:
            case "says" | "reports" | "agrees":
                said_yes = await self._says(me, [what])
            case "reports in full":
                await self._says(me, ["/baoviec"])
                await self._says(me, [what])
                await self._says(me, ["xong"])
                said_yes = await self._says(me, ["gửi"])
            case "says at once":
                said_yes = await self._says(me, what)
            case "picks":
                said_yes = await self._picks(me, me.seen[-1:], what)
            case "taps":
                said_yes = await self._picks(me, me.seen, what)
            case "taps another's":
                said_yes = await self._picks(me, [m for c in self.chats for m in c.seen], what)
            case "forges":
                said_yes = await self._taps(me, what)
            case "photo":
                await me.sends(photos=(picture(),), caption=what)
            case "place":
                await me.sends(place=(20.1, 105.3))
            case _:
                await self._happens(how, me, what)
                before, said_yes = -1, how == "restarts" and _is_yes(what)
        self.check(me, said_yes=said_yes)
        if before == len(me.seen):
            asked = [r[0] for r in self.house.rows("SELECT asked FROM conversation WHERE peer = :p", p=self._peer(me).key)]
            silent = (*LISTENING, "send", "kind", "any_kind", "unit", "level", "names") if how in ("photo", "place") else LISTENING
            assert set(asked) & set(silent), f"{me.name} was left without an answer to {how} {what!r}"

    async def _says(self, me: Chat, texts: Sequence[str]) -> bool:
        self.typed = True
        texts = [self.code if t == "MÃ MỜI" else t for t in texts]
        for t in texts:
            await self.house.line.says(me.id, t)
        await self.house.settled()
        return any(map(_is_yes, texts))

    async def _picks(self, me: Chat, of: list[dict[str, Any]], what: int) -> bool:
        buttons = [b for m in of for b in m["buttons"]]
        if buttons:
            return await self._taps(me, buttons[-1 - what % len(buttons)]["data"])
        return await self._says(me, [str(what)])

    async def _taps(self, me: Chat, data: str) -> bool:
        self.typed = False
        await self.house.line.taps(me.id, data)
        await self.house.settled()
        return any(b["data"] == data and b["text"] == vi.SEND.label for m in me.seen for b in m["buttons"])

    async def _happens(self, how: str, me: Chat, what: Any) -> None:
        """What no person does: restarts (right after something was said, before it is handled), pushes, time."""
        if how == "restarts":
            if what:
                self.typed = True
                await self.house.line.says(me.id, what)
            await self.house.restarts()
        elif how == "later":
            await self.house.later(minutes=what)
        elif (person := self._person(me)) is not None:
            self._push(person, what)
        await self.house.settled()

    def _push(self, person: int, what: int) -> None:
        cases = [r[0] for r in self.house.rows("SELECT id FROM incident ORDER BY id")]
        once = f"random:{next(self.pushes)}"
        plain = Notice("case", "Khối có tin mới.", once, urgency="morning" if what == 3 else "now", merge_key="new" if what > 1 else "")
        buttons: tuple[Choice, ...] = cases_vi.buttons(1, KINDS["CT"]) if what else cases_vi.answer(1)
        asked = Notice("case", "Khối hỏi thêm về một việc.", once, buttons, f"id:{cases[-1] if cases else 7}")
        with self.house.other.begin() as db:
            notices.notify(db, person, plain if what > 1 else asked, self.house.clock.now())

    # what must hold --------------------------------------------------------------------------------------------------
    def check(self, actor: Chat, *, said_yes: bool) -> None:
        house = self.house
        assert house.engine.writer.is_alive()
        assert house.engine.writer.working
        assert house.rows("SELECT id, state, reason FROM inbox WHERE state <> 'done'") == []
        assert house.rows("SELECT id, state, reason FROM outbox WHERE state <> 'sent'") == []
        assert house.rows("SELECT kind, state FROM notice WHERE state = 'failed'") == []
        assert house.rows("SELECT kind, state, tries FROM job WHERE state = 'failed' OR tries > 0") == []
        for chat in self.chats:
            self._reads_well(chat)
        numbers = [r[0] for r in house.rows("SELECT number FROM incident ORDER BY id")]
        assert numbers == list(range(1, len(numbers) + 1))
        assert len(numbers) - self.filed <= int(said_yes), "filed without a yes"
        for number in range(self.filed + 1, len(numbers) + 1):
            self._was_shown(actor, number)
        self.filed = len(numbers)

    def _reads_well(self, chat: Chat) -> None:
        for m in chat.seen:
            assert m["text"] or m["photos"]
            assert len(m["text"]) <= LIMIT
            assert not NO_WORDS_OF_OURS.search(m["text"]), m["text"]
        told = [number for m in chat.seen for number in re.findall(r"việc số (\d+), mức", m["text"])]
        assert max(Counter(told).values(), default=0) <= 1, "an alert came twice"

    def _was_shown(self, actor: Chat, number: int) -> None:
        """What was filed is, to the letter, what this person read in the last check before the yes."""
        filed = next((n for n, m in enumerate(actor.seen) if (told := FILED.search(m["text"])) and told[1] == str(number)), -1)
        assert filed >= 0, f"{actor.name} never read of number {number}: {[m['text'] for m in actor.seen[-3:]]}"
        checks = [n for n, m in enumerate(actor.seen[:filed]) if "xem lại: “" in m["text"] or "Khối chỉ biết" in m["text"]]
        alike = list(itertools.takewhile(lambda n: any(t in actor.seen[n]["text"] for t in self._check_of(actor, number)), reversed(checks)))
        assert alike, f"number {number} was filed, but {actor.seen[checks[-1]]['text']!r} was shown"
        left = self.house.rows("SELECT once, left_at FROM outbox WHERE peer = :p ORDER BY id", p=self._peer(actor).key)
        assert len(left) == len(actor.seen), "what was sent is not what was read"
        yes = int(left[filed][0].removeprefix("r:").partition(".")[0])
        if self.typed:  # a tap names its list
            assert self.house.one("SELECT said_at FROM inbox WHERE id = :r", r=yes) >= left[alike[-1]][1], "a yes from before the check had left"

    def _check_of(self, actor: Chat, number: int) -> list[str]:
        """How the check of this case must have read."""
        (case,) = self.house.rows("SELECT text, kind, level, unit, confidential, reporter FROM incident WHERE number = :n", n=number)
        text, code, level, unit, confidential, reporter = case
        assert reporter == self._person(actor)
        kind, at = KINDS[code], next(u for u in self.house.units.values() if u.id == unit)
        with self.house.other.begin() as db:
            ahead = line(code, units.phones(db, at.path))
        expected = [vi.check(ahead, text, kind, at.title, Level(level), hidden=h) for h in (False, True)]
        if confidential:
            assert text == ""
            expected = [vi.check_confidential(ahead, kind, at.title)]
        return [common.spoken_to(e, you) for e in expected for you in (common.DEFAULT_ADDRESS, common.CADRE)]

    async def goes_home(self) -> None:
        """A day later every leader has heard of every case of others, once; a stranger of none."""
        await self.house.later(days=1)
        self.check(self.chats[0], said_yes=False)
        leader, door = self.chats[1], self.chats[2]
        cases = self.house.rows("SELECT number, text FROM incident WHERE reporter <> :me", me=leader.person)
        heard = "\n".join(m["text"] for m in leader.seen)
        for number, _ in cases:
            assert f"việc số {number}, mức" in heard
        if self._person(door) is None:
            assert not any(len(words) > 9 and words in m["text"] for _, words in cases for m in door.seen)

    def _peer(self, chat: Chat) -> Peer:
        return Peer(self.house.line.name, self.house.line.account, chat.id)

    def _person(self, chat: Chat) -> int | None:
        found = self.house.rows("SELECT person FROM account WHERE peer = :p", p=self._peer(chat).key)
        return int(found[0][0]) if found else None


def _is_yes(text: str | None) -> bool:
    return text is not None and fold(text).strip(" .!") == "gui"


async def play(url: str, phone: str, steps: list[tuple[str, int, Any]]) -> None:
    at = Path(tempfile.mkdtemp(prefix="danvan-party-"))
    house = House(LINES[phone](), url, at)
    await house.opens()
    try:
        party = Party(house)
        for how, who, what in steps:
            await party.step(how, who, what)
        await party.goes_home()
    finally:
        await house.closes()
        shutil.rmtree(at)


PHONES = st.sampled_from(["phone", "phone-plain"])
SOME = settings(phases=[Phase.generate], max_examples=9, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))


@SOME
@given(phone=PHONES, steps=st.lists(STEPS, min_size=15, max_size=25))
def test_whatever_people_say_only_what_they_confirmed_is_filed_on_sqlite(
    request: pytest.FixtureRequest, phone: str, steps: list[tuple[str, int, Any]]
) -> None:
    with tempfile.TemporaryDirectory() as at:
        shutil.copy(request.getfixturevalue("_empty_sqlite"), Path(at) / "bot.db")
        asyncio.run(play(f"sqlite:///{at}/bot.db", phone, steps))


@settings(SOME, max_examples=5)
@given(phone=PHONES, steps=st.lists(STEPS, min_size=15, max_size=25))
def test_whatever_people_say_only_what_they_confirmed_is_filed_on_postgres(
    request: pytest.FixtureRequest, phone: str, steps: list[tuple[str, int, Any]]
) -> None:
    cluster = request.getfixturevalue("postgres")
    url = cluster.fresh(schema.upgrade)
    try:
        asyncio.run(play(url, phone, steps))
    finally:
        cluster.drop(url)


async def test_a_stop_in_the_middle_of_a_round_sends_nothing_twice(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was marked as being sent while we stop still leaves, and its outcome is still written down."""
    claim = outbox.claim

    def slow_claim(*how: Any, **more: Any) -> list[outbox.Sending]:
        found = claim(*how, **more)
        time.sleep(0.1 if found else 0)
        return found

    monkeypatch.setattr(outbox, "claim", slow_claim)
    house = House(LINES["phone"](), url, tmp_path)
    await house.opens()
    member = house.person("bác Bảy", "to_vien")
    for n in range(6):
        await house.line.says(member.id, "giúp")
        await asyncio.sleep(0.02 * n)
        await house.restarts()
        await house.settled()
        assert len(member.seen) == n + 1
    await house.closes()
