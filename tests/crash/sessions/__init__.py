"""Creative sessions with kills: three rounds with five people on all three platforms, killed twice in each phase.

quick_painter   a painter for the studio that takes milliseconds; what it paints depends on everything that it is told
database        the app's database, read from outside; kills while a condition holds
group_chat      what a platform must offer to people in a session; beside it one module a platform
play            the session, with and without kills
verdict         the results of the two runs, compared
proof           both runs on each platform
"""
