-- What stands in properties only; the caller moves ``since`` so far that these are few events.
SELECT distinct_id, lib, JSONExtractString(properties_text, '$lib_custom_api_host') AS host,
       JSONExtractString(properties_text, '$device_id') AS device,
       JSONExtractString(properties_text, '$app_version') AS release,
       count() AS times, min(timestamp), max(timestamp)
FROM events
WHERE environment_id = {environment_id:UInt32}
  AND /*whose*/
  AND timestamp >= {since:DateTime64(3, 'UTC')} AND timestamp <= {until:DateTime64(3, 'UTC')}
  AND lib != 'clew'
GROUP BY distinct_id, lib, host, device, release
ORDER BY times DESC
LIMIT {limit:UInt32}
