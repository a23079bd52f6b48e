ALTER TABLE /*events*/
UPDATE person_id = toUUID(transform(distinct_id, {distinct_ids:Array(String)},
                                    {person_ids:Array(String)}, toString(person_id)))
WHERE environment_id = {environment_id:UInt32}
  AND distinct_id IN {distinct_ids:Array(String)}
