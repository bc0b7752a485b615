"""The independent witness."""

from tests.emulators.telegram.checks import check_request, check_update, nulls

from .conftest import Environment


def test_checks__witness_finds_what_is_wrong() -> None:
    message = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "text": "x"}
    assert check_update({"update_id": 1, "message": message}) == []
    assert check_update({"update_id": 1, "message": {**message, "photo": None}}) == [
        "update 1: null at $.message.photo"
    ]
    assert check_update({"update_id": 1, "callback_query": {"id": "1", "from": {"id": 1}}})
    assert check_request("sendMessage", {"chat_id": 1, "text": "x"}) == []
    assert check_request("sendMessage", {"chat_id": 1}) == ["sendMessage: text: Field required"]
    assert check_request("sendMessage", {"chat_id": 1, "text": "x", "colour": 1}) == [
        "sendMessage: unknown parameter 'colour'"
    ]
    assert nulls({"a": [1, {"b": None}]}) == ["$.a[1].b"]


async def test_checks__bot_that_breaks_the_schema_is_noted(env: Environment) -> None:
    await env.call("sendMessage", chat_id=env.chat.id, text="x", colour="red")
    assert env.tg.violations == ["sendMessage: unknown parameter 'colour'"]
    env.tg.violations.clear()
