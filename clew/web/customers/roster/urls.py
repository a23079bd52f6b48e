from django.urls import path

from clew.web.customers.roster import keeping, views

urlpatterns = [
    path("", views.roster, name="customers"),
    path("lists/filter", views.new_filter, name="customers-filter"),
    path("lists/filtered", views.filtered, name="customers-filtered"),
    path("lists/columns", views.columns, name="customers-columns"),
    path("lists/export.csv", views.export, name="customers-export"),
    path("lists", keeping.new, name="customer-lists"),
    path("lists/restoration", keeping.restoration, name="customer-list-restoration"),
    path("lists/<int:list_id>", keeping.change, name="customer-list"),
    path("lists/<int:list_id>/place", keeping.move, name="customer-list-place"),
    path("lists/<int:list_id>/deletion", keeping.deletion, name="customer-list-deletion"),
]
