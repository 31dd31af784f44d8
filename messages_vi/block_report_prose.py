"""The report of a block in sentences: each section from what is known, and nothing where nothing is, which leaves room to write in Word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from bot.domain.block_facts import Facts, Sort
from messages_vi.block_report import (
    amount,
    capital,
    count,
    day,
    formal,
    in_span,
    kind_name,
    level_name,
    listed,
    next_heading,
    percent,
    sentence,
    span_before,
    span_name,
    state_name,
)

Section = tuple[str, int, Sequence[str]]  # heading, level, paragraphs

MOST_WORRIES, MOST_TOPICS, MOST_SALIENT = 5, 5, 10
_OTHER = "khac"  # an option that tells nothing
_TALK, _LIFE, _ORDER, _LAND = ("DL",), ("DS", "CS", "CT"), ("AN", "MT", "TN"), ("DD", "VS", "TT", "DB")  # kinds of case by section


def sections(f: Facts) -> list[Section]:
    return [
        ("", 1, [opening(f)]),
        ("I- TÌNH HÌNH NHÂN DÂN", 1, []),
        ("1. Tư tưởng, dư luận", 2, _kept(mood(f), worries(f), to_look_after(f), cases_of(f, _TALK))),
        ("2. Đời sống, sản xuất", 2, _kept(visited(f), cases_of(f, _LIFE))),
        ("3. An ninh trật tự", 2, _kept(cases_of(f, _ORDER))),
        ("4. Đất đai, môi trường, thiên tai, dịch bệnh", 2, _kept(cases_of(f, _LAND))),
        ("5. Dân tộc, tôn giáo", 2, []),
        ("6. Vụ việc nổi cộm", 2, salient(f)),
        ("II- KẾT QUẢ CÔNG TÁC DÂN VẬN", 1, [coverage(f)]),
        ("1. Công tác lãnh đạo, chỉ đạo của cấp ủy", 2, [*_kept(documents(f)), *own(f, "lanh_dao")]),
        ("2. Công tác dân vận của chính quyền, thực hiện dân chủ ở cơ sở", 2, _kept(received(f), letters(f), in_public(f))),
        ("3. Hoạt động của Mặt trận Tổ quốc và các tổ chức chính trị - xã hội", 2, own(f, "mat_tran")),
        ("4. Hoạt động của khối và các tổ dân vận", 2, _kept(meetings(f), talks(f), topics(f), wishes(f), given(f), classes(f))),
        ("5. Hòa giải ở cơ sở", 2, _kept(settled(f))),
        ("6. Phong trào thi đua “Dân vận khéo”", 2, _kept(models(f))),
        ("III- ĐÁNH GIÁ", 1, []),
        (next_heading(f.span), 1, released(f, "thang_toi") if f.span.is_month else []),
        ("V- KIẾN NGHỊ, ĐỀ XUẤT", 1, released(f, "de_nghi")),
    ]


def _kept(*told: str) -> list[str]:
    return [sentence(text) for text in told if text]


def opening(f: Facts) -> str:
    days = f"từ ngày {day(f.first)} đến ngày {day(f.last)}"
    return f"Khối Dân vận {f.place} báo cáo kết quả công tác dân vận {span_name(f.span)} ({days}) như sau:"


def coverage(f: Facts) -> str:
    """Said once, for all that follows."""
    t = f.now.all
    told = f"{t.submitted}/{t.expected} tổ dân vận" if f.span.is_month else f"{t.submitted}/{t.expected} báo cáo tháng của các tổ dân vận"
    missing = t.expected - t.submitted
    still = f"; còn {count(missing)} {'tổ chưa báo cáo' if f.span.is_month else 'báo cáo chưa có'}" if f.leaving and missing else ""
    return f"Số liệu tổng hợp từ {told}{still}."


# I ---------------------------------------------------------------------------------------------------------------------
def mood(f: Facts) -> str:
    told = _options(f, "tam_trang")
    answered = f.now.chosen("tam_trang").answered
    who = f"{count(answered)} {_teams(f)} dân vận"
    return f"Theo phản ánh của {who}, tâm trạng của phần đông Nhân dân: {_with_teams(f, told)}" if told else ""


def worries(f: Facts) -> str:
    told = _most(f, "quan_tam", MOST_WORRIES)
    return f"Những vấn đề Nhân dân quan tâm, lo lắng nhất: {_with_teams(f, told)}" if told else ""


def to_look_after(f: Facts) -> str:
    """Hamlets by name: for the block alone."""
    units = [] if f.leaving else [u for u, t in f.now.of.items() if (c := t.figures.get("tam_trang")) and "buc_xuc" in getattr(c, "options", ())]
    return f"Nơi cần quan tâm, nắm chắc tình hình: {listed([f.titles[u] for u in f.titles if u in units])}" if units else ""


def visited(f: Facts) -> str:
    n = f.now.number("tham_ho")
    return f"Các tổ dân vận đã thăm hỏi, giúp đỡ {count(n)} hộ khó khăn" if n else ""


def cases_of(f: Facts, kinds: Sequence[str]) -> str:
    """Nothing where the case book knows of none: what is confidential is in no count, so that none would be no finding."""
    found = Counter({s: n for s, n in f.counts.items() if s.kind in kinds})
    by_kind = {kind: sum(n for s, n in found.items() if s.kind == kind) for kind in kinds}
    there = {kind: n for kind, n in by_kind.items() if n}
    if not there:
        return ""
    if len(there) == 1:
        what = f" về {kind_name(next(iter(there)))}"
    else:
        what = f" ({'; '.join(f'{kind_name(kind)}: {count(n)}' for kind, n in there.items())})"
    return f"{capital(in_span(f.span))}, tiếp nhận {count(found.total())} vụ việc{what}; {_fates(found)}"


def _fates(found: Mapping[Sort, int]) -> str:
    done = sum(n for s, n in found.items() if s.is_resolved)
    gone = sum(n for s, n in found.items() if s.is_passed_on)
    late, left = sum(n for s, n in found.items() if s.overdue), sum(found.values()) - done - gone
    overdue = f"; trong đó {count(late)} vụ việc quá hạn" if late else ""
    states = ((done, "đã giải quyết {} vụ việc"), (gone, "đã chuyển cơ quan có thẩm quyền {} vụ việc"), (left, "đang giải quyết {} vụ việc"))
    return f"đến nay {', '.join(said.format(count(n)) for n, said in states if n)}{overdue}"


def salient(f: Facts) -> list[str]:
    """One by one with its hamlet for the block, unless they are many; a copy that leaves counts them."""
    ones = [c for c in f.listed if c.sort.is_salient]
    if ones and len(ones) <= MOST_SALIENT:
        return [
            f"- Việc số {c.number} ({_urgent(c.sort)}), {f.titles.get(c.unit, '')}: {kind_name(c.sort.kind)}; {state_name(c.sort)}." for c in ones
        ]
    groups: Counter[tuple[str, str, str]] = Counter()
    for s, n in f.counts.items():
        if s.is_salient:
            groups[_urgent(s), kind_name(s.kind), state_name(s)] += n
    return [f"- {count(n)} vụ việc ({urgent}): {kind}; {state}." for (urgent, kind, state), n in groups.items()]


def _urgent(s: Sort) -> str:
    return f"mức {level_name(s.level)}{', đông người' if s.crowd else ''}"


# II --------------------------------------------------------------------------------------------------------------------
def documents(f: Facts) -> str:
    n = f.now.number("van_ban")
    return f"Cấp ủy đã ban hành {count(n)} văn bản lãnh đạo, chỉ đạo công tác dân vận" if n else ""


def own(f: Facts, key: str) -> list[str]:
    """In the words of the block."""
    return [sentence(formal(words)) for words in f.own.get(key, ())]


def received(f: Facts) -> str:
    told = _joined(f, ("tiep_dan", "tiếp dân {} buổi"), ("doi_thoai", "đối thoại với Nhân dân {} cuộc"))
    return f"Cấp ủy, chính quyền {told}" if told else ""


def letters(f: Facts) -> str:
    n, done = f.now.number("don_nhan"), f.now.number("don_xong")
    if not n:
        return ""
    then = f", giải quyết dứt điểm {count(done)} đơn{_rate(f, 'don_ty_le')}" if done else ""
    return f"Tiếp nhận {count(n)} đơn thư{then}"


def in_public(f: Facts) -> str:
    return _joined(f, ("cong_khai", "công khai {} nội dung theo quy định"), ("giam_sat", "giám sát, phản biện {} cuộc"))


def meetings(f: Facts) -> str:
    some = f.now.sum("hop_to").some
    return f"Có {count(some)} {_teams(f)} dân vận tổ chức họp, tổng số {count(f.now.sum('hop_to').total)} lần họp" if some else ""


def talks(f: Facts) -> str:
    n, heard = f.now.number("tt_buoi"), f.now.number("tt_luot")
    people = f", với {count(heard)} lượt người nghe" if heard else ""
    return f"Các tổ đã tuyên truyền, vận động {count(n)} buổi{_beside(f, 'tt_buoi', 'buổi')}{people}" if n else ""


def topics(f: Facts) -> str:
    told = _most(f, "tt_nd", MOST_TOPICS)
    return f"Nội dung tuyên truyền chủ yếu: {_with_teams(f, [(label[:1].lower() + label[1:], n) for label, n in told])}" if told else ""


def wishes(f: Facts) -> str:
    n, answered = f.now.number("kn_nhan"), f.now.number("kn_xong")
    then = f", đã được trả lời {count(answered)} việc{_rate(f, 'kn_ty_le')}" if answered else ""
    return f"Qua các tổ, Nhân dân kiến nghị {count(n)} việc{then}" if n else ""


def given(f: Facts) -> str:
    told = [
        said.format(amount(f.form.field(key), n))
        for key, said in (("dat_m2", "hiến {} m² đất"), ("ngay_cong", "góp {} ngày công"), ("tien_trd", "góp {} triệu đồng"))
        if (n := f.now.number(key))
    ]
    return f"Nhân dân đã tự nguyện {listed(told)}" if told else ""


def classes(f: Facts) -> str:
    n, people = f.now.number("lop_tap_huan"), f.now.number("nguoi_tap_huan")
    who = f", có {count(people)} người của khối và các tổ tham dự" if people else ""
    return f"Ban dân vận các cấp tổ chức {count(n)} lớp tập huấn{who}" if n else ""


def settled(f: Facts) -> str:
    n, done = f.now.number("hg_vu"), f.now.number("hg_thanh")
    then = f"; hòa giải thành {count(done)} vụ việc{_rate(f, 'hg_ty_le')}" if done else ""
    return f"Các tổ dân vận tham gia hòa giải {count(n)} vụ việc{_beside(f, 'hg_vu', 'vụ việc')}{then}" if n else ""


def models(f: Facts) -> str:
    return _joined(
        f, ("dvk_moi", "đăng ký mới {} mô hình “Dân vận khéo”"), ("dvk_dang", "đang thực hiện {} mô hình"),
        ("mh_cong_nhan", "đến nay có {} mô hình được công nhận"),
    )  # fmt: skip


# IV, V -----------------------------------------------------------------------------------------------------------------
def released(f: Facts, key: str) -> list[str]:
    """A paragraph for each line that a person has released."""
    told = (words.strip().lstrip("-+•*").strip() for words in f.released.get(key, ()))
    return [f"- {sentence(formal(words))}" for words in told if words]


# what they share -------------------------------------------------------------------------------------------------------
def _teams(f: Facts) -> str:
    return "tổ" if f.span.is_month else "lượt tổ"


def _joined(f: Facts, *clauses: tuple[str, str]) -> str:
    return "; ".join(said.format(count(n)) for key, said in clauses if (n := f.now.number(key)))


def _rate(f: Facts, key: str) -> str:
    rate = next((f.now.rate(r) for r in f.form.rates if r.key == key), None)
    return "" if rate is None else f" (đạt {percent(rate)})"


def _beside(f: Facts, key: str, unit: str) -> str:
    """How it is against the span before, where about as many have told: other sums cannot be held against each other."""
    now, before, expected = f.now.sum(key), f.before.sum(key), f.now.all.expected
    if not (now.answered and before.answered) or 10 * abs(now.answered - before.answered) > expected or now.total == before.total:
        return ""
    more = now.total - before.total
    return f", {'tăng' if more > 0 else 'giảm'} {count(abs(more))} {unit} so với {span_before(f.span)}"


def _options(f: Facts, key: str) -> list[tuple[str, int]]:
    """Labels and how many teams, in the order of the form; those of none left out."""
    chosen = f.now.chosen(key).options
    return [(formal(o.label), n) for field in f.form.fields if field.key == key for o in field.options if (n := chosen.get(o.code))]


def _most(f: Facts, key: str, most: int) -> list[tuple[str, int]]:
    """Chosen most often; of equals the one that stands first in the form."""
    labels = {o.code: formal(o.label) for field in f.form.fields if field.key == key for o in field.options if o.code != _OTHER}
    return [(labels[code], n) for code, n in f.now.chosen(key).top(most + 1, labels) if code in labels][:most]


def _with_teams(f: Facts, told: Iterable[tuple[str, int]]) -> str:
    return "; ".join(f"{label} ({count(n)} {_teams(f)})" for label, n in told)
