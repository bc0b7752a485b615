"""The rows of `shenbi models`: every model with its roles, its prices, and its limits as they are in force."""

from __future__ import annotations

from typing import Any

from bot.jobs import reports
from bot.jobs.money import yuan_text
from bot.store import Tx
from bot.upstream import Catalogue, Model, ModelRoles
from config.settings import Settings


def list_models(tx: Tx, settings: Settings, catalogue: Catalogue) -> list[dict[str, Any]]:
    """One row for each model and account, in the catalogue's order. Before Shenbi has run with a model it has no account,
    and the limits of the catalogue."""
    roles = ModelRoles(catalogue, settings.upstream)
    pools = reports.list_pools(tx, settings.upstream.accounts)
    rows: list[dict[str, Any]] = []
    for model in catalogue.models.values():
        about = _about(model, roles, catalogue)
        limits = [_limits(pool) for pool in pools if pool.model == model.name]
        own = {
            "account": "",
            "state": "",
            "submissions_per_min": _per_min(model.submissions_per_s),
            "tasks_at_once": settings.upstream.tasks_at_once or model.tasks_at_once,
        }
        rows += [{**about, **each} for each in limits or [own]]
    return rows


def _about(model: Model, roles: ModelRoles, catalogue: Catalogue) -> dict[str, Any]:
    return {
        "model": model.name,
        "roles": ", ".join(roles.roles_of(model.name)),
        "allowed": "yes" if model.name in catalogue.offered else "no",
        "legacy": "yes" if model.legacy else "no",
        "yuan": yuan_text(model.price_li),
        "yuan_large": yuan_text(model.large.price_li) if model.large else "",
        "yuan_an_image_sent": yuan_text(model.input_price_li) if model.input_price_li else "",
        "yuan_allowed": yuan_text(roles.max_picture_li) if roles.max_picture_li else "",
        "free_pictures": model.free_pictures,
    }


def _limits(pool: reports.PoolReport) -> dict[str, Any]:
    return {
        "account": pool.account,
        "state": pool.state,
        "submissions_per_min": _per_min(pool.submissions_per_s),
        "tasks_at_once": pool.tasks_at_once,
    }


def _per_min(per_s: float) -> float:
    """A rate a minute, as whole as it was written."""
    return round(per_s * 60, 3)
