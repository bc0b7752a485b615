"""The studio: a stand-in for DashScope, with a painter. It knows nothing of the bot; docs/studio.md tells all of it."""
