-- Only of a page's traces, which are found by short columns: inputs and outputs are long.
-- Tokens and cost are counted where they arise: a trace or span repeats the sums of its children.
SELECT if(empty(trace_id), toString(uuid), trace_id) AS trace, min(timestamp) AS first_at,
       max(timestamp) AS last_at, any(distinct_id) AS one_distinct_id,
       groupUniqArrayIf(20)(model, notEmpty(model)) AS models,
       countIf(event = '$ai_generation') AS generations,
       sumIf(JSONExtractUInt(properties_text, '$ai_input_tokens'), spends) AS input_tokens,
       sumIf(JSONExtractUInt(properties_text, '$ai_output_tokens'), spends) AS output_tokens,
       sumIf(JSONExtractFloat(properties_text, '$ai_total_cost_usd'), spends) AS cost,
       countIf(spends AND JSONHas(properties_text, '$ai_total_cost_usd')) > 0 AS has_cost,
       sumIf(JSONExtractFloat(properties_text, '$ai_latency'), spends) AS latency,
       countIf(JSONExtractBool(properties_text, '$ai_is_error')) AS failures,
       argMaxIf(properties_text, (timestamp, uuid), event = '$ai_generation') AS latest_properties
FROM (
    SELECT *, event IN ('$ai_generation', '$ai_embedding') AS spends,
           JSONExtractString(properties_text, '$ai_model') AS model
    FROM events
    WHERE environment_id = {environment_id:UInt32}
      AND /*whose*/
      AND startsWith(event, '$ai_')
      AND /*these*/
)
GROUP BY trace
ORDER BY last_at DESC, trace
