"""Is fraud rare, in bursts, at night, and to be found in the data, though not by one column?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from benchmarks.truth.band import at_least, at_most, between, exactly
from benchmarks.truth.measures import number, ratio, share, two_groups
from benchmarks.truth.probe import probe
from benchmarks.truth.probes.fraud.detector import FEATURES, detection, with_features

if TYPE_CHECKING:
    from benchmarks.truth.probe import Figure

__all__ = [
    "PROBES",
    "amounts_of_fraud",
    "card_testing",
    "columns_together",
    "flags_before_payments",
    "fraud_without_card",
    "frauds_at_night",
    "frauds_in_bursts",
    "labels_a_payment",
    "many_trades",
    "no_coin",
    "no_single_tell",
    "rare_fraud",
    "rare_victims",
]


@probe(
    claim="fraud is rare",
    band=between(0.01, 1.5),
    unit="% of payments",
    source="0.015 % in the EEA (EBA/ECB, first half of 2023), 0.17 % ULB, 0.25 % Worldline, 1.5 % at most in BAF",
    needs={"payments": ("is_fraud",)},
    least=5000,
)
def rare_fraud(payments: pl.DataFrame) -> Figure:
    return share(payments, pl.col("is_fraud"))


@probe(
    claim="most people are no victims",
    band=between(0.05, 20),
    unit="% of payers have a fraud",
    source="Worldline: 0.25 % of payments, three frauds a victim and day: a tenth of the cards in half a year",
    needs={"payments": ("payer", "is_fraud")},
    least=5000,
)
def rare_victims(payments: pl.DataFrame) -> Figure:
    return share(payments.group_by("payer").agg(pl.any("is_fraud")), pl.col("is_fraud"))


@probe(
    claim="a payment has one label",
    band=exactly(1),
    unit="labels for a labelled payment",
    source="by definition",
    needs={"labels": ("payment",)},
)
def labels_a_payment(labels: pl.DataFrame) -> Figure:
    return labels.height / labels["payment"].n_unique()


@probe(
    claim="a flag is raised after the payment, not before",
    band=exactly(0),
    unit="% of flags come first",
    source="by definition",
    needs={"labels": ("flagged_at", "paid_at")},
)
def flags_before_payments(labels: pl.DataFrame) -> Figure:
    return share(labels, pl.col("flagged_at") < pl.col("paid_at"))


@probe(
    claim="frauds have other amounts than honest payments",
    band=between(1.25, 5),
    unit="times the smaller median is the larger",
    source="ULB: median of fraud 9.25, of the rest 22: 2.4 times; EEA 2023: mean fraud 87 EUR, mean payment some 40",
    needs={"payments": ("amount", "is_fraud")},
    least=5000,
)
def amounts_of_fraud(payments: pl.DataFrame) -> Figure:
    medians = two_groups(payments, pl.median("amount"), pl.col("is_fraud"))
    return None if medians is None else ratio((max(medians), min(medians)))


@probe(
    claim="stolen cards are tried with tiny amounts first",
    band=between(3, 40),
    unit="% of frauds are of 1.00 or less",
    source="ULB: 23.0 % of frauds are 1.00 and 5.5 % are 0.00",
    needs={"payments": ("amount", "is_fraud")},
    least=5000,
)
def card_testing(payments: pl.DataFrame) -> Figure:
    frauds = payments.filter("is_fraud")
    return share(frauds, pl.col("amount") <= 1) if frauds.height >= 100 else None


@probe(
    claim="most fraud is done without the card",
    band=between(50, 95),
    unit="% of the value of fraud",
    source="79 % in SEPA (ECB, 2018); 54 % of losses worldwide (Nilson, 2018)",
    needs={"payments": ("amount", "is_fraud", "is_present")},
    least=5000,
)
def fraud_without_card(payments: pl.DataFrame) -> Figure:
    frauds = payments.filter("is_fraud")
    remote = 100 * pl.col("amount").filter(~pl.col("is_present")).sum() / pl.sum("amount")
    return number(frauds, remote) if frauds.height >= 100 else None


@probe(
    claim="frauds come in bursts",
    band=at_least(25),
    unit="% have another fraud on the same card within a day",
    source="Fraud Detection Handbook on Worldline's cards: about three frauds a compromised card and day",
    needs={"payments": ("payer", "at", "is_fraud")},
    least=5000,
)
def frauds_in_bursts(payments: pl.DataFrame) -> Figure:
    frauds = payments.filter(pl.col("is_fraud")).sort("payer", "at").with_columns(gap=pl.col("at").diff().over("payer"))
    gaps = frauds.select(before="gap", after=pl.col("gap").shift(-1).over("payer"))
    near = pl.min_horizontal("before", "after") <= pl.duration(days=1)
    return share(gaps, near.fill_null(value=False)) if frauds.height >= 30 else None


@probe(
    claim="fraud keeps later hours",
    band=between(1.2, 8),
    unit="times as often between 0 and 6 o'clock as honest payments",
    source="ULB: 25.2 % against 7.6 %: 3.3 times",
    needs={"payments": ("at", "is_fraud")},
    least=5000,
)
def frauds_at_night(payments: pl.DataFrame) -> Figure:
    return ratio(two_groups(payments, 100.0 * (pl.col("at").dt.hour() < 6).mean(), pl.col("is_fraud")))


@probe(
    claim="fraud can be told from the rest",
    band=between(0.6, 0.995),
    unit="AUC of a naive Bayes detector on payers it has not seen (0.5: a coin)",
    source="Fraud Dataset Benchmark on real tables: 0.636 to 0.992; Worldline: 0.899",
    needs={"payments": ("payer", "amount", "is_fraud")},
    least=5000,
)
def no_coin(payments: pl.DataFrame) -> Figure:
    frame = with_features(payments)
    return detection(frame, [name for name in FEATURES if name in frame.columns])


@probe(
    claim="no single column gives fraud away",
    band=at_most(0.9),
    unit="AUC of the best column alone",
    source="a leak by common practice; 0.963 in Sparkov 1.0",
    needs={"payments": ("payer", "amount", "is_fraud")},
    least=5000,
)
def no_single_tell(payments: pl.DataFrame) -> Figure:
    frame = with_features(payments)
    found = [detection(frame, [name]) for name in FEATURES if name in frame.columns]
    return max((value for value in found if value is not None), default=None)


@probe(
    claim="no trade is fraud's own",
    band=at_most(0.8),
    unit="AUC of the category alone",
    source="assumed; merchants of every trade lose to fraud, some more (Hayashi et al., Kansas City Fed, RWP 16-01)",
    needs={"payments": ("payer", "category", "is_fraud", "amount")},
    least=5000,
)
def many_trades(payments: pl.DataFrame) -> Figure:
    return detection(with_features(payments), ["category"])


@probe(
    claim="columns tell more together than the best one alone",
    band=at_least(0.05),
    unit="AUC of all columns less that of the best one",
    source="assumed; Worldline: boosted trees 0.899, a tree of depth 2 0.626 (Fraud Detection Handbook)",
    needs={"payments": ("payer", "amount", "is_fraud")},
    least=5000,
)
def columns_together(payments: pl.DataFrame) -> Figure:
    every, best = no_coin.figure(payments), no_single_tell.figure(payments)
    return None if every is None or best is None else every - best


PROBES = (
    rare_fraud,
    rare_victims,
    labels_a_payment,
    flags_before_payments,
    amounts_of_fraud,
    card_testing,
    fraud_without_card,
    frauds_in_bursts,
    frauds_at_night,
    no_coin,
    no_single_tell,
    many_trades,
    columns_together,
)
