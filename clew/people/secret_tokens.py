"""Secrets shown once: only their SHA-256 is kept, because they are long and random."""

import hashlib
import secrets

API_PREFIX = "clewapi_"


def new_secret(prefix: str = "") -> str:
    return f"{prefix}{secrets.token_urlsafe(32)}"


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
