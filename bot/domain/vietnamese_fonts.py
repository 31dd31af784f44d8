"""Text written for the fonts that came before Unicode (TCVN3 as .VnTime, VNI), and letters that only look like ours."""

from __future__ import annotations

import re

_TCVN3 = "¨ª¬µ¶¸¹»¼½¾§ÆÇËÎÏÑÖ×ØÛÜÞßäåæçëîïñö÷øûüþÿ"  # none of them is a letter of today's Vietnamese
_VNI = "a[âêàáãèéùú]|e[âàáãùõ]|o[âõ]"  # no syllable has these side by side
_OLD = re.compile(rf"[^\W\d_][{_TCVN3}]|[{_TCVN3}][^\W\d_]|{_VNI}", re.IGNORECASE)
_ALIKE = str.maketrans("Ðð", "Đđ")  # the Icelandic letters that some keyboards put in the place of ours


def is_in_old_font(text: str) -> bool:
    """Whether this can only be read in a font of before Unicode. ``text``: as it came, before `clean`."""
    return not text.isascii() and _OLD.search(text) is not None


def with_our_letters(text: str) -> str:
    return text if text.isascii() else text.translate(_ALIKE)
