"""The language as the search for like cases sees it: a table that anybody may add to, of words that say nothing and of words for one thing.

alike_words.tsv: "drop" or "same", then words with accents between bars; the first of "same" stands for all of them.
"""

from pathlib import Path

from bot.domain.likeness import Likeness, Wording
from messages_vi.kind_words import lessons

PLACES = ("xóm", "thôn", "bản", "khu", "khu phố", "tổ", "ngõ", "đội", "km", "phố")


def _wording() -> Wording:
    rows = [line.split("\t") for line in Path(__file__).with_name("alike_words.tsv").read_text("utf-8").splitlines()]
    listed = [(sort, words.split("|")) for sort, words in rows]
    drop = [w for sort, words in listed if sort == "drop" for w in words]
    examples = [text for kind, text in lessons().examples if kind != "-"]
    return Wording(drop, [words for sort, words in listed if sort == "same"], PLACES, examples)


LIKENESS = Likeness(_wording())
