"""Where webhooks go and what was sent there. Admin tokens only."""

from datetime import datetime
from typing import Self

from ninja import Router, Schema, Status
from pydantic import Field

from clew.api.v1.idempotency import created
from clew.api.v1.tokens import TokenRequest, admins_only
from clew.core.actors import Actor
from clew.integrations.webhooks import actions, queries
from clew.integrations.webhooks.models import Endpoint, WebhookDelivery

router = Router(tags=["webhooks"])
MANAGE = "set up webhooks"


class WebhookShape(Schema):
    id: int
    name: str
    url: str
    facts: list[str] = Field(description="Such as tickets.TicketOpened; empty: rules only")
    with_notes: bool = Field(description="The words of internal notes go too")
    active: bool
    changed_at: datetime

    @classmethod
    def of(cls, endpoint: Endpoint) -> Self:
        plain = ("name", "url", "facts", "with_notes", "active", "changed_at")
        return cls(id=endpoint.pk, **{name: getattr(endpoint, name) for name in plain})


class WebhookMade(WebhookShape):
    secret: str = Field(description="Shown this once")


class WebhooksPage(Schema):
    items: list[WebhookShape]
    next_cursor: str | None = None


class WebhookGiven(Schema):
    name: str
    url: str
    facts: list[str] = []
    with_notes: bool = False
    active: bool = True


class WebhookChanges(Schema):
    name: str | None = None
    url: str | None = None
    facts: list[str] | None = None
    with_notes: bool | None = None
    active: bool | None = None


class WebhookDeliveryShape(Schema):
    id: int
    message_id: str = Field(description="The header webhook-id of every attempt")
    event: str
    subject: str
    state: str = Field(description="waiting, sent, failed or dead")
    attempts: int
    status: int | None = Field(description="Of the last answer")
    error: str
    created_at: datetime
    sent_at: datetime | None

    @classmethod
    def of(cls, delivery: WebhookDelivery) -> Self:
        plain = ("event", "subject", "state", "attempts", "status", "error", "created_at")
        given = {name: getattr(delivery, name) for name in (*plain, "sent_at")}
        return cls(id=delivery.pk, message_id=f"msg_{delivery.stable_id.hex}", **given)


class WebhookDeliveriesPage(Schema):
    items: list[WebhookDeliveryShape]
    next_cursor: str | None = None


@router.get("/webhooks", response=WebhooksPage)
def list_webhooks(request: TokenRequest) -> WebhooksPage:
    admins_only(request.auth, MANAGE)
    found = queries.endpoints_for(request.auth)
    return WebhooksPage(items=[WebhookShape.of(endpoint) for endpoint in found])


@router.post("/webhooks", response={201: WebhookMade})
@created
def create_webhook(request: TokenRequest, given: WebhookGiven) -> WebhookMade:
    """With its secret, this once."""
    admins_only(request.auth, MANAGE)
    made = actions.create_endpoint(by=Actor.token(request.auth), **given.dict())
    return WebhookMade(**WebhookShape.of(made).dict(), secret=made.secret)


@router.get("/webhooks/{int:webhook_id}", response=WebhookShape)
def read_webhook(request: TokenRequest, webhook_id: int) -> WebhookShape:
    admins_only(request.auth, MANAGE)
    return WebhookShape.of(queries.endpoint_for(request.auth, webhook_id))


@router.patch("/webhooks/{int:webhook_id}", response=WebhookShape)
def change_webhook(request: TokenRequest, webhook_id: int, changes: WebhookChanges) -> WebhookShape:
    """What is left out stays."""
    admins_only(request.auth, MANAGE)
    endpoint = queries.endpoint_for(request.auth, webhook_id)
    given = {name: value for name, value in changes.dict().items() if value is not None}
    actions.change_endpoint(endpoint=endpoint, by=Actor.token(request.auth), **given)
    return WebhookShape.of(endpoint)


@router.delete("/webhooks/{int:webhook_id}", response={204: None})
def delete_webhook(request: TokenRequest, webhook_id: int) -> Status[None]:
    admins_only(request.auth, MANAGE)
    endpoint = queries.endpoint_for(request.auth, webhook_id)
    actions.delete_endpoint(endpoint=endpoint, by=Actor.token(request.auth))
    return Status(204, None)


@router.get("/webhooks/{int:webhook_id}/deliveries", response=WebhookDeliveriesPage)
def list_deliveries(request: TokenRequest, webhook_id: int) -> WebhookDeliveriesPage:
    """The last 100, newest first."""
    admins_only(request.auth, MANAGE)
    endpoint = queries.endpoint_for(request.auth, webhook_id)
    found = queries.deliveries_of(request.auth, endpoint)
    return WebhookDeliveriesPage(items=[WebhookDeliveryShape.of(each) for each in found])


@router.post("/webhooks/deliveries/{int:delivery_id}/redelivery", response={202: None})
def redeliver(request: TokenRequest, delivery_id: int) -> Status[None]:
    """Soon, under the same id."""
    admins_only(request.auth, MANAGE)
    delivery = queries.delivery_for(request.auth, delivery_id)
    actions.send_again(delivery=delivery, by=Actor.token(request.auth))
    return Status(202, None)
