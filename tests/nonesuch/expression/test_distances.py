from __future__ import annotations

import polars as pl
import pytest

from nonesuch.expression import parse_expression


def distance(*rows: tuple[float | None, ...]) -> list[float | None]:
    frame = pl.DataFrame(rows, schema=dict.fromkeys("abcd", pl.Float64), orient="row")
    return frame.select(x=parse_expression("haversine_km(a, b, c, d)").polars)["x"].to_list()


def test_distances_are_those_of_a_sphere() -> None:
    berlin, paris = (52.52, 13.405), (48.8566, 2.3522)
    assert distance((*berlin, *paris))[0] == pytest.approx(877.5, abs=0.5)
    assert distance((*berlin, *berlin)) == [0.0]
    assert distance((0, 0, 0, 180), (90, 0, -90, 0)) == pytest.approx([20015.1, 20015.1], abs=0.1)


@pytest.mark.parametrize("missing", range(4))
def test_the_distance_to_nowhere_is_unknown(missing: int) -> None:
    row: list[float | None] = [52.52, 13.405, 48.8566, 2.3522]
    row[missing] = None
    assert distance(tuple(row), (0, 0, 0, 0)) == [None, 0.0]


def test_a_distance_between_linked_places_is_the_same() -> None:
    places = [
        (52.52, 13.405, 48.8566, 2.3522),
        (0, 0, 0, 180),
        (90, 0, -90, 0),
        (12.5, 7, 12.5, 7.00001),
        (1, 2, None, 4),
    ]
    names = ["a.lat", "a.lon", "b.lat", "b.lon"]
    frame = pl.DataFrame(places, schema=dict.fromkeys(names, pl.Float64), orient="row")
    linked = parse_expression(f"haversine_km({', '.join(names)})")
    assert len(linked.parts) == 6
    found = frame.select(x=linked.polars)["x"].to_list()
    assert found == pytest.approx(distance(*places), abs=0.001)
