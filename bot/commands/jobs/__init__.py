"""Jobs in the chat: their messages, kept up to date."""
