"""An independent check: aiogram's models validate every request, answer and update."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Literal, Optional, Union
from unittest.mock import patch

from pydantic import BaseModel, TypeAdapter, ValidationError

if TYPE_CHECKING:
    from aiogram.methods import TelegramMethod


@cache
def published() -> dict[str, type[TelegramMethod[Any]]]:
    """Every method of Bot API 10.3 by its lower-case name."""
    _names()
    import aiogram.methods

    method = aiogram.methods.TelegramMethod
    classes = {name: getattr(aiogram.methods, name) for name in aiogram.methods.__all__}
    return {
        name.lower(): each
        for name, each in classes.items()
        if isinstance(each, type) and issubclass(each, method) and each is not method
    }


@cache
def _names() -> dict[str, Any]:
    """What the annotations of aiogram's models name. They are imported without being built, and built when they are asked for:
    the validators of all models together take 4 s of CPU, those that are asked for a tenth of it."""
    with (
        patch.dict(BaseModel.model_config, defer_build=True),
        patch.object(BaseModel, "model_rebuild", lambda **_: None),
    ):
        import aiogram.methods
        import aiogram.types
    from aiogram.client.default import Default

    types = {name: getattr(aiogram.types, name) for name in aiogram.types.__all__}
    names = {"List": list, "Optional": Optional, "Union": Union, "Literal": Literal, "Default": Default, **types}
    # Part of most answers and of updates, which take over its schema: made for each of them it would cost 0.1 s of CPU.
    aiogram.types.Message.model_rebuild(_types_namespace=names)
    return names


@cache
def _validator(model: type[BaseModel]) -> type[BaseModel]:
    model.model_rebuild(_types_namespace=_names())
    return model


def check_request(method: str, params: dict[str, Any]) -> list[str]:
    """What is wrong with a request by the published schema: unknown, missing or mistyped parameters."""
    model = published().get(method.lower())
    if model is None:
        return [f"{method}: no such method in the published schema"]
    problems = [f"{method}: unknown parameter {name!r}" for name in params.keys() - model.model_fields.keys()]
    try:
        _validator(model).model_validate(params)
    except ValidationError as error:
        problems += _told(method, error)
    return problems


def check_result(method: str, result: Any) -> list[str]:
    """What is wrong with an answer of ours."""
    model = published().get(method.lower())
    if model is None:
        return []
    problems = [f"answer to {method}: null at {place}" for place in nulls(result)]
    try:
        _returning(model).validate_python(result)
    except ValidationError as error:
        problems += _told(f"answer to {method}", error)
    return problems


def check_update(update: dict[str, Any]) -> list[str]:
    """What is wrong with an update of ours."""
    _names()
    from aiogram.types import Update

    problems = [f"update {update.get('update_id')}: null at {place}" for place in nulls(update)]
    try:
        _validator(Update).model_validate(update)
    except ValidationError as error:
        problems += _told(f"update {update.get('update_id')}", error)
    return problems


def nulls(value: Any, place: str = "$") -> list[str]:
    """Where a JSON value has nulls: Telegram leaves absent fields out."""
    if value is None:
        return [place]
    if isinstance(value, dict):
        return [found for key, inner in value.items() for found in nulls(inner, f"{place}.{key}")]
    if isinstance(value, list):
        return [found for index, inner in enumerate(value) for found in nulls(inner, f"{place}[{index}]")]
    return []


@cache
def _returning(model: type[TelegramMethod[Any]]) -> TypeAdapter[Any]:
    adapter: TypeAdapter[Any] = TypeAdapter(model.__returning__)
    adapter.rebuild(force=True, _types_namespace=_names())
    return adapter


def _told(what: str, error: ValidationError) -> list[str]:
    return [
        f"{what}: {'.'.join(str(part) for part in problem['loc'])}: {problem['msg']}"
        for problem in error.errors(include_url=False, include_context=False)[:5]
    ]
