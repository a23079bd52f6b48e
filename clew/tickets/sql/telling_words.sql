-- The words of a ticket's subject and first message as lexemes, each with its share of all messages
-- (0 when it is not among the common ones, from the planner's statistics). Numbers, addresses and
-- ids tell nothing of what a ticket is about.
WITH common AS MATERIALIZED (
    SELECT kept.lexeme, kept.share
    FROM pg_stats,
         unnest(most_common_elems::text::text[], most_common_elem_freqs) AS kept (lexeme, share)
    WHERE schemaname = current_schema() AND tablename = 'tickets_message' AND attname = 'words'
      AND kept.lexeme IS NOT NULL
), said AS (
    SELECT word.lexeme, true AS in_subject
    FROM unnest(tsvector_to_array(to_tsvector('english', %(subject)s))) AS word (lexeme)
    UNION ALL
    SELECT word.lexeme, false
    FROM unnest(tsvector_to_array(to_tsvector('english', %(body)s))) AS word (lexeme)
)
SELECT said.lexeme, bool_or(said.in_subject), coalesce(min(common.share), 0)
FROM said LEFT JOIN common USING (lexeme)
WHERE said.lexeme ~ '^[[:alpha:]][[:alpha:]-]{2,30}$'
GROUP BY said.lexeme
