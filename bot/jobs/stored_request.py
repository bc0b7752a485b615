"""The request of a job as stored in the job's row."""

from __future__ import annotations

import json
from functools import lru_cache

import structlog

from bot.adapter_api import GenerationRequest, Size
from bot.store.rows import JobRow

log = structlog.get_logger()

UNREADABLE = "job-unreadable"
"""What a person is told whose job's row is damaged. That job ends; the others go on."""


class UnreadableJob(ValueError):
    """A job's row does not say what to paint (a damaged file, an edit by hand). The operator gets a log line with its
    id."""


def request_of(job: JobRow) -> GenerationRequest:
    """The request of a job. Raises UnreadableJob."""
    return parsed_request(job.id, job.request)


def request_or_blank(job: JobRow) -> GenerationRequest:
    """The request of a job for display: an empty one if it cannot be read."""
    return stored_or_blank(job.id, job.request, job.model, job.n)


def stored_or_blank(job_id: int, stored: str, model: str = "", n: int = 1) -> GenerationRequest:
    """A stored request (JSON) for display: an empty one if it cannot be read."""
    try:
        return parsed_request(job_id, stored)
    except UnreadableJob:
        return GenerationRequest(model, "", n, Size(1, 1), seed=0)


def parsed_request(job_id: int, stored: str) -> GenerationRequest:
    """A stored request (JSON). Raises UnreadableJob."""
    try:
        return _parsed(stored)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        log.error("job.unreadable", job=job_id, error=f"{type(error).__name__}: {error}")
        raise UnreadableJob(f"the request of job {job_id} cannot be read") from error


@lru_cache(maxsize=16)
def _parsed(stored: str) -> GenerationRequest:
    """Kept for a moment: the parts of a post ask one after another for the same request."""
    return GenerationRequest.from_json(json.loads(stored))
