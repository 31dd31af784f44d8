"""What a case goes through."""

from __future__ import annotations

ENDED = ("da_giai_quyet", "da_bao_lai", "ket_thuc", "rut_lai")  # the states in which it is nobody's to do any more
