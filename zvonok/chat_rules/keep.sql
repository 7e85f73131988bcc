-- Makes the places people have equal to the places they should have, within a scope, in one statement.
-- 1. what should be  2. what is  3. the difference  4. lock its chats in order  5. grant, revise, revoke
-- 6. say it in each chat under the chat's next seq  7. return it, a row a chat.
-- Sorted and MATERIALIZED throughout: on tables analysed while empty the planner else chooses nested loops for hours.
WITH desired AS MATERIALIZED (
    SELECT chat_id, person_id, role FROM desired_place WHERE {scope} ORDER BY chat_id, person_id
), present AS MATERIALIZED (
    SELECT chat_id, person_id, place.role
    FROM messenger_place place JOIN chat_rules_ruledchat rule USING (chat_id)
    WHERE {scope} ORDER BY chat_id, person_id
), difference AS MATERIALIZED (
    SELECT chat_id, person_id, present.role AS was, desired.role AS role
    FROM desired FULL JOIN present USING (chat_id, person_id)
    WHERE desired.role IS DISTINCT FROM present.role
    ORDER BY chat_id, person_id
), chat AS MATERIALIZED (
    SELECT id, title, last_seq, last_number, newcomers_see_all
    FROM messenger_chat
    WHERE id IN (SELECT chat_id FROM difference)
    ORDER BY id FOR UPDATE
), granted AS (
    INSERT INTO messenger_place (chat_id, person_id, role, sees_after_seq, read_number)
    SELECT chat_id, person_id, role, CASE WHEN newcomers_see_all THEN 0 ELSE last_seq END, last_number
    FROM difference JOIN chat ON chat.id = chat_id
    WHERE was IS NULL ORDER BY chat_id, person_id
), revised AS (
    UPDATE messenger_place place SET role = difference.role
    FROM difference
    WHERE place.chat_id = difference.chat_id AND place.person_id = difference.person_id
      AND difference.was IS NOT NULL AND difference.role IS NOT NULL
), revoked AS (
    DELETE FROM messenger_place place USING difference
    WHERE place.chat_id = difference.chat_id AND place.person_id = difference.person_id AND difference.role IS NULL
), change AS MATERIALIZED (
    SELECT chat_id,
           jsonb_agg(jsonb_build_array(difference.person_id, was, difference.role)) AS differences,
           array_agg(named.name) FILTER (WHERE was IS NULL) AS granted,
           array_agg(named.name) FILTER (WHERE difference.role = 2) AS administrators,
           array_agg(named.name) FILTER (WHERE was = 2 AND difference.role = 1) AS members,
           array_agg(named.name) FILTER (WHERE difference.role IS NULL) AS revoked
    FROM difference
    JOIN roster_person person ON person.id = difference.person_id
    CROSS JOIN LATERAL (
        SELECT jsonb_build_object('id', person.id, 'name', person.first_name || ' ' || left(person.last_name, 1) || '.') AS name
    ) AS named
    GROUP BY chat_id
), said AS (
    INSERT INTO messenger_message (chat_id, seq, kind, text, data)
    SELECT chat.id, chat.last_seq + 1, 'service', '', %(saying)s::jsonb || jsonb_build_object(
        'granted', to_jsonb(coalesce(granted[:%(names_max)s], '{{}}')),
        'granted_count', coalesce(cardinality(granted), 0),
        'administrators', to_jsonb(coalesce(administrators[:%(names_max)s], '{{}}')),
        'members', to_jsonb(coalesce(members[:%(names_max)s], '{{}}')),
        'revoked', to_jsonb(coalesce(revoked[:%(names_max)s], '{{}}')),
        'revoked_count', coalesce(cardinality(revoked), 0))
    FROM chat JOIN change ON change.chat_id = chat.id
    ORDER BY chat.id
    RETURNING chat_id, seq, data, at
), counted AS (
    -- By an array, for a join with `said` may walk all the chats of the region in their order.
    UPDATE messenger_chat SET last_seq = last_seq + 1 WHERE id = ANY(ARRAY(SELECT chat_id FROM said))
)
SELECT said.chat_id, chat.title, said.seq, said.data, said.at, change.differences
FROM said
JOIN chat ON chat.id = said.chat_id
JOIN change ON change.chat_id = said.chat_id
ORDER BY said.chat_id
