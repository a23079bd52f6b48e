from django.urls import path

from clew.channels.widget import views
from clew.channels.widget.door import resource

app_name = "widget"
urlpatterns = [
    path("widget.js", views.script, name="script"),
    path("widget-fields.js", views.fields_module, name="fields-module"),
    path("widget/api/config", resource(get=views.config), name="config"),
    path("widget/api/session", resource(post=views.start_session), name="session"),
    path(
        "widget/api/tickets",
        resource(get=views.list_tickets, post=views.open_ticket),
        name="tickets",
    ),
    path("widget/api/tickets/<int:number>", resource(get=views.show_ticket), name="ticket"),
    path(
        "widget/api/tickets/<int:number>/messages",
        resource(post=views.answer_ticket),
        name="messages",
    ),
    path(
        "widget/api/tickets/<int:number>/confirmation",
        resource(post=views.confirm_solved),
        name="confirmation",
    ),
    path("widget/api/attachments", resource(post=views.upload), name="attachments"),
    path("widget/api/attachments/<str:secret>", views.attachment, name="attachment"),
]
