"""As the documentation of django-helpdesk says."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("helpdesk.urls", namespace="helpdesk")),
    path("api/auth/", include("rest_framework.urls", namespace="rest_framework")),
]
