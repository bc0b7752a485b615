"""What every part of the process stands on: how background work is kept going, and how long to wait before a retry."""
