-- Persons and groups of one environment whose names or emails look like the text, the likest
-- first. The trigram indexes answer; how like is set with pg_trgm.word_similarity_threshold.
SELECT kind, id
FROM (
    (SELECT 'person' AS kind, p.id::text AS id, p.last_seen_at AS seen,
            greatest(word_similarity(%(text)s, p.name), word_similarity(%(text)s, p.email)) AS alike
     FROM people_person p
     WHERE p.environment_id = %(environment)s AND p.merged_into_id IS NULL
       AND (%(text)s <%% p.name OR %(text)s <%% p.email)
     LIMIT %(hits)s)
    UNION ALL
    (SELECT 'group', g.id::text, g.last_seen_at, word_similarity(%(text)s, g.name)
     FROM people_group g
     WHERE g.environment_id = %(environment)s AND %(text)s <%% g.name
     LIMIT %(hits)s)
) AS hits
ORDER BY alike DESC, seen DESC NULLS LAST, kind, id
LIMIT %(limit)s
