"""The workspace's addresses. A verb is a resource below its ticket."""

from django.urls import include, path
from django.views.generic import RedirectView

from clew.tickets import joining_urls as joining
from clew.tickets import macro_urls, message_urls, view_urls
from clew.tickets.views import (
    attachments,
    changing,
    diagnosis,
    fields,
    followers,
    inbox,
    lifecycle,
    messages,
    opening,
    presence,
    reminders,
    similar,
    ticket,
)

urlpatterns = [
    path("tickets/<int:number>", ticket.ticket, name="ticket"),
    path("inbox", RedirectView.as_view(url="/inbox/unassigned"), name="inbox-home"),
    path("inbox/<slug:slug>", inbox.inbox, name="inbox"),
    path("inbox/<slug:slug>/list", inbox.whole_list, name="inbox-list"),
    path("inbox/<slug:slug>/more", inbox.more, name="inbox-more"),
    path("inbox/<slug:slug>/rows", inbox.rows, name="inbox-rows"),
    path("tickets", opening.tickets, name="tickets"),
    path("tickets/new", opening.new, name="ticket-new"),
    path("tickets/new/requesters", opening.requesters, name="ticket-requesters"),
    *joining.urlpatterns,
    path("tickets/<int:number>/conversation", ticket.ticket_conversation, name="conversation"),
    path("tickets/<int:number>/messages", messages.messages, name="messages"),
    path("tickets/<int:number>/presence", presence.presence, name="presence"),
    path("tickets/<int:number>/reminder", reminders.reminder, name="reminder"),
    path("tickets/<int:number>/preview", messages.preview, name="preview"),
    path("tickets/<int:number>/attachments", attachments.attachments, name="attachments"),
    path("tickets/<int:number>/status", lifecycle.status, name="status"),
    path("tickets/<int:number>/follow-ups", lifecycle.follow_ups, name="follow-ups"),
    path("tickets/<int:number>/assignee", changing.assignee, name="assignee"),
    path("tickets/<int:number>/team", changing.team, name="ticket-team"),
    path("tickets/<int:number>/area", changing.area, name="area"),
    path("tickets/<int:number>/subject", changing.subject, name="subject"),
    path("tickets/<int:number>/tags", changing.tags, name="tags"),
    path("tickets/<int:number>/fields", fields.fields, name="ticket-own-fields"),
    path("tickets/<int:number>/diagnosis", diagnosis.diagnosis, name="ticket-diagnosis"),
    path("tickets/<int:number>/similar", similar.similar, name="similar"),
    path("tickets/<int:number>/followers", followers.followers, name="followers"),
    path(
        "tickets/<int:number>/deliveries/<int:delivery_id>/attempts",
        messages.delivery_attempt,
        name="delivery-attempts",
    ),
    *message_urls.urlpatterns,
    *view_urls.urlpatterns,
    *macro_urls.urlpatterns,
    path("", include("clew.tickets.setting_urls")),
    path("attachments/<str:secret>/<str:filename>", attachments.attachment, name="attachment"),
]
