"""The loops that move jobs along. Each takes what is due with a lease, so a dead worker's work is taken up by the
next."""

from bot.jobs.workers.collect import Collector
from bot.jobs.workers.context import WorkerContext
from bot.jobs.workers.poll import Poller
from bot.jobs.workers.prepare import Preparer
from bot.jobs.workers.resolve import Resolver
from bot.jobs.workers.submit import Submitter

__all__ = ["Collector", "Poller", "Preparer", "Resolver", "Submitter", "WorkerContext"]
