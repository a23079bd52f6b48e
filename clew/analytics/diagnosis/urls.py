from django.urls import URLPattern, path

from clew.analytics.diagnosis import views

urlpatterns: list[URLPattern] = [
    path("diagnosis", views.explained, name="diagnosis-checks"),
    path("customers/diagnosis/person/<uuid:person_id>", views.of_person, name="person-diagnosis"),
    path("customers/diagnosis/group/<str:type>/<path:key>", views.of_group, name="group-diagnosis"),
]
