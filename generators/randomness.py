"""Named, counter-based randomness: the same names give the same numbers, on any worker, in any order.

A stream is a numpy ``Generator`` over Philox4x64-10 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as
1, 2, 3", SC 2011), keyed by a blake2b digest of its names. Nothing here keeps or touches global state.
"""

from __future__ import annotations

import hashlib
import sys
from typing import TYPE_CHECKING

import numpy as np
from numpy.random.bit_generator import ISeedSequence

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["cell_uniforms", "cell_words", "digest", "mix64", "random_u16", "random_u32", "stream"]

_SWAP = sys.byteorder == "big"


def digest(*names: str | int) -> int:
    """Hash names to 128 bits; unlike ``hash`` it is the same on every machine and run.

    Args:
        *names: Texts and integers; ``1`` and ``"1"`` differ, and so do ``("a", "bc")`` and ``("ab", "c")``.

    Returns:
        An integer in [0, 2**128).

    Example:
        >>> digest("patients", 0) == digest("patients", 0), digest("a", "bc") == digest("ab", "c")
        (True, False)
    """
    return int.from_bytes(_hash(names), "little")


def _hash(names: tuple[str | int, ...]) -> bytes:
    spelled = [(f"i{name}" if isinstance(name, int) else f"s{name}").encode() for name in names]
    told = b"".join([len(data).to_bytes(4, "little") + data for data in spelled])
    return hashlib.blake2b(told, digest_size=16).digest()


class _Key(ISeedSequence):
    """The key of a stream, as numpy asks for it; ``Philox(key=...)`` would collect entropy first and throw it away."""

    def __init__(self, *names: str | int) -> None:
        self._words = np.frombuffer(_hash(names), dtype="<u8").astype(np.uint64)

    def generate_state(self, n_words: int, dtype: object = np.uint64) -> NDArray[np.uint64]:  # noqa: ARG002 - always two
        """The 128 bits of the key."""
        return self._words


def stream(seed: int, *names: str | int) -> np.random.Generator:
    """Open the stream of random numbers that belongs to these names.

    Args:
        seed: The run's seed, any integer.
        *names: What the numbers are for, usually domain, table, column and block number.

    Returns:
        A fresh generator that stands at the beginning of the stream.

    Example:
        >>> stream(7, "fraud", "cards", "issued_on", 0).integers(100, size=3)
        array([25, 75, 31])
    """
    return np.random.Generator(np.random.Philox(_Key(seed, *names)))  # type: ignore[arg-type]  # any ISeedSequence will do


def random_u16(rng: np.random.Generator, n: int) -> NDArray[np.uint16]:
    """Draw n integers, uniform in [0, 65536); a longer draw begins with the shorter one.

    Args:
        rng: A stream whose bit generator is Philox.
        n: How many, >= 0.

    Returns:
        Array of shape (n,), uint16.

    Example:
        >>> random_u16(stream(1, "doc"), 3)
        array([21104, 64380,  5150], dtype=uint16)
    """
    return _raw(rng, -(-n // 4), np.dtype(np.uint16))[:n]


def random_u32(rng: np.random.Generator, n: int) -> NDArray[np.uint32]:
    """Draw n integers, uniform in [0, 2**32); a longer draw begins with the shorter one.

    Args:
        rng: A stream whose bit generator is Philox.
        n: How many, >= 0.

    Returns:
        Array of shape (n,), uint32.

    Example:
        >>> random_u32(stream(1, "doc"), 2)
        array([4219228784, 3040941086], dtype=uint32)
    """
    return _raw(rng, -(-n // 2), np.dtype(np.uint32))[:n]


def _raw(rng: np.random.Generator, words: int, dtype: np.dtype[np.unsignedinteger]) -> NDArray[np.unsignedinteger]:
    raw = rng.bit_generator.random_raw(words)
    return (raw.byteswap() if _SWAP else raw).view(dtype)


def cell_uniforms(key: int, rows: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Give every row number its own uniform, whatever the chunk it is asked in.

    Where a whole column is drawn at once, `stream` is faster; this is for draws by row number (learned tables, ranges
    of rows made apart). The mixing function is the finalizer of SplitMix64 (Steele, Lea, Flood: "Fast splittable
    pseudorandom number generators", OOPSLA 2014), applied twice.

    Args:
        key: Any integer, usually a `digest` of names; its low 64 bits count.
        rows: Row numbers, shape (n,), uint64.

    Returns:
        Array of shape (n,), float64 in [0, 1).

    Example:
        >>> a = cell_uniforms(5, np.arange(10, dtype=np.uint64))
        >>> bool((cell_uniforms(5, np.arange(4, 10, dtype=np.uint64)) == a[4:]).all())
        True
    """
    return np.asarray((cell_words(key, rows) >> np.uint64(11)) * 2.0**-53)


def cell_words(key: int, rows: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Give every row number its own 64 random bits, whatever the chunk they are asked in.

    Args:
        key: Any integer, usually a `digest` of names; its low 64 bits count.
        rows: Row numbers, shape (n,), uint64.

    Returns:
        Array of shape (n,), uint64; `cell_uniforms` is its upper 53 bits.

    Example:
        >>> cell_words(5, np.arange(2, dtype=np.uint64)) >> np.uint64(56)
        array([197, 212], dtype=uint64)
    """
    low = np.uint64(key & 0xFFFFFFFFFFFFFFFF)
    with np.errstate(over="ignore"):
        return mix64(mix64(rows * np.uint64(0x9E3779B97F4A7C15) + low) + low)


def mix64(x: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Scramble 64-bit integers, one to one (finalizer of SplitMix64).

    Args:
        x: Shape (n,), uint64.

    Returns:
        Shape (n,), uint64.

    Example:
        >>> mix64(np.array([0, 1], dtype=np.uint64))
        array([                  0, 6238072747940578789], dtype=uint64)
    """
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))
