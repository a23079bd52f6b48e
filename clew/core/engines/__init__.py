"""The engines Clew stands on: PostgreSQL and ClickHouse, embedded or elsewhere."""
