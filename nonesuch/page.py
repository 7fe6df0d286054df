"""What the pages of reports have in common: one file, no network, no script that is needed, light and dark."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["grid", "page", "rows_table"]

_STYLE = """
:root{--ink:#1c2330;--dim:#5b6575;--paper:#fbfaf7;--card:#fff;--line:#dcdfe5;--real:#7a8699;--twin:#0b7a75;--good:#1a7f4b;
--bad:#b3261e;--heat:#b3261e;--mark:#d9efe9}
@media(prefers-color-scheme:dark){:root{--ink:#e8eaf0;--dim:#9aa4b5;--paper:#14171d;--card:#1c2028;--line:#323844;
--real:#76839a;--twin:#3fc1b8;--good:#5fd08f;--bad:#ff8a80;--heat:#ff8a80;--mark:#23423f}}
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
mark{background:var(--mark);color:inherit;border-radius:3px;padding:0 2px}mark small{font-size:10px;margin-left:3px}
details{margin:10px 0}summary{cursor:pointer}
@media print{body{background:#fff}figure,tr{break-inside:avoid}}
"""


def page(title: str, body: str, document: Mapping[str, Any]) -> str:
    """Set a page together.

    Args:
        title: Of the window.
        body: HTML.
        document: The same for machines; put into the page.

    Returns:
        HTML.
    """
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>'
    head += f'<meta name="viewport" content="width=device-width,initial-scale=1"><style>{_STYLE}</style>'
    machine = json.dumps(document, ensure_ascii=True).replace("<", "\\u003c")
    return f'{head}<main>{body}<script type="application/json" id="report">{machine}</script></main></html>\n'


def rows_table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Write a table.

    Args:
        header: Headings; none if all are empty.
        rows: Cells; they are escaped.

    Returns:
        HTML.

    Example:
        >>> rows_table(["a"], [["<"]])
        '<div class="wide"><table><tr><th>a</th></tr><tr><td>&lt;</td></tr></table></div>'
    """
    top = "".join(f"<th>{escape(name)}</th>" for name in header) if any(header) else ""
    body = "".join("<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<div class="wide"><table>{f"<tr>{top}</tr>" if top else ""}{body}</table></div>'


def grid(figures: Sequence[tuple[str, str, str]]) -> str:
    """Set pictures side by side.

    Args:
        figures: Name, remark and SVG element of each.

    Returns:
        HTML.
    """
    cells = [
        f"<figure><figcaption><span>{escape(name)}</span><b>{escape(note)}</b></figcaption>{picture}</figure>"
        for name, note, picture in figures
    ]
    return f"<div class='grid'>{''.join(cells)}</div>"
