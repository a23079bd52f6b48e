"""Why a backup or a restore does not happen, in words for the person at the terminal."""


class BackupRefused(Exception):  # noqa: N818  a refusal is not an error of ours
    """One or two sentences: what is wrong, and what to do."""
