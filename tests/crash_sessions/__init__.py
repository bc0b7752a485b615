"""Three rounds with five people on all three platforms, killed twice in each phase: see `python -m tests.crash_sessions`.

easel       a quick painter for the studio: what it paints depends on everything that it is told
database    the bot's database, looked at from outside; kills at moments that are made sure of
child       Shenbi as a process of its own, started again whenever it dies
stage       what a platform must offer to people who play; beside it one file a platform
play        the play, with and without kills
verdict     what the two runs came to, compared
"""
