-- A chat as its member's list shows it: a row a place of %(person)s whose door is open to him (as `doors.places_of`).
SELECT
    place.chat_id AS id, place.role, place.read_number, place.sees_after_seq, place.muted_until, place.pinned_at, place.hidden,
    place.marked_unread, place.hidden_count,
    chat.space, chat.kind, chat.ruled, chat.title, chat.picture, chat.last_seq, chat.last_number, chat.last_at AS at,
    chat.announcements_only, chat.reactions_only, chat.slow_mode_seconds, chat.archived_at,
    school.name AS school,
    other.id AS other_id, other.first_name AS other_first_name, other.last_name AS other_last_name, other.picture AS other_picture,
    said.seq AS said_seq, said.kind AS said_kind, left(said.text, %(quote)s) AS said_text, said.author_id AS said_by,
    said.data -> 'bot' ->> 'name' AS said_by_bot, school_author.name AS said_by_school,
    author.first_name AS author_first_name, author.last_name AS author_last_name,
    said.deleted_at IS NOT NULL
        OR EXISTS (SELECT FROM messenger_hidden WHERE message_id = said.id AND person_id = place.person_id) AS said_is_gone,
    (SELECT count(*) FROM messenger_place WHERE chat_id = chat.id) AS members,
    (SELECT coalesce(max(read_number), 0) FROM messenger_place
     WHERE chat_id = chat.id AND person_id <> place.person_id AND read_at IS NOT NULL) AS read_by_others,
    ARRAY(SELECT number FROM messenger_mention
          WHERE person_id = place.person_id AND chat_id = chat.id AND number > place.read_number
          ORDER BY number DESC LIMIT %(mentions)s) AS mentions,
    draft.text AS draft_text, draft.reply_to AS draft_reply_to
    /* shown by rooms to the right */
FROM messenger_place place
JOIN messenger_chat chat ON chat.id = place.chat_id
JOIN roster_person person ON person.id = place.person_id AND person.is_active
LEFT JOIN profiles_learningprofile profile ON profile.person_id = place.person_id
LEFT JOIN roster_school school ON school.id = chat.school_id
LEFT JOIN messenger_dialogue dialogue ON dialogue.chat_id = chat.id
LEFT JOIN roster_person other
    ON other.id = CASE place.person_id WHEN dialogue.one_id THEN dialogue.other_id ELSE dialogue.one_id END
LEFT JOIN messenger_message said ON said.id = chat.last_message_id
LEFT JOIN roster_person author ON author.id = said.author_id
LEFT JOIN roster_school school_author ON school_author.id = said.school_author_id
LEFT JOIN messenger_draft draft ON draft.chat_id = chat.id AND draft.person_id = place.person_id
WHERE place.person_id = %(person)s AND (chat.space = 'personal' OR profile.state = 'active')
