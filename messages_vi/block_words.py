"""Choosing which of the teams' own words go into the report, and what a team is told in return."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.domain.forms import Field
from bot.domain.months import Month
from bot.talk import Choice
from messages_vi.checkin import month_name
from messages_vi.common import BAC, BAC_

TITLE = "chọn lời các tổ"
ALL, NONE = Choice("all", "Lấy hết", "lấy hết"), Choice("none", "Không đưa vào", "không đưa vào")
DONE = Choice("done", "Xong", "xong")
SEND = Choice("send", "Ghi vào báo cáo", "ghi")
SAY_SEND = f"{BAC_} xem lại, đúng thì gõ: ghi. Chưa đúng thì gõ: quay lại."
EMPTY = f"Tháng này các tổ không gửi lời nào cần chọn, {BAC} ạ."
NO_MORE = f"Báo cáo tháng này đã duyệt rồi, {BAC} ạ. Muốn sửa thì lãnh đạo khối xem lại trước."
PICK = f"{BAC_} gõ số của các ý đưa vào, ví dụ: 1 3. Hoặc gõ: lấy hết, không đưa vào; hoặc gõ hẳn đoạn văn sẽ in."
PICK_REPLY = f"{BAC_} gõ số của tổ rồi đến lời trả lời, ví dụ: 2 tuần tới xã sửa mương. Xong thì gõ: xong."
TOO_LONG = f"Dài quá ạ. {BAC_} gõ gọn lại, không quá 3.000 chữ cái."
LONGEST, LONGEST_REPLY, CUT = 3000, 300, 160  # characters; of one team's words as listed
MANY = 3  # words, and more: a page is offered
_LEAD = re.compile(r"(?:lấy|lay|chọn|chon|số|so|ý|y|đưa vào|dua vao)(?:\s+(?:ý|y|số|so))*\s+", re.IGNORECASE)
_REPLY = re.compile(r"(?:tổ|to|số|so|ý|y)?\s*(\d{1,3})\s*[:.,)-]?\s+(\S.*)", re.DOTALL | re.IGNORECASE)


def numbers(text: str) -> list[int] | None:
    """ "1 3", "lấy 1, 3 và 5": which are meant; None when it says anything else."""
    told = re.sub(r"\b(?:và|va)\b|[,;.]", " ", _LEAD.sub("", text.strip()))
    return [int(n) for n in told.split()] if told.split() and all(n.isdecimal() and len(n) < 4 for n in told.split()) else None


def reply(text: str) -> tuple[int, str] | None:
    """ "2 tuần tới xã sửa mương": to which, and what."""
    found = _REPLY.fullmatch(text.strip())
    return (int(found[1]), found[2].strip()) if found else None


def ask(of: Month, asked: Field, said: Sequence[tuple[str, str]]) -> str:
    """``said``: team and words each."""
    lines = [f"{n}. {title}: {_cut(words)}" for n, (title, words) in enumerate(said, 1)]
    head = f"{asked.name}, {month_name(of)}: {len(said)} tổ có ý kiến. Chưa chọn thì không in."
    return "\n".join([head, *lines, f"{BAC_} gõ số các ý đưa vào báo cáo, ví dụ: 1 3. Hoặc gõ: lấy hết, không đưa vào; hoặc gõ hẳn đoạn văn sẽ in."])


def on_a_page(link: str) -> str:
    """Where many can be chosen at once."""
    return f"Nhiều ý thì mở trang này trên máy tính, trong một ngày: {link}"


def ask_replies(said: Sequence[tuple[str, str]], replied: Mapping[int, str]) -> str:
    """``replied``: so far, by the number of the team in the list."""
    so_far = [f"Đã ghi trả lời {said[n - 1][0]}: {words}" for n, words in replied.items() if n <= len(said)]
    lines = [] if replied else [f"{n}. {title}: {_cut(words)}" for n, (title, words) in enumerate(said, 1)]
    asking = "Trả lời thêm tổ nào thì gõ tiếp" if replied else "Xã trả lời tổ nào thì gõ số của tổ và lời, ví dụ: 2 tuần tới xã sửa mương"
    return "\n".join([*lines, *so_far, f"{asking}. Không thì gõ: xong."])


def check(of: Month, chosen: Sequence[tuple[str, str]], replied: Sequence[tuple[str, str]]) -> str:
    """``chosen``: name of the question and what is printed each; ``replied``: team and words."""
    told = [f"- {name}: {words or 'không đưa vào'}" for name, words in chosen]
    answers = [f"- Trả lời {title}: {words}" for title, words in replied]
    return "\n".join([f"{BAC_} xem lại, báo cáo {month_name(of)} sẽ ghi:", *told, *answers])


def written(of: Month) -> str:
    return f"Đã ghi vào báo cáo {month_name(of)}."


def _cut(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= CUT else f"{line[: CUT - 1].rstrip()}…"
