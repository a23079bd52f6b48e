"""Answers about feature flags and remote configuration: Clew has no flags and no recorder."""

from typing import Any
from uuid import uuid4

import orjson

COMPRESSION = ["gzip", "gzip-js"]
MAP_FROM_VERSION, FLAGS_FROM_VERSION = 2, 2
DECIDE_V4 = 4


def flags_answer(version: int) -> dict[str, Any]:
    """``/flags``: an object of flags from version 2, maps before."""
    if version >= FLAGS_FROM_VERSION:
        return _v2()
    return _legacy({})


def decide_answer(version: int) -> dict[str, Any]:
    """``/decide``: a list of keys, a map (v2, v3), or the form of ``/flags`` (v4)."""
    if version >= DECIDE_V4:
        return _v2()
    return _legacy({} if version >= MAP_FROM_VERSION else [])


def nothing_asked() -> dict[str, Any]:
    """A GET: what the SDK may send."""
    return _v2()


def _v2() -> dict[str, Any]:
    return {
        "flags": {},
        "errorsWhileComputingFlags": False,
        "requestId": str(uuid4()),
        **_configuration(),
    }


def _legacy(active: dict[str, Any] | list[str]) -> dict[str, Any]:
    return {
        "featureFlags": active,
        "featureFlagPayloads": {},
        "errorsWhileComputingFlags": False,
        "requestId": str(uuid4()),
        **_configuration(),
    }


def _configuration() -> dict[str, Any]:
    return {
        "config": {"enable_collect_everything": True},
        "toolbarParams": {},
        "isAuthenticated": False,
        "supportedCompression": COMPRESSION,
        "sessionRecording": False,
        "surveys": False,
        "siteApps": [],
    }


def remote_config(token: str) -> dict[str, Any]:
    return {
        "token": token,
        "supportedCompression": COMPRESSION,
        "hasFeatureFlags": False,
        "captureDeadClicks": False,
        "capturePerformance": False,
        "autocapture_opt_out": False,
        "autocaptureExceptions": False,
        "analytics": {"endpoint": "/e/"},
        "elementsChainAsString": True,
        "errorTracking": {"autocaptureExceptions": False, "suppressionRules": []},
        "sessionRecording": False,
        "heatmaps": False,
        "surveys": False,
        "productTours": False,
        "defaultIdentifiedOnly": True,
        "siteApps": [],
    }


def remote_config_script(token: str) -> bytes:
    name = orjson.dumps(token)
    config = orjson.dumps({"config": remote_config(token), "siteApps": []})
    return (
        b"(function(){window._POSTHOG_REMOTE_CONFIG=window._POSTHOG_REMOTE_CONFIG||{};"
        b"window._POSTHOG_REMOTE_CONFIG[" + name + b"]=" + config + b"})();"
    )
