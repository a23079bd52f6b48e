"""Fixtures every test may ask for. The engines start in tests/engines.py."""

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from tests import tables_once
from tests.serving import Served, open_folder, served

# A slow machine is no mistake of ours.
hypothesis.settings.register_profile(
    "patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("patient")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever asks for a served Clew is a test of the whole server."""
    for item in items:
        if {"clew", "folder"} & set(getattr(item, "fixturenames", [])):
            item.add_marker(pytest.mark.server)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    tables_once.begin(session.config)  # before there are workers


def pytest_unconfigure(config: pytest.Config) -> None:
    tables_once.end(config)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """What is loaded stays, and need not be looked through while it is."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_collection_finish() -> None:
    """As the server does: nor again and again afterwards."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture
def folder() -> Iterator[Path]:
    """A temporary folder that other users may pass through, as the engines need when run by root.

    Not ``tmp_path``: pytest closes that to everybody else whenever another session starts.
    """
    with open_folder() as path:
        yield path


@pytest.fixture(scope="session")
def clew() -> Iterator[Served]:
    """A running Clew with nothing in it, shared by the tests that only add to it."""
    with open_folder() as path, served(path / "data") as server:
        yield server


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    """Debian's Chromium; one browser for the session, a fresh context per test."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=15_000)
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright's loop runs in this thread, and Django would take it for an async context.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def events_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where the test session's event store lives; a process may open only one."""
    from clew.core.engines.clickhouse import close

    yield tmp_path_factory.mktemp("events")
    close()


@pytest.fixture
def store(events_folder: Path, settings: Any) -> Any:
    """An empty event store, which the product under test uses too."""
    from clew.core.engines.clickhouse import engine_on
    from clew.events.store.schema import migrate

    settings.CLEW_DATA_DIR = events_folder
    engine = engine_on(path=events_folder / "events")
    migrate(engine)
    with engine.writer() as client:
        client.command("TRUNCATE TABLE events")
    return engine


@pytest.fixture
def mirror(store: Any, db: None) -> None:  # noqa: ARG001  its rows are looked at
    """Nothing of PostgreSQL is copied to the event store yet."""
    from clew.analytics.mirror.registered import MIRRORED
    from clew.analytics.models import ChangedRow, MirrorState

    with store.writer() as client:
        for mirrored in MIRRORED.values():
            client.command(f"TRUNCATE TABLE {mirrored.store}")
    MirrorState.objects.all().delete()
    ChangedRow.objects.all().delete()


@pytest.fixture(autouse=True)
def own_event_store(events_folder: Path) -> None:
    """Code that reads events finds this process's store, also in a test that does not ask for one:
    the data directory is shared by the processes that test side by side.
    """
    from clew.core.engines.clickhouse import engine_on

    engine_on(path=events_folder / "events")


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """What one test called the company, or read a moment ago, the next has not heard."""
    from clew.core import briefly, callers

    callers.forget_everybody()
    briefly.forget_all()


@pytest.fixture(scope="session", autouse=True)
def cheap_where_it_is_nobodys_subject() -> Iterator[None]:
    """A Client, a password, an empty database: the same as ever, in less time."""
    from django.contrib.auth.hashers import Argon2PasswordHasher
    from django.test import TransactionTestCase

    from tests import emptied, one_chain

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", emptied.teardown)
        one_chain.share(patch)
        for cost, least in {"time_cost": 1, "memory_cost": 8, "parallelism": 1}.items():
            patch.setattr(Argon2PasswordHasher, cost, least)
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,  # noqa: ARG001  pytest-django's own
) -> None:
    tables_once.copy_them()


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None,  # noqa: ARG001  pytest-django's own, which this one outlives
    django_db_blocker: Any,
) -> Iterator[None]:
    """A thread that a test left behind must not keep the test database from being dropped."""
    yield
    from django.db import connection

    with django_db_blocker.unblock():
        connection.close_pool()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        connection.close_pool()
