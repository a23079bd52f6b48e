-- Tokens and cost are counted where they arise: a trace or span repeats the sums of its children.
-- Of properties only the few that are counted are read; inputs and outputs are long.
SELECT trace, min(at) AS first_at, max(at) AS last_at, argMax(person_id, at) AS person,
       argMax(who, at) AS latest_who, argMaxIf(account, at, notEmpty(account)) AS of_account,
       groupUniqArrayIf(20)(model, notEmpty(model)) AS models,
       countIf(event = '$ai_generation') AS generations,
       toUInt64(sumIf(input, spends)) AS input_tokens,
       toUInt64(sumIf(output, spends)) AS output_tokens,
       sumIf(spent, spends) AS cost, countIf(spends AND isNotNull(spent)) > 0 AS has_cost,
       sumIf(took, spends) AS latency, countIf(failed) AS failures, count() OVER () AS total
FROM (
    SELECT if(empty(trace_id), toString(uuid), trace_id) AS trace, timestamp AS at, person_id,
           distinct_id AS who, /*account*/ AS account, event,
           event IN ('$ai_generation', '$ai_embedding') AS spends,
           ifNull(CAST(properties.`$ai_model`, 'Nullable(String)'), '') AS model,
           greatest(ifNull(toFloat64OrNull(CAST(properties.`$ai_input_tokens`, 'Nullable(String)')), 0), 0) AS input,
           greatest(ifNull(toFloat64OrNull(CAST(properties.`$ai_output_tokens`, 'Nullable(String)')), 0), 0) AS output,
           toFloat64OrNull(CAST(properties.`$ai_total_cost_usd`, 'Nullable(String)')) AS spent,
           greatest(ifNull(toFloat64OrNull(CAST(properties.`$ai_latency`, 'Nullable(String)')), 0), 0) AS took,
           ifNull(CAST(properties.`$ai_is_error`, 'Nullable(String)'), '') = 'true' AS failed
    FROM events
    WHERE environment_id = {environment_id:UInt32}
      AND startsWith(event, '$ai_')
      AND timestamp >= {since:DateTime64(3, 'UTC')}
      AND /*whose*/
)
GROUP BY trace
HAVING /*filters*/
ORDER BY /*order*/ DESC, last_at DESC, trace
LIMIT {limit:UInt32} OFFSET {skip:UInt32}
