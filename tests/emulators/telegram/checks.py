"""An independent witness: aiogram's models read every request, answer and update."""

from __future__ import annotations

from functools import cache
from typing import Any

import aiogram.methods
from aiogram.methods import TelegramMethod
from aiogram.types import Update
from pydantic import TypeAdapter, ValidationError

METHODS: dict[str, type[TelegramMethod[Any]]] = {
    name.lower(): method
    for name in aiogram.methods.__all__
    if isinstance(method := getattr(aiogram.methods, name), type)
    and issubclass(method, TelegramMethod)
    and method is not TelegramMethod
}
"""Every method of Bot API 10.3 by its lower-case name."""


def check_request(method: str, params: dict[str, Any]) -> list[str]:
    """What is wrong with a request by the published schema: unknown, missing or mistyped parameters."""
    model = METHODS.get(method.lower())
    if model is None:
        return [f"{method}: no such method in the published schema"]
    problems = [f"{method}: unknown parameter {name!r}" for name in params.keys() - model.model_fields.keys()]
    try:
        model.model_validate(params)
    except ValidationError as error:
        problems += _told(method, error)
    return problems


def check_result(method: str, result: Any) -> list[str]:
    """What is wrong with an answer of ours."""
    model = METHODS.get(method.lower())
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
    problems = [f"update {update.get('update_id')}: null at {place}" for place in nulls(update)]
    try:
        Update.model_validate(update)
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
    return TypeAdapter(model.__returning__)


def _told(what: str, error: ValidationError) -> list[str]:
    return [
        f"{what}: {'.'.join(str(part) for part in problem['loc'])}: {problem['msg']}"
        for problem in error.errors(include_url=False, include_context=False)[:5]
    ]
