-- For each of %(words)s: how it is looked for, the share of messages and of subjects that have all
-- its lexemes, 0 when one is not among the common ones, and the newest message and ticket. A stop
-- word has no row. A word that is still being typed goes on as %(beginnings)s and counts with all it
-- may become. From the planner's statistics, so that it costs the same however much was said.
WITH common AS MATERIALIZED (
    SELECT kept.lexeme, kept.share, tablename = 'tickets_words' AS in_subjects
    FROM pg_stats,
         unnest(most_common_elems::text::text[], most_common_elem_freqs) AS kept (lexeme, share)
    WHERE schemaname = current_schema() AND kept.lexeme IS NOT NULL
      AND (tablename, attname) IN (('tickets_message', 'words'), ('tickets_words', 'to_tsvector'))
), asked AS (
    SELECT place, text, beginning,
           CASE WHEN phrase THEN phraseto_tsquery('english', text)
                ELSE plainto_tsquery('english', text) END
           || coalesce(to_tsquery('english', beginning), '') AS query
    FROM unnest(%(words)s::text[], %(phrases)s::boolean[], %(beginnings)s::text[])
             WITH ORDINALITY AS word (text, phrase, beginning, place)
), lexemes AS (
    SELECT asked.place, said.lexeme, asked.beginning, asked.query
    FROM asked, unnest(tsvector_to_array(to_tsvector('english', asked.text))) AS said (lexeme)
), shares AS (
    SELECT place, lexemes.lexeme, query,
           coalesce(sum(share) FILTER (WHERE NOT in_subjects), 0) AS in_messages,
           coalesce(sum(share) FILTER (WHERE in_subjects), 0) AS in_subjects
    FROM lexemes LEFT JOIN common
         ON common.lexeme = lexemes.lexeme
         OR lexemes.beginning IS NOT NULL AND starts_with(common.lexeme, lexemes.lexeme)
    GROUP BY place, lexemes.lexeme, query
)
SELECT place::int - 1, query::text, min(in_messages), min(in_subjects),
       (SELECT max(id) FROM tickets_message), (SELECT max(id) FROM tickets_ticket)
FROM shares GROUP BY place, query
