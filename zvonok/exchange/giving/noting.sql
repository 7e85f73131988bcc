-- When each fact of a roster was last written, for OneRoster's dateLastModified. Statement by statement, so an import of a school
-- notes it in a few sentences.
-- A trigger names pairs: a kind, and what of the written rows is its number. Of a deleted row the first pair keeps the row
-- itself: whoever asks what has changed since yesterday is told that it is no more.

CREATE FUNCTION exchange_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    FOR i IN 0 .. TG_NARGS / 2 - 1 LOOP
        IF TG_OP = 'DELETE' AND i = 0 THEN
            EXECUTE format(
                'INSERT INTO exchange_noted (kind, fact, at, gone) SELECT %L, %s, now(), to_jsonb(written) FROM written
                 ON CONFLICT (kind, fact) DO UPDATE SET at = excluded.at, gone = excluded.gone',
                TG_ARGV[0], TG_ARGV[1]
            );
        ELSE
            EXECUTE format(
                'INSERT INTO exchange_noted (kind, fact, at)
                 SELECT DISTINCT %L, fact, now() FROM (SELECT %s AS fact FROM written) facts WHERE fact IS NOT NULL ORDER BY 2
                 ON CONFLICT (kind, fact) DO UPDATE SET at = excluded.at, gone = NULL',
                TG_ARGV[2 * i], TG_ARGV[2 * i + 1]
            );
        END IF;
    END LOOP;
    RETURN NULL;
END
$$;

-- A user is written at each sign-in; only what others are told of him counts.
CREATE FUNCTION exchange_note_user() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO exchange_noted (kind, fact, at) VALUES ('person', NEW.person_id, now())
    ON CONFLICT (kind, fact) DO UPDATE SET at = excluded.at;
    RETURN NULL;
END
$$;
CREATE TRIGGER exchange_note AFTER INSERT OR UPDATE OF username, email, is_active ON accounts_user
    FOR EACH ROW EXECUTE FUNCTION exchange_note_user();

DO $$
DECLARE
    one record;
    happening text;
BEGIN
    FOR one IN SELECT * FROM (VALUES
        ('roster_region', '''region'', ''id'''),
        ('roster_school', '''school'', ''id'''),
        ('roster_schoolyear', '''year'', ''id'''),
        ('lessons_term', '''term'', ''id'', ''year'', ''year_id'''),
        ('roster_person', '''person'', ''id'''),
        ('roster_employee', '''employee'', ''id'', ''person'', ''person_id'''),
        ('roster_schoolclass', '''class'', ''id'''),
        ('roster_classteacher', '''class_teacher'', ''id'', ''person'',
            ''(SELECT person_id FROM roster_employee WHERE roster_employee.id = employee_id)'''),
        ('roster_enrolment', '''enrolment'', ''id'', ''person'', ''person_id'''),
        ('roster_subgroup', '''subgroup'', ''id'''),
        ('roster_subgrouppupil', '''subgroup_pupil'', ''id'''),
        ('roster_guardianship', '''guardianship'', ''id'', ''person'', ''parent_id'', ''person'', ''child_id'''),
        ('roster_subject', '''subject'', ''id'''),
        ('roster_studygroup', '''study_group'', ''id'''),
        ('roster_studygroupteacher', '''teacher'', ''id'', ''person'',
            ''(SELECT person_id FROM roster_employee WHERE roster_employee.id = employee_id)''')
    ) AS noted (tab, pairs) LOOP
        FOREACH happening IN ARRAY ARRAY['INSERT', 'UPDATE', 'DELETE'] LOOP
            EXECUTE format(
                'CREATE TRIGGER exchange_note_%s AFTER %s ON %I REFERENCING %s TABLE AS written
                 FOR EACH STATEMENT EXECUTE FUNCTION exchange_note(%s)',
                lower(happening), happening, one.tab, CASE happening WHEN 'DELETE' THEN 'OLD' ELSE 'NEW' END, one.pairs
            );
        END LOOP;
        -- What stands there already is taken for written now.
        EXECUTE format(
            'INSERT INTO exchange_noted (kind, fact, at) SELECT %s, id, now() FROM %I', split_part(one.pairs, ',', 1), one.tab
        );
    END LOOP;
END
$$;
