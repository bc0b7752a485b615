"""The DingTalk emulator's own tests: each rule of the service has one."""
