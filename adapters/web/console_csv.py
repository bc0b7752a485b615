"""The console's list of spending as a CSV file."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any

from aiohttp import web

_LI_PER_YUAN = 1000
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def spending_csv(found: dict[str, Any]) -> web.Response:
    """The rows as a file to download. A name is never a formula for a spreadsheet; Excel needs the byte order mark."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("name", "address", "pictures", "yuan"))
    for row in found["rows"]:
        words = (f"'{text}" if text.startswith(_FORMULA) else text for text in (row["name"], row["address"]))
        writer.writerow((*words, row["pictures"], Decimal(row["amount_li"]) / _LI_PER_YUAN))
    headers = {
        "Cache-Control": "no-store",
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": f'attachment; filename="spending-{found["first"]}-{found["last"]}.csv"',
    }
    return web.Response(body=("\ufeff" + out.getvalue()).encode(), headers=headers)
