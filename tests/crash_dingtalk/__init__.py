"""Shenbi on DingTalk, killed and cut off at random under load: see `storm`, and `python -m tests.crash_dingtalk --help`."""
