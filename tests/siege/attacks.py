"""The attacks. Each is a coroutine that runs until `until` (loop time) and counts its tries.

Run as `python -m tests.siege.attacks NAMES ROOM WEBHOOK SECONDS`, in a separate process at nice 19: NAMES joined by
commas, ROOM and WEBHOOK as host:port. Attackers who need a login get it first: later the number of strangers would keep
them out. It prints `ready`, waits for a line, and begins. The last line of output is a JSON object: for each attack tries and
their rate.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import itertools
import json
import os
import sys
import zlib
from collections import Counter
from collections.abc import Awaitable, Callable
from functools import cache

import aiohttp
from PIL import Image
from yarl import URL

NICE = 19
PAUSE_S = 0.002  # between two tries of one attacker: the server's limits are tested, not the machine's CPU
FAILED = (aiohttp.ClientError, OSError, TimeoutError, ValueError)
tries: Counter[str] = Counter()


class Target:
    """The server under attack, and the end of the attack."""

    def __init__(self, room: str, webhook: str) -> None:
        self.host, port = room.rsplit(":", 1)
        self.port = int(port)
        self.webhook_port = int(webhook.rsplit(":", 1)[1])
        self.until = 0.0
        self.insiders: dict[str, aiohttp.ClientSession] = {}
        self.home = f"http://{room}/"
        self.origin = f"http://{room}"

    def is_over(self) -> bool:
        return asyncio.get_running_loop().time() >= self.until

    async def connect(self, port: int = 0) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        async with asyncio.timeout(5):
            return await asyncio.open_connection(self.host, port or self.port, limit=2**12)

    def head(self, method: str, path: str, *more: str) -> bytes:
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}:{self.port}", f"Origin: {self.origin}", *more]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "surrogateescape")

    def browser(self) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            cookie_jar=aiohttp.CookieJar(unsafe=True),
            headers={"Origin": self.origin},
            timeout=aiohttp.ClientTimeout(10),
        )

    async def log_in(self, name: str) -> None:
        """Log in as a user; retried for a minute."""
        http = self.insiders[name] = self.browser()
        for _ in range(60):
            if await _tried(self.new_user(http)):
                return
            await asyncio.sleep(1)
        raise AssertionError(f"{name} could not log in")

    def cookie(self, http: aiohttp.ClientSession) -> str:
        """The Cookie header of a logged-in user."""
        cookies = http.cookie_jar.filter_cookies(URL(self.home))
        return "Cookie: " + "; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items())

    async def new_user(self, http: aiohttp.ClientSession) -> bool:
        """Log in as a new user; False if refused."""
        async with http.post(self.home + "api/start", json={"room": "~"}) as answer:
            return answer.status == 200


@cache
def payload(name: str) -> bytes:
    """The payload of an attack, made before it begins."""
    if name == "compressed":
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        return b"".join([*(packer.compress(bytes(2**20)) for _ in range(300)), packer.flush()])
    out = io.BytesIO()
    if name == "bombs":
        Image.new("RGB", (8000, 7900)).save(out, "PNG", compress_level=1)
    elif name == "pieces":
        Image.new("L", (3900, 3900), 128).save(out, "JPEG", progressive=True)
        head, last = out.getvalue()[2:-2], out.getvalue()[out.getvalue().rindex(b"\xff\xda") : -2]
        return b"\xff\xd8" + b"\xff\xe0\x00\x02" * 500_000 + head + last * 500 + b"\xff\xd9"
    elif name == "uploads":
        Image.effect_noise((1400, 1400), 90).convert("RGB").save(out, "JPEG", quality=95)
    return out.getvalue()


async def hold(target: Target, name: str, most: int, opening: bytes, drip: bytes, port: int = 0) -> None:
    """Keep `most` connections open that have sent `opening`, send `drip` now and then, read nothing."""
    held: list[asyncio.StreamWriter] = []
    while not target.is_over():
        held = [writer for writer in held if not writer.is_closing()]
        try:
            if len(held) < most:
                _, writer = await target.connect(port)
                writer.transport.set_write_buffer_limits(0)
                writer.write(opening)
                held.append(writer)
                tries[name] += 1
            elif drip:
                for writer in held:
                    writer.write(drip)
                await asyncio.sleep(0.5)
            else:
                await asyncio.sleep(0.2)
        except FAILED:
            await asyncio.sleep(0.05)
        await asyncio.sleep(PAUSE_S)
    for writer in held:
        writer.close()


async def half_heads(target: Target) -> None:
    opening = target.head("GET", "/")[:-2]
    await hold(target, "half_heads", 400, opening, b"X-More: 1\r\n")


async def half_bodies(target: Target) -> None:
    opening = (
        target.head("POST", "/api/start", "Content-Length: 20000", "Content-Type: application/json") + b'{"room": "'
    )
    await hold(target, "half_bodies", 300, opening, b"x")


async def half_webhooks(target: Target) -> None:
    opening = target.head("POST", "/hook", "Content-Length: 20000")
    await hold(target, "half_webhooks", 200, opening, b"x", target.webhook_port)


async def unread_answers(target: Target) -> None:
    """Pipelines requests for a page in one connection and reads none of the answers."""
    await hold(target, "unread_answers", 60, target.head("GET", "/") * 200, target.head("GET", "/") * 20)


async def unread_sockets(target: Target) -> None:
    """WebSockets on the whole history of a full room that are never read."""
    http, room = target.insiders["unread_sockets"], "siege"
    for number in range(12):
        body = {"text": "画" * 19_000, "nonce": f"n{os.getpid()}-{number}"}
        await _status(http.post(f"{target.home}api/rooms/{room}/messages", json=body))
    cookie = target.cookie(http)
    upgrade = target.head(
        "GET", f"/ws/{room}?since=0", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", cookie,
    )  # fmt: skip
    await hold(target, "unread_sockets", 150, upgrade, b"")


async def compressed(target: Target) -> None:
    """Bodies of a few megabytes that decompress to gigabytes, without a login."""
    bomb = payload("compressed")
    for number in itertools.count():
        if target.is_over():
            return
        path, port = [("/login", 0), ("/nowhere", 0), ("/api/start", 0), ("/hook", target.webhook_port)][number % 4]
        try:
            reader, writer = await target.connect(port)
            head = target.head("POST", path, "Content-Encoding: gzip", f"Content-Length: {len(bomb)}")
            writer.write(head + bomb)
            async with asyncio.timeout(5):
                await reader.read(200)
            writer.close()
            tries["compressed"] += 1
        except FAILED:
            pass
        await asyncio.sleep(0.05)


async def uploads(target: Target) -> None:
    """Real images as fast as they are accepted, from one user after another."""
    data = payload("uploads")
    logged_in = [target.insiders["uploads"]]
    while not target.is_over():
        http = logged_in.pop() if logged_in else target.browser()
        if len(http.cookie_jar) or await _tried(target.new_user(http)):
            for _ in range(40):
                if target.is_over():
                    break
                tries["uploads"] += 1
                if await _status(http.post(target.home + "api/uploads", data=data)) != 200:
                    await asyncio.sleep(0.2)
        else:
            await asyncio.sleep(1)
        await http.close()


async def slow_uploads(target: Target) -> None:
    cookie = target.cookie(target.insiders["slow_uploads"])
    opening = target.head("POST", "/api/uploads", cookie, "Content-Length: 15000000")
    await hold(target, "slow_uploads", 40, opening + b"\xff\xd8", b"\0")


async def bombs(target: Target) -> None:
    """Images that are small as files and huge as pixels, and their previews."""
    bomb = payload("bombs")
    http = target.insiders["bombs"]
    for number in itertools.count():
        if target.is_over():
            return
        tries["bombs"] += 1
        with contextlib.suppress(*FAILED):
            async with http.post(target.home + "api/uploads", data=bomb) as answer:
                image = (await answer.json()).get("id", "")
            body = {"text": "x", "images": [image], "nonce": f"b{os.getpid()}-{number}"}
            async with http.post(f"{target.home}api/rooms/~/messages", json=body) as answer:
                entry = (await answer.json()).get("id", "")
            async with http.get(f"{target.home}api/rooms/~/entries") as answer:
                found = [each for each in (await answer.json())["entries"] if each["id"] == entry]
            for each in found:
                tag = each["images"][0]["tag"]
                await _status(http.get(f"{target.home}p/~/{entry}/{tag}?size=preview"))
        await asyncio.sleep(1)


async def pieces(target: Target) -> None:
    """A JPEG with half a million empty segments and 500 progressive scans."""
    image = payload("pieces")
    http = target.insiders["pieces"]
    while not target.is_over():
        tries["pieces"] += 1
        await _status(http.post(target.home + "api/uploads", data=image))
        await asyncio.sleep(1)


async def long_words(target: Target) -> None:
    """Messages on which a backtracking regular expression takes hours."""
    words = [
        "vote" + " " * 1000 + "1" + " " * 1000 + "x",
        "/imagine " + "--" * 4000,
        "/imagine " + "{" * 3000 + "a|b" * 2000,
        "#" * 9000,
        "、" * 9000,
        "/imagine " + '"' * 9001,
    ]
    http = target.insiders["long_words"]
    for number in itertools.count():
        if target.is_over():
            return
        tries["long_words"] += 1
        body = {"text": words[number % len(words)], "nonce": f"w{os.getpid()}-{number}"}
        room = ("~", "siege")[number % 2]
        await _status(http.post(f"{target.home}api/rooms/{room}/messages", json=body))
        await asyncio.sleep(0.5)


async def malformed(target: Target) -> None:
    """Malformed requests."""
    odd = [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200),
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nzz\r\n",
        target.head("GET", "/metrics", "Authorization: Bearer \udcff\udcfe"),
        target.head("GET", "/metrics", "Authorization: Bearer guess"),
        target.head("POST", "/login", "Content-Type: multipart/form-data", "Content-Length: 3") + b"abc",
        target.head("POST", "/login", "Content-Type: multipart/form-data; boundary=x", "Content-Length: 9")
        + b"--x\r\n\r\n\r\n",
        target.head("GET", "/", "Cookie: shenbi_person=\udcff;;;=;"),
        target.head("GET", "/%ff%00/..%2f", "Accept-Encoding: *"),
    ]
    for number in itertools.count():
        if target.is_over():
            return
        with contextlib.suppress(*FAILED):
            reader, writer = await target.connect()
            writer.write(odd[number % len(odd)])
            async with asyncio.timeout(1):
                await reader.read(200)
            writer.close()
            tries["malformed"] += 1
        await asyncio.sleep(PAUSE_S)


async def strangers(target: Target) -> None:
    """New users without end, who take a name that looks like the bot's."""
    while not target.is_over():
        async with target.browser() as http:
            tries["strangers"] += 1
            if await _tried(target.new_user(http)):
                await _status(http.post(target.home + "api/me", json={"name": "Ѕhenbi"}))
        await asyncio.sleep(0.02)


async def requests(target: Target) -> None:
    """Plain requests as fast as they are answered, also for history from the beginning."""
    http = target.insiders["requests"]
    for number in itertools.count():
        if target.is_over():
            return
        path = ("", "healthz", "api/rooms/siege/entries", "metrics", "login", "nowhere")[number % 6]
        tries["requests"] += 1
        await _status(http.get(target.home + path))
        await asyncio.sleep(PAUSE_S)


async def _tried(work: Awaitable[bool]) -> bool:
    try:
        return await work
    except FAILED:
        return False


async def _status(asking: contextlib.AbstractAsyncContextManager[aiohttp.ClientResponse]) -> int:
    try:
        async with asking as answer:
            await answer.read()
            return answer.status
    except FAILED:
        return 0


ATTACKS: dict[str, Callable[[Target], Awaitable[None]]] = {
    attack.__name__: attack
    for attack in (
        half_heads, half_bodies, half_webhooks, unread_answers, unread_sockets, compressed, uploads, slow_uploads, bombs,
        pieces, long_words, malformed, strangers, requests,
    )
}  # fmt: skip


INSIDERS = ("unread_sockets", "uploads", "slow_uploads", "bombs", "pieces", "long_words", "requests")


async def run_attacks(names: list[str], room: str, webhook: str, seconds: float) -> dict[str, object]:
    """Run attacks at the same time once a line comes on standard input; how often each was tried, and the rate per second."""
    target = Target(room, webhook)
    for name in names:
        if name in INSIDERS:
            await target.log_in(name)
    os.nice(NICE - os.nice(0))
    print("ready", flush=True)  # noqa: T201
    await asyncio.to_thread(sys.stdin.readline)
    target.until = asyncio.get_running_loop().time() + seconds
    await asyncio.gather(*(ATTACKS[name](target) for name in names))
    for http in target.insiders.values():
        await http.close()
    return {name: {"tries": count, "per_s": round(count / seconds, 1)} for name, count in sorted(tries.items())}


def main() -> None:
    names, room, webhook, seconds = sys.argv[1:]
    for name in names.split(","):
        payload(name)
    print(json.dumps(asyncio.run(run_attacks(names.split(","), room, webhook, float(seconds)))), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
