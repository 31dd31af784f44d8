"""The two people of most stories."""

from __future__ import annotations

import pytest

from tests.house import Chat, House


@pytest.fixture
def member(house: House) -> Chat:
    return house.person("bác Bảy", "to_vien")


@pytest.fixture
def leader(house: House) -> Chat:
    return house.person("đ/c Chín", "truong_khoi", house.commune)
