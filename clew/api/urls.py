"""Mounted at /api/."""

from django.urls import URLPattern, path, re_path

from clew.api.v1.api import api
from clew.api.v1.problems import unknown_address, with_problems

_v1 = api.urls
for pattern in _v1[0]:
    if isinstance(pattern, URLPattern) and pattern.callback is not None:
        pattern.callback = with_problems(pattern.callback)

urlpatterns = [
    path("v1/", _v1),
    re_path(r"", unknown_address),
]
