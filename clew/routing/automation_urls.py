"""Addresses of automations."""

from django.urls import path

from clew.routing.views import automations, dry_runs, firings, system_rules

SETTINGS = "settings/automations"

urlpatterns = [
    path(SETTINGS, automations.rule_list, name="automations"),
    path(f"{SETTINGS}/new", automations.new, name="automation-new"),
    path(f"{SETTINGS}/draft", automations.draft, name="automation-draft"),
    path(f"{SETTINGS}/dry-run", dry_runs.dry_run, name="automation-dry-run"),
    path(f"{SETTINGS}/order", automations.order, name="automation-order"),
    path(f"{SETTINGS}/lifecycle/<slug:slug>", system_rules.system_rule, name="automation-system"),
    path(f"{SETTINGS}/<int:pk>", automations.rule, name="automation"),
    path(f"{SETTINGS}/<int:pk>/switch", automations.switch, name="automation-switch"),
    path(f"{SETTINGS}/<int:pk>/deletion", automations.deletion, name="automation-deletion"),
    path(
        f"{SETTINGS}/<int:pk>/restoration", automations.restoration, name="automation-restoration"
    ),
    path("tickets/<int:number>/firings/<int:firing_id>", firings.firing, name="ticket-firing"),
]
