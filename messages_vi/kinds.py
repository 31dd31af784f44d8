"""The kinds of matter as people read them: buttons, levels, the line shown before writing, and which kind a told matter looks like."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from bot.domain.guessing import Guesser, is_clear
from bot.domain.kinds import Kind, Level
from bot.domain.vietnamese import fold, words
from messages_vi.common import BAC, BAC_
from messages_vi.kind_words import lessons

KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("TT", "Mưa lũ, sạt lở, bão, cháy rừng", Level.DO),
        Kind("TN", "Tai nạn, cháy nổ, đuối nước", Level.DO),
        Kind("BL", "Bạo lực gia đình, xâm hại trẻ em", Level.DO, confidential=True, free_text=False),
        Kind("AN", "Trật tự, trộm cắp, lừa đảo mạng", Level.VANG),
        Kind("DD", "Đất đai, giải phóng mặt bằng, đền bù", Level.VANG),
        Kind("MT", "Mâu thuẫn, xích mích, tranh chấp", Level.VANG),
        Kind("DB", "Dịch bệnh người, vật nuôi, an toàn thực phẩm", Level.VANG),
        Kind("CS", "Chế độ, thủ tục, đóng góp, công khai", Level.VANG),
        Kind("DL", "Bà con thắc mắc, tin chưa rõ cần giải thích", Level.VANG),
        Kind("VS", "Môi trường, rác, nước sạch, chăn nuôi", Level.XANH),
        Kind("DS", "Đời sống, hộ khó khăn, việc làm, nông sản", Level.XANH),
        Kind("CT", "Đường, cầu, điện, thủy lợi, nhà văn hóa", Level.XANH),
        Kind("TG", "Dân tộc, tôn giáo (xin gặp trực tiếp)", Level.HEN, confidential=True, free_text=False),
        Kind("KH", "Việc khác", Level.XANH),
    )
}
LEVEL_NAMES = {Level.DO: "ĐỎ", Level.VANG: "VÀNG", Level.XANH: "XANH", Level.HEN: "hẹn gặp"}
LEVEL_WORDS = {
    Level.DO: "ĐỎ, việc khẩn",
    Level.VANG: "VÀNG, trả lời sớm",
    Level.XANH: "XANH, giải quyết dần",
    Level.HEN: "hẹn gặp, có người gọi lại",
}
MOST_OFFERED = 4  # kinds
RED = ("TT", "TN")  # what somebody may die of before it is read
_ACCIDENT = "TN"
CROWD = "Việc đông người, bức xúc kéo dài"

_LINES = {
    "TT": "{Address} giữ an toàn cho mình trước, báo bà con rời chỗ nguy hiểm, gọi trực ban xã{truc_ban} hoặc 112.",
    "TN": "Gọi 114 (cháy, cứu nạn) hoặc 115 (cấp cứu) trước.",
    "BL": "Xin gọi ngay Công an xã{cong_an} hoặc 113; trẻ em gọi 111. Không gõ tên, địa chỉ; sẽ có người gọi lại {address}.",
    "AN": "Đang xảy ra thì gọi 113. Việc ma túy xin báo thẳng Công an xã{cong_an}, không gõ ở đây.",
    "DD": "Chỉ ghi số hộ, không ghi tên chủ hộ.",
    "MT": "Việc này hợp với tổ hòa giải; chỉ ghi việc, không ghi tên ai.",
    "DB": "Báo ngay trạm y tế{tram_y_te} hoặc thú y xã{thu_y}.",
    "CS": "Không ghi tên cán bộ; việc tố cáo xin gửi đơn đúng nơi.",
    "DL": "Không chuyển tiếp tin chưa rõ.",
    "DS": "Ghi số hộ và cần gì.",
    "CT": "Kèm ảnh công trình, không chụp rõ mặt người.",
    "TG": "Xin không gõ ở đây, việc này {address} gặp khối nói trực tiếp, sẽ có người gọi lại; cần ngay thì gọi trực ban xã{truc_ban}.",
}
_NUMBERS = ("truc_ban", "cong_an", "tram_y_te", "thu_y")


def line(kind: str, numbers: Mapping[str, str]) -> str:
    """What is shown before writing, empty when there is nothing to say; a phone number that is not known is simply left out.

    ``numbers``: truc_ban, cong_an, tram_y_te, thu_y -> the number as it is read.
    """
    known = {place: f" {numbers[place]}" if numbers.get(place) else "" for place in _NUMBERS}
    return _LINES.get(kind, "").format(address=BAC, Address=BAC_, **known)


_GUESSER = Guesser(lessons(), urgent=frozenset({"TT", "TN", "BL"}))


@lru_cache(maxsize=1024)  # a telling asks again and again of the same words, also when hundreds tell at once
def guess_scored(text: str) -> tuple[tuple[str, float], ...]:
    """Up to three kinds with their shares of certainty (0 to 1), likeliest first; empty when the text is no report.

    What is told beside "whom shall I call" counts where it is urgent: somebody asks so in need.
    """
    if scored := _GUESSER.scored(text):
        return scored
    told = _beside_the_call(text)
    scored = _GUESSER.scored(told)
    urgent = scored and scored[0][0] in RED and _IN_FACT.search(fold(told)) and not _AT_EASE.search(" ".join(words(told)))
    return scored if urgent else ()


def guess(text: str) -> tuple[str, ...]:
    """Up to three codes, likeliest first; empty when the text is no report."""
    return tuple(code for code, _ in guess_scored(text))


def pointed_to(lines: Sequence[str]) -> tuple[tuple[str, ...], bool]:
    """The kinds a telling points to, likeliest first, and whether the first may be assumed.

    Not when its lines clearly point to different kinds, nor when what was told first, or one line, looks more urgent: both are offered then.
    """
    whole = "\n".join(lines)
    apart = [guess(one)[0] for one in lines if clear(one)]
    before = [g[0] for n in range(1, len(lines)) if (g := guess("\n".join(lines[:n])))]
    alarms = [next((kind for kind in guess(one) if kind in RED), _ACCIDENT) for one in lines if alarming(one)]
    likely = guess(whole)
    worse = [kind for kind in (*alarms, *before) if likely and KINDS[kind].level.urgency > KINDS[likely[0]].level.urgency]
    if clear(whole) and len(set(apart)) < 2 and not worse:
        return likely, True
    first = sorted([*apart, *worse], key=lambda k: -KINDS[k].level.urgency)
    return tuple(dict.fromkeys([*first, *likely]))[:MOST_OFFERED], False


def clear(text: str) -> bool:
    """Whether the first guess is strong enough, and far enough ahead, to be shown alone."""
    return is_clear(guess_scored(text))


def unwritten(text: str, *, urgent: bool = False) -> bool:
    """Whether words clearly tell of what may not be written down; ``urgent``: of such as cannot wait."""
    kind = KINDS[guess(text)[0]] if clear(text) else None
    return kind is not None and not kind.free_text and (kind.level is Level.DO or not urgent)


_DANGER = re.compile(
    r"\b(?:chay (?:lan )?sang|chay (?:nha|bep|lon|to|xe|cho|kho|xuong|quan)"
    r"|nha (?:\w+ )?(?:bi |dang )?chay|dang chay|boc chay|chay roi|duoi nuoc|chet duoi|duoi nguoi"
    r"|cuon troi|troi (?:mat )?(?:\d+ )?nguoi|nuoc cuon|lu cuon|nha sap|sap nha|sap (?:ham|lo|cau|tuong)|vo (?:de|dap)"
    r"|(?:bi|mac) ket|ket trong|vui lap|bi vui|dien giat|giat dien|no (?:binh|ga|gas|min|bom)|cuu voi|keu cuu|chet nguoi|ran can"
    r"|cuu (?:(?:toi|em|chau|minh|nguoi) )?voi|ngat xiu|bat tinh)\b"
)
_PEOPLE = r"(?:nguoi|em(?: be)?|be|chau(?: be)?|tre(?: (?:con|em|nho))?|hoc sinh|cu(?: gia)?|dua(?: (?:be|tre))?|thanh nien|phu nu)"
_WATER = r"(?:nuoc|song|suoi|ao|gieng|muong|kenh|bien)"
_HURT = re.compile(
    rf"\b{_PEOPLE} (?:(?:vua|bi|da|dang|moi|lai) )*(?:(?:nga|rot|te|roi|lan|lot|lao|truot(?: chan)?) (?:(?:lon|nhao|tom|lan) )?(?:xuong )?"
    rf"(?:{_WATER}|ho|vuc|hang|ham|cong|dap|dat)|(?:nga|rot|te) (?:xuong|khoi|tu)|thuong nang|(?:o )?duoi {_WATER})\b"
    rf"|\b{_PEOPLE} (?:(?:vua|da|dang|moi|lai) )*bi (?:thuong|nga|rot|te|duoi|chim|(?:nuoc )?(?:cuon|troi))\b"
    r"|\b(?:chay|lua) (?:\w+ ){0,2}lan (?:\w+ )?sang (?:nha|ho|kho|bep)\b"
    r"|\b(?:em be|chau be|tre(?: (?:con|em|nho))?|(?:[2-9]|[0-9]{2,}) (?:em|chau|nguoi|tre|dua)) (?:(?:vua|da|moi) )*nga(?: roi)?$"
)
_NOBODY = re.compile(rf"\b(?:khong|ko|chua|chang) (?:(?:co|con|thay|ai|bi|{_PEOPLE}|nao) )*(?:nga|rot|te|roi|thuong|duoi|chim|cuon|troi)\b")
_OF_A_NAME = "".join(rf"(?<!\b{title} )" for title in ("ong", "ba", "anh", "chi", "chu", "co", "bac"))
_AT_EASE = re.compile(
    rf"\b(?:nham|dien tap|tap huan|phong (?:chay|chong)|di chua chay"
    rf"|(?:vi|{_OF_A_NAME}sau|het|qua|khoi) (?:\w+ )?(?:chay|bao|lu|lut|mua|ngap|tai nan|sat)"
    r"|khong (?:co|con|phai|bi|thay) (?:\w+ )?(?:chay|lu|ngap|sat|tai nan|bi)|nam (?:ngoai|truoc)|(?:da|lu|nuoc) (?:tat|dap|het|qua|rut))\b"
)
_REASON = re.compile(
    r"\b(?:di (?:vien|benh vien|cap cuu|hop|truc|chong|cuu|vang|kham)|(?:nam|nhap|ra|vao|benh) vien|truc (?:bao|lu|chay)"
    r"|(?:ngay|dem|thang|dot) [0-9]+|(?:tham|cham|nuoi) \w+|(?:me|bo|vo|chong|con) (?:toi|em|minh|chau))\b"
)
_A_FEW = 3  # words; fewer are a name or a topic, unless they are a cry for help
_LIKELY = 0.6  # share of the urgent kinds together


def danger(text: str) -> float:
    """The share of certainty (0 to 1) that it tells of one of the urgent kinds, whichever."""
    return sum(share for code, share in guess_scored(text) if code in RED)


@lru_cache(maxsize=1024)
def alarming(text: str) -> bool:
    """Whether words that answer nothing clearly tell of danger to life now; names, reasons to be away, topics do not."""
    return _is_alarm(text, guess_scored(text))


def _is_alarm(text: str, scored: Sequence[tuple[str, float]]) -> bool:
    """``scored``: the kinds they look like."""
    said = words(text)
    together = " ".join(said)
    if not scored or _AT_EASE.search(together):
        return False
    if _HURT.search(together) and not _NOBODY.search(together) and not _REASON.search(together):
        return True
    if scored[0][0] not in RED:
        return False
    if (told := _beside_the_call(text)) and _IN_FACT.search(fold(told)):
        return True
    if _DANGER.search(together):
        return sum(share for code, share in scored if code in RED) >= _LIKELY
    return is_clear(scored) and len(said) >= _A_FEW and not (_REASON.search(together) or _NOBODY.search(together))


# "the house is on fire, whom shall I call" -----------------------------------------------------------------------------
_CALL = re.compile(
    r"(?:\b(?:roi|gio|bay gio|thi|cho|xin|toi|em|chau|phai|can|biet|nen|hoi)[\s,]+)*"
    r"\b(?:(?:goi|keu|bao|nho|lien he)(?: dien)?(?: cho)? (?:ai|so (?:nao|may)|dau|cho nao)|lam (?:sao|gi|nhu the nao|the nao|cach nao)"
    r"|(?:chay|di|tranh) dau)\b(?:[\s,]+(?:bay gio|gio|day|vay|ha|bac|a|oi|duoc|voi|nhanh|khong|cho|em|toi))*"
)
_IN_GENERAL = re.compile(r"\b(?:khi (?:co|nao|bi|gap|xay ra)|neu|de (?:phong|tranh|xu ly)|phong (?:chay|chong)|(?<!roi )thi (?:goi|lam|bao|phai))\b")
_IN_FACT = re.compile(r"\b(?:nha|toi|em|chau|minh|ong|ba|co|nguoi|bi|dang|vua|roi|xom|thon|ben|[0-9]+)\b")

_TOPIC = re.compile(r"\b(?:chay|lu|lut|ngap|sat lo|lo dat|duoi nuoc|dien giat|tai nan|ngo doc|no (?:ga|gas|min|bom)|bao(?! viec| cao| ve| hiem))\b")


def _beside_the_call(text: str) -> str:
    """What else is said with the question whom to call, or what to do, asked in need; "" where none is."""
    plain = fold(text)
    found = _CALL.search(plain) if len(plain) == len(text) and not _IN_GENERAL.search(plain) else None
    return f"{text[: found.start()]} {text[found.end() :]}".strip(" ,.;:?!") if found else ""


def asks_about_danger(text: str) -> bool:
    """Whether these words ask whom to call, or what to do, about what somebody may die of, be it only in general."""
    plain = fold(text)
    return bool(_CALL.search(plain) and _TOPIC.search(_CALL.sub(" ", plain)))
