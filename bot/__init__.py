"""The bot. Nothing in here knows a platform; docs/architecture.md follows a message through the packages."""
