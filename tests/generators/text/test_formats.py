from __future__ import annotations

from datetime import date, datetime
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nonesuch.errors import PackError
from nonesuch.generators.text.formats import FORMATS, Setting
from nonesuch.generators.text.languages import load_language
from nonesuch.generators.text.lexicon import Lexicon

FRAME = pl.DataFrame(
    {
        "amount": [1234.5, 0.999, -3.1, None, 12345678.25],
        "currency": ["USD", "EUR", "JPY", "USD", "CHF"],
        "count": [1, 2, 3, None, 1000],
        "day": [date(2026, 1, 31), date(2026, 1, 30), date(2026, 1, 28), None, date(2025, 6, 1)],
        "moment": [
            datetime.fromisoformat("2026-01-31T15:04"),
            None,
            None,
            None,
            datetime.fromisoformat("2026-01-31T00:30"),
        ],
        "today": [date(2026, 1, 31)] * 5,
        "name": ["Ann Lee", "Bob", "Cy Dee Effraim", None, "Zhang Wei"],
        "phone": ["555-010-1234", "13812340000", "1", None, "+1 555 010 9999"],
        "kind": pl.Series(["wrong_item", "late", "late", None, "late"], dtype=pl.Enum(["late", "wrong_item"])),
    }
)


def write(column: str, form: str, *arguments: str, locale: str = "en_US") -> list[str | None]:
    language = load_language(locale)
    setting = Setting(language, Lexicon({}, language), FRAME)
    return FORMATS[form].apply(FRAME[column], arguments, setting).to_list()


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (("amount", ""), ["1234.5", "0.999", "-3.1", None, "12345678.25"]),
        (("count", ""), ["1", "2", "3", None, "1000"]),
        (("kind", ""), ["wrong_item", "late", "late", None, "late"]),
        (("kind", "words"), ["wrong item", "late", "late", None, "late"]),
        (("kind", "upper"), ["WRONG_ITEM", "LATE", "LATE", None, "LATE"]),
        (("amount", "money"), ["$1,234.50", "$1.00", "-$3.10", None, "$12,345,678.25"]),
        (("amount", "money", "currency"), ["$1,234.50", "€1.00", "-¥3", None, "CHF 12,345,678.25"]),
        (("amount", "number"), ["1,234", "1", "-3", None, "12,345,678"]),
        (("amount", "number", "1", "hour"), ["1,234.5 hours", "1.0 hour", "-3.1 hours", None, "12,345,678.2 hours"]),
        (("amount", "number", "1", "kg"), ["1,234.5 kg", "1.0 kg", "-3.1 kg", None, "12,345,678.2 kg"]),
        (("count", "percent"), ["100%", "200%", "300%", None, "100,000%"]),
        (("count", "count", "story"), ["1 story", "2 stories", "3 stories", None, "1,000 stories"]),
        (("day", ""), ["Jan 31, 2026", "Jan 30, 2026", "Jan 28, 2026", None, "Jun 1, 2025"]),
        (("day", "date", "long"), ["January 31, 2026", "January 30, 2026", "January 28, 2026", None, "June 1, 2025"]),
        (("day", "date", "weekday"), ["Saturday", "Friday", "Wednesday", None, "Sunday"]),
        (("day", "relative", "today"), ["today", "yesterday", "3 days ago", None, "on June 1"]),
        (("day", "relative", "2026-01-30"), ["tomorrow", "today", "2 days ago", None, "on June 1"]),
        (("moment", "time"), ["3:04 PM", None, None, None, "12:30 AM"]),
        (("name", "name", "first"), ["Ann", "Bob", "Cy", None, "Zhang"]),
        (("name", "name", "last"), ["Lee", "Bob", "Effraim", None, "Wei"]),
        (("name", "name", "initials"), ["A.L.", "B.", "C.D.E.", None, "Z.W."]),
        (("name", "mask"), ["Ann**", "Bob**", "Cy**", None, "Zhang**"]),
        (("phone", "mask", "phone"), ["555****1234", "138****0000", "****", None, "+1 555****9999"]),
    ],
)
def test_english(call: tuple[str, ...], expected: list[str | None]) -> None:
    assert write(*call) == expected


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (("amount", "money", "currency"), ["US$1,234.50", "€1.00", "-JPY 3", None, "CHF 12,345,678.25"]),
        (("count", "number", "0", "小时"), ["1小时", "2小时", "3小时", None, "1,000小时"]),
        (("day", "date", "long"), ["2026年1月31日", "2026年1月30日", "2026年1月28日", None, "2025年6月1日"]),
        (("day", "date", "weekday"), ["星期六", "星期五", "星期三", None, "星期日"]),
        (("day", "relative", "today"), ["今天", "昨天", "3天前", None, "6月1日"]),
        (("phone", "mask", "phone"), ["555****1234", "138****0000", "****", None, "****"]),
    ],
)
def test_chinese(call: tuple[str, ...], expected: list[str | None]) -> None:
    assert write(*call, locale="zh_CN") == expected


def test_regions_differ() -> None:
    assert write("amount", "money", "currency", locale="en_GB")[0] == "US$1,234.50"
    assert write("day", "date", "long", locale="en_GB")[0] == "31 January 2026"


@pytest.mark.parametrize(
    ("call", "problem"),
    [
        (("day", "date", "lng"), "unknown style of dates 'lng'"),
        (("day", "relative", "tody"), "unknown reference date 'tody'"),
        (("amount", "number", "12"), "not a number of decimals"),
        (("name", "name", "middle"), "unknown part of a name 'middle'"),
        (("name", "mask", "nme"), "unknown mask 'nme'"),
    ],
)
def test_wrong_arguments(call: tuple[str, ...], problem: str) -> None:
    with pytest.raises(PackError, match=problem):
        write(*call)


@given(st.lists(st.integers(-(10**14), 10**14), min_size=1, max_size=5), st.integers(0, 3))
def test_numbers_are_written_as_python_writes_them(values: list[int], decimals: int) -> None:
    language = load_language("en_US")
    scaled = [value / 10**decimals for value in values]
    setting = Setting(language, Lexicon({}, language), pl.DataFrame())
    written: list[Any] = FORMATS["number"].apply(pl.Series(scaled), (str(decimals),), setting).to_list()
    assert written == [f"{value:,.{decimals}f}".replace("-0", "-0") for value in scaled]
