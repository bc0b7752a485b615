"""Galleries: queries, commands, what adapters' pages read, share links."""
