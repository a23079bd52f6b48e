"""allauth's views under our addresses; only those we have pages for."""

from allauth.account import views
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

to_security = RedirectView.as_view(url="/settings/security")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("closed/", views.signup, name="account_signup"),
    path("again/", views.reauthenticate, name="account_reauthenticate"),
    path("password/", views.password_change, name="account_change_password"),
    path("password/first/", to_security, name="account_set_password"),
    path("email/", to_security, name="account_email"),
    path("email/sent/", to_security, name="account_email_verification_sent"),
    # Lists of keys live on the security page, so these two come before allauth's own.
    path("second-step/", to_security, name="mfa_index"),
    path("second-step/webauthn/", to_security, name="mfa_list_webauthn"),
    path("second-step/", include("allauth.mfa.urls")),
]
