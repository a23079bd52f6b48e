"""Django's PostgreSQL, of which a page never gets a connection that is gone already."""
