"""What outsiders and malicious members of a chat could do."""
