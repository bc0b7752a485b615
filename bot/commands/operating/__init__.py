"""`/admin` in the chat: acts of admins and moderators, asked about once, and what they look at."""
