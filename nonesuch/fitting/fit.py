"""A pack's statistical core, fitted to private data: `fit_pack`."""

from __future__ import annotations

import shutil
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from nonesuch.contracts import contracts_folder
from nonesuch.copying import copy_pack
from nonesuch.errors import NonesuchError, UsageError, nearest
from nonesuch.fitting.core import Core, write_core
from nonesuch.fitting.limits import limits_of
from nonesuch.fitting.source import read_source, typed
from nonesuch.fitting.wanted import Wanted, want
from nonesuch.generators.pack import load_pack
from nonesuch.generators.synthesizers import Metadata, Synthesizer
from nonesuch.generators.synthesizers.metadata import Column
from nonesuch.generators.table import NAME
from nonesuch.manifest import privacy_of
from nonesuch.pack_check import draw_pack
from nonesuch.packs import find_pack
from nonesuch.plural import counted
from nonesuch.sinks import writing
from nonesuch.twin.bounds import declare_bounds, require_bounds
from nonesuch.twin.evidence import missing_evidence, verdict_of
from nonesuch.twin.judging import judge_table
from nonesuch.twin.splitting import split_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from nonesuch.generators.pack import Pack
    from nonesuch.twin.judging import Judgement
    from nonesuch.validators.privacy import Verdict

__all__ = ["FitResult", "fit_pack"]


_ENGINES = ("copula", "private", "tree")
"""Engines whose models can be kept as a file."""


@dataclass(frozen=True)
class FitResult:
    """What came of fitting a pack.

    Attributes:
        folder: Where the pack lies; None if the gate refused.
        verdict: What the privacy gate says; None for the private engine, whose claim is proved, not tested.
        forced: Whether the pack was written although the gate refuses.
        label: What the pack's rows may be called; empty if the gate refused.
        broken: Rules that no longer hold, and what was found.
        redrawn: Families of the trial run that were drawn again since a row of theirs broke a rule.
        set_aside: Families that broke a rule in every draw.
        notes: What is worth knowing of how the data were read.
        evidence: Why the gate proves nothing, where it would have let a leak of half the rows pass; else empty.
    """

    folder: Path | None
    verdict: Verdict | None
    forced: bool = False
    label: str = ""
    broken: Mapping[str, str] = field(default_factory=dict)
    redrawn: int = 0
    set_aside: int = 0
    notes: tuple[str, ...] = ()
    evidence: str = ""

    @property
    def passed(self) -> bool:
        """Whether the gate passes and could have seen a leak, or there is none to pass."""
        return self.verdict is None or (self.verdict.passed and not self.evidence)

    @property
    def outcome(self) -> str:
        """What the gate says: ``passed``, ``refused``, or why there is no evidence."""
        reasons = () if self.verdict is None else self.verdict.reasons
        return verdict_of({"": reasons}, {"": self.evidence})


@dataclass(frozen=True)
class _Order:
    """How to fit."""

    engine: str
    label: str | None
    holdout: float
    seed: int
    bounds: Mapping[str, tuple[float, float]]
    options: Mapping[str, Any]


def fit_pack(
    domain: str | Path,
    data: Any,
    *,
    table: str,
    columns: Sequence[str],
    out: str | Path,
    given: Sequence[str] = (),
    map: Mapping[str, Mapping[str, str]] | Path | None = None,  # noqa: A002 - as on the command line
    engine: str = "tree",
    label: str | None = None,
    holdout: float = 0.3,
    seed: int = 0,
    force: bool = False,
    bounds: Mapping[str, tuple[float, float]] | None = None,
    rows: int = 1000,
    tell: Callable[[str], None] = lambda _: None,
    **options: Any,
) -> FitResult:
    """Copy a pack and let columns of one table be drawn by a model of private data; words and rules stay.

    The model is fitted to a training part of the rows; the privacy gate compares it with the rows kept back, and if it
    refuses, nothing is written. The private engine learns all rows and passes no gate: its claim is proved.

    Args:
        domain: A domain, or the path of a pack.
        data: A table (pandas, polars, Arrow), or the path of a CSV or Parquet file, or of a folder of them.
        table: The pack's table.
        columns: Its columns that are learned.
        out: Folder of the new pack; its name becomes the pack's.
        given: Columns that the model is told: of the table, or ``table.column``; a bare name is also looked for above.
        map: Our table = our column = their column, or the path of such a TOML file.
        engine: ``tree``, ``copula`` or ``private``.
        label: Learned column that is drawn first; shares asked of it are then kept with the joint distribution exact.
        holdout: Share of rows kept back, 0.1 to 0.5; tables of fewer than 3,000 rows keep half.
        seed: Of the split, the fit and the attacks.
        force: Whether to write although the gate refuses; recorded in the pack and in every manifest.
        bounds: By column of numbers the smallest and the largest number that there can be, known without a look at the
            rows; for the private engine, where the pack's contracts say nothing or something else.
        rows: Rows of the root table in the trial run that is held against the rules.
        tell: Is told what is being done.
        **options: Settings of the engine, such as ``epsilon=1.0``.

    Returns:
        Where the pack lies, what the gate says, which rules no longer hold.

    Raises:
        UsageError: If a name or setting is unknown, or the folder is there already.
        DataError: If a column is missing, identifies, or holds values of another type, or there are too few rows.
        PackError: If the table's file cannot be edited piece by piece.
        SystemFault: If files cannot be written.

    Example:
        >>> import tempfile
        >>> import nonesuch as ns
        >>> mine = ns.generate("medical", patients=200, seed=7)["vitals"]
        >>> out = Path(tempfile.mkdtemp()) / "my_medical"
        >>> fitted = ns.fit_pack(
        ...     "medical", mine, table="vitals", columns=["temperature_c"], out=out, engine="private", epsilon=1.0
        ... )
        >>> fitted.label
        'differentially private (epsilon 1, delta 1e-07)'
        >>> bool(ns.generate(out, patients=20, seed=1)["vitals"]["temperature_c"].notna().any())
        True
    """
    folder = Path(out)
    _check_folder(folder)
    if engine not in _ENGINES:
        raise UsageError(
            "a pack cannot be fitted with this engine",
            expected=", ".join(_ENGINES),
            found=engine,
            hint=nearest(engine, _ENGINES),
        )
    if not 0.1 <= holdout <= 0.5:
        raise UsageError("the hold-out is out of bounds", expected="0.1 to 0.5", found=holdout)
    if bounds and engine != "private":
        raise UsageError("bounds are for the private engine", expected="engine private", found=engine)
    pack = load_pack(find_pack(domain))
    wanted = want(pack, table, columns, given, label)
    limits = {**limits_of(pack, wanted), **(bounds or {})} if engine == "private" else {}
    order = _Order(engine, label, holdout, seed, limits, options)
    tell("reading")
    frame, notes = _read(data, wanted, map)
    tell(f"fitting {counted(len(wanted.columns), 'column')} of {counted(frame.height, 'row')}")
    train, held = (frame, frame.head(0)) if engine == "private" else split_rows(frame, holdout=holdout, seed=seed)
    model = _fit(train, wanted, order)
    judged = FitResult(None, None, notes=notes)
    if engine != "private":
        tell(f"judging it by {counted(held.height, 'row')} kept back")
        judgement = _judge(model, train, held, wanted, order)
        evidence = missing_evidence(judgement.privacy, judgement.verdict.reasons)
        judged = replace(judged, verdict=judgement.verdict, evidence=evidence)
        if not (judged.passed or force):
            return judged
    gate = None if judged.verdict is None else "passed" if judged.passed else "forced"
    core = Core(wanted, model, gate, _account(model, wanted, train, held, judged))
    tell(f"drawing {rows:,} {pack.root} to hold them against the rules")
    result = _make(folder, pack, core, rows)
    return replace(
        result, folder=folder, verdict=judged.verdict, forced=gate == "forced", notes=notes, evidence=judged.evidence
    )


def _make(folder: Path, pack: Pack, core: Core, rows: int) -> FitResult:
    """Write the pack and draw it; it appears whole or not at all."""
    aside = folder.with_name(f"{folder.name}.part")
    with writing(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(aside, ignore_errors=True)
    try:
        copy_pack(pack.folder, aside, folder.name, contracts=contracts_folder(pack))
        write_core(aside, pack, core)
        result = _try(load_pack(aside), pack, rows)
        with writing(folder):
            aside.replace(folder)
        return result
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _check_folder(folder: Path) -> None:
    if not NAME.fullmatch(folder.name):
        raise UsageError(
            "the folder's name is no name of a domain", expected="small letters, digits and _", found=folder.name
        )
    if folder.exists():
        raise UsageError("the folder exists already", place=str(folder), expected="a free name")


def _read(
    data: Any, wanted: Wanted, names: Mapping[str, Mapping[str, str]] | Path | None
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    frame = read_source(data, wanted.table, names, wanted=list(wanted.types))
    read = [typed(frame[name], dtype) for name, dtype in wanted.types.items()]
    return pl.DataFrame([series for series, _ in read]), tuple(note for _, note in read if note)


def _fit(frame: pl.DataFrame, wanted: Wanted, order: _Order) -> Synthesizer:
    """Fit the engine; what the model is told comes first, so that drawing the rest needs no weighing."""
    known = [name for name in wanted.given if name in frame.columns]
    options = dict(order.options)
    label = order.label if order.label in frame.columns else None
    if order.engine == "tree" and known:
        options["context"] = known
    if order.engine == "private" and label is None and len(known) == 1:
        label = known[0]
    is_private = order.engine == "private"
    columns = {name: _column(wanted.types[name], public=is_private) for name in frame.columns}
    metadata = declare_bounds(Metadata(columns), frame, order.bounds)
    if is_private:
        require_bounds(metadata)
    return Synthesizer.fit(frame, engine=order.engine, metadata=metadata, label=label, seed=order.seed, **options)


def _column(dtype: pl.DataType, *, public: bool) -> Column:
    """What is known of a column beforehand; the pack's words are public, so a private fit need not pay for them."""
    if dtype == pl.Boolean:
        return Column("boolean")
    if dtype.is_temporal():
        return Column("datetime")
    if dtype.is_numeric():
        return Column("numerical")
    levels = tuple(dtype.categories) if public and isinstance(dtype, pl.Enum) else None
    return Column("categorical", levels=levels)


def _judge(model: Synthesizer, train: pl.DataFrame, held: pl.DataFrame, wanted: Wanted, order: _Order) -> Judgement:
    def synthesize(rows: pl.DataFrame, fit: int) -> pl.DataFrame:
        again = _fit(rows, wanted, replace(order, seed=fit))
        return pl.DataFrame(again.sample(rows.height, seed=fit))

    drawn = pl.DataFrame(model.sample(train.height + held.height, seed=order.seed))
    return judge_table(
        train, held, drawn, model.metadata,
        label=order.label, synthesize=synthesize, learners=False, seed=order.seed,
    )  # fmt: skip


def _account(
    model: Synthesizer, wanted: Wanted, train: pl.DataFrame, held: pl.DataFrame, judged: FitResult
) -> dict[str, Any]:
    """What is written down about the fit: nothing that the gate does not need, and nothing of the rows if private."""
    account: dict[str, Any] = {"engine": model.engine, "columns": list(wanted.columns), "given": dict(wanted.given)}
    verdict = judged.verdict
    if verdict is None:
        return account | {"privacy": dict(model.privacy)}
    return account | {
        "rows": {"train": train.height, "holdout": held.height},
        "passed": judged.passed,
        "reasons": list(verdict.reasons),
        **({"evidence": judged.evidence} if judged.evidence else {}),
        "checks": [asdict(check) for check in verdict.checks],
    }


def _try(made: Pack, source: Pack, rows: int) -> FitResult:
    """Draw the new pack; rules that its source breaks as well are not counted."""
    data = draw_pack(made, rows=rows)
    if data.quality is None:
        return FitResult(None, None, label=privacy_of(made))
    broken = {r.rule: f"found {r.found}, allowed {r.allowed}" for r in data.quality.verdict.results if not r.passed}
    if broken:
        try:
            known = draw_pack(source, rows=rows).quality
            before = set() if known is None else {r.rule for r in known.verdict.results if not r.passed}
        except NonesuchError:
            before = set()
        broken = {rule: found for rule, found in broken.items() if rule not in before}
    return FitResult(
        None, None, label=privacy_of(made), broken=broken,
        redrawn=data.quality.redrawn, set_aside=data.quality.set_aside,
    )  # fmt: skip
