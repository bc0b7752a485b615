"""The hook for images: its client against a strict emulator, and what follows for jobs and people."""
