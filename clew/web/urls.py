from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from clew.web import live, search_pages, sign_in_urls, views, welcome, workspace
from clew.web.notifications import settings as notification_settings
from clew.web.notifications import views as notifications
from clew.web.settings import (
    account_files,
    accounts,
    audit,
    general,
    health,
    operations,
    security,
    signature,
)
from clew.web.settings import searching as settings_searching

urlpatterns: list[URLPattern | URLResolver] = [
    path("", RedirectView.as_view(url="/inbox"), name="home"),
    path("sign-in/", include(sign_in_urls)),
    path("welcome/<str:token>", welcome.welcome, name="welcome"),
    path("live", live.stream, name="live"),
    path("rail/counts", views.rail_counts, name="rail-counts"),
    path("environment", views.environment, name="environment"),
    path("search", search_pages.search, name="search"),
    path("search/more", search_pages.more, name="search-more"),
    path("search/palette", search_pages.palette, name="palette"),
    path("settings", RedirectView.as_view(url="/settings/profile"), name="settings"),
    path("settings/security", security.security, name="security"),
    path("settings/sessions", security.other_sessions, name="other-sessions"),
    path("notifications", notifications.notifications, name="notifications"),
    path("notifications/bell", notifications.bell, name="bell"),
    path("notifications/read", notifications.read, name="notifications-read"),
    path("notifications/unread", notifications.unread, name="notifications-unread"),
    path(
        "settings/notifications",
        notification_settings.notification_settings,
        name="notification-settings",
    ),
    path("settings/quarantine", operations.quarantine, name="quarantine"),
    path("settings/general", general.general, name="general"),
    path("settings/profile/signature", signature.signature_preview, name="signature-preview"),
    path("settings/search", settings_searching.settings_search, name="settings-search"),
    path("settings/accounts", accounts.accounts, name="accounts"),
    path("settings/accounts/type", accounts.kind, name="account-type"),
    path("settings/accounts/sources", accounts.sources, name="account-sources"),
    path("settings/accounts/preview", accounts.preview, name="account-preview"),
    path("settings/accounts/progress", accounts.progress, name="account-progress"),
    path("settings/accounts/export", accounts.export, name="account-export"),
    path("settings/accounts/template", accounts.file_template, name="account-template"),
    path("settings/accounts/files", account_files.files, name="account-files"),
    path("settings/accounts/files/<int:pk>", account_files.file, name="account-file"),
    path(
        "settings/accounts/files/<int:pk>/taking",
        account_files.taking,
        name="account-file-taking",
    ),
    path(
        "settings/accounts/files/<int:pk>/progress",
        account_files.progress,
        name="account-file-progress",
    ),
    path(
        "settings/accounts/files/<int:pk>/stopping",
        account_files.stopping,
        name="account-file-stopping",
    ),
    path("settings/health", health.health, name="health-settings"),
    path("settings/health/reset", health.reset, name="health-reset"),
    path("settings/health/preview", health.preview, name="health-preview"),
    path("settings/health/progress", health.progress, name="health-progress"),
    path("settings/health/uses/<slug:name>", health.use, name="health-use"),
    path("settings/audit", audit.audit, name="audit"),
    path("settings/dead-letters", operations.failed_jobs, name="failed-jobs"),
    path("settings/dead-letters/<int:pk>/attempt", operations.job_attempt, name="job-attempt"),
    path("tickets/<int:number>/customer", workspace.customer_panel, name="ticket-customer"),
    path("tickets/<int:number>/usage", workspace.customer_usage, name="ticket-usage"),
]
