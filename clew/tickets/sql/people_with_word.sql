(SELECT %s::int AS word, id FROM people_person
 WHERE environment_id = %s AND merged_into_id IS NULL AND (name ~* %s OR email ~* %s) LIMIT %s)
