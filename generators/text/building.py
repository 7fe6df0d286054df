"""Symbols and templates built into chains, for one situation and one level of detail."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from nonesuch.errors import PackError
from nonesuch.generators.text.annotating import annotate
from nonesuch.generators.text.company import limits_of
from nonesuch.generators.text.distinct import told_apart
from nonesuch.generators.text.languages import Edge
from nonesuch.generators.text.pieces import EMPTY, Blank, Chain
from nonesuch.generators.text.questions import Case, Condition, Present, Register, Single
from nonesuch.generators.text.registry import FieldKey, Site
from nonesuch.generators.text.splitting import split_features, without_features
from nonesuch.generators.text.table import Table, single
from nonesuch.generators.text.template import (
    HARD_SPACE,
    Annotation,
    Choice,
    Field,
    Glue,
    Literal,
    Option,
    Reference,
    Word,
    core,
    name_of,
)
from nonesuch.generators.text.weights import balls

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nonesuch.generators.text.company import Limits
    from nonesuch.generators.text.grammar import Grammar
    from nonesuch.generators.text.joiner import Joiner
    from nonesuch.generators.text.lexicon import Lemma
    from nonesuch.generators.text.outline import Outline
    from nonesuch.generators.text.questions import Question
    from nonesuch.generators.text.registry import Registry, SiteKind
    from nonesuch.generators.text.template import Alternative, Item

__all__ = ["Builder"]

Features = frozenset[str]
Path = tuple["str | int", ...]
Memo = dict[tuple[object, ...], "Chain | None"]


@dataclass(frozen=True)
class Scope:
    """What the parts of a template may refer to.

    Attributes:
        path: Where the template is.
        features: Features of the parts of outer templates that others agree with, by name.
        optional: Whether it lies inside of an option.
    """

    path: Path
    features: Mapping[str, Features] = field(default_factory=dict)
    optional: bool = False

    def inner(self, place: int, *, optional: bool = False) -> Scope:
        """That of an inner alternative."""
        return Scope((*self.path, place), self.features, self.optional or optional)


@dataclass(frozen=True)
class Draft:
    """A template on its way: parts already built because others depend on them.

    Attributes:
        chains: Chains of these parts, by place.
        features: What others agree with, by place.
        limits: Words that are left to parts, by place.
    """

    chains: Mapping[int, Chain] = field(default_factory=dict)
    features: Mapping[int, Features] = field(default_factory=dict)
    limits: Limits = field(default_factory=dict)


class Builder:
    """Builds chains.

    Args:
        grammar: The grammar.
        outline: What is reached from the start.
        registry: Numbers of slots, fields, features and sites.
        joiner: Joins parts.
        answers: The situation: an answer to each question of the outline.
        level: Index of the level of detail.
        memo: Chains built before, for any situation.
        script: What is decided at each site, in the order of the text; nothing is left open then.
    """

    def __init__(
        self,
        grammar: Grammar,
        outline: Outline,
        registry: Registry,
        joiner: Joiner,
        *,
        answers: Sequence[int],
        level: int,
        memo: Memo,
        script: Mapping[int, list[int]] | None = None,
    ) -> None:
        self._grammar, self._outline, self._registry, self._joiner = grammar, outline, registry, joiner
        self._answers = dict(zip(outline.questions, answers, strict=True))
        self._ordered, self._level, self._memo, self._script = tuple(answers), level, memo, script

    def symbol(self, name: str) -> Chain | None:
        """Build a symbol.

        Args:
            name: The symbol.

        Returns:
            Its chain; None if it has nothing to say in this situation.

        Raises:
            PackError: If two of its alternatives say the same.
        """
        if self._script is not None:
            return self._build_symbol(name)
        key = (name, self._level, *(self._ordered[place] for place in self._outline.asked[name]))
        if key not in self._memo:
            self._memo[key] = self._build_symbol(name)
        return self._memo[key]

    def _build_symbol(self, name: str) -> Chain | None:
        symbol = self._grammar.symbols[name]
        if self._level == 0 and symbol.outline is not None:
            return Chain((single(symbol.outline),))
        case, alternatives = "", symbol.alternatives
        if symbol.by:
            place = self._answer(Case(symbol.by, tuple(symbol.cases)))
            if place < len(symbol.cases):
                case, alternatives = list(symbol.cases.items())[place]
        scopes = [Scope((name, case, i)) for i in range(len(alternatives))]
        apart = symbol.arrange or self._outline.depends(name)
        return self._choose(alternatives, scopes, "alternative", name=name if apart else "")

    def _choose(
        self, alternatives: Sequence[Alternative], scopes: Sequence[Scope], kind: SiteKind, *, name: str = ""
    ) -> Chain | None:
        """Build alternatives; each begins with an empty entry that keeps the decision."""
        if not alternatives:
            return None
        site = None
        if len(alternatives) > 1 or name:
            site = self._registry.site(Site(kind, scopes[0].path[:-1], optional=scopes[0].optional))
        decided = self._decided(site)
        built = self._build_some(alternatives, scopes, None if decided is None else [decided])
        if decided is not None and not built:  # what was decided is not said at this level: take what is
            built = self._build_some(alternatives, scopes, None)[:1]
        if not built:
            return None
        if site is None:
            return built[0][2]
        built = told_apart(built, self._level)
        self._check_distinct([(alternative, chain) for _, alternative, chain in built])
        return self._joiner.decide(site, [(one.weight, i, chain) for i, one, chain in built], name=name)

    def _build_some(
        self, alternatives: Sequence[Alternative], scopes: Sequence[Scope], wanted: Sequence[int] | None
    ) -> list[tuple[int, Alternative, Chain]]:
        """Build those of the wanted alternatives that can be said."""
        built = []
        for i, (alternative, scope) in enumerate(zip(alternatives, scopes, strict=True)):
            if alternative.weight and (wanted is None or i in wanted):
                chain = self._kept_alternative(alternative, scope)
                if chain is not None:
                    built.append((i, alternative, chain))
        return built

    def _decided(self, site: int | None) -> int | None:
        """What the script says of a site; None if it is open."""
        if self._script is None or site is None or not self._script.get(site):
            return None
        return self._script[site].pop(0)

    def _kept_alternative(self, alternative: Alternative, scope: Scope) -> Chain | None:
        """Build an alternative of a symbol once for all situations that answer alike what it asks."""
        asked = self._outline.asked_in.get(scope.path)
        if asked is None or self._script is not None:
            return self._alternative(alternative, scope)
        key = (scope.path, self._level, *(self._ordered[place] for place in asked))
        if key not in self._memo:
            self._memo[key] = self._alternative(alternative, scope)
        return self._memo[key]

    def _check_distinct(self, built: Sequence[tuple[Alternative, Chain]]) -> None:
        said = [chain.plain_texts() for _, chain in built]
        if len(set().union(*said)) == sum(map(len, said)):
            return
        seen: dict[str, Alternative] = {}
        for (alternative, _), texts in zip(built, said, strict=True):
            for text in texts:
                if seen.setdefault(text, alternative) is not alternative:
                    raise _said_twice(text, alternative, seen[text])

    def _fits(self, alternative: Alternative) -> bool:
        if alternative.level > self._level:
            return False
        if alternative.registers and not self._in_register(alternative.registers):
            return False
        if alternative.when and not self._answer(Condition(alternative.when)):
            return False
        return all(self._answer(Present(item.column)) for item in alternative.fields)

    def _in_register(self, registers: frozenset[str]) -> bool:
        names = self._grammar.registers
        answer = self._answer(Register(names))
        return answer < len(names) and names[answer] in registers

    def _answer(self, question: Question) -> int:
        return self._answers[question]

    def _alternative(self, alternative: Alternative, scope: Scope) -> Chain | None:
        if not self._fits(alternative):
            return None
        if alternative.only_words:
            return Chain((single(self._joiner.language.phrase(alternative.only_words)),))
        leaders = [place for place, item in enumerate(alternative.items) if self._leads(item, alternative.partners)]
        chain = self._expand(alternative, scope, Draft(), leaders)
        texts = chain.plain_texts() if chain else ()
        if len(set(texts)) < len(texts):
            doubled = next(text for text, times in Counter(texts).items() if times > 1)
            raise PackError(
                "the template can say the same in two ways",
                place=str(alternative.place),
                expected="different texts, so that each has one derivation",
                found=doubled,
            )
        return chain

    def _leads(self, item: Item, partners: frozenset[str]) -> bool:
        """Whether other parts of the template depend on which word this part says."""
        match core(item):
            case Reference(symbol=name):
                return name in partners
            case Word(lemma=name):
                lemma = self._grammar.lexicon.lemmas.get(name)
                if lemma is None:
                    return False
                limited = any(word.only_with or word.not_with for word in lemma.words)
                return limited or (name in partners and lemma.pos == "noun")
        return False

    def _expand(self, alternative: Alternative, scope: Scope, draft: Draft, leaders: Sequence[int]) -> Chain | None:
        """Take the leading parts one after the other and split by what the rest must know of them."""
        if not leaders:
            return self._sequence(alternative, scope, draft)
        place, *others = leaders
        options = []
        for weight, chain, features, limits in self._classes(alternative, place, scope, draft):
            narrowed = dict(draft.limits)
            for other, words in limits.items():
                narrowed[other] = words & narrowed.get(other, words)
            next_draft = Draft({**draft.chains, place: chain}, {**draft.features, place: features}, narrowed)
            built = self._expand(alternative, scope, next_draft, others)
            if built is not None:
                options.append((weight, built))
        return self._joiner.choose(options) if options else None

    def _classes(
        self, alternative: Alternative, place: int, scope: Scope, draft: Draft
    ) -> list[tuple[Fraction, Chain, Features, Limits]]:
        item = core(alternative.items[place])
        groups: dict[tuple[tuple[int, frozenset[int]], ...], set[int]] = {(): set()}
        if isinstance(item, Word):
            others = self._words_of(alternative, place)
            lemma = self._grammar.lexicon.find(item.lemma, alternative.place)
            groups = {}
            for i in draft.limits.get(place, range(len(lemma.words))):
                limits = limits_of(lemma.words[i], others)
                if limits is not None:
                    groups.setdefault(tuple(sorted(limits.items())), set()).add(i)
        classes = []
        for limits_key, words in groups.items():
            allowed = frozenset(words) if isinstance(item, Word) else None
            chain = self._item(alternative, place, scope, draft, allowed)
            if chain is None:
                continue
            mass = self._mass(alternative, item, words) if isinstance(item, Word) else Fraction(1)
            for code, share, sub in split_features(chain):
                classes.append((mass * share, sub, self._registry.feature_set(code), dict(limits_key)))
        return classes

    def _mass(self, alternative: Alternative, word: Word, words: set[int]) -> Fraction:
        lemma = self._grammar.lexicon.find(word.lemma, alternative.place)
        return sum((lemma.words[i].weight for i in words if self._word_fits(lemma, i)), Fraction(0))

    def _words_of(self, alternative: Alternative, place: int) -> dict[int, Lemma]:
        cores = {i: core(item) for i, item in enumerate(alternative.items) if i != place}
        return {
            i: self._grammar.lexicon.lemmas[item.lemma]
            for i, item in cores.items()
            if isinstance(item, Word) and item.lemma in self._grammar.lexicon.lemmas
        }

    def _sequence(self, alternative: Alternative, scope: Scope, draft: Draft) -> Chain | None:
        """Join the parts of a template from left to right."""
        chain = EMPTY
        head = self._head(alternative)
        if alternative.number:
            chain = Chain((single(features=self._registry.feature(frozenset({alternative.number}))),))
        for step in alternative.steps:
            if step.words:
                chain = self._joiner.say(chain, step.words, glue=step.glue)
                continue
            part = draft.chains.get(step.place)
            if part is None:
                part = self._item(alternative, step.place, scope, draft, draft.limits.get(step.place))
            if part is None:
                return None
            if step.place != head and part.has_features:
                part = self._joiner.remember("features", part, 0, partial(without_features, part))
            chain = self._joiner.join(chain, part, glue=step.glue)
        return chain

    def _head(self, alternative: Alternative) -> int | None:
        """Find the part whose number is the phrase's: the first noun, or the first symbol."""
        if alternative.number:
            return None
        cores = [core(item) for item in alternative.items]
        lemmas = self._grammar.lexicon.lemmas
        for place, item in enumerate(cores):
            if isinstance(item, Word) and item.lemma in lemmas and lemmas[item.lemma].pos == "noun":
                return place
        return next((place for place, item in enumerate(cores) if isinstance(item, Reference)), None)

    def _item(
        self, alternative: Alternative, place: int, scope: Scope, draft: Draft, allowed: frozenset[int] | None
    ) -> Chain | None:
        names = self._names(alternative, place, draft)
        inner = Scope((*scope.path, place), {**scope.features, **names} if names else scope.features, scope.optional)
        item = alternative.items[place]
        one = isinstance(core(item), Word) and self._follows_article(alternative, place)
        return self._build(item, alternative, inner, allowed, one=one)

    def _names(self, alternative: Alternative, place: int, draft: Draft) -> dict[str, Features]:
        """Say which features a part sees under each name: of the nearest such part before it, or else after it."""
        names: dict[str, Features] = {}
        for other in sorted(draft.features, key=lambda other: (other < place, -abs(other - place))):
            names[name_of(alternative.items[other])] = draft.features[other]
        for item in alternative.fields:
            question = Single(item.column, self._grammar.language.data.plural.one)
            if question in self._answers:
                names[item.column] = frozenset({"singular" if self._answer(question) else "plural"})
        return names

    def _follows_article(self, alternative: Alternative, place: int) -> bool:
        """Whether an indefinite article stands before a noun, with at most adjectives, adverbs and options between."""
        for item in map(core, reversed(alternative.items[:place])):
            if isinstance(item, Literal):
                return bool(self._grammar.language.edges([item.text])[0] == Edge.ARTICLE)
            if isinstance(item, Word):
                lemma = self._grammar.lexicon.lemmas.get(item.lemma)
                if lemma is None or lemma.pos not in ("adjective", "adverb"):
                    return False
            elif not isinstance(item, (Glue, Option, Choice)):
                return False
        return False

    def _build(  # noqa: PLR0911 - one line a kind of part
        self, item: Item, alternative: Alternative, scope: Scope, allowed: frozenset[int] | None, *, one: bool
    ) -> Chain | None:
        match item:
            case Literal(text):
                return Chain((single(text.replace(HARD_SPACE, " ")),))
            case Reference(symbol):
                return self.symbol(symbol)
            case Word():
                return self._word(item, alternative, scope, allowed, one=one)
            case Field():
                key = FieldKey(item.column, item.format, item.arguments)
                slot = self._registry.slot(item.slot, item.column)
                return Chain((Blank(self._registry.field(key), whole=(slot,)),))
            case Choice(alternatives):
                scopes = [scope.inner(i) for i in range(len(alternatives))]
                return self._choose(alternatives, scopes, "choice")
            case Option():
                return self._option(item, scope)
            case Annotation(slot, column, inner):
                chain = self._build(inner, alternative, scope, allowed, one=one)
                if chain is None:
                    return None
                code = self._registry.slot(slot, column)
                return self._joiner.remember("slot", chain, code, partial(annotate, self._joiner, chain, code))
        raise TypeError(item)

    def _option(self, option: Option, scope: Scope) -> Chain:
        body = self._alternative(option.body, scope.inner(0, optional=True))
        if body is None:
            return EMPTY
        site = self._registry.site(Site("option", scope.path, optional=scope.optional))
        decided = self._decided(site)
        if decided is not None:
            return self._joiner.decided(site, decided, body if decided else EMPTY)
        if "" in body.plain_texts():
            raise _said_twice("", option.body, option.body)
        return self._joiner.decide(site, [(1 - option.chance, 0, EMPTY), (option.chance, 1, body)])

    def _word(
        self, word: Word, alternative: Alternative, scope: Scope, allowed: frozenset[int] | None, *, one: bool
    ) -> Chain | None:
        features = scope.features.get(word.partner) if word.partner else None
        if features is not None and not word.form:
            little = self._grammar.language.agree(word.lemma, features)
            if little is not None:
                return Chain((single(little),))
        lemma = self._grammar.lexicon.find(word.lemma, alternative.place)
        form = word.form or self._agreeing_form(lemma, features) or ("one" if one and lemma.pos == "noun" else "")
        forms = self._grammar.lexicon.forms(lemma, form, alternative.place)
        entries = [
            i
            for i, text in enumerate(forms)
            if text is not None and (allowed is None or i in allowed) and self._word_fits(lemma, i)
        ]
        if not entries:
            return None
        site = self._registry.site(Site("word", scope.path, lemma.name, scope.optional))
        decided = self._decided(site)
        if decided is not None:
            entries = [i for i in entries if i == decided]
            if not entries:
                return None
        return Chain((self._word_table(lemma, form, entries, [forms[i] or "" for i in entries], site),))

    def _word_fits(self, lemma: Lemma, i: int) -> bool:
        word = lemma.words[i]
        fits: bool = not word.registers or self._in_register(word.registers)
        return bool(word.weight) and fits

    def _agreeing_form(self, lemma: Lemma, features: Features | None) -> str:
        if features is None:
            return ""
        if lemma.pos == "noun":
            return "plural" if "plural" in features else "one" if self._grammar.language.data.plural.one else ""
        return self._grammar.language.agree("verb", features) or ""

    def _word_table(self, lemma: Lemma, form: str, entries: list[int], texts: list[str], site: int) -> Table:
        features = None
        if lemma.pos == "noun":
            marks = [self._noun_features(lemma, i, form) for i in entries]
            features = np.array([self._registry.feature(mark) for mark in marks], np.int32)
        return Table(
            tuple(texts),
            balls([lemma.words[i].weight for i in entries]),
            (),
            features,
            (site,),
            np.array(entries, np.int32)[:, None],
        )

    @staticmethod
    def _noun_features(lemma: Lemma, i: int, form: str) -> Features:
        word = lemma.words[i]
        number = "plural" if form == "plural" or word.number == "plural" else "singular"
        return word.features | {number}


def _said_twice(text: str, one: Alternative, other: Alternative) -> PackError:
    return PackError(
        "two alternatives can say the same",
        place=str(one.place),
        expected="different texts, so that each has one derivation",
        found=text,
        hint=f"the other one: {other.place}",
    )
