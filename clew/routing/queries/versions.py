"""Versions of the policies, newest first, each with what it changed; and the job that brings
tickets to the newest."""

from dataclasses import dataclass
from itertools import pairwise

from clew.routing.models import PolicyVersion, RecomputeJob, RecomputeState
from clew.routing.policies.telling import differences

PAGE = 20


@dataclass(frozen=True)
class Versioned:
    version: PolicyVersion
    changes: list[str]
    is_first: bool


def versions_page(before: int | None = None) -> tuple[list[Versioned], int | None]:
    """With the id to go on before, None at the end. One statement."""
    found = PolicyVersion.objects.all()
    found = found.filter(pk__lt=before) if before else found
    rows = list(found[: PAGE + 1])
    pairs = [Versioned(new, differences(old.content, new.content), is_first=False)
             for new, old in pairwise(rows)]  # fmt: skip
    if len(rows) > PAGE:
        return pairs, rows[PAGE - 1].pk
    return [*pairs, *(Versioned(each, [], is_first=True) for each in rows[-1:])], None


def version_numbered(pk: int) -> PolicyVersion | None:
    return PolicyVersion.objects.filter(pk=pk).first()


def job_underway() -> RecomputeJob | None:
    """The one that brings tickets to the newest version, while it does."""
    working = [RecomputeState.WAITING, RecomputeState.WORKING]
    jobs = RecomputeJob.objects.filter(version__isnull=False, state__in=working)
    return jobs.order_by("-created_at").first()


def job_numbered(pk: str) -> RecomputeJob | None:
    return RecomputeJob.objects.filter(pk=pk).first()
