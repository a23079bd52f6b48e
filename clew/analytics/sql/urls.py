from django.urls import URLPattern, path

from clew.analytics.sql.pages import saved_views, views

_SAVED = "insights/sql/<int:query_id>"
_RUNS = "insights/sql/runs"

urlpatterns: list[URLPattern] = [
    path("insights/sql", views.page, name="insights-sql"),
    path("insights/sql/schema", views.schema, name="insights-sql-schema"),
    path("insights/sql/csv", views.csv, name="insights-sql-csv"),
    path("insights/sql/history", views.past_runs, name="insights-sql-history"),
    path("insights/sql/queries", saved_views.queries, name="insights-sql-queries"),
    path(_RUNS, views.runs, name="insights-sql-runs"),
    path(f"{_RUNS}/<uuid:run_id>", views.run, name="insights-sql-run"),
    path(
        f"{_RUNS}/<uuid:run_id>/cancellation", views.cancellation, name="insights-sql-cancellation"
    ),
    path(_SAVED, views.saved_page, name="insights-sql-saved"),
    path(f"{_SAVED}/changes", saved_views.changes, name="insights-sql-changes"),
    path(f"{_SAVED}/deletion", saved_views.deletion, name="insights-sql-deletion"),
    path(f"{_SAVED}/restoration", saved_views.restoration, name="insights-sql-restoration"),
]
