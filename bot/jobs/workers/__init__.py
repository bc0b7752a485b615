"""The workers that advance jobs. Each leases what is due, so that another takes over the work of one that died."""

from bot.jobs.workers.collect import Collector
from bot.jobs.workers.context import WorkerContext, name_of_process
from bot.jobs.workers.hook_recovery import HookRecovery
from bot.jobs.workers.poll import Poller
from bot.jobs.workers.prepare import Preparer
from bot.jobs.workers.resolve import Resolver
from bot.jobs.workers.submit import Submitter
from bot.store.loops import Loop
from bot.store.rows import PoolRow

__all__ = [
    "Collector",
    "HookRecovery",
    "Poller",
    "Preparer",
    "Resolver",
    "Submitter",
    "WorkerContext",
    "build_workers",
    "name_of_process",
]


async def build_workers(context: WorkerContext) -> list[Loop]:
    """One worker of each kind, and a submitter for each pool of the accounts that this process has keys for. (None for models
    that are not allowed: what waited for them has ended.)"""
    pools = await context.store.read(lambda tx: tx.all(PoolRow, "queue.pools"))
    catalogue = context.manager.catalogue
    unused = catalogue.models.keys() - catalogue.offered.keys()
    return [
        Preparer(context),
        Poller(context),
        Collector(context),
        Resolver(context),
        HookRecovery(context),
        *(Submitter(context, pool) for pool in pools if pool.account in context.upstreams and pool.model not in unused),
    ]
