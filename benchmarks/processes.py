"""CPU time and memory of processes that a benchmark has started, and of a PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import psutil

from tests.postgres import Server


def cpu_s(pid: int) -> float:
    """CPU seconds, of user and system, of a process, those that run below it, and those below it that have ended."""
    total = 0.0
    process = psutil.Process(pid)
    for each in (process, *process.children(recursive=True)):
        times = each.cpu_times()
        total += times.user + times.system + times.children_user + times.children_system
    return total


def rss_mb(pid: int) -> float:
    """Resident memory of a process and those below it."""
    process = psutil.Process(pid)
    return round(float(sum(each.memory_info().rss for each in (process, *process.children(recursive=True)))) / 1e6, 1)


def pid_of(server: Server) -> int:
    """The process of a PostgreSQL on this machine below which all its others run."""
    with server.admin() as admin:
        row = admin.execute("SHOW data_directory").fetchone()
    assert row is not None
    return int((Path(row[0]) / "postmaster.pid").read_text().split()[0])
