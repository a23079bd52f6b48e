-- Persons and groups of one environment that a search may mean: exact hits (rank 0), then
-- whatever contains the text (rank 1). Each way of matching has an index of its own and a limit,
-- so that a short common word stays as fast as a rare one.
SELECT kind, id, min(rank) AS rank, max(seen) AS seen
FROM (
    (SELECT 'person' AS kind, p.id::text AS id, 0 AS rank, p.last_seen_at AS seen
     FROM people_person p
     WHERE p.environment_id = %(environment)s AND lower(p.email) = lower(%(text)s)
       AND p.merged_into_id IS NULL
     LIMIT %(limit)s)
    UNION ALL
    (SELECT 'person', p.id::text, 0, p.last_seen_at
     FROM people_distinctid d JOIN people_person p ON p.id = d.person_id
     WHERE d.environment_id = %(environment)s AND d.distinct_id = %(text)s)
    UNION ALL
    (SELECT 'group', g.id::text, 0, g.last_seen_at
     FROM people_group g JOIN people_grouptype t ON t.id = g.type_id
     WHERE t.environment_id = %(environment)s AND g.key = %(text)s)
    UNION ALL
    (SELECT 'person', p.id::text, 1, p.last_seen_at
     FROM people_person p
     WHERE p.environment_id = %(environment)s AND p.name ILIKE %(pattern)s
       AND p.merged_into_id IS NULL
     LIMIT %(limit)s)
    UNION ALL
    (SELECT 'person', p.id::text, 1, p.last_seen_at
     FROM people_person p
     WHERE p.environment_id = %(environment)s AND p.email ILIKE %(pattern)s
       AND p.merged_into_id IS NULL
     LIMIT %(limit)s)
    UNION ALL
    (SELECT 'person', p.id::text, 1, p.last_seen_at
     FROM (SELECT d.person_id FROM people_distinctid d
           WHERE d.environment_id = %(environment)s AND d.distinct_id ILIKE %(pattern)s
           LIMIT %(limit)s) AS known
     JOIN people_person p ON p.id = known.person_id)
    UNION ALL
    (SELECT 'group', g.id::text, 1, g.last_seen_at
     FROM people_group g
     WHERE g.environment_id = %(environment)s AND g.name ILIKE %(pattern)s
     LIMIT %(limit)s)
    UNION ALL
    (SELECT 'group', g.id::text, 1, g.last_seen_at
     FROM people_group g
     WHERE g.environment_id = %(environment)s AND g.key ILIKE %(pattern)s
     LIMIT %(limit)s)
) AS hits
GROUP BY kind, id
ORDER BY rank, seen DESC NULLS LAST, kind, id
