SELECT assumeNotNull(CAST(properties.`$ai_model`, 'Nullable(String)')) AS model, count() AS times
FROM events
WHERE environment_id = {environment_id:UInt32}
  AND event IN ('$ai_generation', '$ai_embedding')
  AND timestamp >= {since:DateTime64(3, 'UTC')}
  AND isNotNull(properties.`$ai_model`)
GROUP BY model
ORDER BY times DESC, model
LIMIT 40
