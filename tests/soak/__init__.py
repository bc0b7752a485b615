"""A simulated day with many users against the studio and the emulators, without and with faults: every request ends with a
message, nothing is done twice."""
