-- Versions of SDKs that the whole environment has seen.
SELECT lib, lib_version, min(timestamp), max(timestamp), count() AS times
FROM events
WHERE environment_id = {environment_id:UInt32}
  AND timestamp >= {since:DateTime64(3, 'UTC')} AND timestamp <= {until:DateTime64(3, 'UTC')}
  AND lib NOT IN ('', 'clew')
GROUP BY lib, lib_version
ORDER BY times DESC
LIMIT {limit:UInt32}
