"""What may stand in a grammar file; the source of ``schemas/text.schema.json``."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

__all__ = [
    "AlternativeModel",
    "GrammarFile",
    "LemmaModel",
    "Level",
    "Number",
    "ParaphraseModel",
    "SymbolModel",
    "WordModel",
]

Level = Literal["framework", "content", "detail", "enhancement"]
"""How much a text tells, from the least to the most."""
Number = Literal["singular", "plural"]


class _Short(BaseModel):
    """A table that may also be written as the value of one of its keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @classmethod
    def _long(cls, value: object) -> object:
        return value

    @model_validator(mode="before")
    @classmethod
    def _expand(cls, value: Any) -> Any:
        return cls._long(value)


class AlternativeModel(_Short):
    """One way to say a symbol: a template, with what it needs and how often it is taken."""

    say: str = Field(description="The template.")
    weight: float = Field(1.0, ge=0, le=1e6, description="How often it is taken, relative to its neighbours.")
    when: str | None = Field(None, description="An expression on the record's columns that must hold.")
    register_: str | list[str] | None = Field(None, alias="register", description="Registers it fits; all if missing.")
    level: Level = Field("framework", description="The least level of detail at which it is said.")
    number: Number | None = Field(None, description="Number of the phrase, for words that agree with it.")

    @classmethod
    def _long(cls, value: object) -> object:
        return {"say": value} if isinstance(value, str) else value


class SymbolModel(_Short):
    """A named part of texts: a list of alternatives, or a list for each value of a column."""

    say: list[AlternativeModel] = Field([], description="Alternatives.")
    by: str | None = Field(None, description="A column whose value chooses among the cases.")
    cases: dict[str, list[AlternativeModel]] = Field({}, description="Alternatives for each value of the column.")
    otherwise: list[AlternativeModel] = Field([], description="Alternatives for all other values, null included.")
    arrange: bool = Field(False, description="The alternatives arrange the same parts; restructuring may change them.")
    outline: str | None = Field(None, description="What stands for the symbol at the level 'framework'.")
    weights: Literal["equal", "falling"] = Field(
        "equal", description="'falling': the nth alternative weighs 1/n, as words do in people's texts (Zipf)."
    )

    @classmethod
    def _long(cls, value: object) -> object:
        if isinstance(value, str):
            return {"say": [value]}
        return {"say": value} if isinstance(value, list) else value


class WordModel(_Short):
    """A word or phrase of a lemma. Forms that follow a rule or are known irregular need not be given."""

    word: str = Field(description="The base form; tags in brackets may follow: (plural), (mass), (x3), a register.")
    weight: float = Field(1.0, ge=0, le=1e6, description="How often it is taken.")
    register_: str | list[str] | None = Field(None, alias="register", description="Registers it fits; all if missing.")
    number: Number | None = Field(None, description="'plural' for words that have no singular, such as 'visuals'.")
    countable: bool = Field(True, description="False for words without plural and article, such as 'acting'.")
    forms: dict[str, str] = Field({}, description="Forms that differ from the rule.")
    features: dict[str, str] = Field({}, description="What other words agree with: gender, classifier.")
    only_with: list[str] = Field([], description="Words or lemmas; it is said only in their company.")
    not_with: list[str] = Field([], description="Words or lemmas it is never said with.")

    @classmethod
    def _long(cls, value: object) -> object:
        return {"word": value} if isinstance(value, str) else value


class LemmaModel(_Short):
    """A meaning and the words that are safe to stand for it wherever the lemma is referred to."""

    words: list[WordModel] = Field(min_length=1, description="Interchangeable words, the plainest first.")
    weights: Literal["equal", "falling"] = Field("equal", description="'falling': the nth word weighs 1/n.")

    @classmethod
    def _long(cls, value: object) -> object:
        return {"words": value} if isinstance(value, list) else value


class ParaphraseModel(BaseModel):
    """A way to say a whole plain sentence otherwise."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["synonym", "restructure", "expand"] = Field(description="Which kind of augmentation it is.")
    match: str = Field(description="A sentence with holes: {name} for any short run of words, {name:lemma.form}.")
    into: list[str] = Field(min_length=1, description="Templates; {name} repeats a hole, ~lemma and <symbol> vary.")


class GrammarFile(BaseModel):
    """One TOML file of a locale's text folder; all files of the folder make one grammar."""

    model_config = ConfigDict(extra="forbid", frozen=True, title="nonesuch text grammar")

    locale: str | None = Field(None, pattern=r"^[a-z]{2,3}(_[A-Z]{2})?$", description="If the folder's name is none.")
    starts: list[str] = Field([], description="Symbols that texts begin with; every symbol must be reached from one.")
    registers: list[str] = Field([], description="Names of registers, such as casual and formal.")
    language: dict[str, Any] = Field({}, description="Changes to the language data.")
    symbols: dict[str, SymbolModel] = Field({}, description="The grammar.")
    nouns: dict[str, LemmaModel] = Field({}, description="Lexicon: noun lemmas.")
    verbs: dict[str, LemmaModel] = Field({}, description="Lexicon: verb lemmas.")
    adjectives: dict[str, LemmaModel] = Field({}, description="Lexicon: adjective lemmas.")
    adverbs: dict[str, LemmaModel] = Field({}, description="Lexicon: adverb lemmas.")
    phrases: dict[str, LemmaModel] = Field({}, description="Lexicon: lemmas without inflection.")
    paraphrase: list[ParaphraseModel] = Field([], description="Ways to say plain sentences otherwise.")
