"""A flood night: its cases are one matter to those who lead, and cost them about ten messages."""

from __future__ import annotations

import re

import pytest

from tests.house import Chat, House

STEP = 5.0  # minutes between two looks of the clock
NIGHT = (
    (0, 0, "nước lũ lên nhanh, ngập 5 nhà ở cuối thôn"), (10, 1, "sạt lở đồi sau nhà văn hóa, 3 hộ phải sơ tán"),
    (20, 2, "nước lũ tràn qua đập, ngập 12 nhà"),
    (60, 3, "lũ ống tràn về bản, ngập 7 nhà"), (64, 4, "ngập đường vào bản, nước lũ chảy xiết, 8 hộ không ra được"),
    (68, 5, "ngập khu phố, nước lũ dâng 1 mét, 6 hộ"), (72, 0, "sạt lở bờ suối, 4 nhà sát mép"),
    (180, 1, "nước lũ lên lại, ngập thêm 9 nhà"), (185, 2, "sạt lở taluy đường vào thôn, 11 hộ bị chia cắt"), (190, 3, "lũ quét qua bãi, ngập 2 nhà"),
    (400, 4, "mưa lũ to lại, ngập 10 nhà ven suối"), (408, 5, "sạt lở sau trường, 2 hộ phải sơ tán"),
)  # fmt: skip
ACCEPTED_AT = (30, 80, 200, 420)  # minutes


class Night:
    """Who lives through it; ``minute``: how much of it has passed."""

    def __init__(self, house: House) -> None:
        self.house, self.minute = house, 0.0
        self.members = [house.person(f"Bác {n}", "to_vien", hamlet) for n, hamlet in enumerate(house.hamlets)]
        self.leader = house.person("Đ/c Hoa", "truong_khoi", house.commune)
        self.deputy = house.person("Đ/c Bình", "pho_truong_khoi", house.commune)
        self.above = house.person("Đ/c Tỉnh", "can_bo_tinh", house.province)

    async def until(self, minute: float) -> None:
        while self.minute < minute:
            step = min(STEP, minute - self.minute)
            self.minute += step
            await self.house.later(minutes=step)

    async def passes(self, *, grouped: bool, accepted: bool, restarts: bool = False) -> None:
        happens = sorted([(at, n, (hamlet, text)) for n, (at, hamlet, text) in enumerate(NIGHT)] + [(at, 99, None) for at in ACCEPTED_AT])
        for at, n, what in happens:
            await self.until(at)
            if what is not None:
                await reports(self.members[what[0]], what[1])
            elif accepted:
                await self._accepts(grouped=grouped)
            if grouped and n == 2:
                await self.leader.says("mở đợt")
                await self.leader.says("1")
            if restarts and n % 2:
                await self.house.restarts()
        await self.until(480)

    def tells(self, how: str) -> None:
        heard = ", ".join(f"{name} {len(chat.seen)}" for name, chat in (("leader", self.leader), ("deputy", self.deputy), ("province", self.above)))
        print(f"{how}: {heard}")  # noqa: T201 - what a night costs is what one wants to read

    async def _accepts(self, *, grouped: bool) -> None:
        if grouped:
            await self.deputy.says("nhận đợt")
            return
        for (number,) in self.house.rows("SELECT number FROM incident WHERE status = 'moi' ORDER BY id"):
            await self.deputy.says(f"nhận {number}")


async def reports(member: Chat, text: str) -> None:
    await member.says(text)
    await member.says("gửi")


def named(chat: Chat) -> set[int]:
    """The numbers of the cases that somebody was told of."""
    lists = [found for m in chat.seen for found in re.findall(r"số (\d+(?:, \d+)*)", m["text"])]
    return {int(n) for found in lists for n in found.split(", ")}


async def test_twelve_red_reports_of_a_night_cost_the_leader_about_ten_messages(plain: House) -> None:
    night = Night(plain)
    await night.passes(grouped=True, accepted=True, restarts=True)
    assert plain.one("SELECT count(*) FROM incident WHERE level = 'DO' AND episode IS NOT NULL") == 12
    assert sum("Gom thành một đợt thì gõ: mở đợt" in m["text"] for m in night.leader.seen) == 1
    assert named(night.leader) == named(night.deputy) == set(range(1, 13))
    told = len(night.leader.seen)
    night.tells("with an episode, accepted")
    assert told <= 12, [m["text"] for m in night.leader.seen]
    for n, member in enumerate(night.members):
        accepted = [m["text"] for m in member.seen if "khối dân vận xã đã nhận" in m["text"]]
        assert len(accepted) == sum(hamlet == n for _, hamlet, _ in NIGHT), "each reporter hears once of each"


async def test_without_an_episode_the_same_night_costs_more(plain: House) -> None:
    night = Night(plain)
    await night.passes(grouped=False, accepted=True)
    night.tells("without an episode, accepted")
    assert len(night.leader.seen) > 12


@pytest.mark.parametrize(("grouped", "most", "least"), [(True, 18, 0), (False, 99, 24)])
async def test_a_night_in_which_nobody_accepts_climbs_by_the_episode_not_by_the_case(plain: House, grouped: bool, most: int, least: int) -> None:
    night = Night(plain)
    await night.passes(grouped=grouped, accepted=False)
    late = [m["text"] for m in night.leader.seen if "chưa có người nhận" in m["text"]]
    night.tells(f"{'with' if grouped else 'without'} an episode, nobody accepts")
    assert least <= len(night.leader.seen) <= most, [m["text"] for m in night.leader.seen]
    assert named(night.leader) == set(range(1, 13))
    if grouped:
        assert 1 <= len(late) <= 5
        assert {int(n) for text in late for n in re.findall(r"\b(\d+)(?=, |\))", text)} >= set(range(1, 11)), "all that is late is told"


async def test_the_levels_above_hear_of_the_episode_and_then_figures_every_two_hours(plain: House) -> None:
    night = Night(plain)
    await night.passes(grouped=True, accepted=True)
    await night.until(8.5 * 60)
    heard = [m["text"] for m in night.above.seen]
    assert sum("có việc ĐỎ số" in text for text in heard) == 3, "those before it was opened"
    figures = [text for text in heard if "đợt “" in text]
    assert "mở đợt" in figures[0]
    assert 3 <= len(figures) <= 5
    assert "12 việc, ĐỎ 12" in figures[-1]
    await night.until(18 * 60)
    assert len([m for m in night.above.seen if "đợt “" in m["text"]]) <= len(figures) + 1, "nothing new, nothing said"


async def test_an_episode_from_the_offer_to_its_end(house: House) -> None:
    house.restarts_each_step = True
    members = [house.person(f"Bác {n}", "to_vien", hamlet) for n, hamlet in enumerate(house.hamlets)]
    leader, other = house.person("Đ/c Hoa", "truong_khoi", house.commune), house.person("Đ/c Bình", "pho_truong_khoi", house.commune)
    for n in range(3):
        await reports(members[n], NIGHT[n][2])
    assert any("Đã có 3 việc ĐỎ trong 6 giờ. Gom thành một đợt thì gõ: mở đợt." in m["text"] and "việc số 3" in m["text"] for m in leader.seen)
    await leader.picks("Mở đợt") if house.line.buttons and any(b["text"] == "Mở đợt" for b in leader.last["buttons"]) else await leader.says("mở đợt")
    leader.sees("3 việc vào ngay (số 1, 2, 3)")
    await leader.picks("Đồng ý, mở đợt")
    leader.sees("Đã mở đợt “mưa lũ")
    leader.sees("3 việc (số 1, 2, 3)")
    other.sees("Đ/c Hoa mở đợt “mưa lũ")
    for n in (3, 4, 5):
        await reports(members[n], NIGHT[n][2])
    leader.sees("việc số 4, mức ĐỎ")
    leader.has_not_seen("việc số 5")
    await house.later(minutes=15)
    leader.sees("có 2 việc:")
    for words in ("việc số 5 (", "việc số 6 (", house.hamlets[4].title, house.hamlets[5].title):
        leader.sees(words)
    await leader.picks("Nhận hết")
    leader.sees("đồng chí nhận 6 việc trong đợt (số 1, 2, 3, 4, 5, 6)")
    for member in members:
        assert sum("khối dân vận xã đã nhận, người phụ trách là Đ/c Hoa" in m["text"] for m in member.seen) == 1
    await other.says("đợt")
    other.sees("6 việc, ĐỎ 6 (6 đang giải quyết), chừng 41 hộ")
    await other.says("báo cáo nhanh")
    other.sees("1/3. Diễn biến")
    await other.says("bỏ qua")
    await other.says("Nước đang rút, ông Nguyễn Văn Tám đã về nhà")
    await other.says("Xin 200 thùng mì tôm")
    other.has_seen("Đã ghi báo cáo nhanh")
    assert house.rows("SELECT judged, wanted FROM episode") == [("Nước đang rút, một người đã về nhà", "Xin 200 thùng mì tôm")]
    await leader.says("xong 1 nước đã rút hết")
    await leader.says("báo cáo nhanh")
    leader.sees("đã giải quyết 01 việc, đang giải quyết 05 việc")
    await leader.picks("Sửa kiến nghị")
    await leader.says("Xin 300 thùng mì tôm")
    assert house.one("SELECT wanted FROM episode") == "Xin 300 thùng mì tôm"
    assert house.one("SELECT count(*) FROM attachment WHERE kind = 'file' AND title LIKE 'Báo cáo nhanh%.docx'") == 2
    await leader.says("kết thúc đợt")
    leader.sees("còn 5 việc chưa xong")
    await leader.picks("Đồng ý, kết thúc đợt")
    leader.sees("Đã kết thúc đợt")
    await leader.says("đợt")
    leader.sees("chưa có đợt nào đang mở")
