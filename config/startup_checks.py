"""Combinations of settings with which Shenbi does not start."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from config.settings import Settings, SettingsError

SET_ROLES = frozenset({"edit_model", "fast_model"})
"""Settings of roles that need no model: their defaults count only where the catalogue has them and they are allowed."""


def check_roles(settings: Settings, platforms: Sequence[str]) -> None:
    """Several processes may share the work on one PostgreSQL database: some talk to people, some paint. Raises SettingsError
    where this process would have nothing to do, or shares a database that cannot be shared."""
    if not platforms and not (settings.workers and settings.store_url.startswith("postgresql")):
        raise SettingsError(
            "nothing is turned on: enable the web room, or set TELEGRAM_BOT_TOKEN, DISCORD_BOT_TOKEN or DINGTALK_CLIENT_ID"
        )
    if settings.workers and platforms:
        return
    if not settings.store_url.startswith("postgresql"):
        raise SettingsError(
            "SHENBI_WORKERS is 0: on SQLite one process does everything; SHENBI_DATABASE_URL=postgresql://..."
        )
    if settings.uses_studio:
        raise SettingsError(
            "processes that share the work need a DASHSCOPE_API_KEY: the embedded studio belongs to one process"
        )


def check_models(settings: Settings, names: Collection[str]) -> None:
    """The models that the settings name are in the catalogue (`names`), and those of the roles are allowed. A role that was left
    at its default has no model where the catalogue lacks it or it is not allowed. Raises SettingsError."""
    upstream, known = settings.upstream, f"known: {', '.join(names)}"
    for name in upstream.allowed_models:
        if name not in names:
            raise SettingsError(f"upstream.allowed_models: no model is called {name!r}; {known}")
    roles = {"SHENBI_MODEL": upstream.default_model}
    roles |= {f"upstream.{role}": getattr(upstream, role) for role in SET_ROLES & upstream.model_fields_set}
    for setting, name in sorted(roles.items()):
        if name not in names and (name or setting == "SHENBI_MODEL"):
            raise SettingsError(f"{setting}: no model is called {name!r}; {known}")
        if name and upstream.allowed_models and name not in upstream.allowed_models:
            allowed = ", ".join(upstream.allowed_models)
            raise SettingsError(f"{setting}: {name!r} is not one of upstream.allowed_models ({allowed})")


def check_wallet(settings: Settings, platforms: Sequence[str]) -> None:
    """No open wallet: with a real key a chat platform starts only with an allow-list or a daily limit of money."""
    open_to_all = not (settings.access.people or settings.access.chats)
    if settings.upstream.accounts and open_to_all and not settings.limits.daily_yuan and set(platforms) - {"web"}:
        raise SettingsError(
            "SHENBI_DAILY_YUAN is 0 (no limit) and there is no allow-list: anyone could spend your money; "
            "set SHENBI_DAILY_YUAN, or [access] people and chats in shenbi.toml"
        )
