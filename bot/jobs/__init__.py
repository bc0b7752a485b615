"""The job manager: life cycle, fair queue, limits, money, dispatch, recovery. Shared by all platforms; knows none."""
