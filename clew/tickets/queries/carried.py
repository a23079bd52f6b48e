"""What hangs on messages, riding on the statement that reads them: a page asks once, not thrice."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Model, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from clew.core.instances import made
from clew.tickets.models import Attachment, Delivery, Message


def with_carried(messages: QuerySet[Message]) -> QuerySet[Message]:
    """For :func:`unpack`."""
    return messages.annotate(
        files_json=_of_message(Attachment), deliveries_json=_of_message(Delivery)
    )


def unpack(message: Message) -> None:
    """``message.files`` and ``message.sendings`` cost no statement from here on."""
    carried = vars(message)
    message.files = [_row(Attachment, row) for row in carried.pop("files_json")]
    message.sendings = [_row(Delivery, row) for row in carried.pop("deliveries_json")]


def _of_message(kind: type[Attachment] | type[Delivery]) -> ArraySubquery:
    own: QuerySet[Any] = kind.objects.filter(message=OuterRef("pk")).order_by("pk")
    columns = {field.attname: field.attname for field in kind._meta.concrete_fields}
    return ArraySubquery(own.values(row=JSONObject(**columns)))


def _row(kind: type[Model], row: dict[str, Any]) -> Any:
    fields = kind._meta.concrete_fields
    values = (field.to_python(row[field.attname]) for field in fields)
    return made(kind, (field.attname for field in fields), values)
