"""The report as one page: no network, no script that is needed, light and dark."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from nonesuch.page import grid, page, rows_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["TablePictures", "render_page"]

TablePictures = dict[str, str]

_FIDELITY = (
    "Each measure stands beside real rows drawn again (bootstrap) and columns drawn on their own (independent). "
    "Detection: how surely gradient boosting tells rows from hold-out rows; 0.5 is best."
)


def render_page(document: Mapping[str, Any], pictures: Mapping[str, TablePictures], maps: Mapping[str, str]) -> str:
    """Write the report.

    Args:
        document: What ``report.json`` holds.
        pictures: By table and column, an SVG element.
        maps: By table, the heat map of pairs.

    Returns:
        HTML.
    """
    tables = "".join(
        _table_section(name, entry, pictures.get(name, {}), maps.get(name, ""))
        for name, entry in document["tables"].items()
    )
    return page(f"Twin of {document['source']}", f"{_banner(document)}{_provenance(document)}{tables}", document)


def _banner(document: Mapping[str, Any]) -> str:
    passed, forced = document["passed"], document["forced"]
    blind = document["verdict"].startswith("no evidence")
    words = "Release" if passed else "Released by force" if forced else "No evidence" if blind else "Do not release"
    reasons = "; ".join(f"{name}: {', '.join(found)}" for name, found in document["reasons"].items() if found)
    reason = "Every test of the gate passes." if passed else f"The gate refuses. {reasons}."
    if blind:
        reason = f"{document['verdict'].capitalize()}. That no test refuses proves nothing here."
    return (
        f'<h1>Twin of {escape(document["source"])}</h1><p class="dim">{escape(document["label"])}</p>'
        f'<div class="banner{"" if passed else " refused"}"><strong>{words}</strong><p>{escape(reason)}</p></div>'
    )


def _provenance(document: Mapping[str, Any]) -> str:
    rows = [
        ("Made by", f"nonesuch {document['version']}, engine {document['engine']}, seed {document['seed']}"),
        ("Label", document["label"]),
        ("Hold-out", f"{_kept_back(document['tables'])}, never shown to the engine"),
        ("This page", "is computed from real rows. It holds sums and shares only, but no guarantee covers it."),
    ]
    text = rows_table(["", ""], rows)
    return text + (_privacy_account(document["privacy"]) if document["privacy"] else "")


def _kept_back(tables: Mapping[str, Any]) -> str:
    """The share kept back, which is half in small tables whatever was asked for."""
    held, learned = (sum(entry["rows"][kind] for entry in tables.values()) for kind in ("holdout", "train"))
    return f"{held / max(held + learned, 1):.0%} of the rows"


def _privacy_account(account: Mapping[str, Any]) -> str:
    rows = [(entry["step"], f"{entry['rho']:.6f}", entry["queries"]) for entry in account["expenses"]]
    spent = f"Total rho {account['rho']:.6f}, {escape(account['conversion'])}; unit: {escape(account['unit'])}."
    spent += " Every run on the same rows spends its own budget, and they add up."
    intro = f"<h2>Privacy budget</h2><p>{spent}</p>"
    public = "; ".join(
        [*account["public"], f"taken as public although read off the data: {account['read_off_the_data']}"]
    )
    return intro + rows_table(["step", "rho", "queries"], rows) + f"<p class='dim'>Public: {escape(public)}</p>"


def _table_section(name: str, entry: Mapping[str, Any], pictures: TablePictures, heat: str) -> str:
    rows, power = entry["rows"], entry["power"]
    size = f"{rows['train']:,} training rows, {rows['holdout']:,} hold-out rows, {rows['twin']:,} twin rows"
    seen = f"from <b>{power['copied']:.2%}</b> copied rows on, and (nine times in ten) from <b>{power['near']:.1%}</b>"
    parts = [
        f"<h2>Table {escape(name)}</h2><p class='dim'>{size}</p>",
        f"<h3>Columns written in several ways</h3>{_list(entry['notes'])}" if entry["notes"] else "",
        _identifiers(entry),
        f"<h3>Fidelity</h3><p>{_FIDELITY}</p>",
        _fidelity(entry["fidelity"]),
        "<h3>Privacy</h3>",
        _checks(entry["checks"]),
        f"<p>At this size the tests refuse {seen} slightly changed ones. Smaller leaks could pass unseen.</p>",
        _quasi(entry["quasi_identifiers"]),
        _figures(entry["fidelity"]["shapes"], pictures),
        f"<h3>Pairs, the darker the worse</h3>{heat}" if heat else "",
    ]
    return "".join(parts)


def _figures(shapes: Mapping[str, float], pictures: TablePictures) -> str:
    if not pictures:
        return ""
    legend = (
        '<span class="key"><i style="background:var(--real)"></i>original'
        '<i style="background:var(--twin)"></i>twin</span>'
    )
    figures = [(name, f"{shapes[name]:.3f}", picture) for name, picture in pictures.items()]
    return f"<h3>Columns, the worst first {legend}</h3>{grid(figures)}"


def _identifiers(entry: Mapping[str, Any]) -> str:
    rows = [(found["column"], found["kind"], "; ".join(found["evidence"])) for found in entry["identifiers"]]
    text = "<h3>Columns that identify</h3>"
    if rows:
        text += "<p>Never learned; replaced by generated values, free text by nothing.</p>" + rows_table(
            ["column", "kind", "evidence"], rows
        )
    else:
        text += "<p>None was found.</p>"
    return text + _rules(entry)


def _rules(entry: Mapping[str, Any]) -> str:
    offered = [*entry["offered_constraints"]]
    if not offered:
        return ""
    text = "<h3>Rules that every row keeps</h3>"
    if not entry["kept_constraints"]:
        return f"{text}<p>Offered, not imposed.</p>{_list(offered)}"
    text += f"<p>Imposed: every row of the twin keeps them.</p>{_list(entry['kept_constraints'])}"
    left = [
        f"{rule['rule']} ({'holds' if rule['holds'] else 'does not hold'} in the twin)"
        for rule in entry["left_constraints"]
    ]
    return text + (
        f"<p>Not imposed, since a column of theirs follows from another rule:</p>{_list(left)}" if left else ""
    )


def _list(lines: Sequence[str], most: int = 20) -> str:
    return "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines[:most]) + "</ul>"


def _fidelity(fidelity: Mapping[str, Any]) -> str:
    header = ["", "column shapes", "pair trends", "missing, largest gap", "detection", fidelity["measure"] or "utility"]
    rows = [
        (row["name"], *(_number(row[key]) for key in ("shapes", "pairs", "missing", "detection", "utility")))
        for row in fidelity["rows"]
    ]
    extra = "".join(
        f"<p class='dim'>sdmetrics, {escape(key)}: {value:.3f}</p>" for key, value in fidelity["sdmetrics"].items()
    )
    return rows_table(header, rows) + extra


def _checks(checks: Sequence[Mapping[str, Any]]) -> str:
    rows = []
    for check in checks:
        mark = {True: '<span class="ok">passes</span>', False: '<span class="fail">refuses</span>', None: ""}[
            check["passed"]
        ]
        interval = f"{_number(check['low'])} to {_number(check['high'])}" if check["low"] is not None else ""
        if check["low"] is None and check["high"] is not None:
            interval = f"up to {_number(check['high'])}"
        cells = [
            check["name"],
            _number(check["value"]),
            _number(check["baseline"]),
            interval,
            _small(check["p"]),
            check["limit"],
        ]
        rows.append("<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in cells) + f"<td>{mark}</td></tr>")
    header = "".join(f"<th>{name}</th>" for name in ("test", "twin", "baseline", "95 % interval", "p", "limit", ""))
    return f'<div class="wide"><table><tr>{header}</tr>{"".join(rows)}</table></div>'


def _quasi(pair: Sequence[Mapping[str, Any] | None]) -> str:
    if pair[0] is None:
        return ""
    rows = [
        (name, found["smallest"], f"{found['unique']:.1%}", f"{found['below_5']:.1%}", f"{found['below_11']:.1%}")
        for name, found in zip(("original", "twin"), pair, strict=True)
        if found
    ]
    columns = escape(", ".join(pair[0]["columns"]))
    return f"<h3>Quasi-identifiers</h3><p>{columns}, taken together.</p>" + rows_table(
        ["", "smallest class", "rows alone", "in classes below 5", "below 11"], rows
    )


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if float(value).is_integer() and abs(value) > 1 else f"{value:.4f}".rstrip("0").rstrip(".")


def _small(value: float | None) -> str:
    return "" if value is None else f"{value:.2g}"
