from django.urls import path

from clew.web.account_pages import merging, suggesting, views

urlpatterns = [
    path("accounts/<int:pk>/header", views.header, name="account-header"),
    path("accounts/<int:pk>/values", views.values, name="account-values"),
    path("accounts/<int:pk>/owners", views.owners, name="account-owners"),
    path("accounts/<int:pk>/links", views.links, name="account-links"),
    path("accounts/<int:pk>/merge", merging.merge, name="account-merge"),
    path("accounts/merges/<int:pk>/undoing", merging.undo, name="account-merge-undo"),
    path(
        "people/<uuid:person_id>/account-suggestion",
        suggesting.suggestion,
        name="account-suggestion",
    ),
    path(
        "people/<uuid:person_id>/account-suggestion/undoing",
        suggesting.undo,
        name="account-suggestion-undo",
    ),
]
