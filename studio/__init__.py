"""The studio: a stand-in for DashScope, with a painter. Of the bot it imports only `bot.runtime`; docs/studio.md describes it."""
