"""Below /customers/ (``customer_urls``) and below / (``urlpatterns``)."""

from django.urls import URLPattern, path

from clew.web.customers.diagnosing import funnel_views, views

customer_urls: list[URLPattern] = [
    path("diagnosing/person/<uuid:person_id>", views.page, name="person-diagnosing"),
    path("diagnosing/group/<part:type>/<any:key>", views.page, name="group-diagnosing"),
    path("diagnosing/found/person/<uuid:person_id>", views.found, name="person-diagnosed"),
    path("diagnosing/found/group/<part:type>/<any:key>", views.found, name="group-diagnosed"),
]

urlpatterns: list[URLPattern] = [
    path("insights/funnel", funnel_views.funnel, name="funnel"),
    path("insights/funnel/part", funnel_views.part, name="funnel-part"),
    path("insights/funnel/steps", funnel_views.steps, name="funnel-steps"),
    path("insights/funnel/result", funnel_views.result, name="funnel-result"),
]
