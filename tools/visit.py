"""Requests a picture from a running Shenbi as the page does: python -m tools.visit http://127.0.0.1:8080/

Needs only the standard library, so that it runs where nothing is installed yet. Prints one line; exit status 1 on failure.
"""

from __future__ import annotations

import argparse
import http.client
import http.cookiejar
import json
import secrets
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from typing import Any

TIMEOUT_S = 180.0
POLL_S = 0.5
REQUEST_S = 30.0
IMAGES = {b"\xff\xd8\xff": "JPEG", b"\x89PNG": "PNG", b"RIFF": "WebP"}
Entry = dict[str, Any]


class VisitError(Exception):
    """The room did not answer as it should; the message is one line."""


class Visitor:
    """One person in a room of their own. All calls block; they raise VisitError."""

    def __init__(self, address: str, token: str = "") -> None:
        self.address = address.rstrip("/") + "/"
        self._token = token
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), cookies)

    def open(self, timeout_s: float = TIMEOUT_S) -> None:
        """Open the page as soon as the server answers."""
        end = time.monotonic() + timeout_s
        while True:
            try:
                if self._token:
                    self._request("login", urllib.parse.urlencode({"token": self._token}).encode())
                self._request("")
                break
            except VisitError as error:
                if not isinstance(error.__cause__, ConnectionError) or time.monotonic() > end:
                    raise
                time.sleep(POLL_S)
        self.post("api/start", {"room": "~", "language": "en"})

    def say(self, text: str) -> None:
        """Write a message."""
        self.post("api/rooms/~/messages", {"text": text, "nonce": secrets.token_hex(8), "language": "en"})

    def entries(self) -> list[Entry]:
        """The entries that the room shows."""
        found: list[Entry] = json.loads(self._request("api/rooms/~/entries"))["entries"]
        return found

    def until(self, matches: Callable[[Entry], Any], what: str, timeout_s: float = TIMEOUT_S) -> Entry:
        """Wait for an entry that `matches`; the newest."""
        end = time.monotonic() + timeout_s
        while True:
            entries = self.entries()
            if wanted := [entry for entry in entries if matches(entry)]:
                return wanted[-1]
            if time.monotonic() > end:
                said = " / ".join(" ".join(str(entry["text"]).split()) for entry in entries[-3:])
                raise VisitError(f"no {what} within {timeout_s:.0f} s; the room says: {said}")
            time.sleep(POLL_S)

    def bytes_of(self, entry: Entry, tag: str) -> bytes:
        """The picture or file `tag` of an entry."""
        return self._request(f"p/~/{entry['id']}/{tag}")

    def post(self, path: str, body: object) -> Any:
        """Send JSON, and read it."""
        return json.loads(self._request(path, json.dumps(body).encode(), "application/json"))

    def _request(self, path: str, body: bytes | None = None, kind: str = "application/x-www-form-urlencoded") -> bytes:
        headers = {"Origin": self.address.rstrip("/"), "Content-Type": kind}
        request = urllib.request.Request(self.address + path, data=body, headers=headers)
        try:
            with self._opener.open(request, timeout=REQUEST_S) as answer:
                data: bytes = answer.read()
                return data
        except urllib.error.HTTPError as error:
            raise VisitError(f"{request.get_method()} /{path}: HTTP status {error.code}") from error
        except urllib.error.URLError as error:
            cause = error.reason if isinstance(error.reason, OSError) else error
            raise VisitError(f"{self.address}: {error.reason}") from cause
        except (OSError, http.client.HTTPException) as error:
            raise VisitError(f"{self.address}{path}: {error}") from error


def paint(visitor: Visitor, words: str) -> str:
    """Request a picture in an open room; returns a summary."""
    began = time.monotonic()
    visitor.say(f"/imagine {words}")
    entry = visitor.until(lambda each: each.get("picture") and each.get("milestone") == "done", "picture")
    data = visitor.bytes_of(entry, entry["picture"]["tag"])
    kind = next((name for magic, name in IMAGES.items() if data.startswith(magic)), "")
    if not kind:
        raise VisitError(f"what came is no picture: {data[:20]!r}")
    return f"a {kind} of {len(data)} bytes after {time.monotonic() - began:.1f} s"


def album(visitor: Visitor, theme: str, idea: str) -> bytes:
    """Run a session of one round in an open room, alone; returns its album as a PDF."""
    visitor.say(f"/session start {theme} --rounds 1 --per-round 2 --ideas 1h --vote 1h")
    visitor.until(lambda each: "session:" in json.dumps(each.get("buttons", [])), "card of the session")
    visitor.say(f"/idea {idea}")
    visitor.until(lambda each: "1 idea is in" in each["text"] and not each["person"], "word that the idea is in")
    visitor.say("/session paint")
    visitor.until(lambda each: "vote:" in json.dumps(each.get("buttons", [])), "vote")
    visitor.say("/session close")
    shown = visitor.until(lambda each: each.get("files"), "album")
    files = {file["name"].rpartition(".")[2]: file["tag"] for file in shown["files"]}
    return visitor.bytes_of(shown, files["pdf"])


def letters_missing(pdf: bytes, text: str) -> str:
    """Characters of a text that a PDF album does not show (its ToUnicode table is not compressed)."""
    return "".join(c for c in text if not c.isspace() and f"<{c.encode('utf-16-be').hex()}>".encode() not in pdf)


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address")
    parser.add_argument("--token", default="", help="of the room, if it has one")
    parser.add_argument("--words", default="a sea of roses at sunrise")
    chosen = parser.parse_args()
    try:
        visitor = Visitor(chosen.address, chosen.token)
        visitor.open()
        print(f"painted {paint(visitor, chosen.words)}", flush=True)
    except VisitError as error:
        sys.stderr.write(f"visit: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
