from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from clew.web import live, sign_in_urls, views, welcome

urlpatterns: list[URLPattern | URLResolver] = [
    path("", RedirectView.as_view(url="/inbox"), name="home"),
    path("sign-in/", include(sign_in_urls)),
    path("welcome/<str:token>", welcome.welcome, name="welcome"),
    path("live", live.stream, name="live"),
    path("rail/counts", views.rail_counts, name="rail-counts"),
    path("environment", views.environment, name="environment"),
    path("search", views.search, name="search"),
]
