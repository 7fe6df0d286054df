"""How varied texts are: repetition, vocabulary, near-duplicates, against bands taken from what people write.

Figures that grow or shrink with the number of texts are taken at fixed budgets (20,000 tokens, 1,000 texts for
self-BLEU, 5,000 for duplicates, 200,000 bytes for compression), so that they may be compared between corpora. The
texts of a budget are those with the smallest hashes, hence do not depend on the order of rows.
"""

from __future__ import annotations

import hashlib
import math
import re
import unicodedata
import zlib
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, RootModel

from nonesuch.errors import UsageError, nearest
from nonesuch.tomlfile import load_model, read_toml

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import polars as pl
    from numpy.typing import NDArray

__all__ = ["Diversity", "DiversityFinding", "diversity_bands", "judge_diversity", "measure_diversity"]

_WORD = r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+(?:['\u2019][^\W_]+)*"  # takes long to compile, and few runs need it
_TOKEN = _WORD + r"|[^\w\s]"
_TOKENS, _TEXTS, _BLEU_TEXTS, _BYTES, _READ = 20_000, 5_000, 1_000, 200_000, 200_000
_PRIME = np.uint64((1 << 61) - 1)
_BANDS = Path(__file__).parent / "diversity_bands.toml"

Gram = tuple[str, ...]


@dataclass(frozen=True)
class Diversity:
    """Figures of a corpus.

    Attributes:
        texts: Texts given.
        self_bleu4: Mean BLEU-4 of each text against all others (Zhu et al., "Texygen", SIGIR 2018); 1 if all are alike.
        distinct_1: Share of distinct words and signs among all (Li et al., NAACL 2016).
        distinct_2: The same for pairs.
        distinct_3: The same for triples.
        gzip_ratio: How many times smaller the texts get when compressed (zlib, level 9).
        novelty_4: Share of runs of 4 in one half of the texts that do not occur in the other.
        heaps: Exponent of vocabulary growth between a tenth and all of the tokens, without tokens that hold digits
            (Heaps' law); near 0 for a closed vocabulary.
        duplicates: Share of texts that repeat another, case and spaces aside.
        near_duplicates: Share of texts with another at an estimated Jaccard similarity of 0.8 or more on runs of three
            words, numbers and slots masked (MinHash: Broder, SEQUENCES 1997).
    """

    texts: int
    self_bleu4: float
    distinct_1: float
    distinct_2: float
    distinct_3: float
    gzip_ratio: float
    novelty_4: float
    heaps: float | None
    duplicates: float
    near_duplicates: float


@dataclass(frozen=True)
class DiversityFinding:
    """A figure outside of its band.

    Attributes:
        figure: Name of the figure.
        value: What was measured.
        low: Least value of the band.
        high: Greatest value of the band.
    """

    figure: str
    value: float
    low: float
    high: float


class _Band(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    self_bleu4: tuple[float, float]
    distinct_2: tuple[float, float]
    distinct_3: tuple[float, float]
    gzip_ratio: tuple[float, float]
    novelty_4: tuple[float, float]
    near_duplicates: tuple[float, float]
    heaps: tuple[float, float]
    duplicates: tuple[float, float]


class _Bands(RootModel[dict[str, _Band]]):
    pass


def diversity_bands() -> dict[str, dict[str, tuple[float, float]]]:
    """Give the bands that ship: by name, for each figure its least and greatest value.

    Returns:
        The bands ``must``, ``customer``, ``agent``, ``wild`` and ``chinese``.

    Example:
        >>> diversity_bands()["customer"]["self_bleu4"]
        (0.4, 0.55)
    """
    bands = load_model(_Bands, read_toml(_BANDS), path=_BANDS).root
    return {name: band.model_dump() for name, band in bands.items()}


def judge_diversity(diversity: Diversity, band: str) -> list[DiversityFinding]:
    """Hold figures against a band.

    Args:
        diversity: The figures.
        band: Name of a band.

    Returns:
        The figures outside of it; empty if all is well.

    Raises:
        UsageError: If there is no such band.

    Example:
        >>> figures = Diversity(9, 0.9, 0.1, 0.4, 0.6, 3.5, 0.8, 0.5, 0.0, 0.1)
        >>> judge_diversity(figures, "customer")
        [DiversityFinding(figure='self_bleu4', value=0.9, low=0.4, high=0.55)]
    """
    bands = diversity_bands()
    if band not in bands:
        raise UsageError(f"unknown band {band!r}", hint=nearest(band, bands))
    values = asdict(diversity)
    return [
        DiversityFinding(figure, values[figure], low, high)
        for figure, (low, high) in bands[band].items()
        if values[figure] is not None and not low <= values[figure] <= high
    ]


def measure_diversity(texts: pl.Series, *, seed: int = 0) -> Diversity:
    """Measure how varied texts are.

    Args:
        texts: The texts; empty ones and nulls are left out. Of more than 200,000, as many at even distances are read.
        seed: Chooses the texts of the budgets.

    Returns:
        The figures.

    Raises:
        UsageError: If there are fewer than two texts.

    Example:
        >>> import polars as pl
        >>> measure_diversity(pl.Series(["the cat sat here", "the cat sat here", "a dog ran by"])).duplicates
        0.3333
    """
    said = texts.drop_nulls()
    said = said.filter(said.str.strip_chars() != "")
    if len(said) < 2:
        raise UsageError("diversity needs at least two texts", found=len(said))
    listed = said.gather_every(-(-len(said) // _READ)).to_list()
    chosen = _sample(listed, seed)
    few = chosen[:_TEXTS]
    budget = _token_budget(chosen)
    return Diversity(
        texts=len(said),
        self_bleu4=_self_bleu([_tokens(text) for text in chosen[:_BLEU_TEXTS]]),
        distinct_1=_distinct(budget, 1),
        distinct_2=_distinct(budget, 2),
        distinct_3=_distinct(budget, 3),
        gzip_ratio=_compression(chosen),
        novelty_4=_novelty(budget),
        heaps=_heaps([token for text in budget for token in text][:_TOKENS]),
        duplicates=round(1 - len({_plain(text) for text in few}) / len(few), 4),
        near_duplicates=_near_duplicates([_masked(text) for text in few]),
    )


def _sample(texts: Sequence[str], seed: int) -> list[str]:
    """Sort texts by a hash of text and how many equal ones came before: any beginning of the list is a fair sample."""
    seen: Counter[str] = Counter()
    keys = []
    for place, text in enumerate(texts):
        mark = f"{seed}|{seen[text]}|{text}".encode("utf-8", "surrogatepass")
        keys.append((hashlib.blake2b(mark, digest_size=8).digest(), place))
        seen[text] += 1
    return [texts[place] for _, place in sorted(keys)]


def _tokens(text: str) -> list[str]:
    return re.findall(_TOKEN, unicodedata.normalize("NFKC", text).lower())


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _masked(text: str) -> str:
    """Let links, handles, slots and numbers look alike."""
    masked = re.sub(r"https?://\S+", "<u>", _plain(text))
    masked = re.sub(r"@\w+", "<h>", masked)
    masked = re.sub(r"\{\{?[^{}]*\}\}?", "<s>", masked)
    return re.sub(r"\d[\d,.:/-]*", "0", masked)


def _grams(tokens: Sequence[str], n: int) -> Iterator[Gram]:
    return zip(*(tokens[i:] for i in range(n)), strict=False)


def _token_budget(texts: Sequence[str]) -> list[list[str]]:
    budget: list[list[str]] = []
    size = 0
    for text in texts:
        if size >= _TOKENS:
            break
        budget.append(_tokens(text))
        size += len(budget[-1])
    return budget


def _distinct(texts: Sequence[Sequence[str]], n: int) -> float:
    grams = [gram for text in texts for gram in _grams(text, n)]
    return round(len(set(grams)) / len(grams), 4) if grams else 0.0


def _novelty(texts: Sequence[Sequence[str]]) -> float:
    half = len(texts) // 2
    known = {gram for text in texts[:half] for gram in _grams(text, 4)}
    grams = [gram for text in texts[half:] for gram in _grams(text, 4)]
    return round(sum(gram not in known for gram in grams) / len(grams), 4) if grams else 0.0


def _compression(texts: Sequence[str]) -> float:
    data = bytearray()
    for text in texts:
        if len(data) >= _BYTES:
            break
        data += _plain(text).encode() + b"\n"
    return round(len(data[:_BYTES]) / len(zlib.compress(bytes(data[:_BYTES]), 9)), 3)


def _heaps(tokens: Sequence[str]) -> float | None:
    words = [token for token in tokens if not any(char.isdigit() for char in token)]
    marks = {int(len(words) * tenth / 10) for tenth in range(1, 11)}
    seen: set[str] = set()
    points = []
    for count, word in enumerate(words, 1):
        seen.add(word)
        if count in marks:
            points.append((math.log(count), math.log(len(seen))))
    if len(points) < 3:
        return None
    x, y = (sum(values) / len(points) for values in zip(*points, strict=True))
    slope = sum((a - x) * (b - y) for a, b in points) / sum((a - x) ** 2 for a, _ in points)
    return round(float(slope), 3)


def _self_bleu(texts: Sequence[list[str]]) -> float:
    """Score each text against all others: clipped counts come from the two highest counts of each n-gram.

    A zero match counts as 0.1; orders longer than the text are left out; brevity is that of the closest length.
    """
    texts = [text for text in texts if text]
    counted = [[Counter(_grams(text, n)) for n in range(1, 5)] for text in texts]
    highest = _highest(counted)
    lengths = Counter(map(len, texts))
    scores = [
        math.exp(_brevity(len(text), lengths) + _precision(i, len(text), counted[i], highest))
        for i, text in enumerate(texts)
    ]
    return round(sum(scores) / max(1, len(scores)), 4)


def _highest(counted: Sequence[Sequence[Counter[Gram]]]) -> dict[Gram, tuple[int, int, int]]:
    """Find for each n-gram its highest count, the text that has it, and the highest count of any other text."""
    highest: dict[Gram, tuple[int, int, int]] = {}
    for text, counters in enumerate(counted):
        for counter in counters:
            for gram, count in counter.items():
                best, owner, second = highest.get(gram, (0, -1, 0))
                highest[gram] = (count, text, best) if count > best else (best, owner, max(second, count))
    return highest


def _precision(
    text: int, length: int, counters: Sequence[Counter[Gram]], highest: dict[Gram, tuple[int, int, int]]
) -> float:
    logs = []
    for n, counter in enumerate(counters):
        if length <= n:
            break
        matched = 0
        for gram, count in counter.items():
            best, owner, second = highest[gram]
            matched += min(count, second if owner == text else best)
        logs.append(math.log((matched or 0.1) / (length - n)))
    return sum(logs) / len(logs)


def _brevity(length: int, lengths: Counter[int]) -> float:
    others = [other for other, count in lengths.items() if count > (other == length)]
    closest = min(others, key=lambda other: (abs(other - length), other), default=length)
    return 0.0 if length >= closest else 1 - closest / length


def _near_duplicates(texts: Sequence[str], *, threshold: float = 0.8, hashes: int = 64, bands: int = 16) -> float:
    counts = Counter(texts)
    distinct = sorted(counts)
    signatures = np.stack([_signature(text, *_multipliers(hashes)) for text in distinct])
    near = np.zeros(len(distinct), bool)
    for low, high in pairwise(range(0, hashes + 1, hashes // bands)):
        buckets: dict[bytes, list[int]] = defaultdict(list)
        for i, row in enumerate(signatures[:, low:high]):
            buckets[row.tobytes()].append(i)
        for members in buckets.values():
            if len(members) > 1:
                _mark_near(signatures, near, members[:200], threshold)
    found = sum(counts[text] for text, close in zip(distinct, near, strict=True) if close or counts[text] > 1)
    return round(found / len(texts), 4)


def _multipliers(hashes: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    rng = np.random.Generator(np.random.PCG64(7))
    return (
        rng.integers(1, 1 << 31, hashes, dtype=np.uint64),
        rng.integers(0, 1 << 31, hashes, dtype=np.uint64),
    )


def _signature(text: str, a: NDArray[np.uint64], b: NDArray[np.uint64]) -> NDArray[np.uint64]:
    words = re.findall(_WORD, text)
    shingles = set(_grams(words, 3)) or {tuple(words)}
    hashed = np.array([zlib.crc32(" ".join(shingle).encode()) for shingle in shingles], np.uint64)
    signature: NDArray[np.uint64] = ((hashed[:, None] * a + b) % _PRIME).min(axis=0)
    return signature


def _mark_near(signatures: NDArray[np.uint64], near: NDArray[np.bool_], members: list[int], threshold: float) -> None:
    rows = signatures[members]
    for place, member in enumerate(members):
        if not near[member]:
            equal = (rows == rows[place]).mean(axis=1)
            equal[place] = 0
            near[member] = equal.max() >= threshold
