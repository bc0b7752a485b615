"""The DingTalk adapter, against the emulator and on recorded payloads."""
