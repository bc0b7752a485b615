"""Calls to a chat model: describing a picture, improving a prompt.

A call is saved with the update that asks for it, asked by one worker (`asker`), and shown by its post. It is no job: it takes
seconds, has no place in a queue, and an answer that is lost is asked for once more (docs/decisions/0042-asked-twice.md).
"""
