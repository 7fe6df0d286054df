"""The report as one page: no network, no script that is needed, light and dark."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["TablePictures", "render_page"]

TablePictures = dict[str, str]

_FIDELITY = (
    "Each measure stands beside real rows drawn again (bootstrap) and columns drawn on their own (independent). "
    "Detection: how surely gradient boosting tells rows from hold-out rows; 0.5 is best."
)
_STYLE = """
:root{--ink:#1c2330;--dim:#5b6575;--paper:#fbfaf7;--card:#fff;--line:#dcdfe5;--real:#7a8699;--twin:#0b7a75;--good:#1a7f4b;
--bad:#b3261e;--heat:#b3261e}
@media(prefers-color-scheme:dark){:root{--ink:#e8eaf0;--dim:#9aa4b5;--paper:#14171d;--card:#1c2028;--line:#323844;
--real:#76839a;--twin:#3fc1b8;--good:#5fd08f;--bad:#ff8a80;--heat:#ff8a80}}
*{box-sizing:border-box}body{margin:0;font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
main{max-width:1080px;margin:0 auto;padding:24px}h1{font-size:26px;margin:0 0 4px}h2{font-size:19px;margin:36px 0 10px}
h3{font-size:15px;margin:22px 0 8px}p{margin:6px 0;max-width:76ch}.dim,small{color:var(--dim)}
.banner{border-left:8px solid var(--good);background:var(--card);padding:16px 20px;margin:18px 0;border-radius:4px}
.banner.refused{border-color:var(--bad)}.banner strong{font-size:20px}
table{border-collapse:collapse;width:100%;background:var(--card);font-variant-numeric:tabular-nums}
th,td{padding:6px 10px;text-align:left;border-bottom:1px solid var(--line);vertical-align:top}
td.n,th.n{text-align:right}.ok{color:var(--good)}.fail{color:var(--bad);font-weight:600}
.wide{overflow-x:auto}.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(240px,1fr));gap:14px}
figure{margin:0;background:var(--card);border:1px solid var(--line);border-radius:4px;padding:10px}
figcaption{display:flex;justify-content:space-between;gap:8px;font-size:13px;margin-bottom:4px;overflow-wrap:anywhere}
svg{width:100%;height:auto;display:block}svg text{font-size:10px;fill:var(--dim)}svg line{stroke:var(--line)}
.real{fill:var(--real)}.twin{fill:var(--twin)}.heat{fill:var(--heat)}svg.map{max-width:620px}
.key i{display:inline-block;width:10px;height:10px;margin:0 4px 0 12px}
@media print{body{background:#fff}figure,tr{break-inside:avoid}}
"""


def render_page(document: Mapping[str, Any], pictures: Mapping[str, TablePictures], maps: Mapping[str, str]) -> str:
    """Write the report.

    Args:
        document: What ``report.json`` holds.
        pictures: By table and column, an SVG element.
        maps: By table, the heat map of pairs.

    Returns:
        HTML.
    """
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Twin of {escape(document["source"])}</title>'
    head += f'<meta name="viewport" content="width=device-width,initial-scale=1"><style>{_STYLE}</style>'
    tables = "".join(
        _table_section(name, entry, pictures.get(name, {}), maps.get(name, ""))
        for name, entry in document["tables"].items()
    )
    machine = json.dumps(document, ensure_ascii=True).replace("<", "\\u003c")
    return (
        f"{head}<main>{_banner(document)}{_provenance(document)}{tables}"
        f'<script type="application/json" id="report">{machine}</script></main></html>\n'
    )


def _banner(document: Mapping[str, Any]) -> str:
    passed, forced = document["passed"], document["forced"]
    words = "Release" if passed else "Released by force" if forced else "Do not release"
    reasons = "; ".join(f"{name}: {', '.join(found)}" for name, found in document["reasons"].items() if found)
    reason = "Every test of the gate passes." if passed else f"The gate refuses. {reasons}."
    return (
        f'<h1>Twin of {escape(document["source"])}</h1><p class="dim">{escape(document["label"])}</p>'
        f'<div class="banner{"" if passed else " refused"}"><strong>{words}</strong><p>{escape(reason)}</p></div>'
    )


def _provenance(document: Mapping[str, Any]) -> str:
    rows = [
        ("Made by", f"nonesuch {document['version']}, engine {document['engine']}, seed {document['seed']}"),
        ("Label", document["label"]),
        ("Hold-out", f"{document['holdout']:.0%} of the rows, never shown to the engine"),
        ("This page", "is computed from real rows. It holds sums and shares only, but no guarantee covers it."),
    ]
    text = _rows(["", ""], rows)
    return text + (_privacy_account(document["privacy"]) if document["privacy"] else "")


def _privacy_account(account: Mapping[str, Any]) -> str:
    rows = [(entry["step"], f"{entry['rho']:.6f}", entry["queries"]) for entry in account["expenses"]]
    spent = f"Total rho {account['rho']:.6f}, {escape(account['conversion'])}; unit: {escape(account['unit'])}."
    intro = f"<h2>Privacy budget</h2><p>{spent}</p>"
    public = "; ".join(
        [*account["public"], f"taken as public although read off the data: {account['read_off_the_data']}"]
    )
    return intro + _rows(["step", "rho", "queries"], rows) + f"<p class='dim'>Public: {escape(public)}</p>"


def _table_section(name: str, entry: Mapping[str, Any], pictures: TablePictures, heat: str) -> str:
    rows, power = entry["rows"], entry["power"]
    size = f"{rows['train']:,} training rows, {rows['holdout']:,} hold-out rows, {rows['twin']:,} twin rows"
    seen = f"from <b>{power['copied']:.2%}</b> copied rows on, and (nine times in ten) from <b>{power['near']:.1%}</b>"
    parts = [
        f"<h2>Table {escape(name)}</h2><p class='dim'>{size}</p>",
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
    figures = [
        f"<figure><figcaption><span>{escape(name)}</span><b>{shapes[name]:.3f}</b></figcaption>{picture}</figure>"
        for name, picture in pictures.items()
    ]
    return f"<h3>Columns, the worst first {legend}</h3><div class='grid'>{''.join(figures)}</div>"


def _identifiers(entry: Mapping[str, Any]) -> str:
    rows = [(found["column"], found["kind"], "; ".join(found["evidence"])) for found in entry["identifiers"]]
    text = "<h3>Columns that identify</h3>"
    if rows:
        text += "<p>Never learned; replaced by generated values, free text by nothing.</p>" + _rows(
            ["column", "kind", "evidence"], rows
        )
    else:
        text += "<p>None was found.</p>"
    if entry["offered_constraints"]:
        offers = "".join(f"<li>{escape(offer)}</li>" for offer in entry["offered_constraints"][:20])
        text += f"<h3>Rules that every row keeps</h3><p>Offered, not imposed.</p><ul>{offers}</ul>"
    return text


def _fidelity(fidelity: Mapping[str, Any]) -> str:
    header = ["", "column shapes", "pair trends", "missing, largest gap", "detection", fidelity["measure"] or "utility"]
    rows = [
        (row["name"], *(_number(row[key]) for key in ("shapes", "pairs", "missing", "detection", "utility")))
        for row in fidelity["rows"]
    ]
    extra = "".join(
        f"<p class='dim'>sdmetrics, {escape(key)}: {value:.3f}</p>" for key, value in fidelity["sdmetrics"].items()
    )
    return _rows(header, rows) + extra


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
    return f"<h3>Quasi-identifiers</h3><p>{columns}, taken together.</p>" + _rows(
        ["", "smallest class", "rows alone", "in classes below 5", "below 11"], rows
    )


def _rows(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    top = "".join(f"<th>{escape(name)}</th>" for name in header) if any(header) else ""
    body = "".join("<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<div class="wide"><table>{f"<tr>{top}</tr>" if top else ""}{body}</table></div>'


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if float(value).is_integer() and abs(value) > 1 else f"{value:.4f}".rstrip("0").rstrip(".")


def _small(value: float | None) -> str:
    return "" if value is None else f"{value:.2g}"
