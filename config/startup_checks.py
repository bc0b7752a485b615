"""Combinations of settings with which Shenbi does not start."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from config.settings import Mistake, Settings, SettingsError, mistake

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
        raise mistake("settings-workers-sqlite")
    if settings.uses_studio:
        raise mistake("settings-workers-studio")


def check_models(settings: Settings, names: Collection[str]) -> None:
    """The models that the settings name are in the catalogue (`names`), and those of the roles are allowed. A role that was left
    at its default has no model where the catalogue lacks it or it is not allowed. Raises SettingsError."""
    upstream, known = settings.upstream, ", ".join(names)
    for name in upstream.allowed_models:
        if name not in names:
            raise SettingsError(Mistake("settings-no-model", name=name, known=known), "upstream.allowed_models")
    roles = {"SHENBI_MODEL": upstream.default_model}
    roles |= {f"upstream.{role}": getattr(upstream, role) for role in SET_ROLES & upstream.model_fields_set}
    for setting, name in sorted(roles.items()):
        if name not in names and (name or setting == "SHENBI_MODEL"):
            raise SettingsError(Mistake("settings-no-model", name=name, known=known), setting)
        if name and upstream.allowed_models and name not in upstream.allowed_models:
            allowed = ", ".join(upstream.allowed_models)
            raise SettingsError(Mistake("settings-model-not-allowed", name=name, known=allowed), setting)


def check_wallet(settings: Settings, platforms: Sequence[str]) -> None:
    """No open wallet: with a real key a chat platform starts only with an allow-list or a daily limit of money."""
    open_to_all = not (settings.access.people or settings.access.chats)
    if settings.upstream.accounts and open_to_all and not settings.limits.daily_yuan and set(platforms) - {"web"}:
        raise mistake("settings-open-wallet")
