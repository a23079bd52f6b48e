"""The workspace's addresses. A verb is a resource below its ticket."""

from django.urls import path
from django.views.generic import RedirectView

from clew.tickets.views import (
    attachments,
    bulk,
    changing,
    followers,
    inbox,
    messages,
    opening,
    ticket,
)

urlpatterns = [
    path("inbox", RedirectView.as_view(url="/inbox/unassigned"), name="inbox-home"),
    path("inbox/<slug:slug>", inbox.inbox, name="inbox"),
    path("inbox/<slug:slug>/list", inbox.whole_list, name="inbox-list"),
    path("inbox/<slug:slug>/more", inbox.more, name="inbox-more"),
    path("inbox/<slug:slug>/rows", inbox.rows, name="inbox-rows"),
    path("tickets", opening.tickets, name="tickets"),
    path("tickets/new", opening.new, name="ticket-new"),
    path("tickets/new/requesters", opening.requesters, name="ticket-requesters"),
    path("tickets/status", bulk.status, name="bulk-status"),
    path("tickets/assignee", bulk.assignee, name="bulk-assignee"),
    path("tickets/<int:number>", ticket.ticket, name="ticket"),
    path("tickets/<int:number>/conversation", ticket.ticket_conversation, name="conversation"),
    path("tickets/<int:number>/messages", messages.messages, name="messages"),
    path("tickets/<int:number>/preview", messages.preview, name="preview"),
    path("tickets/<int:number>/attachments", attachments.attachments, name="attachments"),
    path("tickets/<int:number>/status", changing.status, name="status"),
    path("tickets/<int:number>/assignee", changing.assignee, name="assignee"),
    path("tickets/<int:number>/team", changing.team, name="team"),
    path("tickets/<int:number>/severity", changing.severity, name="severity"),
    path("tickets/<int:number>/area", changing.area, name="area"),
    path("tickets/<int:number>/subject", changing.subject, name="subject"),
    path("tickets/<int:number>/tags", changing.tags, name="tags"),
    path("tickets/<int:number>/followers", followers.followers, name="followers"),
    path(
        "tickets/<int:number>/deliveries/<int:delivery_id>/attempts",
        messages.delivery_attempt,
        name="delivery-attempts",
    ),
    path("attachments/<str:secret>/<str:filename>", attachments.attachment, name="attachment"),
]
