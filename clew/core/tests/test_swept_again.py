"""What the schedule does again anyway leaves no dead letter when PostgreSQL was away."""

import pytest
from django.db import OperationalError

from clew.core.jobs import swept_again


def test_an_engine_that_did_not_answer_is_no_failure_of_the_job():
    @swept_again
    def sweep():
        raise OperationalError("server closed the connection unexpectedly")

    sweep()


def test_any_other_error_is():
    @swept_again
    def sweep():
        raise KeyError("a fault of ours")

    with pytest.raises(KeyError):
        sweep()
