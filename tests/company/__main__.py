"""`python -m tests.company --json`: an hour of a company of 500 people, and its audit as `shenbi audit` prints it.

The audit goes to standard error in both languages, to be read alone: it should tell what happened. Standard output ends with
`{"people": .., "requests": .., "acts": .., "wrong": 0, "unanswered": 0, "ledger_differs": 0}`; the exit status is 1 if the audit
is not exactly what the admins did, a request has not ended, or the ledger differs.
It took five minutes on two cores that eight others shared.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import structlog

from bot.runtime.texts import LANGUAGES
from tests.company.hour import Told, hour

PEOPLE = 500


def audit_in(folder: Path, language: str, database_url: str = "") -> str:
    """What `shenbi audit` prints."""
    environment = {
        **os.environ,
        "SHENBI_DATA_DIR": str(folder),
        "SHENBI_DATABASE_URL": database_url,
        "SHENBI_LANGUAGE": language,
        "SHENBI_CONFIG": "",
    }
    command = [sys.executable, "-c", "from bot.cli.main import main; main()", "audit", "--limit", "200"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return done.stdout


def figures(told: Told, people: int) -> dict[str, int]:
    """What is printed at the end."""
    wrong = sum(one != other for one, other in zip(told.recorded, told.expected, strict=False))
    wrong += abs(len(told.recorded) - len(told.expected))
    return {
        "people": people,
        "requests": told.requests,
        "acts": len(told.recorded),
        "wrong": wrong,
        "unanswered": len(told.unanswered),
        "ledger_differs": told.ledger_differs,
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database-url", default="")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with tempfile.TemporaryDirectory(prefix="company") as name:
        told = hour(Path(name), options.seed, options.people, options.database_url)
        for language in LANGUAGES:
            sys.stderr.write(audit_in(Path(name), language, options.database_url) + "\n")
    found = figures(told, options.people)
    for recorded, expected in zip(told.recorded, told.expected, strict=False):
        if recorded != expected:
            sys.stderr.write(f"the audit has {recorded}, done was {expected}\n")
    sys.stderr.write(f"{told.states}\n")
    sys.stdout.write(json.dumps(found) + "\n")
    if found["wrong"] or found["unanswered"] or found["ledger_differs"]:
        sys.exit(1)


if __name__ == "__main__":
    main()
