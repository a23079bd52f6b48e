-- What is due to a domain before its next turn, spread over the minutes from then on.
WITH due AS (
    SELECT id, (row_number() OVER (ORDER BY next_attempt_at, id) - 1) / %(per_minute)s AS minute
    FROM tickets_delivery
    WHERE state IN ('waiting', 'failed')
      AND channel = %(channel)s
      AND next_attempt_at < %(until)s
      AND lower(split_part(address, '@', -1)) = %(domain)s
      AND (leased_until IS NULL OR leased_until < %(now)s)
)
UPDATE tickets_delivery
SET next_attempt_at = %(until)s + due.minute * interval '1 minute'
FROM due
WHERE tickets_delivery.id = due.id
  AND tickets_delivery.next_attempt_at < %(until)s
  AND (tickets_delivery.leased_until IS NULL OR tickets_delivery.leased_until < %(now)s)
