"""The studio: a stand-in for DashScope, with a painter. It imports nothing of the bot; docs/studio.md describes it."""
