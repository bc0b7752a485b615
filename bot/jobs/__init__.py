"""The job manager: state machine, fair queue, limits, money, workers, recovery. Knows no platform and no vendor."""
