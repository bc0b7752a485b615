"""Crash tests: the app as child processes that are killed (`kill -9`), stopped and cancelled. See `python -m tests.crash --help`.

child, fork_server   the app as a child process; children are forked, so that a start takes 50 ms
harness              kills at random or at failpoints, starting again, the wait until all is done
verdict              what must hold afterwards, on every platform
chaos                random kills on the chat server and in the web room, with upstream faults
points, scenarios    one kill at each failpoint of a scenario
telegram, dingtalk   random kills in front of a platform's emulator
sessions             creative sessions, with and without kills
chat_server          a chat platform that outlives the app; chat_adapter, chat_verdict and users belong to it
"""
