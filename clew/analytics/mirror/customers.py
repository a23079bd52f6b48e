"""Persons, their distinct ids and groups, as SQL reads them."""

from clew.analytics.mirror.registered import Mirrored, instant, register

PERSONS = Mirrored(
    name="persons",
    store="mirror_persons",
    key="person.id",
    key_type="uuid",
    rows="people_person AS person",
    where="person.merged_into_id IS NULL",
    values={
        "id": "person.id",
        "environment_id": "person.environment_id",
        "name": "person.name",
        "email": "person.email",
        "is_identified": "person.is_identified",
        "created_at": instant("person.created_at"),
        "last_seen_at": instant("person.last_seen_at"),
        "properties": "person.properties",
    },
)
DISTINCT_IDS = Mirrored(
    name="person_distinct_ids",
    store="mirror_distinct_ids",
    key="known.id",
    key_type="bigint",
    rows="people_distinctid AS known",
    values={
        "id": "known.id",
        "environment_id": "known.environment_id",
        "distinct_id": "known.distinct_id",
        "person_id": "known.person_id",
        "created_at": instant("known.created_at"),
        "moved_at": instant("known.moved_at"),
    },
)
GROUPS = Mirrored(
    name="groups",
    store="mirror_groups",
    key="grp.id",
    key_type="bigint",
    rows="""people_group AS grp
        JOIN people_grouptype AS type ON type.id = grp.type_id
        LEFT JOIN people_group AS survivor ON survivor.id = grp.merged_into_id
        LEFT JOIN people_account AS account ON account.group_id = grp.id
        LEFT JOIN analytics_health AS health ON health.group_id = grp.id
        LEFT JOIN LATERAL (
            SELECT jsonb_object_agg(owner.kind, coalesce(
                nullif(staff.name, ''), staff.email, nullif(owner.name, ''), owner.email
            )) AS names
            FROM people_accountowner AS owner
            LEFT JOIN people_staff AS staff ON staff.id = owner.staff_id
            WHERE owner.group_id = grp.id
        ) AS owners ON true""",
    values={
        "id": "grp.id",
        "environment_id": "grp.environment_id",
        "type": "type.name",
        "type_index": "type.index",
        "is_account": "type.is_account",
        "key": "grp.key",
        "name": "grp.name",
        "plan": "grp.plan",
        "created_at": instant("grp.created_at"),
        "last_seen_at": instant("grp.last_seen_at"),
        "merged_into": "coalesce(survivor.key, '')",
        "mrr": "account.mrr",
        "arr": "account.arr",
        "currency": "coalesce(account.currency, '')",
        "trial_ends_at": instant("account.trial_ends_at"),
        "renews_at": instant("account.renews_at"),
        "seats": "account.seats",
        "seats_used": "account.seats_used",
        "region": "coalesce(account.region, '')",
        "risk": "coalesce(account.risk, '')",
        "csm": "coalesce(owners.names->>'csm', '')",
        "tam": "coalesce(owners.names->>'tam', '')",
        "ae": "coalesce(owners.names->>'ae', '')",
        "health": "health.score",
        "health_band": "coalesce(health.band, '')",
        "properties": "grp.properties",
    },
)


def register_customers() -> None:
    for mirrored in (PERSONS, DISTINCT_IDS, GROUPS):
        register(mirrored)
