"""Which versions stood beside each other."""

import subprocess

from bench.peers import cluster, debian, djhelpdesk_server
from bench.peers.fronts import NGINX
from bench.peers.products import Product


def versions(products: list[Product]) -> dict[str, str]:
    """By name, of what runs."""
    names = {product.name for product in products}
    found = {}
    if names - {"clew embedded"}:
        found |= {"PostgreSQL": _postgres(), "nginx": debian.version(NGINX)}
    if "request tracker" in names:
        found["Request Tracker"] = debian.version("request-tracker5")
    if "django-helpdesk" in names:
        found |= {name: _of_python(name) for name in ("django-helpdesk", "django")}
    return found


def _postgres() -> str:
    return cluster.asked("SHOW server_version")


def _of_python(package: str) -> str:
    asked = f"from importlib.metadata import version; print(version({package!r}))"
    command = [djhelpdesk_server.program("python"), "-c", asked]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
