"""Behind a reverse proxy: a public origin, a path prefix, forwarded headers, secure cookies."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from adapters.web import WebAdapter
from adapters.web.identity import LOGIN_COOKIE, PERSON_COOKIE
from adapters.web.limits import LOGINS_BURST
from tests.web.host import listening, running, settings

PUBLIC = "https://paint.example.org"
TOKEN = "open sesame"


@pytest.fixture
async def local(tmp_path: Path) -> AsyncIterator[str]:
    """The address that the proxy calls; the public one is PUBLIC/paint/."""
    made = settings(token=TOKEN, public_origin=PUBLIC, path_prefix="/paint")
    async with running(tmp_path, made=made) as (adapter, host):
        assert adapter.address == f"{PUBLIC}/paint/"
        again = WebAdapter.create(settings(token=TOKEN), host)
        async with listening(again):
            assert again.address.startswith("http://127.0.0.1:")
        yield local_address(adapter)


def local_address(adapter: WebAdapter) -> str:
    assert adapter.local_address.startswith("http://127.0.0.1:")
    return adapter.local_address


async def ask(
    method: str, address: str, *, origin: str = PUBLIC, cookies: dict[str, str] | None = None, **more: object
) -> aiohttp.ClientResponse:
    """One request as a proxy passes it on."""
    headers = {"Origin": origin, "Host": "paint.example.org", **more.pop("headers", {})}  # type: ignore[dict-item]
    async with aiohttp.ClientSession(cookies=cookies) as session:
        answer = await session.request(method, address, headers=headers, allow_redirects=False, **more)  # type: ignore[arg-type]
        await answer.read()
        return answer


@pytest.mark.parametrize("path", ["", "paint/"])
async def test_proxy__whether_the_proxy_takes_the_prefix_off_or_not(local: str, path: str) -> None:
    page = await ask("GET", local + path)
    assert page.status == 200
    text = await page.text()
    assert '<meta name="home" content="/paint/">' in text
    asset = text.partition('src="/paint/')[2].partition('"')[0]
    assert (await ask("GET", local + path + asset)).status == 200
    login = await ask("POST", local + path + "login", data={"token": TOKEN, "next": "r/team"})
    assert login.headers["Location"] == "/paint/r/team"
    # No other site of the domain can set these; the prefix tells two rooms on one host apart.
    names = [f"__Host-{name}_paint" for name in (PERSON_COOKIE, LOGIN_COOKIE)]
    for name in names:
        cookie = login.cookies[name]
        assert cookie["secure"]
        assert cookie["httponly"]
        assert cookie["path"] == "/"
        assert not cookie["domain"]
    cookies = {name: login.cookies[name].value for name in names}
    assert (await ask("POST", local + path + "api/start", json={"room": "team"}, cookies=cookies)).status == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "http://paint.example.org", "null", ""])
async def test_proxy__only_pages_of_the_public_origin_may_write(local: str, origin: str) -> None:
    assert (await ask("POST", local + "login", origin=origin, data={"token": TOKEN})).status == 403


async def test_proxy__says_who_asks_and_nobody_can_pretend(local: str) -> None:
    async def login(forwarded: str) -> int:
        headers = {"X-Forwarded-For": forwarded}
        return (await ask("POST", local + "login", headers=headers, data={"token": "?"})).status

    # Everything before the last address was sent by the client itself.
    assert [await login(f"10.0.0.{n}, 192.0.2.1") for n in range(LOGINS_BURST + 1)][-1] == 429
    assert await login("192.0.2.2") == 401


async def test_proxy__without_a_proxy_forwarded_headers_are_not_believed(tmp_path: Path) -> None:
    async with running(tmp_path, made=settings(token=TOKEN)) as (adapter, _):
        statuses = []
        for n in range(LOGINS_BURST + 1):
            headers = {"X-Forwarded-For": f"192.0.2.{n}", "Host": "127.0.0.1"}
            answer = await ask(
                "POST", adapter.address + "login", origin="http://127.0.0.1", headers=headers, data={"token": "?"}
            )
            statuses.append(answer.status)
        assert statuses[-1] == 429
