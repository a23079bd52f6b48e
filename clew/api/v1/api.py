"""REST API v1: extended later, never broken."""

from clew.api.v1 import (
    account_health,
    accounts,
    attachments,
    bulk,
    calendars,
    capture_keys,
    customer_lists,
    customer_notes,
    customers,
    diagnosis,
    escalations,
    funnels,
    inbound_email,
    joining,
    ledger,
    macros,
    mail_addresses,
    mailboxes,
    metrics,
    out_of_office,
    ownership,
    policies,
    rules,
    search,
    sql,
    suspended_mail,
    targets,
    teams,
    ticket_fields,
    tickets,
    views,
    webhooks,
)
from clew.api.v1.document import DocumentedAPI
from clew.api.v1.parser import StrictParser
from clew.api.v1.problems import explain_errors
from clew.api.v1.renderer import Renderer
from clew.api.v1.tokens import Bearer

api = DocumentedAPI(
    title="Clew",
    version="1",
    description=(
        "Bearer tokens; errors are RFC 9457 problem documents; lists answer"
        " `{items, next_cursor}`; POST honours `Idempotency-Key`."
    ),
    urls_namespace="api-v1",
    docs_url=None,
    auth=Bearer(),
    parser=StrictParser(),
    renderer=Renderer(),
)
explain_errors(api)
for module in (
    tickets,
    ticket_fields,
    bulk,
    joining,
    attachments,
    customers,
    customer_lists,
    account_health,
    accounts,
    diagnosis,
    funnels,
    customer_notes,
    capture_keys,
    calendars,
    escalations,
    macros,
    metrics,
    out_of_office,
    ownership,
    search,
    sql,
    targets,
    teams,
    policies,
    ledger,
    views,
    rules,
    webhooks,
    inbound_email,
    mailboxes,
    mail_addresses,
    suspended_mail,
):
    api.add_router("", module.router)
