"""Are they people: named after their sex, and not too many of them very old?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from benchmarks.truth.band import at_most, between
from benchmarks.truth.measures import share
from benchmarks.truth.probe import probe

if TYPE_CHECKING:
    from benchmarks.truth.probe import Figure

__all__ = ["PROBES", "names_of_other_sex", "very_old"]

# Given names that nearly all bearers in the United States share with one sex (recalled from the SSA's lists).
_WOMEN = [
    "alejandra",
    "amanda",
    "amy",
    "angela",
    "anna",
    "barbara",
    "brenda",
    "carol",
    "catherine",
    "charlotte",
    "christine",
    "crystal",
    "cynthia",
    "deborah",
    "diane",
    "donna",
    "elizabeth",
    "emily",
    "emma",
    "evelyn",
    "grace",
    "hannah",
    "heather",
    "helen",
    "isabella",
    "jennifer",
    "jessica",
    "julia",
    "julie",
    "karen",
    "katherine",
    "kathleen",
    "laura",
    "linda",
    "lisa",
    "margaret",
    "maria",
    "martha",
    "mary",
    "megan",
    "melissa",
    "michelle",
    "nancy",
    "nicole",
    "olivia",
    "pamela",
    "patricia",
    "paula",
    "rachel",
    "rebecca",
    "rosa",
    "ruth",
    "samantha",
    "sandra",
    "sarah",
    "sharon",
    "sofia",
    "sophia",
    "stephanie",
    "susan",
    "teresa",
    "theresa",
    "veronica",
    "victoria",
    "virginia",
]
_MEN = [
    "adam",
    "albert",
    "alexander",
    "andrew",
    "anthony",
    "arthur",
    "benjamin",
    "brian",
    "carl",
    "carlos",
    "charles",
    "christopher",
    "daniel",
    "darrell",
    "david",
    "dennis",
    "donald",
    "douglas",
    "edward",
    "eric",
    "frank",
    "gary",
    "george",
    "gerald",
    "gregory",
    "harold",
    "henry",
    "jack",
    "jacob",
    "james",
    "jason",
    "jeffrey",
    "jeremy",
    "john",
    "jonathan",
    "jose",
    "joseph",
    "joshua",
    "juan",
    "justin",
    "keith",
    "kenneth",
    "kevin",
    "larry",
    "lawrence",
    "luis",
    "mark",
    "matthew",
    "michael",
    "nathan",
    "nicholas",
    "oliver",
    "patrick",
    "paul",
    "peter",
    "philip",
    "ralph",
    "raul",
    "raymond",
    "richard",
    "robert",
    "roger",
    "ronald",
    "ryan",
    "samuel",
    "scott",
    "stephen",
    "steven",
    "thomas",
    "timothy",
    "tyler",
    "walter",
    "william",
    "zachary",
]


@probe(
    claim="nearly everybody bears a name of their sex",
    band=at_most(3),
    unit="% of those with one of 150 common names",
    source="SSA: more than 97 % of the bearers of each are of one sex; list in the probe",
    needs={"people": ("sex", "given_name")},
)
def names_of_other_sex(people: pl.DataFrame) -> Figure:
    name, female = pl.col("given_name").str.to_lowercase(), pl.col("sex") == "female"
    women, men = name.is_in(_WOMEN), name.is_in(_MEN)
    known = people.filter((women | men) & pl.col("sex").is_in(["female", "male"]))
    return share(known, (women & ~female) | (men & female)) if known.height >= 50 else None


@probe(
    claim="the very old are few",
    band=between(0.03, 0.5),
    unit="people of 80 and more for one of 40 to 59",
    source="US Census 2020: 0.16; emergency visits (NHAMCS 2022) about 0.3",
    needs={"people": ("age",)},
    least=200,
)
def very_old(people: pl.DataFrame) -> Figure:
    middle = people.filter(pl.col("age").is_between(40, 59)).height
    return people.filter(pl.col("age") >= 80).height / middle if middle >= 50 else None


PROBES = (names_of_other_sex, very_old)
