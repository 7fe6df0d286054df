"""Fitting the private model: measure columns with the label, select pairs, measure those, make all consistent."""

from __future__ import annotations

import math
import secrets
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from nonesuch.generators.synthesizers.codes.levels import LevelsField
from nonesuch.generators.synthesizers.codes.table import TableCodes
from nonesuch.generators.synthesizers.private.accounting import Budget, epsilon_for, variance_for
from nonesuch.generators.synthesizers.private.domain import candidate_fields, keep_levels
from nonesuch.generators.synthesizers.private.model import PrivateModel, PrivatePart
from nonesuch.generators.synthesizers.private.noise import choose, discrete_gaussian
from nonesuch.generators.synthesizers.private.tables import coarse_groups, fit_margins, shrink, to_simplex

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl
    from numpy.typing import NDArray

    from nonesuch.generators.synthesizers.metadata import Column

__all__ = ["PrivateSettings", "learn_private"]

_LABEL_GROUPS = 6
_MOST_GROUPS = 8


@dataclass(frozen=True)
class PrivateSettings:
    """Settings of the private engine.

    Attributes:
        epsilon: 0.01 to 100; above 10 nothing should be called private.
        delta: In (0, 0.1), far below one in the number of rows.
        noise_seed: For tests only: whoever knows it can take the noise off.
        shares: Of the budget: cells of numbers, label, columns with the label, choice of pairs, pairs with the label.
    """

    epsilon: float = 1.0
    delta: float = 1e-7
    noise_seed: int | None = None
    shares: tuple[Fraction, ...] = tuple(Fraction(share, 100) for share in (4, 3, 36, 8, 49))


@dataclass(frozen=True)
class _Measured:
    """One part, measured and made consistent.

    Attributes:
        part: Which part.
        groups: Shape (size,), the group of each code.
        coarse: Shape (groups, labels), counts of groups by label.
        inside: Shape (size,), share of each code in its group, over all labels together, so that noise does not pass
            for a pattern.
    """

    part: int
    groups: NDArray[np.int64]
    coarse: NDArray[np.float64]
    inside: NDArray[np.float64]

    @property
    def size(self) -> int:
        """How many groups there are."""
        return len(self.coarse)


def learn_private(
    table: pl.DataFrame, columns: Mapping[str, Column], label: str | None, settings: PrivateSettings
) -> tuple[TableCodes, PrivateModel, dict[str, Any]]:
    """Fit with differential privacy.

    Args:
        table: Shape (n, columns).
        columns: The columns to learn; declared levels and bounds are public.
        label: Column that all others are drawn given.
        settings: Epsilon, delta and how the budget is split.

    Returns:
        The codes, the model, and the account of the budget.
    """
    seed = secrets.randbits(128) if settings.noise_seed is None else settings.noise_seed
    rng = np.random.Generator(np.random.Philox(key=seed))
    budget = Budget(settings.epsilon, settings.delta)
    fields = candidate_fields(table, columns, budget, settings.shares[0], rng)
    fitting = _Fitting(table, columns, fields, budget, (settings.shares, rng))
    model = fitting.run(label)
    account = budget.account()
    account["public"] = ["names and types of columns", *(f"levels or bounds of {name}" for name in fitting.declared)]
    account["read_off_the_data"] = "sdtypes and formats of columns that no metadata declare"
    account["noise"] = "discrete Gaussian, exact sampler, " + (
        "secret key" if settings.noise_seed is None else "TEST KEY"
    )
    return TableCodes(fitting.fields), model, account


class _Fitting:
    """One fit under way: the table, what is known of its columns by now, and the budget."""

    def __init__(
        self,
        table: pl.DataFrame,
        columns: Mapping[str, Column],
        fields: dict[str, Any],
        budget: Budget,
        spending: tuple[tuple[Fraction, ...], np.random.Generator],
    ) -> None:
        self.table, self.columns, self.fields = table, columns, fields
        self.budget = budget
        self.shares, self.rng = spending
        self.declared = [
            name for name, column in columns.items() if column.levels is not None or column.low is not None
        ]
        self.codes: dict[str, list[NDArray[np.int64]]] = {}
        self.label_codes = np.zeros(table.height, np.int64)
        self.label_counts = np.zeros(1)

    def run(self, label: str | None) -> PrivateModel:
        parts = []
        if label is not None:
            parts.append(self._measure_label(label))
        else:
            self.label_counts = np.array([float(max(1, self._noisy_rows()))])
        measured = self._measure_columns(label)
        places = TableCodes(self.fields).places
        numbered = [
            replace(entry, part=places[name].start + i)
            for name, entries in measured.items()
            for i, entry in enumerate(entries)
        ]
        if label is not None:
            parts[0] = PrivatePart(places[label].start, -1, parts[0].groups, parts[0].cumulated)
            parts += _others_of_label(places[label], self.fields[label], len(self.label_counts))
        codes = [codes for name in measured for codes in self.codes[name]]
        return PrivateModel((*parts, *self._grow_tree(numbered, codes)), len(self.label_counts), label is not None)

    def _noisy_rows(self) -> int:
        rho = self.budget.spend("number of rows", self.shares[1], 1)
        return self.table.height + int(discrete_gaussian(variance_for(rho), 1, self.rng)[0])

    def _measure_label(self, label: str) -> PrivatePart:
        rho = self.budget.spend("label", self.shares[1], 1)
        variance = variance_for(rho)
        codes = self.fields[label].encode(self.table[label])[0].astype(np.int64)
        size = self.fields[label].parts[0].size
        noisy = np.bincount(codes, minlength=size) + discrete_gaussian(variance, size, self.rng).astype(float)
        kept = self._select(label, noisy[:, None], variance)
        codes = self.fields[label].encode(self.table[label])[0].astype(np.int64)
        counts = np.maximum(kept[:, 0], 0.0)
        total = max(1.0, float(counts.sum()))
        counts = np.maximum(to_simplex(kept[:, 0], total), 0.0)
        ordered = self.fields[label].parts[0].ordered
        groups = coarse_groups(counts, ordered=ordered, least=6 * math.sqrt(variance), most=_LABEL_GROUPS)
        self.label_codes = groups.take(codes)
        self.label_counts = np.maximum(np.bincount(groups, counts), 1.0)
        return PrivatePart(0, -1, groups, _cumulate(counts[None]))

    def _select(self, name: str, noisy: NDArray[np.float64], variance: int) -> NDArray[np.float64]:
        """Forget levels that one row could have brought; what is left to the total becomes the rare code's count."""
        field = self.fields[name]
        if not isinstance(field, LevelsField):
            return noisy
        public = self.columns[name].levels is not None or field.dtype == "Boolean"
        spread = math.sqrt(noisy.shape[1] * variance)
        risk = self.budget.selection_delta / max(len(self.columns), 1)
        threshold = 1 + spread * math.sqrt(2 * math.log(1 / risk))
        levels = len(field.levels)
        kept = keep_levels(field, noisy[:levels].sum(1), threshold, public=public)
        self.fields[name] = kept
        places = [field.levels.index(level) for level in kept.levels if level in field.levels]
        counted = noisy[places] if places else np.zeros((1, noisy.shape[1]))
        rest = (
            np.maximum(self.label_counts - counted.sum(0) - noisy[-1], 0.0)
            if len(self.label_counts) == noisy.shape[1]
            else noisy[levels]
        )
        if public:
            rest = noisy[levels]
        return np.vstack([counted, rest[None], noisy[-1:]])

    def _measure_columns(self, label: str | None) -> dict[str, list[_Measured]]:
        names = [name for name in self.fields if name != label]
        queries = sum(len(self.fields[name].parts) for name in names)
        variance = variance_for(self.budget.spend("columns with the label", self.shares[2], max(queries, 1)))
        labels = len(self.label_counts)
        measured: dict[str, list[_Measured]] = {}
        for name in names:
            raw = [codes.astype(np.int64) for codes in self.fields[name].encode(self.table[name])]
            tables = [
                np.bincount(codes * labels + self.label_codes, minlength=part.size * labels).reshape(part.size, labels)
                + discrete_gaussian(variance, part.size * labels, self.rng).reshape(part.size, labels)
                for codes, part in zip(raw, self.fields[name].parts, strict=True)
            ]
            first = self._select(name, tables[0].astype(np.float64), variance)
            self.codes[name] = [codes.astype(np.int64) for codes in self.fields[name].encode(self.table[name])]
            measured[name] = [
                self._consistent(counts.astype(np.float64), part.ordered, variance)
                for counts, part in zip([first, *tables[1:]], self.fields[name].parts, strict=True)
            ]
        return measured

    def _consistent(self, noisy: NDArray[np.float64], ordered: bool, variance: int) -> _Measured:  # noqa: FBT001 - inner
        if noisy[-1].sum() < 3 * math.sqrt(variance * len(self.label_counts)):
            noisy[-1] = -noisy.sum()  # nothing speaks for missing values: the projection makes them impossible
        fine = np.stack([to_simplex(noisy[:, i], total) for i, total in enumerate(self.label_counts)], 1)
        rows = fine.sum(1)
        least = max(3 * math.sqrt(variance * len(self.label_counts)), 1.0)
        groups = coarse_groups(rows, ordered=ordered, least=least, most=_MOST_GROUPS)
        coarse = np.zeros((int(groups.max()) + 1, fine.shape[1]))
        np.add.at(coarse, groups, fine)
        held = np.where(rows > 0, rows, np.where(np.arange(len(rows)) < len(rows) - 1, 1e-9, 0.0))
        return _Measured(-1, groups, coarse, held / np.bincount(groups, held)[groups])

    def _grow_tree(self, measured: list[_Measured], codes: list[NDArray[np.int64]]) -> list[PrivatePart]:
        if not measured:
            return []
        coarse = [entry.groups.take(code) for entry, code in zip(measured, codes, strict=True)]
        edges = self._choose_edges(measured, coarse)
        joint = self._measure_edges(edges, measured, coarse)
        neighbours: dict[int, list[int]] = {place: [] for place in range(len(measured))}
        for a, b in edges:
            neighbours[a].append(b)
            neighbours[b].append(a)
        parts: list[PrivatePart] = []
        reached: set[int] = set()
        for root in range(len(measured)):
            waiting = [] if root in reached else [root]
            parts += [_root(measured[place]) for place in waiting]
            while waiting:
                parent = waiting.pop(0)
                reached.add(parent)
                children = [child for child in neighbours[parent] if child not in reached]
                parts += [
                    _child(measured[parent], measured[child], _turned(joint, parent, child)) for child in children
                ]
                waiting += children
        return parts

    def _choose_edges(self, measured: list[_Measured], coarse: list[NDArray[np.int64]]) -> list[tuple[int, int]]:
        count = len(measured) - 1
        if count < 1:
            return []
        rho = self.budget.spend("choice of pairs", self.shares[3], count)
        sigma = math.sqrt(variance_for(self.budget.total * self.shares[4] / count))
        epsilon = epsilon_for(rho)
        pairs = np.array(list(combinations(range(len(measured)), 2)))
        scores = np.array([self._score(measured[a], measured[b], coarse[a], coarse[b], sigma) for a, b in pairs])
        owner = np.arange(len(measured))
        edges = []
        for _ in range(count):
            open_ = np.flatnonzero(owner[pairs[:, 0]] != owner[pairs[:, 1]])
            chosen = choose(np.append(scores[open_], 0), epsilon, self.rng)
            if chosen == len(open_):
                break
            a, b = pairs[open_[chosen]]
            owner[owner == owner[b]] = owner[a]
            edges.append((int(a), int(b)))
        return edges

    def _score(
        self, a: _Measured, b: _Measured, left: NDArray[np.int64], right: NDArray[np.int64], sigma: float
    ) -> int:
        """How far the real pair lies from independence given the label, less the noise that measuring it would cost."""
        labels = len(self.label_counts)
        real = self._count(a, b, left, right)
        expected = a.coarse[:, None] * b.coarse[None] / self.label_counts
        cost = math.sqrt(2 / math.pi) * sigma * a.size * b.size * labels
        return math.floor(float(np.abs(real - expected).sum())) - math.floor(cost)

    def _count(
        self, a: _Measured, b: _Measured, left: NDArray[np.int64], right: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        labels = len(self.label_counts)
        keys = (left * b.size + right) * labels + self.label_codes
        return np.bincount(keys, minlength=a.size * b.size * labels).reshape(a.size, b.size, labels)

    def _measure_edges(
        self, edges: list[tuple[int, int]], measured: list[_Measured], coarse: list[NDArray[np.int64]]
    ) -> dict[tuple[int, int], NDArray[np.float64]]:
        if not edges:
            return {}
        rho = self.budget.spend("pairs with the label", self.shares[4], len(edges))
        variance = variance_for(rho)
        joint = {}
        for a, b in edges:
            real = self._count(measured[a], measured[b], coarse[a], coarse[b])
            noisy = real + discrete_gaussian(variance, real.size, self.rng).reshape(real.shape)
            left, right = (np.maximum(measured[i].coarse, 1e-6) for i in (a, b))
            expected = left[:, None] * right[None] / self.label_counts
            flat = to_simplex(shrink(noisy, expected, variance).reshape(-1), float(self.label_counts.sum()))
            joint[a, b] = fit_margins(flat.reshape(real.shape) + 1e-3 * expected, left, right)
        return joint


def _turned(joint: dict[tuple[int, int], NDArray[np.float64]], parent: int, child: int) -> NDArray[np.float64]:
    return joint[parent, child] if (parent, child) in joint else joint[child, parent].transpose(1, 0, 2)


def _root(first: _Measured) -> PrivatePart:
    shares = (first.coarse[first.groups] * first.inside[:, None]).T
    return PrivatePart(first.part, -1, first.groups, _cumulate(shares))


def _child(parent: _Measured, child: _Measured, joint: NDArray[np.float64]) -> PrivatePart:
    """Shares of the child's codes in every context: its groups given the parent's, its codes given the group."""
    given = joint[:, child.groups, :] * child.inside[None, :, None]
    contexts = given.transpose(0, 2, 1).reshape(-1, len(child.groups))
    return PrivatePart(child.part, parent.part, child.groups, _cumulate(contexts))


def _others_of_label(places: range, field: Any, labels: int) -> list[PrivatePart]:
    """Parts of a label after its first (the time of day of a moment) are spread evenly."""
    sizes = [part.size for part in field.parts[1:]]
    return [
        PrivatePart(part, -1, np.zeros(size, np.int64), _cumulate(np.ones((1, size))).repeat(labels, 0))
        for part, size in zip(places[1:], sizes, strict=True)
    ]


def _cumulate(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    totals = counts.sum(1, keepdims=True)
    shares = np.where(totals > 0, counts / np.maximum(totals, 1e-12), 1 / counts.shape[1])
    cumulated = np.minimum(np.round(np.cumsum(shares, 1), 12), 1.0)
    cumulated[:, -1] = 1.0
    return np.asarray(cumulated)
