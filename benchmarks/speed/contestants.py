"""Who races: what is made, by whom, how many rows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["CONTESTANTS", "OURS", "Contestant", "peer_packages"]

OURS = "nonesuch"
_SHAPE = ("sqllocks-shape==0.9.3", "sqllocks-shape-domains==0.9.3")


@dataclass(frozen=True)
class Contestant:
    """A generator that makes one kind of data.

    Args:
        task: What is made; contestants of one task are compared.
        name: Name of the generator.
        rows: What the maker is asked for; makers of whole packs make more rows than that.
        maker: File in ``makers`` with a function ``make(rows, seed)`` that returns the rows made.
        about: What it makes, one line.
        packages: What to install into an environment of its own; none if it runs in ours.
        versions: Distributions whose versions are told.
    """

    task: str
    name: str
    rows: int
    maker: str
    about: str
    versions: tuple[str, ...]
    packages: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        """File of its maker."""
        return Path(__file__).parent / "makers" / f"{self.maker}.py"


CONTESTANTS = (
    Contestant("plain", OURS, 2_000_000, "plain_nonesuch", "the pack `benchmarks/packs/plain`", (OURS,)),
    Contestant(
        "plain",
        "numpy + pyarrow",
        2_000_000,
        "plain_arrays",
        "the same columns, types and look-ups, written by hand",
        ("numpy", "pyarrow"),
    ),
    Contestant(
        "plain",
        "sqllocks-shape",
        2_000_000,
        "plain_sqllocks_shape",
        "the same columns, its own merchants and places",
        ("sqllocks-shape",),
        _SHAPE,
    ),
    Contestant(
        "plain",
        "mimesis",
        20_000,
        "plain_mimesis",
        "the same columns, each drawn alone",
        ("mimesis",),
        ("mimesis==22.2.0",),
    ),
    Contestant("plain", "faker", 10_000, "plain_faker", "the same columns, each drawn alone", ("faker",)),
    Contestant("fraud", OURS, 6000, "fraud_nonesuch", "the pack `fraud`, every row held against its rules", (OURS,)),
    Contestant("fraud", f"{OURS} unchecked", 6000, "fraud_unchecked", "the same with `check=False`", (OURS,)),
    Contestant(
        "fraud",
        "numpy + pyarrow",
        6000,
        "fraud_arrays",
        "columns of the same types and widths, each drawn alone",
        ("numpy", "pyarrow"),
    ),
    Contestant(
        "fraud",
        "sqllocks-shape",
        1,
        "fraud_sqllocks_shape",
        "its pack `financial` at scale medium",
        ("sqllocks-shape",),
        _SHAPE,
    ),
    Contestant(
        "medical", OURS, 225_000, "medical_nonesuch", "the pack `medical`, every row held against its rules", (OURS,)
    ),
    Contestant("medical", f"{OURS} unchecked", 225_000, "medical_unchecked", "the same with `check=False`", (OURS,)),
    Contestant(
        "medical",
        "numpy + pyarrow",
        225_000,
        "medical_arrays",
        "columns of the same types and widths, each drawn alone",
        ("numpy", "pyarrow"),
    ),
    Contestant(
        "medical",
        "sqllocks-shape",
        1,
        "medical_sqllocks_shape",
        "its pack `healthcare` at scale medium",
        ("sqllocks-shape",),
        _SHAPE,
    ),
)


def peer_packages() -> dict[str, list[str]]:
    """Packages of each contestant that has an environment of its own."""
    return {one.name: list(one.packages) for one in CONTESTANTS if one.packages}
