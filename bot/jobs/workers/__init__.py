"""The workers that advance jobs. Each leases what is due, so that another takes over the work of one that died."""

from bot.jobs.workers.collect import Collector
from bot.jobs.workers.context import WorkerContext
from bot.jobs.workers.poll import Poller
from bot.jobs.workers.prepare import Preparer
from bot.jobs.workers.resolve import Resolver
from bot.jobs.workers.submit import Submitter

__all__ = ["Collector", "Poller", "Preparer", "Resolver", "Submitter", "WorkerContext"]
