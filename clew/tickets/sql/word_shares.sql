-- For each of %(words)s: how many lexemes it has (a stop word has none), and the share of messages
-- and of subjects that have all of them, 0 when one is not among the common ones. A word that is
-- still being typed (%(unfinished)s) counts with all it may become. From the planner's statistics,
-- so that it costs the same however much was said.
WITH common AS MATERIALIZED (
    SELECT kept.lexeme, kept.share, tablename = 'tickets_words' AS in_subjects
    FROM pg_stats,
         unnest(most_common_elems::text::text[], most_common_elem_freqs) AS kept (lexeme, share)
    WHERE schemaname = current_schema() AND kept.lexeme IS NOT NULL
      AND (tablename, attname) IN (('tickets_message', 'words'), ('tickets_words', 'to_tsvector'))
), lexemes AS (
    SELECT word.place, said.lexeme, word.unfinished
    FROM unnest(%(words)s::text[], %(unfinished)s::boolean[])
             WITH ORDINALITY AS word (text, unfinished, place),
         unnest(tsvector_to_array(to_tsvector('english', word.text))) AS said (lexeme)
), shares AS (
    SELECT place, lexemes.lexeme,
           coalesce(sum(share) FILTER (WHERE NOT in_subjects), 0) AS in_messages,
           coalesce(sum(share) FILTER (WHERE in_subjects), 0) AS in_subjects
    FROM lexemes LEFT JOIN common
         ON common.lexeme = lexemes.lexeme
         OR lexemes.unfinished AND starts_with(common.lexeme, lexemes.lexeme)
    GROUP BY place, lexemes.lexeme
)
SELECT place::int - 1, count(*), min(in_messages), min(in_subjects) FROM shares GROUP BY place
