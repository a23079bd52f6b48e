from clew.analytics.dashboard import urls as dashboard
from clew.analytics.diagnosis import urls as diagnosis
from clew.analytics.health import urls as health
from clew.analytics.metrics import urls as metrics
from clew.analytics.sql import urls as sql

urlpatterns = [
    *metrics.urlpatterns,
    *health.urlpatterns,
    *dashboard.urlpatterns,
    *sql.urlpatterns,
    *diagnosis.urlpatterns,
]
