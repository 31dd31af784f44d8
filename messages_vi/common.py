"""Words every story shares, how a person is spoken to, and what people type to find their way.

``BAC`` and ``BAC_`` (at the start of a sentence) stand for how the person is spoken to; they are filled in as the last thing
before a message leaves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.domain.vietnamese import words
from bot.talk import Choice
from messages_vi.giving_up import gives_up, may_give_up

__all__ = ["gives_up", "may_give_up"]

BAC, BAC_ = "\ue000", "\ue001"
DEFAULT_ADDRESS, CADRE = "bác", "đồng chí"
ADDRESSES = ("bác", "cô", "chú", "anh", "chị", "đồng chí")  # what people may be called; the first two words are the defaults


def address_of(own: str, *, cadre: bool) -> str:
    """How somebody is spoken to: as they wish, else by where they stand."""
    return own or (CADRE if cadre else DEFAULT_ADDRESS)


def spoken_to(text: str, address: str) -> str:
    return text.replace(BAC, address).replace(BAC_, address[:1].upper() + address[1:])


def unmarked(text: str) -> str:
    """A person's text without the characters that mean something to us."""
    return text.translate({0xE000: None, 0xE001: None, 0xE002: None})


BACK, CANCEL = Choice("back", "Quay lại"), Choice("cancel", "Hủy")
GO_ON, DROP = Choice("resume", "Viết tiếp"), Choice("drop", "Bỏ")
LEFT_TO_OTHERS = "Dạ, đã dừng. Phần người khác trả lời vẫn còn, lúc nào cũng viết tiếp được."
CANCELLED = "Dạ, đã bỏ. Có việc gì bác cứ gõ ra đây.".replace("bác", BAC)
DROPPED = "Dạ, đã bỏ."
NOTHING_OPEN = f"Dạ, hiện không có tin nào đang viết dở. Có việc thì {BAC} cứ gõ ra đây."
OLD_BUTTON = f"Câu ấy đã cũ rồi ạ. {BAC_} trả lời câu mới nhất giúp."
NEWER = f"Câu dưới đây trợ lý vừa hỏi, {BAC} đọc rồi trả lời giúp ạ."
APOLOGY = f"Xin lỗi {BAC}, trợ lý chưa đọc được tin vừa rồi. {BAC_} gửi lại giúp, hoặc gọi thư ký khối."
PICK_ONE = f"{BAC_} trả lời bằng một trong các ý dưới đây giúp ạ."
ADDED = "Dạ, trợ lý đã ghi thêm."
LOOKING = "Dạ, trợ lý xem ngay ạ."
HOW_TO_CANCEL = f"{BAC_} muốn bỏ tin đang viết thì gõ: hủy (máy không có dấu thì gõ: huy bo)."
SECRET = "Việc này xin báo trực tiếp, không gõ ở đây. Trợ lý không giữ lại tin vừa rồi."
ODD = {
    "edited": f"Trợ lý chỉ đọc tin lúc mới gửi. {BAC_} gõ lại chỗ cần sửa thành một tin mới giúp.",
    "unsupported": f"Loại tin này trợ lý chưa xem được. {BAC_} gõ chữ, gửi ảnh hoặc tin thoại giúp.",
    "group": f"Trợ lý chỉ trò chuyện riêng với từng người. {BAC_} nhắn riêng cho trợ lý giúp.",
}


def lost_media(how_many: int) -> str:
    return f"Có {how_many} ảnh hoặc tin thoại trợ lý không tải được, {BAC} gửi lại giúp."


def go_on_with(title: str) -> str:
    """On a choice: goes on with a draft that another list has put aside."""
    return f"{GO_ON.label} {title}"


def set_aside(title: str) -> str:
    return f"{BAC_} còn {title} đang viết dở."


def titled(title: str, of: str) -> str:
    """``of``: what it is about, as "việc số 12"; "" where the title says it all."""
    return f"{title} ({of})" if of else title


def dropped(title: str) -> str:
    return f"Dạ, đã bỏ {title}. Có việc gì {BAC} cứ gõ ra đây."


def answered_by(name: str) -> str:
    return f"Câu này {name} vừa trả lời rồi."


def done_by(name: str) -> str:
    return f"{name} đã gửi xong rồi ạ."


def merged(texts: Sequence[str]) -> str:
    """Several notices in one message, under one greeting."""
    return f"Thưa {BAC}, có {len(texts)} việc:\n\n" + "\n\n".join(t.removeprefix(f"Thưa {BAC}, ") for t in texts)


def without_buttons(choices: Sequence[Choice]) -> str:
    """What a phone without buttons shows in their place: words to type and a numbered list, whichever comes first."""
    words = _to_type([c for c in choices if c.typed])
    listed = [f"{n}. {label}" for n, label in enumerate((c.label for c in choices if not c.typed), 1)]
    if words and listed and not choices[0].typed:  # people or places, and what else may be done
        return "\n".join([*listed, f"Gõ: {words}"])
    if words and listed:
        return f"Đúng rồi thì gõ: {words}. Chưa đúng thì gõ số: {' '.join(listed)}"
    return f"Gõ: {words}" if words else "\n".join(listed)


def _to_type(choices: Sequence[Choice]) -> str:
    """The first word, and those that say what they do, side by side; each other one behind what it is for."""
    plain = [c.typed for n, c in enumerate(choices) if n == 0 or c.label.casefold() == c.typed.casefold()]
    told = [f"{c.label}: gõ {c.typed}" for c in choices if c.typed not in plain]
    return ". ".join([", ".join(plain), *told]) if choices else ""


# what people type, slash and diacritics left aside -------------------------------------------------------------------
WAYS = {
    "quay lại": "back", "quaylai": "back", "hủy": "cancel", "huỷ": "cancel", "thôi": "cancel", "hủy bỏ": "cancel", "huy": "cancel",
    "nói lại": "repeat", "nhắc lại": "repeat", "nhắc lại câu hỏi": "repeat", "noilai": "repeat",
}  # fmt: skip
WORDS = {
    "batdau": "batdau", "start": "batdau", "bắt đầu": "batdau",
    "baoviec": "baoviec", "baocao": "baoviec", "báo việc": "baoviec", "báo cáo": "baocaogi", "báo việc mới": "baoviec",
    "baothang": "baothang", "báo tháng": "baothang", "báo cáo tháng": "baothang", "gửi báo cáo tháng": "baothang", "giaoban": "baothang",
    "giao ban": "baothang",
    "suabaothang": "suabaothang", "sửa báo cáo tháng": "suabaothang", "sửa báo tháng": "suabaothang",
    "baocaochibo": "baocaochibo", "báo cáo chi bộ": "baocaochibo", "bản báo cáo chi bộ": "baocaochibo",
    "nghetinthoai": "nghetinthoai", "nghe tin thoại": "nghetinthoai", "nghe tin thoại các tổ": "nghetinthoai",
    "maugiay": "maugiay", "mẫu giấy": "maugiay", "lấy mẫu giấy": "maugiay", "in mẫu giấy": "maugiay", "mẫu giấy báo tháng": "maugiay",
    "baocaoquy": "baocaoquy", "báo cáo quý": "baocaoquy", "baocao6thang": "baocao6thang", "báo cáo 6 tháng": "baocao6thang",
    "báo cáo sáu tháng": "baocao6thang", "baocaonam": "baocaonam", "báo cáo năm": "baocaonam",
    "thubaothang": "thubaothang", "thử báo tháng": "thubaothang", "báo tháng thử": "thubaothang",
    "thangkhoi": "thangkhoi", "tháng của khối": "thangkhoi", "báo cáo của khối": "thangkhoi", "báo cáo khối": "thangkhoi",
    "nhapkhoi": "nhapkhoi", "nhập số của khối": "nhapkhoi", "sửa số của khối": "nhapkhoi", "số của khối": "nhapkhoi",
    "duyetloi": "duyetloi", "duyệt lời các tổ": "duyetloi", "chọn lời các tổ": "duyetloi", "lời các tổ": "duyetloi",
    "chotthang": "chotthang", "chốt tháng": "chotthang", "chốt": "chotthang",
    "ai chưa gửi báo cáo": "thangkhoi", "duyetthang": "duyetthang", "duyệt báo cáo": "duyetthang",
    "guithang": "guithang", "gửi báo cáo lên": "guithang", "gửi lên cấp trên": "guithang",
    "banword": "banword", "lấy bản word": "banword", "bản word": "banword", "xuất word": "banword",
    "banexcel": "banexcel", "lấy bản excel": "banexcel",
    "bản excel": "banexcel", "thangcackhoi": "thangcackhoi", "tháng các khối": "thangcackhoi", "báo cáo các khối": "thangcackhoi",
    "trathang": "trathang", "trả lại báo cáo": "trathang", "trả báo cáo": "trathang",
    "goigiaoban": "goigiaoban", "gói giao ban": "goigiaoban", "tailieugiaoban": "tailieugiaoban", "tài liệu giao ban": "tailieugiaoban",
    "biểu đồ giao ban": "tailieugiaoban",
    "bangchitieu": "bangchitieu", "bảng 862": "bangchitieu", "bảng chỉ tiêu": "bangchitieu", "chỉ tiêu 862": "bangchitieu",
    "nhapchitieu": "nhapchitieu", "nhập chỉ tiêu": "nhapchitieu", "sửa chỉ tiêu": "nhapchitieu", "nhập chỉ tiêu 862": "nhapchitieu",
    "mohinh": "mohinh", "mô hình": "mohinh", "các mô hình": "mohinh", "mô hình dân vận khéo": "mohinh", "dân vận khéo": "mohinh",
    "công nhận mô hình": "mohinh", "cập nhật mô hình": "mohinh", "thêm ảnh mô hình": "mohinh",
    "themmohinh": "themmohinh", "thêm mô hình": "themmohinh", "ghi mô hình": "themmohinh", "mô hình mới": "themmohinh",
    "khonggimoi": "khonggimoi", "không có gì mới": "khonggimoi", "không có gì": "khonggimoi",
    "vieccuatoi": "vieccuatoi", "việc của tôi": "vieccuatoi", "xem việc đã gửi": "vieccuatoi",
    "viec": "viec", "việc": "viec", "danh sách việc": "viec", "việc của khối": "viec", "việc đang mở": "viec",
    "nhanhet": "nhanhet", "nhận hết": "nhanhet", "nhận hết việc mới": "nhanhet", "tim": "tim", "tìm": "tim",
    "modot": "modot", "mở đợt": "modot", "xemdot": "xemdot", "xem đợt": "xemdot", "nhandot": "nhandot", "nhận đợt": "nhandot",
    "danhsachdot": "danhsachdot", "danh sách đợt": "danhsachdot", "ketthucdot": "ketthucdot", "kết thúc đợt": "ketthucdot",
    "baocaonhanh": "baocaonhanh", "báo cáo nhanh": "baocaonhanh", "viết báo cáo nhanh": "baocaonhanh",
    "danhba": "danhba", "danh bạ": "danhba", "số trực ban": "danhba", "số điện thoại": "danhba",
    "giup": "giup", "giúp": "giup", "help": "giup", "trợ giúp": "giup",
    "quyền riêng tư": "riengtu", "máy giữ gì": "riengtu", "máy giữ gì về tôi": "riengtu", "ai được xem": "riengtu", "ai xem được": "riengtu",
    "ai xem được tin của tôi": "riengtu", "ai xem được việc của tôi": "riengtu",
    "riengtu": "riengtu", "riêng tư": "riengtu", "xinvao": "xinvao", "xin vào": "xinvao", "tôi chưa có mã": "xinvao",
    "ketnoi": "ketnoi", "kết nối": "ketnoi", "nối máy": "ketnoi", "nối zalo": "ketnoi", "nối telegram": "ketnoi",
    "nhantin": "nhantin", "nhận tin": "nhantin", "nhận tin ở đây": "nhantin",
    "nhantinzalo": "nhantinzalo", "nhận tin ở zalo": "nhantinzalo", "nhantintelegram": "nhantintelegram", "nhận tin ở telegram": "nhantintelegram",
    "nhantinphone": "nhantinphone", "nhận tin ở máy thử": "nhantinphone",
    "divang": "divang", "đi vắng": "divang", "dave": "dave", "tôi đã về": "dave",
    "bozalo": "bozalo", "bỏ zalo": "bozalo", "botelegram": "botelegram", "bỏ telegram": "botelegram", "bophone": "bophone", "bỏ máy thử": "bophone",
    "danhsach": "danhsach", "danh sách": "danhsach", "danh sách tổ": "danhsach", "danh sách khối": "danhsach",
    "xem danh sách": "danhsach", "xem cả danh sách": "danhsach",
    "aichuavao": "aichuavao", "ai chưa vào": "aichuavao", "lauchuacotin": "lauchuacotin", "ai lâu chưa có tin": "lauchuacotin",
    "moinguoi": "moinguoi", "mời người": "moinguoi", "lấy mã mời": "moinguoi", "thêm người": "moinguoi", "mã mời": "moinguoi",
    "thoivaitro": "thoivaitro", "thôi vai trò": "thoivaitro", "thôi làm": "thoivaitro", "bangiao": "bangiao", "bàn giao": "bangiao",
    "nhaphothang": "nhaphothang", "nhập hộ báo tháng": "nhaphothang", "nhapho": "nhapho", "nhập hộ": "nhapho", "báo hộ": "nhapho",
    "suadanhba": "suadanhba", "sửa danh bạ": "suadanhba",
    "dulieu": "dulieu", "dữ liệu": "dulieu", "dữ liệu của tôi": "dulieu", "xoa": "xoa", "xóa": "xoa", "xoá": "xoa",
    "xoaten": "xoaten", "xóa tên tôi": "xoaten", "xoá tên tôi": "xoaten", "xóa tên": "xoaten", "thôi dùng": "xoaten",
    "rutviec": "rutviec", "rút việc": "rutviec", "rút lại việc": "rutviec",
    "suaten": "suaten", "sửa tên tôi": "suaten", "sửa tên": "suaten", "đổi tên": "suaten", "tên của tôi": "suaten",
    "suacachgoi": "suacachgoi", "sửa cách gọi": "suacachgoi",
    "suadienthoai": "suadienthoai", "sửa số điện thoại": "suadienthoai", "đổi số điện thoại": "suadienthoai",
    "số điện thoại của tôi": "suadienthoai", "số của tôi": "suadienthoai",
}  # fmt: skip
VERBS = {
    "nhận": "nhan", "đã nhận": "nhan", "xem": "xem", "xem việc": "xem", "việc": "xem", "tìm": "xem", "hỏi": "hoi", "hỏi lại": "hoi", "xong": "xong",
    "xem tiếp": "xemtiep", "đã giải quyết": "xong", "giải quyết xong": "xong", "trả lời": "traloi", "tra loi": "traloi",
    "giao": "giao", "giao việc": "giao", "chuyển": "chuyen", "chuyển việc": "chuyen", "ghi": "ghi", "ghi thêm": "ghi", "báo lại": "baolai",
    "mức": "muc", "đổi mức": "muc", "hạ mức": "hamuc", "gấp": "gap", "gấp hơn": "gap", "nâng mức": "gap",
    "một phần": "motphan", "được một phần": "motphan", "chưa": "chua", "chưa xong": "chua", "chưa được": "chua", "đã báo": "dabao",
    "đã báo bà con": "dabao", "mở lại": "molai", "trả việc": "traviec", "trả": "traviec", "trả lại": "traviec", "trả lại việc": "traviec",
    "không làm được": "traviec", "tôi không làm được": "traviec", "em không làm được": "traviec", "không nhận": "traviec",
    "kín": "kin", "đánh dấu kín": "kin", "bỏ kín": "bokin", "đã gọi": "goi", "đã gọi lại": "goi", "đông người": "dongnguoi",
    "bỏ đông người": "bodongnguoi", "thôi đông người": "bodongnguoi",
    "gộp": "gop", "gộp việc": "gop", "tách": "tach", "tách việc": "tach",
    "rút": "rut", "rút lại": "rut", "bổ sung": "bosung", "thêm": "them", "thêm ảnh": "themanh", "gửi thêm ảnh": "themanh", "bổ sung ảnh": "themanh",
    "sửa": "sua", "sửa lại": "sua",
    "mô hình": "mohinh", "xem mô hình": "mohinh", "cập nhật mô hình": "buocmohinh", "công nhận mô hình": "congnhanmohinh",
    "thêm ảnh mô hình": "themanhmohinh", "gửi ảnh mô hình": "themanhmohinh",
    "đúng người": "dungnguoi", "không phải": "khongphai", "cho vào": "chovao", "đồng ý cho vào": "chovao", "từ chối": "tuchoi",
}  # fmt: skip
PARTICLES = frozenset({"nhe", "nha", "a", "roi", "di", "voi", "roi nhe", "roi a", "giup", "luon"})
MENU = (
    ("baoviec", "Báo việc mới"),
    ("vieccuatoi", "Việc tôi đã gửi"),
    ("baothang", "Báo cáo tháng của tổ"),
    ("viec", "Việc của khối, của tổ"),
    ("danhba", "Số điện thoại cần gọi"),
    ("danhsach", "Danh sách tổ, khối"),
    ("bangiao", "Bàn giao vai trò, việc đang phụ trách"),
    ("ketnoi", "Dùng thêm Zalo hoặc Telegram"),
    ("divang", "Báo đi vắng, nhờ người thay"),
    ("dave", "Báo đã về"),
    ("riengtu", "Máy giữ gì, ai được xem"),
    ("dulieu", "Dữ liệu của tôi"),
    ("xoa", "Xóa: bỏ tin, rút việc, thôi dùng"),
    ("giup", "Hướng dẫn"),
)
WELCOME = "Bác cứ gõ việc muốn báo ra đây, ví dụ: “gãy lan can cầu tràn, 15 hộ phải đi vòng”. Có ảnh thì gửi kèm.".replace("Bác", BAC_)
HELP_FIRST = f"{BAC_} cứ gõ việc muốn báo ra đây, có ảnh hay tin thoại thì gửi luôn."
HELP_REST = """Lúc nào cũng gõ: báo việc, báo tháng, việc của tôi, danh bạ, giúp.
Đang viết dở: quay lại (sửa câu trước), hủy (bỏ), nói lại.
Khác: kết nối (Zalo, Telegram), riêng tư, dữ liệu của tôi, sửa tên tôi, xóa."""
HELP = f"{HELP_FIRST}\n{HELP_REST}"
HELP_LEADER = "Việc, tìm, mở đợt, nhập hộ.\nNhận 12, giao, chuyển, hỏi, ghi, xong, gộp."
HELP_LIST = "Người: danh sách, ai chưa vào, ai lâu chưa có tin, bàn giao."
_YOU = ("chau", "bac", "em", "anh", "chi", "chu", "ban", "tro ly", "dong chi", "moi nguoi")
COURTESY = frozenset(
    {
        "chao", "xin chao", "chao bac", "alo", "a lo", "hello", "cam on", "xin cam on", "cam on nhieu", "cam on tro ly", "ok", "oke", "vang",
        "da", "da vang", "u", "ro", "da ro", "biet roi", "tot", "tot lam",
        *(f"{hello} {you}" for hello in ("chao", "xin chao") for you in _YOU),
        *(f"chao {you}{comma} {you} {well}" for you in _YOU for comma in ("", ",") for well in ("khoe khong", "co khoe khong")),
    }
)  # fmt: skip
_YES = (
    "dung", "dung the", "dung vay", "chinh xac", "phai", "dong y", "nhat tri", "duoc", "duoc roi", "the duoc", "oki", "okay", "yes",
    "gui", "xong", "nhieu", "cho vao",
)  # fmt: skip
_EMPTY = sorted({*COURTESY, *_YES, *_YOU, *PARTICLES, "roi", "oi"}, key=len, reverse=True)
_NOTHING = re.compile(rf"(?:(?:{'|'.join(map(re.escape, _EMPTY))})(?: |$))+")
_FEW = 12  # words; what is longer is no mere courtesy


def adds_nothing(text: str) -> bool:
    """Whether these are only courtesies, a yes, particles, or no words at all: no part of what somebody tells."""
    said = words(text)
    return len(said) <= _FEW and (not said or _NOTHING.fullmatch(" ".join(said)) is not None)


# a yes and a no, and what a misunderstood word gets -------------------------------------------------------------------
_SAYS_YES = re.compile(r"(?:(?:da|vang|u|ok|oke|oki|okay|dong y|nhat tri|dung|dung roi|dung the|dung vay|chinh xac|phai|duoc|gui)(?: |$))+")
_STRONG = frozenset({"dong", "dung", "gui", "xong", "nhat", "chinh", "phai", "cho", "duoc"})  # a yes to something, no mere courtesy
_NO = frozenset({"khong", "ko", "k", "khong dong y", "khong can", "khong muon", "khong phai"})
_NO_MORE = re.compile(
    r"(?:khong|ko|k|chang)(?: muon)?(?: (?:xoa|gui|bao|doi|sua|rut|ban giao|lam|can|dong y|xin|them|moi|thoi|ghi|viet)"
    r"(?: viec| ten| so| tin| vao)?)? nua"
)
_AROUND_NO = frozenset({"thoi", "toi", "em", "minh", "da", "a", "chau", "nhe", "nha", "dau"})
STRONG_YES = "đồng ý"
LEADS_BACK = ("xem ca", "quay lai")  # how the label of a choice begins that leads to where one came from (folded)


def says_yes(text: str) -> bool:
    """Whether these words are a yes and nothing else; "gui roi" asks or says that it has been sent."""
    said = " ".join(w for w in words(text) if w not in PARTICLES or w == "roi")
    return _SAYS_YES.fullmatch(re.sub(r"(dong y|duoc|vang) roi$", r"\1", said)) is not None


def is_strong_yes(text: str) -> bool:
    """Whether these words agree to something; "vâng", "ok" may be mere courtesy."""
    return adds_nothing(text) and not _STRONG.isdisjoint(words(text))


def says_no(text: str, *, alone: bool) -> bool:
    """Whether these words turn a check down: "không xóa nữa"; where a yes is all there is to say (``alone``), a bare "không" too."""
    said = " ".join(w for w in words(text) if w not in _AROUND_NO)
    return _NO_MORE.fullmatch(said) is not None or (alone and said in _NO)


COURTEOUS = f"Dạ. Có việc gì {BAC} cứ gõ ra đây ạ."
NOTHING_ASKED = f"Dạ, hiện không có gì chờ {BAC} đồng ý hay gửi ạ."
LIST_AGAIN = f"Dạ, trợ lý chưa rõ ý {BAC}. {BAC_} chọn một ý dưới đây giúp."
SAY_IT_SO = f"Dạ, trợ lý chưa ghi gì ạ. {BAC_} trả lời đúng như dưới đây giúp."
WHICH_OF_THESE = f"{BAC_} muốn nói ai, nơi nào ạ?"
REPORT, MY_CASES = Choice("/baoviec", "Báo việc"), Choice("/vieccuatoi", "Xem việc đã gửi")
MONTH = Choice("/baothang", "Báo cáo tháng")


def unclear(phone: str | None) -> str:
    """``phone``: the secretary's."""
    call = f" {BAC_} chọn một ý dưới đây, hoặc gọi thư ký khối, số {phone}." if phone else ""
    return f"Dạ, trợ lý chưa rõ ý {BAC}.{call}"


def which_number(verb: str) -> str:
    return f"{BAC_} muốn nói việc số mấy ạ? Gõ kèm số, ví dụ: {verb} 12."


PICTURES_ELSEWHERE = "Việc này có ảnh; xem được trên Telegram hoặc hỏi người báo."


def to_be_seen(number: str) -> str:
    """In place of a case's pictures and files, while its bot is short of messages."""
    return f"Có ảnh hoặc tệp kèm theo, muốn xem xin gõ: xem {number}"
