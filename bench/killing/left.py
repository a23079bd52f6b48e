"""What left the house and what came in: replies, webhooks, mail."""

from collections import Counter, defaultdict

from bench.killing.faults import some
from bench.killing.tickets import MARKS, mark_of
from bench.killing.world import World


def outbox(world: World) -> list[str]:
    """Each reply is one mail, however often it was sent."""
    mails: dict[str, set[str]] = defaultdict(set)
    for mail in list(world.smtp.mails):
        part = mail.get_body(("plain",))
        mails[str(mail["Message-ID"])].add(part.get_content() if part else "")
    sent = Counter(
        mark
        for texts in mails.values()
        for mark in {m for text in texts for m in world.told.replies if m in new_words(text)}
    )
    deliveries = world.rows(
        "SELECT (regexp_match(body, 'r[0-9a-f]{16}'))[1], count(*), count(DISTINCT stable_id)"
        " FROM tickets_delivery AS delivery JOIN tickets_message AS message"
        " ON message.id = delivery.message_id WHERE body ~ 'r[0-9a-f]{16}'"
        " GROUP BY 1 HAVING count(*) <> 1"
    )
    return [
        *some("replies not sent", [m for m in world.told.replies if not sent[m]]),
        *some("replies sent as several mails", [m for m, n in sent.items() if n > 1]),
        *some("mails with two texts", [i for i, texts in mails.items() if len(texts) > 1]),
        *some("replies queued not once", deliveries),
        *some("deliveries given up", world.rows(
            "SELECT error FROM tickets_delivery WHERE state IN ('dead', 'bounced')")),
    ]  # fmt: skip


def new_words(text: str) -> str:
    """Without what is quoted of earlier messages."""
    return text[:120]


def hooks(world: World) -> list[str]:
    rows = world.rows(
        "SELECT 'msg_' || replace(stable_id::text, '-', ''), key, state"
        " FROM webhooks_webhookdelivery"
    )
    ids = {row[0] for row in rows}
    facts = world.rows(
        "SELECT uuid::text FROM core_factrecord WHERE name IN ('tickets.TicketOpened',"
        " 'tickets.MessagePosted', 'tickets.StatusChanged') AND recorded_at >"
        " (SELECT min(created_at) FROM webhooks_endpoint)"
    )
    came = dict(world.hooks.came)
    return [
        *some("facts without a webhook", {row[0] for row in facts} - {row[1] for row in rows}),
        *some("webhooks that did not come", ids - came.keys()),
        *some("webhooks of nothing", came.keys() - ids),
        *some("webhooks with two texts", [i for i, each in came.items() if len(set(each)) > 1]),
    ]


def mails_filed(world: World) -> list[str]:
    rows = world.rows("SELECT envelope_from, outcome, reason FROM email_inboundmail")
    outcomes: dict[str, Counter[str]] = defaultdict(Counter)
    for sender, outcome, _ in rows:
        outcomes[mark_of(sender)][outcome] += 1
    bad = [f"{m} {dict(outcomes[m])}" for m in world.told.mails if outcomes[m]["ticket"] != 1]
    others = [row for row in rows if row[1] not in {"ticket", "duplicate"}]
    texts = Counter(row[0] for row in world.rows(MARKS) if row[0])
    return [
        *some("mails not filed once", bad),
        *some("mails with another end", others),
        *some("mails without their words", [m for m in world.told.mails if texts[m] != 1]),
    ]
