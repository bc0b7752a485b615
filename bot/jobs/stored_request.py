"""The request of a job as it stands in the job's row."""

from __future__ import annotations

import json

import structlog

from bot.adapter_api import GenerationRequest, Size
from bot.store import Row

log = structlog.get_logger()

UNREADABLE = "job-unreadable"
"""What a person is told whose job's row is damaged. That job ends; the others go on."""


class UnreadableJob(ValueError):
    """A job's row does not say what to paint (a damaged file, an edit by hand). The operator gets a log line with its
    id."""


def request_of(job: Row) -> GenerationRequest:
    """The request of a job. Raises UnreadableJob."""
    try:
        return GenerationRequest.from_json(json.loads(job["request"]))
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        log.error("job.unreadable", job=job["id"], error=f"{type(error).__name__}: {error}")
        raise UnreadableJob(f"the request of job {job['id']} cannot be read") from error


def request_or_blank(job: Row) -> GenerationRequest:
    """The request of a job for display: an empty one if it cannot be read."""
    try:
        return request_of(job)
    except UnreadableJob:
        return GenerationRequest(job["model"], "", job["n"], Size(1, 1), seed=0)
