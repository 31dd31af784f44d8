"""The kind of a report is guessed from words typed any old way; the corpora say how well, and the floors keep it so."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.kinds import Level
from messages_vi.common import BAC, BAC_
from messages_vi.kind_words import lessons
from messages_vi.kinds import KINDS, LEVEL_NAMES, LEVEL_WORDS, clear, guess, guess_scored, line

HERE = Path(__file__).parent / "data"
NO_REPORT = "-"


def read(path: Path) -> list[tuple[str, str]]:
    return [(text, kind) for text, _, kind in (row.partition("\t") for row in path.read_text("utf-8").splitlines())]


CORPUS = read(HERE / "kinds.tsv")
TUNED_ON, HELD_OUT = CORPUS[0::2], CORPUS[1::2]
# One author wrote rules and corpus, so the held-out half flatters. These were written after the rules, as unlike the rest as could be; the words
# for kinds were not made from them, but the weights were chosen with them in view and a few phrases against a report came from them.
UNSEEN = read(HERE / "kinds_unseen.tsv")


@dataclass
class Result:
    first: float
    among_three: float
    false: float
    clear_right: float


def measured(name: str, rows: list[tuple[str, str]]) -> Result:
    reports = [(kind, guess(text), clear(text)) for text, kind in rows if kind != NO_REPORT]
    others = [bool(guess(text)) for text, kind in rows if kind == NO_REPORT]
    clear_ones = [codes[0] == kind for kind, codes, is_clear in reports if is_clear]
    result = Result(
        first=sum(codes[:1] == (kind,) for kind, codes, _ in reports) / len(reports),
        among_three=sum(kind in codes for kind, codes, _ in reports) / len(reports),
        false=sum(others) / len(others),
        clear_right=sum(clear_ones) / max(1, len(clear_ones)),
    )
    print(f"{name}: {result}, {len(clear_ones)} of {len(reports)} clear")  # noqa: T201 - how well it guesses is what one wants to read
    return result


def test_the_kinds_it_was_tuned_on_are_known() -> None:
    result = measured("tuned on", TUNED_ON)
    assert result.first >= 0.95
    assert result.among_three >= 0.97
    assert result.false <= 0.10


def test_the_kinds_of_held_out_lines_are_guessed() -> None:
    result = measured("held out", HELD_OUT)
    assert result.first >= 0.88
    assert result.among_three >= 0.93
    assert result.false <= 0.10
    assert result.clear_right >= 0.97


def test_the_kinds_of_lines_unlike_any_seen_are_mostly_guessed() -> None:
    result = measured("unseen", UNSEEN)
    assert result.first >= 0.62
    assert result.among_three >= 0.85
    assert result.false <= 0.25
    assert result.clear_right >= 0.75


def test_no_held_out_line_is_among_the_examples() -> None:
    examples = {text for _, text in lessons().examples}
    assert examples.isdisjoint(text for text, _ in HELD_OUT + UNSEEN)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("cau tran gay lan can tu toi qua, 15 ho", "CT"),
        ("nuoc lu len nhanh ngap 5 nha", "TT"),
        ("trom xe may dem qua", "AN"),
        ("chong danh vo", "BL"),
        ("lon chet hang loat", "DB"),
        ("2 nha tranh chap ngo di", "MT"),
    ],
)
def test_a_plain_report_is_clear_without_accents(text: str, kind: str) -> None:
    assert guess(text)[0] == kind
    assert clear(text)


@pytest.mark.parametrize(
    "text", ["", "1", "1 2 60 3", "ok", "dạ", "👍", "giúp", "xong", "nhan 31", "cảm ơn bác", "làm sao để hòa giải hai nhà cãi nhau?"]
)
def test_what_is_no_report_has_no_kind(text: str) -> None:
    assert guess(text) == ()
    assert not clear(text)


def test_accents_decide_between_words_that_look_alike_without_them() -> None:
    assert guess("cầu đầu làng yếu lắm rồi")[0] == "CT"
    assert "TT" in guess("mua to qua, suoi dang cao")


def test_left_over_telex_is_read() -> None:
    assert "TT" in guess("nuwowcs luux ngaajp 5 nhaf")


@given(st.text())
def test_any_text_can_be_guessed_at(text: str) -> None:
    scored = guess_scored(text)
    assert len(scored) <= 3
    assert all(code in KINDS and 0 <= share <= 1 for code, share in scored)
    assert [share for _, share in scored] == sorted((share for _, share in scored), reverse=True)


@pytest.mark.parametrize("text", ["lũ " * 30_000, "a" * 100_000, "w" * 100_000, "bố đánh " * 12_000, "1 " * 50_000])
def test_long_hostile_texts_are_guessed_at_too(text: str) -> None:
    guess(text)


def test_there_are_fourteen_kinds_and_those_to_be_told_in_person_are_confidential() -> None:
    assert list(KINDS) == ["TT", "TN", "BL", "AN", "DD", "MT", "DB", "CS", "DL", "VS", "DS", "CT", "TG", "KH"]
    assert [kind.code for kind in KINDS.values() if kind.confidential] == ["BL", "TG"]
    assert [kind.code for kind in KINDS.values() if not kind.free_text] == ["BL", "TG"]
    assert [kind.code for kind in KINDS.values() if kind.level is Level.DO] == ["TT", "TN", "BL"]


def test_levels_are_ordered_and_named() -> None:
    assert Level.DO.urgency > Level.VANG.urgency > Level.XANH.urgency
    assert (Level.XANH.raised, Level.VANG.raised, Level.DO.raised) == (Level.VANG, Level.DO, None)
    assert set(LEVEL_NAMES) == set(LEVEL_WORDS) == set(Level)


@pytest.mark.parametrize("kind", KINDS)
def test_the_line_before_writing_reads_well_with_and_without_numbers(kind: str) -> None:
    numbers = {"truc_ban": "0237 111", "cong_an": "0237 222", "tram_y_te": "0237 333", "thu_y": "0237 444"}
    for shown in (line(kind, {}), line(kind, numbers), line(kind, {"truc_ban": ""})):
        assert "  " not in shown
        assert "{" not in shown
        assert " ." not in shown
        assert not shown or (shown.endswith(".") and (shown[0].isupper() or shown[0] == BAC_))


def test_a_known_number_stands_where_it_is_needed() -> None:
    assert line("TT", {"truc_ban": "0237 111"}).endswith("gọi trực ban xã 0237 111 hoặc 112.")
    assert line("DB", {"thu_y": "0237 444"}) == "Báo ngay trạm y tế hoặc thú y xã 0237 444."
    assert BAC in line("TG", {})
