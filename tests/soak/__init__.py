"""A day of many people between the studio and the emulators, without and with faults: everybody served, nothing doubled, nothing
silent."""
