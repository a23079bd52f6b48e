-- The saved views a member of staff has in the rail, their teams, how they arranged the views, and
-- the newest fact, by which the counts beside them are current or not.
-- As written here because every page asks it: putting it together took longer than answering it.
WITH mine AS (
    SELECT team.id, team.slug, team.name
    FROM people_team AS team
    JOIN people_staff_teams AS member ON member.team_id = team.id
    WHERE member.staff_id = %(staff)s
)
SELECT 'view', to_jsonb(saved) || jsonb_build_object('team', team.name)
FROM tickets_savedview AS saved
LEFT JOIN people_team AS team ON team.id = saved.team_id
WHERE saved.active
  AND (saved.scope = 'shared' OR saved.owner_id = %(staff)s OR saved.team_id IN (SELECT id FROM mine))
UNION ALL
SELECT 'team', jsonb_build_object('id', id, 'slug', slug, 'name', name) FROM mine
UNION ALL
SELECT 'arranged', jsonb_build_object('order', arranged."order", 'hidden', arranged.hidden)
FROM tickets_viewarrangement AS arranged
WHERE arranged.staff_id = %(staff)s
UNION ALL
SELECT 'version', to_jsonb(coalesce(max(id), 0)) FROM core_factrecord
