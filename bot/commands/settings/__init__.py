"""What a person or a conversation has chosen."""
