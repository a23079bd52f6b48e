-- Of short columns only: of an account they stand in its order. An event without a trace id is a
-- trace of its own.
SELECT countIf(event != '$exception' AND NOT startsWith(event, '$ai_')) AS events,
       countIf(event = '$exception') AS errors,
       uniqExactIf(trace_id, startsWith(event, '$ai_') AND notEmpty(trace_id))
           + countIf(startsWith(event, '$ai_') AND empty(trace_id)) AS llm_traces,
       min(timestamp) AS first_at, max(timestamp) AS last_at
FROM events
WHERE environment_id = {environment_id:UInt32}
  AND /*whose*/
