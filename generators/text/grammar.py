"""A grammar: all files of one locale's text folder together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from nonesuch.errors import PackError, nearest
from nonesuch.generators.text.compiled import compile_grammar
from nonesuch.generators.text.languages import load_language
from nonesuch.generators.text.lexicon import Lexicon, read_lemma
from nonesuch.generators.text.model import GrammarFile
from nonesuch.generators.text.paraphrase import read_paraphrase
from nonesuch.generators.text.place import Place
from nonesuch.generators.text.symbol import read_symbol
from nonesuch.tomlfile import load_model, read_toml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import polars as pl

    from nonesuch.generators.text.compiled import Compiled
    from nonesuch.generators.text.languages import Language, PartOfSpeech
    from nonesuch.generators.text.lexicon import Lemma
    from nonesuch.generators.text.paraphrase import Paraphrase
    from nonesuch.generators.text.symbol import Symbol

__all__ = ["Grammar", "load_grammar"]


class _Placed(Protocol):
    @property
    def place(self) -> Place: ...


_Named = TypeVar("_Named", bound=_Placed)
_LOCALE = re.compile(r"[a-z]{2,3}(?:_[A-Z]{2})?")
_TABLES: dict[str, PartOfSpeech] = {
    "nouns": "noun",
    "verbs": "verb",
    "adjectives": "adjective",
    "adverbs": "adverb",
    "phrases": "phrase",
}


@dataclass(frozen=True, eq=False)
class Grammar:
    """A grammar as its authors wrote it, read and parsed but not yet compiled.

    Attributes:
        folder: Where it was read from.
        locale: Such as ``en_US``.
        language: The language of the locale.
        registers: Names of registers.
        starts: Symbols that texts begin with; empty if the files name none.
        symbols: By name.
        lexicon: Lemmas of the locale.
        paraphrases: Ways to say plain sentences otherwise.
    """

    folder: Path
    locale: str
    language: Language
    registers: tuple[str, ...]
    starts: tuple[str, ...]
    symbols: Mapping[str, Symbol]
    lexicon: Lexicon
    paraphrases: tuple[Paraphrase, ...]

    def compile(
        self,
        start: str,
        columns: Mapping[str, pl.DataType | type[pl.DataType]],
        *,
        begins: bool = True,
        thorough: bool = True,
    ) -> Compiled:
        """Compile the grammar for one start.

        Args:
            start: The symbol that texts begin with.
            columns: Columns of the records and their polars types; ``frame.schema`` will do.
            begins: Whether nothing goes before the texts, so that they take a capital.
            thorough: Whether all that can ever be said is built now, so that all mistakes show; otherwise what is
                needed is built when it is, which gives the same texts.

        Returns:
            The compiled grammar.

        Raises:
            PackError: About the first mistake, with file and line.
            UsageError: If the start is unknown.
        """
        return compile_grammar(self, start, columns, begins=begins, thorough=thorough)


def load_grammar(folder: Path) -> Grammar:
    """Read all TOML files of a folder as one grammar.

    Args:
        folder: Such as ``domains/reviews/text/en_US``; subfolders are not read.

    Returns:
        The grammar.

    Raises:
        PackError: If a file is wrong, a name stands twice, or the locale is not known.
    """
    paths = sorted(folder.glob("*.toml"))
    if not paths:
        raise PackError("no grammar here", place=str(folder), expected="a folder with *.toml files")
    files = {path: load_model(GrammarFile, read_toml(path), path=path) for path in paths}
    registers = tuple(dict.fromkeys(name for file in files.values() for name in file.registers))
    language = _language(files, folder)
    symbols: dict[str, Symbol] = {}
    lemmas: dict[str, Lemma] = {}
    for path, file in files.items():
        for name, model in file.symbols.items():
            _add(symbols, name, read_symbol(name, model, path=path, registers=registers))
        for table, pos in _TABLES.items():
            for name, model in getattr(file, table).items():
                _add(lemmas, name, read_lemma(name, model, pos, path=path, table=table, registers=registers))
    starts = tuple(dict.fromkeys(name for file in files.values() for name in file.starts))
    _check_starts(symbols, files)
    rules = tuple(
        read_paraphrase(rule, Place(path, ("paraphrase", str(i))), path=path, registers=registers)
        for path, file in files.items()
        for i, rule in enumerate(file.paraphrase)
    )
    return Grammar(folder, language.locale, language, registers, starts, symbols, Lexicon(lemmas, language), rules)


def _language(files: Mapping[Path, GrammarFile], folder: Path) -> Language:
    locales = {file.locale: path for path, file in files.items() if file.locale}
    if len(locales) > 1:
        raise PackError("two locales in one folder", place=str(folder), found=", ".join(sorted(locales)))
    locale = next(iter(locales), folder.name)
    if not _LOCALE.fullmatch(locale):
        raise PackError(
            "the locale is not known",
            place=str(folder),
            expected="a folder named like en_US, or locale = 'en_US' in one of its files",
        )
    changed = {path: file.language for path, file in files.items() if file.language}
    if len(changed) > 1:
        raise PackError("[language] stands in two files", place=", ".join(str(path) for path in changed))
    path, changes = next(iter(changed.items()), (None, {}))
    rest: dict[str, Any] = {key: value for key, value in changes.items() if key != "own"}
    return load_language(locale, rest, path=path, own=bool(changes.get("own")))


def _add(known: dict[str, _Named], name: str, new: _Named) -> None:
    if name in known:
        raise PackError(f"{name!r} stands twice", place=str(new.place), found=str(known[name].place))
    known[name] = new


def _check_starts(symbols: Mapping[str, Symbol], files: Mapping[Path, GrammarFile]) -> None:
    for path, file in files.items():
        for name in file.starts:
            if name not in symbols:
                raise PackError(
                    f"unknown symbol {name!r}", place=str(Place(path, ("starts",))), hint=nearest(name, symbols)
                )
