"""Finding of the outside attack on 0.1.0: login kept a person cookie that an attacker had planted (session fixation, CWE-384);
by https its name had no `__Host-` prefix, so a sibling site could set it.
"""

from __future__ import annotations

from pathlib import Path

import aiohttp
from yarl import URL

from adapters.web.identity import LOGIN_COOKIE, PERSON_COOKIE, CookieSigner, load_key
from tests.web.host import running, settings
from tests.web.visitor import visiting

TOKEN = "open sesame"
PUBLIC = "https://paint.example.org"


async def test_planted_cookie__after_a_login_a_planted_seal_is_worth_nothing_and_its_victim_goes_on(
    tmp_path: Path,
) -> None:
    async with running(tmp_path, made=settings(token=TOKEN)) as (adapter, _):
        address = URL(adapter.address)
        async with visiting(adapter.address, None) as attacker, visiting(adapter.address, None) as victim:
            await attacker.post("login", data={"token": TOKEN})
            person = (await attacker.start())["me"]["id"]
            planted = {cookie.key: cookie.value for cookie in attacker.session.cookie_jar}
            victim.session.cookie_jar.update_cookies({PERSON_COOKIE: planted[PERSON_COOKIE]}, address)
            await victim.post("login", data={"token": TOKEN})
            assert (await victim.start())["me"]["id"] == person
            await victim.say("geheim")
            # The attacker still has both cookies; neither they nor a new login with the old seal lead there.
            assert (await attacker.get("api/rooms/~/entries")).status == 401
            assert (await attacker.post("api/start", {"room": "~"})).status == 401
            await attacker.post("login", data={"token": TOKEN})
            assert (await attacker.start())["me"]["id"] != person
            assert [entry["text"] for entry in await victim.entries()] == ["geheim"]


async def test_planted_cookie__who_logs_in_again_keeps_room_and_name(tmp_path: Path) -> None:
    async with (
        running(tmp_path, made=settings(token=TOKEN)) as (adapter, _),
        visiting(adapter.address, None) as ann,
    ):
        # A cookie as 0.1.0 made it, from before the upgrade.
        signer = CookieSigner(load_key(tmp_path), TOKEN)
        person = signer.new_person()
        old = {PERSON_COOKIE: signer.sign(person), LOGIN_COOKIE: signer.login_cookie_for(person)}
        ann.session.cookie_jar.update_cookies(old, URL(adapter.address))
        assert (await ann.start())["me"]["id"] == person
        await ann.say("before")
        for _ in range(3):
            await ann.post("login", data={"token": TOKEN})
            found = await ann.start()
            assert found["me"]["id"] == person
            assert [entry["text"] for entry in found["entries"]] == ["before"]


async def test_planted_cookie__by_https_a_name_that_other_sites_can_set_does_not_count(tmp_path: Path) -> None:
    made = settings(token=TOKEN, public_origin=PUBLIC)
    async with running(tmp_path, made=made) as (adapter, _), aiohttp.ClientSession() as session:
        signer = CookieSigner(load_key(tmp_path), TOKEN)
        person = signer.new_person()
        plain = {PERSON_COOKIE: signer.sign(person), LOGIN_COOKIE: signer.login_cookie_for(person)}
        host = {f"__Host-{name}": value for name, value in plain.items()}

        async def ask(path: str, cookies: dict[str, str], **more: object) -> aiohttp.ClientResponse:
            cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
            headers = {"Origin": PUBLIC, "Cookie": cookie}
            address = adapter.local_address + path
            return await session.post(address, headers=headers, allow_redirects=False, **more)  # type: ignore[arg-type]

        assert (await ask("api/start", plain, json={"room": "~"})).status == 401
        assert (await ask("api/start", host, json={"room": "~"})).status == 200
        # At the door it does, for those who come from 0.1.0; and there the seal is renewed.
        login = await ask("login", plain, data={"token": TOKEN})
        renewed = {name: login.cookies[name].value for name in host}
        assert all(login.cookies[name]["secure"] and login.cookies[name]["path"] == "/" for name in host)
        answer = await ask("api/start", renewed, json={"room": "~"})
        assert (await answer.json())["me"]["id"] == person
        assert (await ask("api/start", host, json={"room": "~"})).status == 401
