SELECT countIf(event != '$exception' AND NOT startsWith(event, '$ai_')) AS events,
       countIf(event = '$exception') AS errors,
       uniqExactIf(if(empty(trace_id), toString(uuid), trace_id), startsWith(event, '$ai_'))
           AS llm_traces,
       min(timestamp) AS first_at, max(timestamp) AS last_at
FROM events
WHERE environment_id = {environment_id:UInt32}
  AND /*whose*/
