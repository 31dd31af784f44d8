"""Choosing which of the teams' own words go into the report, and what a team is told in return."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.months import Month
from bot.talk import Choice
from messages_vi.checkin import SPOKEN, month_name
from messages_vi.common import BAC, BAC_

TITLE = "chọn lời các tổ"
ALL, NONE = Choice("all", "Lấy hết", "lấy hết"), Choice("none", "Không đưa vào", "không đưa vào")
KEEP, MORE = Choice("keep", "Giữ nguyên", "giữ nguyên"), Choice("more", "Xem tiếp", "xem tiếp")
DONE = Choice("done", "Xong", "xong")
SEND = Choice("send", "Ghi vào báo cáo", "ghi")
SAY_SEND = f"{BAC_} xem lại, đúng thì gõ: ghi. Chưa đúng thì gõ: quay lại."
EMPTY = f"Tháng này các tổ không gửi lời nào cần chọn, {BAC} ạ."
NO_MORE = f"Báo cáo tháng này đã duyệt rồi, {BAC} ạ. Muốn sửa thì lãnh đạo khối xem lại trước."
PICK = (
    f"Trợ lý chưa rõ {BAC} chọn ý nào. {BAC_} gõ số các ý đưa vào, ví dụ: 1 3, hoặc: tất cả trừ 2. "
    "Câu ngắn sẽ in thì gõ chữ in đằng trước, ví dụ: in: sửa 3 cầu."
)
PICK_REPLY = f"{BAC_} gõ số của tổ rồi đến lời trả lời, ví dụ: 2 tuần tới xã sửa mương. Xong thì gõ: xong."
TOO_LONG = f"Dài quá ạ. {BAC_} gõ gọn lại, không quá 3.000 chữ cái."
HOW = f"{BAC_} gõ số các ý đưa vào báo cáo, ví dụ: 1 3. Hoặc gõ: lấy hết, không đưa vào; hoặc gõ hẳn đoạn văn sẽ in."
HOW_HEARD = f"{BAC_} gõ hẳn đoạn văn sẽ in, hoặc gõ: không đưa vào."
LONGEST, LONGEST_REPLY = 3000, 300  # characters
CUT, CUT_REPLY, CUT_CHECK = 160, 40, 400  # characters of an idea, and of one that is replied to, as listed; of what is printed, at the check
MANY = 3  # words, and more: a page is offered
LISTED = 20  # ideas a message
NAMED = 3  # teams that say the same, by name

Numbered = tuple[int, Sequence[str], str]  # an idea in the list: its number, the teams, their words


def ask(of: Month, name: str, teams: int, listed: Sequence[Numbered], spoken: Sequence[str], among: int, in_report: str | None) -> str:
    """``teams``: how many wrote; ``among``: so many ideas ``listed`` is a part of; ``spoken``: teams; ``in_report``: None: nobody has chosen."""
    head = f"{name}, {month_name(of)}: {teams} tổ có ý kiến. {'Chưa chọn thì không in.' if in_report is None else ''}".rstrip()
    now = [] if in_report is None else [f"Báo cáo đang ghi: {cut(in_report, CUT) or 'không đưa vào'}. Để vậy thì gõ: giữ nguyên."]
    lines = [f"{n}. {_teams(titles)}: {cut(words, CUT)}" for n, titles, words in listed]
    heard = [f"{', '.join(spoken)} {SPOKEN}: nghe bằng cách gõ nghe tin thoại."] if spoken else []
    return "\n".join([head, *now, *_part(listed, among), *lines, *heard, HOW if listed else HOW_HEARD])


def on_a_page(link: str) -> str:
    """Where many can be chosen at once."""
    return f"Nhiều ý thì mở trang này trên máy tính, trong một ngày: {link}"


def ask_replies(listed: Sequence[Numbered], among: int, replied: Sequence[tuple[Sequence[str], str]]) -> str:
    """``replied``: so far, to which teams and what; nothing is ``listed`` while one goes on."""
    so_far = [f"Đã ghi trả lời {_teams(titles)}: {cut(words, CUT_REPLY)}" for titles, words in replied[-LISTED:]]
    lines = [f"{n}. {_teams(titles)}: {cut(words, CUT_REPLY)}" for n, titles, words in listed]
    asking = "Xã trả lời tổ nào thì gõ số của tổ và lời, ví dụ: 2 tuần tới xã sửa mương" if listed else "Trả lời thêm tổ nào thì gõ tiếp"
    undo = " Bỏ lời đã ghi thì gõ, ví dụ: bỏ 2." if replied else ""
    return "\n".join([*_part(listed, among), *lines, *so_far, f"{asking}.{undo} Không thì gõ: xong."])


def check(of: Month, chosen: Sequence[tuple[str, str]], replied: Sequence[tuple[Sequence[str], str]]) -> str:
    """``chosen``: name of the question and what is printed each; ``replied``: teams and words."""
    told = [f"- {name}: {_whole_or_cut(words) or 'không đưa vào'}" for name, words in chosen]
    answers = [f"- Trả lời {_teams(titles)}: {cut(words, CUT)}" for titles, words in replied[:LISTED]]
    more = [f"- Và {len(replied) - LISTED} lời trả lời nữa"] if len(replied) > LISTED else []
    return "\n".join([f"{BAC_} xem lại, báo cáo {month_name(of)} sẽ ghi:", *told, *answers, *more])


def written(of: Month) -> str:
    return f"Đã ghi vào báo cáo {month_name(of)}."


def cut(words: str, most: int) -> str:
    line = " ".join(words.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def _whole_or_cut(words: str) -> str:
    line = "; ".join(words.splitlines())
    more = f" ({len(words.splitlines())} đoạn, {len(line)} chữ cái; xem đủ trong bản Word)"
    return line if len(line) <= CUT_CHECK else cut(line, CUT_CHECK) + more


def _teams(titles: Sequence[str]) -> str:
    more = f" và {len(titles) - NAMED} tổ khác" if len(titles) > NAMED else ""
    return ", ".join(titles[:NAMED]) + more


def _part(listed: Sequence[Numbered], among: int) -> list[str]:
    return [f"Ý {listed[0][0]} đến {listed[-1][0]} trong {among}. Xem phần khác thì gõ: xem tiếp."] if listed and len(listed) < among else []
