"""A recipe: what is wanted, in full, so that the same recipe always gives the same rows."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from nonesuch.errors import RecipeError
from nonesuch.tomlfile import load_model, read_toml

__all__ = ["AugmentWish", "Between", "Format", "Output", "Recipe", "TextWish", "read_recipe"]

Format = Literal["parquet", "csv", "jsonl", "arrow"]


def _whole(value: Any) -> Any:
    """Refuse what pydantic would take for a number: ``true`` is not 1, and ``"5"`` is a text."""
    if isinstance(value, bool | str):
        raise PydanticCustomError("int_type", "Input should be a valid integer")
    return value


def _number(value: Any) -> Any:
    """The same for numbers that need not be whole."""
    if isinstance(value, bool | str):
        raise PydanticCustomError("float_type", "Input should be a valid number")
    return value


Whole = Annotated[int, BeforeValidator(_whole, json_schema_input_type=int)]
Share = Annotated[float, BeforeValidator(_number, json_schema_input_type=float)]
Quota = Annotated[float | int, BeforeValidator(_number, json_schema_input_type=float | int)]
Scalar = bool | int | float | str | date | datetime | time


class Between(BaseModel):
    """A range of values, both ends included."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    min: int | float | date | datetime | time = Field(description="The least value.")
    max: int | float | date | datetime | time = Field(description="The greatest value.")


class TextWish(BaseModel):
    """What a text column must be like."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    length: tuple[Whole, Whole] | None = Field(None, description="Least and greatest length.")
    unit: Literal["characters", "words"] = Field("characters", description="What lengths count.")
    require: list[str] = Field([], description="Slots that every text must hold.")
    unique: bool = Field(False, description="Whether no text may occur twice.")
    level: Literal["framework", "content", "detail", "enhancement"] = Field(
        "enhancement", description="How much the texts tell."
    )


class AugmentWish(BaseModel):
    """Which variants of a text column are wanted."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kinds: list[Literal["synonym", "restructure", "expand"]] = Field(
        ["synonym", "restructure", "expand"], min_length=1, description="What may be done to a text."
    )
    factor: int = Field(1, ge=1, le=20, strict=True, description="Variants wanted of each text; some have fewer.")


class Output(BaseModel):
    """Where and how files are written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    folder: Path | None = Field(None, description="The run's folder.")
    format: Format = Field("parquet", description="Format of the files.")
    one_file: bool = Field(False, description="One file a table instead of parts.")


class Recipe(BaseModel):
    """A requirement: domain, quantity, distribution, length, required elements, fixed values, outputs."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    domain: str = Field(description="Name of a domain, or path of a pack.")
    seed: Whole = Field(0, description="Any whole number; another seed gives other people.")
    size: dict[str, Whole] = Field({}, description="Rows of the root table, of shared tables, or of one view.")
    locale: str | None = Field(None, description="Locale of names and words; else the pack's first.")
    reference_date: date | None = Field(None, description="The day that counts as today; else the pack's own.")
    views: list[str] = Field([], description="Flat views to make besides the tables.")
    targets: dict[str, dict[str, dict[str, Quota]]] = Field(
        {}, description="Exact shares or numbers of rows: table, column, category."
    )
    given: dict[str, dict[str, Scalar | list[Scalar] | Between]] = Field(
        {}, description="Fixed values: table, column = value, list of values, or { min, max }."
    )
    tables: dict[str, Path] = Field({}, description="Your own rows of a shared table: table = CSV or Parquet file.")
    text: dict[str, dict[str, TextWish]] = Field({}, description="What texts must be like: table, column.")
    augment: dict[str, dict[str, AugmentWish]] = Field(
        {}, description="Variants of texts to make besides: table, column."
    )
    scenarios: dict[str, Share] = Field(
        {}, description="Share of the event rows that belong to a scenario: name = share."
    )
    inject: dict[str, Share] = Field({}, description="Defects to plant: rule = share of rows.")
    check: bool = Field(True, description="Whether rows are held against contracts and rules as they are made.")
    output: Output = Output()

    def to_dict(self) -> dict[str, Any]:
        """The recipe as plain data, without what does not change rows (folder, format)."""
        return self.model_dump(mode="json", exclude={"output"}, exclude_defaults=True)


def read_recipe(path: Path) -> Recipe:
    """Read a recipe.

    Args:
        path: A TOML file.

    Returns:
        The recipe; a pack and files named by relative paths are looked for beside the file.

    Raises:
        RecipeError: If the file is missing or says something unknown, with file and line.
    """
    recipe = load_model(Recipe, read_toml(path, error=RecipeError), path=path, error=RecipeError)
    tables = {name: path.parent / file for name, file in recipe.tables.items()}
    beside = path.parent / recipe.domain
    domain = str(beside) if (beside / "pack.toml").is_file() else recipe.domain
    return recipe.model_copy(update={"domain": domain, "tables": tables})
