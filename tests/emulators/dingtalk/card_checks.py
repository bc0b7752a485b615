"""What the card interfaces accept."""

from collections.abc import Collection
from typing import Any

from .errors import ApiError
from .wire import Json

_MAX_KEY_BYTES = 100
_MAX_VALUE_BYTES = 1024
_SPACE_PREFIX = "dtv1.card//"

SPACE_MODELS = {"IM_GROUP": "imGroupOpenSpaceModel", "IM_ROBOT": "imRobotOpenSpaceModel"}


def card_params(body: Json) -> dict[str, str]:
    """The variables of `cardData.cardParamMap`. Raises ApiError unless all are strings within their limits."""
    data = body.get("cardData")
    params = data.get("cardParamMap") if isinstance(data, dict) else None
    if not isinstance(params, dict):
        raise ApiError("cardData.cardParamMap is missing", code="param.error")
    for key, value in params.items():
        if not isinstance(value, str):
            raise ApiError(f"cardParamMap[{key!r}] is {type(value).__name__}, not a string", code="param.error")
        if len(key.encode()) > _MAX_KEY_BYTES:
            raise ApiError(f"a key of {len(key.encode())} bytes in cardParamMap", code="param.error")
        if len(value.encode()) > _MAX_VALUE_BYTES:
            raise ApiError(f"cardParamMap[{key!r}] has {len(value.encode())} bytes", code="param.error")
    return params


def spaces(open_space_id: Any) -> list[tuple[str, str]]:
    """(space type, space id) of each place in an openSpaceId. Raises ApiError `param.openSpaceIdInvalid`."""
    if not isinstance(open_space_id, str) or not open_space_id.startswith(_SPACE_PREFIX):
        raise ApiError(f"openSpaceId {open_space_id!r}", code="param.openSpaceIdInvalid")
    found = []
    for place in open_space_id.removeprefix(_SPACE_PREFIX).split(";"):
        space, dot, space_id = place.partition(".")
        if space not in SPACE_MODELS or not dot or not space_id:
            raise ApiError(f"openSpaceId {open_space_id!r}", code="param.openSpaceIdInvalid")
        found.append((space, space_id))
    return found


def wrong_delivery(space: str, body: Json, space_models: Collection[str], robot_code: str) -> str:
    """Why the space does not take the card; empty when it does."""
    if SPACE_MODELS[space] not in space_models:
        return f"{SPACE_MODELS[space]} is missing"
    if space == "IM_ROBOT":
        model = body.get("imRobotOpenDeliverModel")
        right = isinstance(model, dict) and model.get("spaceType") == "IM_ROBOT"
        return "" if right else "imRobotOpenDeliverModel.spaceType must be IM_ROBOT"
    model = body.get("imGroupOpenDeliverModel")
    if not isinstance(model, dict) or model.get("robotCode") != robot_code:
        return "imGroupOpenDeliverModel.robotCode is not this robot's"
    return ""


def mentions(body: Json) -> tuple[str, ...]:
    """Whom a delivery to a group mentions: `atUserIds` maps staff ids (or `@ALL`) to the names shown."""
    at = body["imGroupOpenDeliverModel"].get("atUserIds") or {}
    return tuple(at.values())


def streamed(body: Json, max_bytes: int) -> tuple[str, str]:
    """The variable and the text of a streaming call. Raises ApiError."""
    key, content = body.get("key"), body.get("content")
    if not isinstance(body.get("guid"), str) or not body["guid"]:
        raise ApiError("guid is missing", code="param.error")
    if not isinstance(key, str) or not key or not isinstance(content, str):
        raise ApiError("key and content must be strings", code="param.error")
    if len(content.encode()) > max_bytes:
        raise ApiError(f"{len(content.encode())} bytes streamed", code="200092")
    return key, content
