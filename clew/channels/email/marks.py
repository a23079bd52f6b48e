"""What ``Message.mail`` holds of a mail: shown on the message, so small."""

from typing import TypedDict


class Marks(TypedDict, total=False):
    inbound: int  # pk of the InboundMail
    address: str  # who sent it
    to: list[str]  # at most 20
    cc: list[str]
    verdict: str  # pass, fail, none
    said: str  # the verdict in words
    claims_customer: bool  # unproven, and the address is a known customer's
    unverified_participant: bool  # not one of the ticket's people so far
    auto: str  # see machines.Auto
    until: str  # ISO date, of an absence
    folded: bool
    remote_images: int
    aside: list[int]  # attachments that the card leaves out: display.files_out_of_sight
    has_html: bool
    forwarded_by: str  # the agent who forwarded it
    by_mail: bool  # staff wrote it by mail
    problems: list[str]  # at most 5
