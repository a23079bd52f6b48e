"""Addresses of policies, and of what was promised on a ticket."""

from django.urls import path

from clew.routing.views import (
    policies,
    policy_editor,
    policy_reviews,
    policy_trial,
    priorities,
    promises,
)

POLICIES = "settings/policies"

urlpatterns = [
    path("tickets/<int:number>/severity", priorities.severity, name="severity"),
    path("tickets/<int:number>/severity/guide", priorities.severity_guide, name="severity-guide"),
    path("tickets/<int:number>/priority", priorities.priority, name="priority"),
    path("tickets/<int:number>/targets", promises.targets, name="ticket-targets"),
    path(POLICIES, policies.policies, name="policies"),
    path(f"{POLICIES}/order", policies.order, name="policy-order"),
    path(f"{POLICIES}/new", policy_editor.new_policy, name="policy-new"),
    path(f"{POLICIES}/draft", policy_editor.draft, name="policy-draft"),
    path(f"{POLICIES}/trial", policy_trial.trial, name="policy-trial"),
    path(f"{POLICIES}/versions", policy_reviews.versions, name="policy-versions"),
    path(
        f"{POLICIES}/versions/<int:pk>/return", policy_reviews.version_return, name="policy-return"
    ),
    path(f"{POLICIES}/reviews/<uuid:pk>", policy_reviews.review, name="policy-review"),
    path(
        f"{POLICIES}/reviews/<uuid:pk>/state",
        policy_reviews.review_state,
        name="policy-review-state",
    ),
    path(f"{POLICIES}/jobs/<uuid:pk>", policy_reviews.job, name="policy-job"),
    path(f"{POLICIES}/in/<slug:slug>", policy_editor.policy, name="policy"),
]
