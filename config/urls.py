"""Every address of the product, by the domain that answers it."""

from django.urls import include, path

urlpatterns = [
    path("", include("clew.web.urls")),
]
