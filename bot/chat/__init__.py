"""Talking with people: intake, the grammar of commands, what each command does, how a job is told."""
