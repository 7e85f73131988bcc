-- One school as OneRoster 1.2 tells it: what each collection holds, as one sentence each. The rest of the statement asks one of
-- them, and the others cost nothing. Ids are prefixed numbers and never change: they name rows, not people.
-- A column is a property, in the standard's own name; a reference is the other's id.
-- Told are what is now, and as `tobedeleted` what ended since the school year began: so whoever asks what has changed since
-- yesterday hears of leavers too. Ends are days that are not part of it any more, as the standard has it.
WITH current_year AS (
    SELECT id, starts_on, ends_on FROM roster_schoolyear WHERE school_id = %(school)s
    ORDER BY ends_on < %(today)s, CASE WHEN ends_on >= %(today)s THEN starts_on END, starts_on DESC LIMIT 1
),

year_began AS (SELECT coalesce((SELECT least(starts_on, %(today)s::date) FROM current_year), %(today)s) AS day),

year_sessions AS (
    SELECT coalesce(
        (SELECT array_agg('term-' || id ORDER BY starts_on, id) FROM lessons_term WHERE year_id = current_year.id),
        ARRAY['year-' || id]
    ) AS ids
    FROM current_year
),

academic_sessions AS (
    SELECT
        'year-' || year.id AS "sourcedId",
        'active' AS "status",
        coalesce(noted.at, to_timestamp(0)) AS "dateLastModified",
        extract(year FROM starts_on) || '/' || extract(year FROM ends_on) AS "title",
        'schoolYear' AS "type",
        starts_on AS "startDate",
        ends_on + 1 AS "endDate",
        NULL AS "parent",
        ARRAY(SELECT 'term-' || id FROM lessons_term WHERE year_id = year.id ORDER BY starts_on, id) AS "children",
        extract(year FROM ends_on)::text AS "schoolYear"
    FROM roster_schoolyear AS year
    LEFT JOIN exchange_noted AS noted ON noted.kind = 'year' AND noted.fact = year.id
    WHERE school_id = %(school)s
    UNION ALL
    SELECT
        'term-' || term.id, 'active', coalesce(noted.at, to_timestamp(0)), term.name, 'term',
        term.starts_on, term.ends_on + 1, 'year-' || year.id, ARRAY[]::text[], extract(year FROM year.ends_on)::text
    FROM lessons_term AS term
    JOIN roster_schoolyear AS year ON year.id = term.year_id
    LEFT JOIN exchange_noted AS noted ON noted.kind = 'term' AND noted.fact = term.id
    WHERE school_id = %(school)s
),

orgs AS (
    SELECT
        'school-' || school.id AS "sourcedId",
        'active' AS "status",
        coalesce(noted.at, to_timestamp(0)) AS "dateLastModified",
        school.name AS "name",
        'school' AS "type",
        'school-' || school.id AS "identifier",
        'region-' || region_id AS "parent",
        ARRAY[]::text[] AS "children"
    FROM roster_school AS school
    LEFT JOIN exchange_noted AS noted ON noted.kind = 'school' AND noted.fact = school.id
    WHERE school.id = %(school)s
    UNION ALL
    SELECT
        'region-' || region.id, 'active', coalesce(noted.at, to_timestamp(0)), region.name, 'district',
        'region-' || region.id, NULL, ARRAY['school-' || school.id]
    FROM roster_school AS school
    JOIN roster_region AS region ON region.id = school.region_id
    LEFT JOIN exchange_noted AS noted ON noted.kind = 'region' AND noted.fact = region.id
    WHERE school.id = %(school)s
),

courses AS (
    SELECT
        'subject-' || subject.id AS "sourcedId",
        'active' AS "status",
        coalesce(noted.at, to_timestamp(0)) AS "dateLastModified",
        subject.name AS "title",
        'subject-' || subject.id AS "courseCode",
        ARRAY[subject.name] AS "subjects",
        'school-' || school_id AS "org"
    FROM roster_subject AS subject
    LEFT JOIN exchange_noted AS noted ON noted.kind = 'subject' AND noted.fact = subject.id
    WHERE school_id = %(school)s
    UNION ALL
    -- The standard gives each class a course, and a class of pupils has none.
    SELECT
        'homeroom-' || school.id, 'active', coalesce(noted.at, to_timestamp(0)), 'Класс', 'homeroom', ARRAY[]::text[],
        'school-' || school.id
    FROM roster_school AS school
    LEFT JOIN exchange_noted AS noted ON noted.kind = 'school' AND noted.fact = school.id
    WHERE school.id = %(school)s
),

classes AS (
    SELECT
        'class-' || class.id AS "sourcedId",
        CASE WHEN class.until IS NULL THEN 'active' ELSE 'tobedeleted' END AS "status",
        coalesce(noted.at, to_timestamp(0)) AS "dateLastModified",
        class.title AS "title",
        'homeroom' AS "classType",
        ARRAY[class.grade::text] AS "grades",
        ARRAY[]::text[] AS "subjects",
        'homeroom-' || class.school_id AS "course",
        'school-' || class.school_id AS "school",
        year_sessions.ids AS "terms",
        NULL::jsonb AS "metadata"
    FROM roster_schoolclass AS class
    CROSS JOIN year_sessions
    CROSS JOIN year_began
    LEFT JOIN exchange_noted AS noted ON noted.kind = 'class' AND noted.fact = class.id
    WHERE class.school_id = %(school)s AND (class.until IS NULL OR class.until >= year_began.day)
    UNION ALL
    SELECT
        'group-' || study_group.id,
        CASE WHEN class.until IS NULL AND study_group.until IS NULL THEN 'active' ELSE 'tobedeleted' END,
        greatest(noted.at, class_noted.at, subgroup_noted.at, to_timestamp(0)),
        concat(class.title, ' (' || subgroup.name || ')', ' - ', subject.name),
        'scheduled',
        ARRAY[class.grade::text],
        ARRAY[subject.name],
        'subject-' || subject.id,
        'school-' || class.school_id,
        year_sessions.ids,
        jsonb_strip_nulls(jsonb_build_object('zvonok.class', 'class-' || class.id, 'zvonok.subgroup', subgroup.name))
    FROM roster_studygroup AS study_group
    JOIN current_year ON current_year.id = study_group.year_id
    JOIN roster_schoolclass AS class ON class.id = study_group.school_class_id
    JOIN roster_subject AS subject ON subject.id = study_group.subject_id
    LEFT JOIN roster_subgroup AS subgroup ON subgroup.id = study_group.subgroup_id
    CROSS JOIN year_sessions
    CROSS JOIN year_began
    LEFT JOIN exchange_noted AS noted ON noted.kind = 'study_group' AND noted.fact = study_group.id
    LEFT JOIN exchange_noted AS class_noted ON class_noted.kind = 'class' AND class_noted.fact = class.id
    LEFT JOIN exchange_noted AS subgroup_noted ON subgroup_noted.kind = 'subgroup' AND subgroup_noted.fact = subgroup.id
    WHERE (class.until IS NULL OR class.until >= year_began.day)
        AND (study_group.until IS NULL OR study_group.until >= year_began.day)
),

teachers AS (
    SELECT employee_id
    FROM roster_studygroupteacher AS teacher
    JOIN roster_studygroup AS study_group ON study_group.id = teacher.study_group_id
    WHERE teacher.school_id = %(school)s AND study_group.until IS NULL
    UNION
    SELECT employee_id FROM roster_classteacher WHERE school_id = %(school)s AND until IS NULL
),

-- Everything that ties a person to the school, the weightier first.
ties AS (
    SELECT person_id, 1 AS rank, 'teacher' AS role, since, until
    FROM roster_employee WHERE school_id = %(school)s AND id IN (SELECT employee_id FROM teachers)
    UNION ALL
    SELECT person_id, 2, 'siteAdministrator', since, until
    FROM roster_employee WHERE school_id = %(school)s AND is_administrator
    UNION ALL
    SELECT person_id, 3, 'aide', since, until
    FROM roster_employee
    WHERE school_id = %(school)s AND NOT is_administrator AND id NOT IN (SELECT employee_id FROM teachers)
    UNION ALL
    SELECT person_id, 4, 'student', since, until FROM roster_enrolment WHERE school_id = %(school)s
    UNION ALL
    SELECT parent_id, 5, CASE relation WHEN 'guardian' THEN 'guardian' ELSE 'parent' END, since, until
    FROM roster_guardianship
    JOIN roster_enrolment AS enrolment ON enrolment.person_id = child_id
    WHERE enrolment.school_id = %(school)s
),

roles AS (
    SELECT
        person_id, rank, role, bool_or(until IS NULL) AS is_now, min(since) AS since,
        CASE WHEN NOT bool_or(until IS NULL) THEN max(until) END AS until
    FROM ties CROSS JOIN year_began
    WHERE until IS NULL OR until >= year_began.day
    GROUP BY person_id, rank, role
),

ranked AS (
    SELECT
        *, bool_or(is_now) OVER one AS person_is_now,
        row_number() OVER (PARTITION BY person_id ORDER BY is_now DESC, rank, role) AS place
    FROM roles
    WINDOW one AS (PARTITION BY person_id)
),

people AS (
    SELECT
        person_id, person_is_now,
        jsonb_agg(
            jsonb_strip_nulls(jsonb_build_object(
                'roleType', CASE WHEN place = 1 THEN 'primary' ELSE 'secondary' END,
                'role', role, 'beginDate', since, 'endDate', until
            )) ORDER BY place
        ) FILTER (WHERE is_now OR NOT person_is_now) AS roles
    FROM ranked
    GROUP BY person_id, person_is_now
),

-- Parents of the school's pupils, seen from both.
agents AS (
    SELECT person_id, array_agg(agent ORDER BY agent) AS ids, jsonb_object_agg(agent, relation) FILTER (WHERE is_parent) AS relations
    FROM (
        SELECT child_id AS person_id, 'person-' || parent_id AS agent, relation, FALSE AS is_parent FROM roster_guardianship
        UNION ALL
        SELECT parent_id, 'person-' || child_id, relation, TRUE FROM roster_guardianship
        WHERE child_id IN (SELECT person_id FROM roles WHERE role = 'student')
    ) AS seen
    WHERE is_parent OR person_id IN (SELECT person_id FROM roles WHERE role = 'student')
    GROUP BY person_id
),

users AS (
    SELECT
        'person-' || person.id AS "sourcedId",
        CASE WHEN people.person_is_now THEN 'active' ELSE 'tobedeleted' END AS "status",
        coalesce(noted.at, to_timestamp(0)) AS "dateLastModified",
        CASE WHEN person.is_active AND signs_in.is_active IS NOT FALSE THEN 'true' ELSE 'false' END AS "enabledUser",
        signs_in.username AS "username",
        person.first_name AS "givenName",
        person.last_name AS "familyName",
        nullif(person.middle_name, '') AS "middleName",
        nullif(signs_in.email, '') AS "email",
        people.roles AS "roles",
        'school-' || %(school)s::bigint AS "primaryOrg",
        coalesce(agents.ids, ARRAY[]::text[]) AS "agents",
        CASE WHEN class.grade IS NULL THEN ARRAY[]::text[] ELSE ARRAY[class.grade::text] END AS "grades",
        nullif(jsonb_strip_nulls(jsonb_build_object(
            'zvonok.position', employee.position, 'zvonok.relations', agents.relations
        )), '{}') AS "metadata"
    FROM people
    JOIN roster_person AS person ON person.id = people.person_id
    LEFT JOIN accounts_user AS signs_in ON signs_in.person_id = person.id
    LEFT JOIN agents ON agents.person_id = person.id
    LEFT JOIN roster_employee AS employee
        ON employee.person_id = person.id AND employee.school_id = %(school)s AND employee.until IS NULL
    LEFT JOIN roster_enrolment AS enrolment
        ON enrolment.person_id = person.id AND enrolment.school_id = %(school)s AND enrolment.until IS NULL
    LEFT JOIN roster_schoolclass AS class ON class.id = enrolment.school_class_id
    LEFT JOIN exchange_noted AS noted ON noted.kind = 'person' AND noted.fact = person.id
),

demographics AS (
    SELECT
        'person-' || person.id AS "sourcedId",
        CASE WHEN people.person_is_now THEN 'active' ELSE 'tobedeleted' END AS "status",
        coalesce(noted.at, to_timestamp(0)) AS "dateLastModified",
        person.birth_date AS "birthDate"
    FROM people
    JOIN roster_person AS person ON person.id = people.person_id
    LEFT JOIN exchange_noted AS noted ON noted.kind = 'person' AND noted.fact = person.id
    WHERE person.birth_date IS NOT NULL
),

-- A pupil in a study group: of the whole class, of a subgroup, and of a subgroup that he was taken from.
learning AS (
    SELECT
        study_group.id AS study_group, enrolment.id AS enrolment, enrolment.person_id, enrolment.since,
        least(enrolment.until, study_group.until) AS until, greatest(noted.at, group_noted.at) AS at
    FROM roster_studygroup AS study_group
    JOIN current_year ON current_year.id = study_group.year_id
    CROSS JOIN year_began
    JOIN roster_enrolment AS enrolment
        ON enrolment.school_class_id = study_group.school_class_id
        AND (enrolment.until IS NULL OR enrolment.until >= year_began.day)
    LEFT JOIN exchange_noted AS noted ON noted.kind = 'enrolment' AND noted.fact = enrolment.id
    LEFT JOIN exchange_noted AS group_noted ON group_noted.kind = 'study_group' AND group_noted.fact = study_group.id
    WHERE study_group.subgroup_id IS NULL
    UNION ALL
    SELECT
        study_group.id, enrolment.id, enrolment.person_id, enrolment.since,
        least(enrolment.until, study_group.until), greatest(noted.at, group_noted.at)
    FROM roster_studygroup AS study_group
    JOIN current_year ON current_year.id = study_group.year_id
    JOIN roster_subgrouppupil AS pupil ON pupil.subgroup_id = study_group.subgroup_id
    JOIN roster_enrolment AS enrolment ON enrolment.id = pupil.enrolment_id
    LEFT JOIN exchange_noted AS noted ON noted.kind = 'subgroup_pupil' AND noted.fact = pupil.id
    LEFT JOIN exchange_noted AS group_noted ON group_noted.kind = 'study_group' AND group_noted.fact = study_group.id
    UNION ALL
    SELECT
        study_group.id, enrolment.id, enrolment.person_id, enrolment.since,
        coalesce(enrolment.until, study_group.until, greatest(max(noted.at)::date, enrolment.since)), max(noted.at)
    FROM exchange_noted AS noted
    JOIN roster_studygroup AS study_group ON study_group.subgroup_id = (noted.gone ->> 'subgroup_id')::bigint
    JOIN current_year ON current_year.id = study_group.year_id
    JOIN roster_enrolment AS enrolment ON enrolment.id = (noted.gone ->> 'enrolment_id')::bigint
    WHERE noted.kind = 'subgroup_pupil' AND noted.gone IS NOT NULL AND NOT EXISTS (
        SELECT FROM roster_subgrouppupil AS pupil
        WHERE pupil.subgroup_id = study_group.subgroup_id AND pupil.enrolment_id = enrolment.id
    )
    GROUP BY study_group.id, enrolment.id
),

teaching AS (
    SELECT teacher.study_group_id AS study_group, teacher.employee_id AS employee, NULL::date AS until, noted.at
    FROM roster_studygroupteacher AS teacher
    LEFT JOIN exchange_noted AS noted ON noted.kind = 'teacher' AND noted.fact = teacher.id
    WHERE teacher.school_id = %(school)s
    UNION ALL
    SELECT (gone ->> 'study_group_id')::bigint, (gone ->> 'employee_id')::bigint, max(at)::date, max(at)
    FROM exchange_noted AS noted
    WHERE kind = 'teacher' AND gone IS NOT NULL AND (gone ->> 'school_id')::bigint = %(school)s AND NOT EXISTS (
        SELECT FROM roster_studygroupteacher AS teacher
        WHERE teacher.study_group_id = (noted.gone ->> 'study_group_id')::bigint
            AND teacher.employee_id = (noted.gone ->> 'employee_id')::bigint
    )
    GROUP BY 1, 2
),

enrollments AS (
    SELECT
        'pupil-' || enrolment.id AS "sourcedId",
        CASE WHEN enrolment.until IS NULL THEN 'active' ELSE 'tobedeleted' END AS "status",
        coalesce(noted.at, to_timestamp(0)) AS "dateLastModified",
        'person-' || enrolment.person_id AS "user",
        'class-' || enrolment.school_class_id AS "class",
        'school-' || enrolment.school_id AS "school",
        'student' AS "role",
        NULL AS "primary",
        enrolment.since AS "beginDate",
        enrolment.until AS "endDate"
    FROM roster_enrolment AS enrolment
    CROSS JOIN year_began
    LEFT JOIN exchange_noted AS noted ON noted.kind = 'enrolment' AND noted.fact = enrolment.id
    WHERE enrolment.school_id = %(school)s AND (enrolment.until IS NULL OR enrolment.until >= year_began.day)
    UNION ALL
    SELECT
        'leads-' || leads.id,
        CASE WHEN leads.until IS NULL THEN 'active' ELSE 'tobedeleted' END,
        coalesce(noted.at, to_timestamp(0)),
        'person-' || employee.person_id,
        'class-' || leads.school_class_id,
        'school-' || leads.school_id,
        'teacher', 'true', leads.since, leads.until
    FROM roster_classteacher AS leads
    JOIN roster_employee AS employee ON employee.id = leads.employee_id
    CROSS JOIN year_began
    LEFT JOIN exchange_noted AS noted ON noted.kind = 'class_teacher' AND noted.fact = leads.id
    WHERE leads.school_id = %(school)s AND (leads.until IS NULL OR leads.until >= year_began.day)
    UNION ALL
    SELECT
        'learns-' || study_group || '-' || enrolment,
        CASE WHEN until IS NULL THEN 'active' ELSE 'tobedeleted' END,
        coalesce(at, to_timestamp(0)),
        'person-' || person_id,
        'group-' || study_group,
        'school-' || %(school)s::bigint,
        'student', NULL, greatest(since, year_began.day), CASE WHEN until IS NOT NULL THEN greatest(until, year_began.day, since) END
    FROM learning CROSS JOIN year_began
    UNION ALL
    SELECT
        'teaches-' || study_group.id || '-' || employee.id,
        CASE WHEN least(teaching.until, study_group.until) IS NULL THEN 'active' ELSE 'tobedeleted' END,
        coalesce(greatest(teaching.at, noted.at), to_timestamp(0)),
        'person-' || employee.person_id,
        'group-' || study_group.id,
        'school-' || %(school)s::bigint,
        'teacher', 'false', NULL, least(teaching.until, study_group.until)
    FROM teaching
    JOIN roster_employee AS employee ON employee.id = teaching.employee
    JOIN roster_studygroup AS study_group ON study_group.id = teaching.study_group
    JOIN current_year ON current_year.id = study_group.year_id
    CROSS JOIN year_began
    LEFT JOIN exchange_noted AS noted ON noted.kind = 'study_group' AND noted.fact = study_group.id
    WHERE study_group.until IS NULL OR study_group.until >= year_began.day
)

