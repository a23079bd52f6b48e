"""Takes the newest migrations back while Clew is stopped, for the next start to apply them.

python -m bench.killing.unapply
"""

import os

from clew.cli.installation import Installation

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
installation = Installation()
installation.join()

from django.core.management import call_command  # noqa: E402  Django is set up now
from django.db import connection  # noqa: E402
from django.db.migrations.loader import MigrationLoader  # noqa: E402

if __name__ == "__main__":
    try:
        for app in ("routing", "tickets"):
            applied = MigrationLoader(connection).applied_migrations
            names = sorted(name for label, name in applied if label == app)
            call_command("migrate", app, names[-2], verbosity=0)
            print(f"{app} {names[-1]}")
    finally:
        connection.close()
        installation.stop_engines()
