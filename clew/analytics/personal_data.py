"""What each of our fields says about somebody."""

from clew.analytics import models
from clew.core.personal_data import register

register.declare(
    models.UsageMetric,
    other=(
        "id environment name slug description events filters math math_property days display"
        " format currency more_is_better position created_at deleted_at"
    ),
)
register.declare(models.Figure, other="id metric group value previous counted_at")
register.declare(models.HealthPart, other="id environment kind weight settings")
register.declare(models.Health, other="group environment score band before parts values scored_at")
register.declare(models.HealthDay, other="id group day score parts")
register.declare(models.HealthRun, other="environment asked_at started_at finished_at total done")
register.declare(
    models.CustomerList,
    personal="filters",
    other="id environment name slug owner kind columns sort position created_at",
)
register.declare(models.DashboardEvent, other="id environment role event filters")
register.declare(
    models.SavedQuery,
    personal="sql parameters",
    other="id environment name description chart owner shared preset created_at updated_at"
    " deleted_at",
)
register.declare(
    models.QueryRun,
    personal="sql parameters error",
    other="id environment staff token state rows rows_read elapsed_ms at",
)
register.declare(
    models.Diagnosis,
    personal="findings",
    other="id environment person group ticket state checks about_at asked_at made_at took_ms",
)
register.declare(models.ChangedRow, other="id table key")
register.declare(models.MirrorState, other="table version copied_to copied_at")
