"""Questionnaires: the ones that ship can be used, and what is wrong with another is said by line, all of it at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import forms_read
from bot.domain.forms import Kind
from messages_vi.kinds import KINDS

SHIPPED = sorted((Path(__file__).parent.parent / "messages_vi/forms").glob("*.toml"))
GOOD = """key = "thu"
title = "Thử"

[[field]]
key = "hop"
kind = "number"
ask = "Họp mấy lần?"
name = "Số lần họp"
said = "họp {} lần"
needed = true

[[field]]
key = "y_kien"
kind = "choice"
ask = "Bà con thế nào?"
name = "Tâm trạng"
said = "bà con {}"
options = [
  { code = "vui", label = "vui" },
  { code = "lo", label = "lo" },
]

[[message]]
ask = "Họp mấy lần, bà con thế nào?"
fields = ["hop", "y_kien"]
"""


def wrong(text: str) -> list[tuple[int, str]]:
    return [(p.line, p.what) for p in forms_read.faults(text)]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda p: p.stem)
def test_a_form_that_ships_can_be_used(path: Path) -> None:
    form = forms_read.read(path.read_text(encoding="utf-8"))
    assert form.key == path.stem
    for part in (form.of_team, form.of_block):
        assert {k for m in part.messages for k in m.fields} <= {f.key for f in part.fields}
    assert {k for f in form.fields for k in f.case_kinds} <= KINDS.keys()


def test_a_good_form_is_read_whole() -> None:
    form = forms_read.read(GOOD)
    assert [(f.key, f.kind, f.rollup) for f in form.fields] == [("hop", Kind.NUMBER, "sum"), ("y_kien", Kind.CHOICE, "distribution")]
    assert [o.label for o in form.field("y_kien").options] == ["vui", "lo"]
    assert form.messages[0].fields == ("hop", "y_kien")


@pytest.mark.parametrize(
    ("was", "becomes", "line", "what"),
    [
        ('key = "hop"', 'key = "Họp"', 5, "no key"),
        ('kind = "number"', 'kind = "numbers"', 6, "there are number, yes_no, choice, several, text"),
        ('ask = "Họp mấy lần?"', "", 4, "ask is missing"),
        ('ask = "Họp mấy lần?"', f'ask = "{"a" * 301}"', 7, "at most 300"),
        ('said = "họp {} lần"', 'said = "họp"', 9, 'says "{}"'),
        ("needed = true", 'needed = "có"', 10, "true or false"),
        ("needed = true", "least = true", 10, "least is a whole number"),
        ("needed = true", "lest = 3", 10, "lest is nothing that is known here"),
        ("needed = true", 'rollup = "top"', 10, "add up as sum or stock, not as top"),
        ("needed = true", "least = 5\nmost = 4", 10, "is above most"),
        ("needed = true", 'when = "y_kien"', 10, "asked before"),
        ("needed = true", 'case_kinds = ["mt"]', 10, "codes of kinds of case"),
        ("needed = true", 'case_kinds = "MT"', 10, "a list of words"),
        ("needed = true", 'units = { sao = "nhiều" }', 10, "units look like"),
        ('  { code = "lo", label = "lo" },\n', "", 18, "2 to 12 options"),
        ('code = "lo"', 'code = "vui"', 18, "no code comes twice"),
        ('key = "y_kien"', 'key = "hop"', 13, "was there already"),
        ('fields = ["hop", "y_kien"]', 'fields = ["y_kien"]', 10, "no message without buttons asks for it"),
        ('fields = ["hop", "y_kien"]', 'fields = ["hop", "hopp"]', 25, "hopp is no field"),
        ('title = "Thử"', 'title = "Thử', 2, "not TOML"),
        ("[[message]]", "[message]", 23, "two brackets"),
    ],
)
def test_what_is_wrong_is_said_by_its_line(was: str, becomes: str, line: int, what: str) -> None:
    assert was in GOOD
    found = wrong(GOOD.replace(was, becomes, 1))
    assert any(at == line and what in said for at, said in found), found


def test_all_that_is_wrong_is_said_at_once_and_in_order() -> None:
    found = wrong(GOOD.replace('ask = "Họp mấy lần?"', "ask = 3").replace('code = "lo"', 'code = "vui"'))
    assert [line for line, _ in found] == sorted(line for line, _ in found)
    assert len(found) == 3  # ask is no text, and so it is missing


def test_more_numbers_than_people_type_on_a_line_are_refused() -> None:
    field = '[[field]]\nkey = "n{0}"\nkind = "number"\nask = "?"\nname = "n"\nsaid = "{{}}"\n'
    text = 'key = "thu"\ntitle = "Thử"\n' + "".join(field.format(n) for n in range(5)) + '[[message]]\nask = "?"\nfields = '
    assert not wrong(text + '["n0", "n1", "n2", "n3"]')
    assert wrong(text + '["n0", "n1", "n2", "n3", "n4"]') == [(35, "at most 4 numbers on one line")]


@given(st.text(max_size=200) | st.text(max_size=60).map(lambda t: GOOD.replace("họp {} lần", t)) | st.integers(0, 30).map(lambda n: GOOD[n * 15 :]))
def test_whatever_it_is_it_is_read_or_refused(text: str) -> None:
    problems = forms_read.faults(text)
    assert all(p.line >= 1 for p in problems)
    if not problems:
        assert forms_read.read(text).key
