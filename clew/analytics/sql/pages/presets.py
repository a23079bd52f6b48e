"""The texts of the queries that ship with Clew. ``group_0`` stands for the account's type."""

AUDIT = """-- Who of our staff looked at this organisation as one of its people?
WITH org_users AS (
    SELECT DISTINCT
        properties.email AS user_email,
        properties.org__name AS org_name
    FROM persons
    WHERE properties.organization_id = {organization_id:String}
        AND properties.email IS NOT NULL
)
SELECT
    e.timestamp,
    ou.org_name,
    e.properties.target_user_id AS target_user_id,
    e.properties.target_user_email AS target_email,
    e.event,
    e.properties.staff_user_email AS staff_email,
    e.properties.mode AS mode,
    e.properties.reason AS reason
FROM events e
JOIN org_users ou ON e.properties.target_user_email = ou.user_email
WHERE
    e.event IN ('impersonation_started', 'impersonation_upgraded')
    AND e.timestamp >= now() - INTERVAL 30 DAY
ORDER BY e.timestamp DESC
LIMIT 1000"""

ERRORS = """SELECT
    e.group_0.name AS account,
    e.$group_0 AS account_key,
    count() AS errors,
    uniq(e.person_id) AS people,
    topK(1)(e.error_type)[1] AS most_often,
    max(e.timestamp) AS last_seen
FROM events e
WHERE e.event = '$exception'
    AND e.timestamp >= now() - INTERVAL 7 DAY
    AND e.$group_0 != ''
GROUP BY account, account_key
ORDER BY errors DESC
LIMIT 100"""

MOST_ACTIVE = """SELECT
    e.group_0.name AS account,
    e.$group_0 AS account_key,
    e.group_0.plan AS plan,
    count() AS events,
    uniq(e.person_id) AS people,
    uniq(toDate(e.timestamp)) AS active_days,
    max(e.timestamp) AS last_seen
FROM events e
WHERE e.lib != 'clew'
    AND e.timestamp >= now() - toIntervalDay({days:UInt16})
    AND e.$group_0 != ''
GROUP BY account, account_key, plan
ORDER BY events DESC
LIMIT 50"""

PLANS = """SELECT
    if(plan = '', 'No plan', plan) AS plan,
    severity,
    count() AS tickets,
    countIf(status IN ('new', 'open', 'pending', 'hold')) AS unsolved,
    uniq(account_key) AS accounts
FROM tickets
WHERE created_at >= now() - toIntervalDay({days:UInt16})
GROUP BY plan, severity
ORDER BY plan, tickets DESC
LIMIT 200"""

IDS = """SELECT
    d.person_id AS person_id,
    d.person.name AS name,
    d.person.email AS email,
    count() AS distinct_ids,
    groupArray(5)(d.distinct_id) AS some_of_them,
    max(d.created_at) AS latest
FROM person_distinct_ids d
GROUP BY person_id, name, email
HAVING distinct_ids >= {at_least:UInt16}
ORDER BY distinct_ids DESC
LIMIT 200"""

MISSED = """SELECT
    m.ticket AS ticket,
    t.subject AS subject,
    m.metric AS metric,
    m.policy AS policy,
    m.due_at AS due_at,
    m.breached_at AS breached_at,
    m.fulfilled_at AS fulfilled_at,
    t.team AS team,
    t.assignee AS assignee,
    t.plan AS plan
FROM targets m
JOIN tickets t ON t.number = m.ticket
WHERE m.breached_at >= now() - INTERVAL 30 DAY
ORDER BY m.breached_at DESC
LIMIT 500"""

COST = """SELECT
    e.group_0.name AS account,
    e.$group_0 AS account_key,
    count() AS generations,
    sum(e.properties.$ai_input_tokens) AS input_tokens,
    sum(e.properties.$ai_output_tokens) AS output_tokens,
    round(sum(e.properties.$ai_total_cost_usd), 4) AS cost_usd
FROM events e
WHERE e.event = '$ai_generation'
    AND e.timestamp >= now() - toIntervalDay({days:UInt16})
GROUP BY account, account_key
ORDER BY cost_usd DESC
LIMIT 100"""
