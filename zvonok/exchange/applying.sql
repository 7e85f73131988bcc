-- Makes a school's roster as a run's staged rows say, and writes down each row it touches (WRITE: exchange_written).
-- «Wanted» is what the source tells, in our own ids; what is there and not wanted ends, if the source tells all of its kind
-- (`complete`) or says so (`gone`). A fact that ends keeps its row. Each step begins with a line «-- step:», which people see.
-- FULL_NAME is a person's name in three parts.

-- step: who
DROP TABLE IF EXISTS there_person, there_class, there_group, gone, wanted_employee, leaving_employee, closing_class, wanted_enrolment,
    ending_enrolment, wanted_guardianship, this_year, wanted_study, ending_group,
    renamed_class, called;

CREATE TEMP TABLE there_person ON COMMIT DROP AS
WITH named AS (
    SELECT DISTINCT ON (there) there, person_id, last_name, first_name, middle_name, birth_date
    FROM exchange_stagedperson WHERE run_id = %(run)s ORDER BY there, id
), spoken_of AS (
    -- Whom no fact speaks of is nobody of this school.
    SELECT person AS there FROM exchange_stagedemployee WHERE run_id = %(run)s
    UNION SELECT person FROM exchange_stagedenrolment WHERE run_id = %(run)s
    UNION SELECT parent FROM exchange_stagedguardianship WHERE run_id = %(run)s
    UNION SELECT child FROM exchange_stagedguardianship WHERE run_id = %(run)s
)
SELECT there, coalesce(person_id, nextval('roster_person_id_seq')) AS person_id, person_id IS NULL AS is_new, true AS is_named,
       last_name, first_name, middle_name, birth_date
-- A join and not «IN»: under «OR» that is asked for each row anew, once it is too large to be hashed.
FROM named LEFT JOIN spoken_of USING (there)
WHERE person_id IS NOT NULL OR spoken_of.there IS NOT NULL
UNION ALL
SELECT known.there, known.person_id, false, false, NULL, NULL, NULL, NULL
FROM exchange_knownas known
WHERE known.source_id = %(source)s AND known.kind = 'person'
  AND NOT EXISTS (SELECT FROM named WHERE named.there = known.there);
CREATE UNIQUE INDEX ON there_person (there);
ANALYZE there_person;

CREATE TEMP TABLE there_class ON COMMIT DROP AS
WITH named AS (
    SELECT DISTINCT ON (there) there, grade, title, class_teacher
    FROM exchange_stagedclass WHERE run_id = %(run)s ORDER BY there, id
), present AS (
    SELECT id, title FROM roster_schoolclass WHERE school_id = %(school)s AND until IS NULL
), known AS (
    SELECT known.there, present.id
    FROM exchange_knownas known JOIN present ON present.id = known.school_class_id
    WHERE known.source_id = %(source)s AND known.kind = 'class'
), by_title AS (
    SELECT DISTINCT ON (named.there) named.there, present.id
    FROM named JOIN present ON exchange_looks(present.title) = exchange_looks(named.title)
    WHERE NOT EXISTS (SELECT FROM known WHERE known.there = named.there)
      AND NOT EXISTS (SELECT FROM known JOIN named other USING (there) WHERE known.id = present.id)
    ORDER BY named.there, present.title <> named.title
)
SELECT named.there, coalesce(known.id, by_title.id, nextval('roster_schoolclass_id_seq')) AS class_id,
       coalesce(known.id, by_title.id) IS NULL AS is_new, true AS is_named, grade, title, class_teacher
FROM named LEFT JOIN known USING (there) LEFT JOIN by_title USING (there)
UNION ALL
SELECT known.there, known.id, false, false, NULL, NULL, '' FROM known
WHERE NOT EXISTS (SELECT FROM named WHERE named.there = known.there);
ANALYZE there_class;

CREATE TEMP TABLE gone ON COMMIT DROP AS
SELECT staged.kind, coalesce(person.person_id, class.class_id, study.study_group_id) AS one,
       coalesce(other_person.person_id, other_class.class_id) AS other
FROM exchange_stagedgone staged
LEFT JOIN there_person person
    ON person.there = staged.there AND staged.kind IN ('person', 'employee', 'enrolment', 'guardianship')
LEFT JOIN there_class class ON class.there = staged.there AND staged.kind = 'class'
LEFT JOIN exchange_knownas study
    ON study.there = staged.there AND staged.kind IN ('study_group', 'study', 'teaching')
    AND study.kind = 'study_group' AND study.source_id = %(source)s
LEFT JOIN there_person other_person
    ON other_person.there = staged.other AND staged.kind IN ('guardianship', 'study', 'teaching')
LEFT JOIN there_class other_class ON other_class.there = staged.other AND staged.kind = 'enrolment'
WHERE staged.run_id = %(run)s;

-- step: people
WITH made AS (
    INSERT INTO roster_person (id, last_name, first_name, middle_name, birth_date, is_active)
    SELECT person_id, last_name, first_name, middle_name, birth_date, true
    FROM there_person WHERE is_new ORDER BY person_id
    RETURNING *
)
WRITE 'roster_person', id, NULL, to_jsonb(made), 'roster:person:added', id,
    jsonb_build_object('name', FULL_NAME(made), 'birth_date', birth_date)
FROM made;

WITH wanted AS (
    SELECT DISTINCT ON (person_id) person_id, last_name, first_name, middle_name, birth_date
    FROM there_person WHERE is_named AND NOT is_new ORDER BY person_id, there
), difference AS MATERIALIZED (
    -- «Ё» written or not is no other name: two sources would change it back and forth.
    SELECT person.id, to_jsonb(person) AS before, person.birth_date AS was_birth_date, FULL_NAME(person) AS was_name,
           wanted.last_name, wanted.first_name, coalesce(nullif(wanted.middle_name, ''), person.middle_name) AS middle_name,
           coalesce(wanted.birth_date, person.birth_date) AS birth_date
    FROM wanted JOIN roster_person person ON person.id = wanted.person_id
    WHERE translate(wanted.last_name || '|' || wanted.first_name, 'ёЁ', 'еЕ')
              <> translate(person.last_name || '|' || person.first_name, 'ёЁ', 'еЕ')
       OR (wanted.middle_name <> '' AND translate(wanted.middle_name, 'ёЁ', 'еЕ') <> translate(person.middle_name, 'ёЁ', 'еЕ'))
       OR wanted.birth_date IS DISTINCT FROM coalesce(person.birth_date, wanted.birth_date) AND wanted.birth_date IS NOT NULL
       OR (wanted.birth_date IS NOT NULL AND person.birth_date IS NULL)
), changed AS (
    UPDATE roster_person person
    SET last_name = difference.last_name, first_name = difference.first_name, middle_name = difference.middle_name,
        birth_date = difference.birth_date
    FROM difference WHERE person.id = difference.id
)
WRITE 'roster_person', id,
    jsonb_build_object('last_name', before -> 'last_name', 'first_name', before -> 'first_name',
                       'middle_name', before -> 'middle_name', 'birth_date', before -> 'birth_date'),
    jsonb_build_object('last_name', last_name, 'first_name', first_name, 'middle_name', middle_name, 'birth_date', birth_date),
    'roster:person:changed', id,
    jsonb_build_object('name', FULL_NAME(difference), 'was', was_name, 'birth_date', birth_date, 'birth_date_was', was_birth_date)
FROM difference;

-- step: employees
CREATE TEMP TABLE wanted_employee ON COMMIT DROP AS
SELECT there.person_id, left(string_agg(DISTINCT nullif(staged.position, ''), ', '), %(position_length_max)s) AS position,
       bool_or(staged.is_administrator) AS is_administrator
FROM exchange_stagedemployee staged JOIN there_person there ON there.there = staged.person
WHERE staged.run_id = %(run)s
GROUP BY there.person_id;
CREATE UNIQUE INDEX ON wanted_employee (person_id);
ANALYZE wanted_employee;

CREATE TEMP TABLE leaving_employee ON COMMIT DROP AS
SELECT employee.id, employee.person_id
FROM roster_employee employee
WHERE employee.school_id = %(school)s AND employee.until IS NULL
  AND NOT EXISTS (SELECT FROM wanted_employee wanted WHERE wanted.person_id = employee.person_id)
  AND ('employee' = ANY(%(complete)s)
       OR employee.person_id IN (SELECT one FROM gone WHERE kind IN ('person', 'employee')));

WITH difference AS MATERIALIZED (
    SELECT leads.id, leads.employee_id, class.title, greatest(leads.since, %(today)s) AS until, FULL_NAME(person) AS name, person.id AS person_id
    FROM roster_classteacher leads
    JOIN leaving_employee leaving ON leaving.id = leads.employee_id
    JOIN roster_schoolclass class ON class.id = leads.school_class_id
    JOIN roster_person person ON person.id = leaving.person_id
    WHERE leads.until IS NULL
), changed AS (
    UPDATE roster_classteacher leads SET until = difference.until FROM difference WHERE leads.id = difference.id
)
WRITE 'roster_classteacher', id, '{"until": null}', jsonb_build_object('until', until), 'roster:class_teacher:ended', person_id,
    jsonb_build_object('name', name, 'class', title)
FROM difference;

WITH ended AS (
    DELETE FROM roster_studygroupteacher teaches USING leaving_employee leaving
    WHERE teaches.employee_id = leaving.id
    RETURNING teaches.*, leaving.person_id
)
WRITE 'roster_studygroupteacher', id, to_jsonb(ended) - 'person_id', NULL, '', person_id, '{}' FROM ended;

WITH changed AS (
    UPDATE roster_substitution substitution SET ended_at = %(now)s FROM leaving_employee leaving
    WHERE substitution.employee_id = leaving.id AND substitution.ended_at IS NULL
    RETURNING substitution.id, substitution.ended_at, leaving.person_id
)
WRITE 'roster_substitution', id, '{"ended_at": null}', jsonb_build_object('ended_at', ended_at), '', person_id, '{}' FROM changed;

WITH difference AS MATERIALIZED (
    SELECT employee.id, employee.person_id, employee.position, greatest(employee.since, %(today)s) AS until, FULL_NAME(person) AS name
    FROM roster_employee employee JOIN leaving_employee leaving USING (id) JOIN roster_person person ON person.id = employee.person_id
), changed AS (
    UPDATE roster_employee employee SET until = difference.until FROM difference WHERE employee.id = difference.id
)
WRITE 'roster_employee', id, '{"until": null}', jsonb_build_object('until', until), 'roster:employee:dismissed', person_id,
    jsonb_build_object('name', name, 'position', position)
FROM difference;

WITH difference AS MATERIALIZED (
    SELECT employee.id, employee.person_id, employee.position AS was_position, employee.is_administrator AS was_administrator,
           coalesce(wanted.position, employee.position) AS position,
           coalesce(wanted.is_administrator, employee.is_administrator) AS is_administrator, FULL_NAME(person) AS name
    FROM roster_employee employee
    JOIN wanted_employee wanted ON wanted.person_id = employee.person_id
    JOIN roster_person person ON person.id = employee.person_id
    WHERE employee.school_id = %(school)s AND employee.until IS NULL
      AND (coalesce(wanted.position, employee.position) <> employee.position
           OR coalesce(wanted.is_administrator, employee.is_administrator) <> employee.is_administrator)
), changed AS (
    UPDATE roster_employee employee SET position = difference.position, is_administrator = difference.is_administrator
    FROM difference WHERE employee.id = difference.id
)
WRITE 'roster_employee', id, jsonb_build_object('position', was_position, 'is_administrator', was_administrator),
    jsonb_build_object('position', position, 'is_administrator', is_administrator),
    CASE WHEN is_administrator AND NOT was_administrator THEN 'roster:administrator:appointed'
         WHEN was_administrator AND NOT is_administrator THEN 'roster:administrator:removed'
         ELSE 'roster:employee:changed' END, person_id,
    jsonb_build_object('name', name, 'position', position, 'was', was_position)
FROM difference;

WITH made AS (
    INSERT INTO roster_employee (school_id, person_id, position, is_administrator, since)
    SELECT %(school)s, wanted.person_id, coalesce(wanted.position, %(position)s), coalesce(wanted.is_administrator, false), %(today)s
    FROM wanted_employee wanted
    WHERE NOT EXISTS (
        SELECT FROM roster_employee employee
        WHERE employee.school_id = %(school)s AND employee.person_id = wanted.person_id AND employee.until IS NULL)
    ORDER BY wanted.person_id
    RETURNING *
)
WRITE 'roster_employee', made.id, NULL, to_jsonb(made), 'roster:employee:hired', made.person_id,
    jsonb_build_object('name', FULL_NAME(person), 'position', made.position, 'is_administrator', made.is_administrator)
FROM made JOIN roster_person person ON person.id = made.person_id;

-- step: classes
CREATE TEMP TABLE closing_class ON COMMIT DROP AS
SELECT class.id, class.title
FROM roster_schoolclass class
WHERE class.school_id = %(school)s AND class.until IS NULL
  AND NOT EXISTS (SELECT FROM there_class there WHERE there.class_id = class.id AND there.is_named)
  AND ('class' = ANY(%(complete)s) OR class.id IN (SELECT one FROM gone WHERE kind = 'class'));

WITH changed AS (
    UPDATE roster_schoolclass class SET until = %(today)s FROM closing_class closing WHERE class.id = closing.id
    RETURNING class.*
)
WRITE 'roster_schoolclass', id, '{"until": null}', jsonb_build_object('until', until), 'roster:class:closed', NULL,
    jsonb_build_object('name', title, 'class', title)
FROM changed;

CREATE TEMP TABLE renamed_class ON COMMIT DROP AS
SELECT class.id, class.title AS was_title, class.grade AS was_grade, there.grade,
       CASE WHEN exchange_looks(class.title) = exchange_looks(there.title) THEN class.title ELSE there.title END AS title
FROM there_class there JOIN roster_schoolclass class ON class.id = there.class_id
WHERE there.is_named AND NOT there.is_new
  AND (class.grade <> there.grade OR exchange_looks(class.title) <> exchange_looks(there.title));

-- «5 А» becomes «6 А» while «6 А» becomes «7 А»: each lets go of its title first.
UPDATE roster_schoolclass class SET title = '#' || class.id FROM renamed_class renamed WHERE class.id = renamed.id;

WITH changed AS (
    UPDATE roster_schoolclass class SET title = renamed.title, grade = renamed.grade
    FROM renamed_class renamed WHERE class.id = renamed.id
)
WRITE 'roster_schoolclass', id, jsonb_build_object('title', was_title, 'grade', was_grade),
    jsonb_build_object('title', title, 'grade', grade), 'roster:class:renamed', NULL,
    jsonb_build_object('name', title, 'class', title, 'was', was_title)
FROM renamed_class;

WITH made AS (
    INSERT INTO roster_schoolclass (id, school_id, grade, title)
    SELECT class_id, %(school)s, grade, title FROM there_class WHERE is_new ORDER BY class_id
    RETURNING *
)
WRITE 'roster_schoolclass', id, NULL, to_jsonb(made), 'roster:class:made', NULL,
    jsonb_build_object('name', title, 'class', title, 'grade', grade)
FROM made;

WITH wanted AS MATERIALIZED (
    SELECT there.class_id, employee.id AS employee_id
    FROM there_class there
    JOIN there_person person ON person.there = there.class_teacher
    JOIN roster_employee employee ON employee.person_id = person.person_id AND employee.school_id = %(school)s AND employee.until IS NULL
    WHERE there.is_named AND there.class_teacher <> ''
), difference AS MATERIALIZED (
    SELECT leads.id, greatest(leads.since, %(today)s) AS until, class.title, FULL_NAME(person) AS name, person.id AS person_id
    FROM roster_classteacher leads
    JOIN roster_schoolclass class ON class.id = leads.school_class_id
    JOIN roster_employee employee ON employee.id = leads.employee_id
    JOIN roster_person person ON person.id = employee.person_id
    LEFT JOIN wanted ON wanted.class_id = leads.school_class_id
    WHERE leads.school_id = %(school)s AND leads.until IS NULL
      AND (wanted.employee_id <> leads.employee_id OR class.id IN (SELECT id FROM closing_class))
), changed AS (
    UPDATE roster_classteacher leads SET until = difference.until FROM difference WHERE leads.id = difference.id
)
WRITE 'roster_classteacher', id, '{"until": null}', jsonb_build_object('until', until), 'roster:class_teacher:ended', person_id,
    jsonb_build_object('name', name, 'class', title)
FROM difference;

WITH made AS (
    INSERT INTO roster_classteacher (school_id, school_class_id, employee_id, since)
    SELECT %(school)s, there.class_id, employee.id, %(today)s
    FROM there_class there
    JOIN there_person person ON person.there = there.class_teacher
    JOIN roster_employee employee ON employee.person_id = person.person_id AND employee.school_id = %(school)s AND employee.until IS NULL
    WHERE there.is_named AND there.class_teacher <> ''
      AND NOT EXISTS (SELECT FROM roster_classteacher leads WHERE leads.school_class_id = there.class_id AND leads.until IS NULL)
    ORDER BY there.class_id
    RETURNING *
)
WRITE 'roster_classteacher', made.id, NULL, to_jsonb(made), 'roster:class_teacher:appointed', person.id,
    jsonb_build_object('name', FULL_NAME(person), 'class', class.title)
FROM made
JOIN roster_schoolclass class ON class.id = made.school_class_id
JOIN roster_employee employee ON employee.id = made.employee_id
JOIN roster_person person ON person.id = employee.person_id;

-- step: pupils
CREATE TEMP TABLE wanted_enrolment ON COMMIT DROP AS
SELECT DISTINCT ON (person.person_id) person.person_id, class.class_id
FROM exchange_stagedenrolment staged
JOIN there_person person ON person.there = staged.person
JOIN there_class class ON class.there = staged.school_class
WHERE staged.run_id = %(run)s
ORDER BY person.person_id, staged.id;
CREATE UNIQUE INDEX ON wanted_enrolment (person_id);
ANALYZE wanted_enrolment;

CREATE TEMP TABLE ending_enrolment ON COMMIT DROP AS
SELECT enrolment.id, enrolment.person_id, enrolment.school_class_id, greatest(enrolment.since, %(today)s) AS until,
       wanted.class_id AS moves_to
FROM roster_enrolment enrolment LEFT JOIN wanted_enrolment wanted ON wanted.person_id = enrolment.person_id
WHERE enrolment.school_id = %(school)s AND enrolment.until IS NULL
  AND CASE WHEN wanted.class_id IS NOT NULL THEN wanted.class_id <> enrolment.school_class_id
      ELSE 'enrolment' = ANY(%(complete)s)
           OR enrolment.school_class_id IN (SELECT id FROM closing_class)
           OR enrolment.person_id IN (SELECT one FROM gone WHERE kind = 'person')
           OR (enrolment.person_id, enrolment.school_class_id) IN (SELECT one, other FROM gone WHERE kind = 'enrolment') END;
ANALYZE ending_enrolment;

WITH ended AS (
    DELETE FROM roster_subgrouppupil pupil USING ending_enrolment ending
    WHERE pupil.enrolment_id = ending.id
    RETURNING pupil.*, ending.person_id
)
WRITE 'roster_subgrouppupil', id, to_jsonb(ended) - 'person_id', NULL, '', person_id, '{}' FROM ended;

WITH changed AS (
    UPDATE roster_enrolment enrolment SET until = ending.until FROM ending_enrolment ending WHERE enrolment.id = ending.id
)
WRITE 'roster_enrolment', ending.id, '{"until": null}', jsonb_build_object('until', ending.until),
    CASE WHEN moves_to IS NULL THEN 'roster:pupil:withdrawn' ELSE '' END, ending.person_id,
    jsonb_build_object('name', FULL_NAME(person), 'class', class.title)
FROM ending_enrolment ending
JOIN roster_schoolclass class ON class.id = ending.school_class_id
JOIN roster_person person ON person.id = ending.person_id;

WITH made AS (
    INSERT INTO roster_enrolment (school_id, school_class_id, person_id, since)
    SELECT %(school)s, wanted.class_id, wanted.person_id, %(today)s
    FROM wanted_enrolment wanted
    WHERE NOT EXISTS (
        SELECT FROM roster_enrolment enrolment
        WHERE enrolment.school_id = %(school)s AND enrolment.person_id = wanted.person_id AND enrolment.until IS NULL)
    ORDER BY wanted.person_id
    RETURNING *
)
WRITE 'roster_enrolment', made.id, NULL, to_jsonb(made),
    CASE WHEN ending.id IS NULL THEN 'roster:pupil:enrolled' ELSE 'roster:pupil:moved' END, made.person_id,
    jsonb_strip_nulls(jsonb_build_object('name', FULL_NAME(person), 'class', class.title, 'was', left_class.title))
FROM made
JOIN roster_schoolclass class ON class.id = made.school_class_id
JOIN roster_person person ON person.id = made.person_id
LEFT JOIN ending_enrolment ending ON ending.person_id = made.person_id
LEFT JOIN roster_schoolclass left_class ON left_class.id = ending.school_class_id;

-- step: parents
CREATE TEMP TABLE wanted_guardianship ON COMMIT DROP AS
SELECT DISTINCT ON (child.person_id, parent.person_id) child.person_id AS child_id, parent.person_id AS parent_id, staged.relation
FROM exchange_stagedguardianship staged
JOIN there_person child ON child.there = staged.child
JOIN there_person parent ON parent.there = staged.parent
WHERE staged.run_id = %(run)s
ORDER BY child.person_id, parent.person_id, staged.relation = 'guardian', staged.id;
CREATE UNIQUE INDEX ON wanted_guardianship (child_id, parent_id);
ANALYZE wanted_guardianship;

WITH ended AS (
    DELETE FROM roster_guardianship guardianship
    WHERE NOT EXISTS (
            SELECT FROM wanted_guardianship wanted
            WHERE wanted.child_id = guardianship.child_id AND wanted.parent_id = guardianship.parent_id)
      AND (('guardianship' = ANY(%(complete)s)
            -- The children of this school: of others' the source cannot tell all.
            AND EXISTS (
                SELECT FROM roster_enrolment enrolment
                WHERE enrolment.person_id = guardianship.child_id AND enrolment.school_id = %(school)s AND enrolment.until IS NULL))
           OR (guardianship.parent_id, guardianship.child_id) IN (SELECT one, other FROM gone WHERE kind = 'guardianship')
           OR guardianship.parent_id IN (SELECT one FROM gone WHERE kind = 'person')
              AND EXISTS (
                SELECT FROM roster_enrolment enrolment
                WHERE enrolment.person_id = guardianship.child_id AND enrolment.school_id = %(school)s AND enrolment.until IS NULL))
    RETURNING *
)
WRITE 'roster_guardianship', ended.id, to_jsonb(ended), NULL, 'roster:parent:removed', parent.id,
    jsonb_strip_nulls(jsonb_build_object('name', FULL_NAME(parent), 'child', FULL_NAME(child), 'class', class.title))
FROM ended
JOIN roster_person parent ON parent.id = ended.parent_id
JOIN roster_person child ON child.id = ended.child_id
LEFT JOIN roster_enrolment enrolment ON enrolment.person_id = child.id AND enrolment.school_id = %(school)s AND enrolment.until IS NULL
LEFT JOIN roster_schoolclass class ON class.id = enrolment.school_class_id;

WITH difference AS MATERIALIZED (
    SELECT guardianship.id, guardianship.relation AS was, wanted.relation, parent.id AS parent_id, FULL_NAME(parent) AS name,
           FULL_NAME(child) AS child_name
    FROM roster_guardianship guardianship
    JOIN wanted_guardianship wanted USING (child_id, parent_id)
    JOIN roster_person parent ON parent.id = parent_id
    JOIN roster_person child ON child.id = child_id
    -- «Опекун» is what sources say who do not know better.
    WHERE wanted.relation <> guardianship.relation AND wanted.relation <> 'guardian'
), changed AS (
    UPDATE roster_guardianship guardianship SET relation = difference.relation FROM difference WHERE guardianship.id = difference.id
)
WRITE 'roster_guardianship', id, jsonb_build_object('relation', was), jsonb_build_object('relation', relation),
    'roster:parent:changed', parent_id, jsonb_build_object('name', name, 'child', child_name)
FROM difference;

WITH made AS (
    INSERT INTO roster_guardianship (parent_id, child_id, relation)
    SELECT parent_id, child_id, relation
    FROM wanted_guardianship wanted
    WHERE NOT EXISTS (
        SELECT FROM roster_guardianship guardianship
        WHERE guardianship.child_id = wanted.child_id AND guardianship.parent_id = wanted.parent_id)
    ORDER BY child_id, parent_id
    RETURNING *
)
WRITE 'roster_guardianship', made.id, NULL, to_jsonb(made), 'roster:parent:added', parent.id,
    jsonb_strip_nulls(jsonb_build_object('name', FULL_NAME(parent), 'child', FULL_NAME(child), 'class', class.title))
FROM made
JOIN roster_person parent ON parent.id = made.parent_id
JOIN roster_person child ON child.id = made.child_id
LEFT JOIN roster_enrolment enrolment ON enrolment.person_id = child.id AND enrolment.school_id = %(school)s AND enrolment.until IS NULL
LEFT JOIN roster_schoolclass class ON class.id = enrolment.school_class_id;

-- step: study groups
-- The year of today, else the next, else the last; of the source, or else of the school; made only where study groups need it.
CREATE TEMP TABLE this_year ON COMMIT DROP AS
WITH told AS (
    SELECT starts_on, ends_on FROM exchange_stagedyear
    WHERE run_id = %(run)s ORDER BY ends_on < %(today)s, abs(starts_on - %(today)s) LIMIT 1
)
SELECT year.id
FROM roster_schoolyear year LEFT JOIN told ON true
WHERE year.school_id = %(school)s AND (told.starts_on IS NULL OR (year.starts_on <= told.ends_on AND year.ends_on >= told.starts_on))
ORDER BY year.ends_on < %(today)s,
         CASE WHEN year.ends_on < %(today)s THEN year.starts_on END DESC, year.starts_on
LIMIT 1;

WITH told AS (
    SELECT starts_on, ends_on FROM exchange_stagedyear
    WHERE run_id = %(run)s ORDER BY ends_on < %(today)s, abs(starts_on - %(today)s) LIMIT 1
), made AS (
    INSERT INTO roster_schoolyear (school_id, starts_on, ends_on)
    SELECT %(school)s, coalesce(told.starts_on, %(year_starts_on)s), coalesce(told.ends_on, %(year_ends_on)s)
    FROM (SELECT 1) AS one LEFT JOIN told ON true
    WHERE NOT EXISTS (SELECT FROM this_year)
      AND (told.starts_on IS NOT NULL OR EXISTS (SELECT FROM exchange_stagedstudygroup WHERE run_id = %(run)s))
    RETURNING *
), noted AS (
    WRITE 'roster_schoolyear', id, NULL, to_jsonb(made), 'roster:year:set', NULL,
        jsonb_build_object('name', to_char(starts_on, 'YYYY') || '/' || to_char(ends_on, 'YYYY'))
    FROM made
)
INSERT INTO this_year SELECT id FROM made;

WITH wanted AS (
    SELECT DISTINCT ON (exchange_looks(subject)) subject
    FROM exchange_stagedstudygroup WHERE run_id = %(run)s ORDER BY exchange_looks(subject), id
), made AS (
    INSERT INTO roster_subject (school_id, name)
    SELECT %(school)s, subject FROM wanted
    WHERE NOT EXISTS (
        SELECT FROM roster_subject known WHERE known.school_id = %(school)s AND exchange_looks(known.name) = exchange_looks(wanted.subject))
    ORDER BY subject
    RETURNING *
)
WRITE 'roster_subject', id, NULL, to_jsonb(made), 'roster:subject:made', NULL, jsonb_build_object('name', name) FROM made;

WITH wanted AS (
    SELECT DISTINCT ON (class.class_id, exchange_looks(staged.subgroup)) class.class_id, staged.subgroup
    FROM exchange_stagedstudygroup staged JOIN there_class class ON class.there = staged.school_class
    WHERE staged.run_id = %(run)s AND staged.subgroup <> ''
    ORDER BY class.class_id, exchange_looks(staged.subgroup), staged.id
), made AS (
    INSERT INTO roster_subgroup (school_class_id, name)
    SELECT class_id, subgroup FROM wanted
    WHERE NOT EXISTS (
        SELECT FROM roster_subgroup known
        WHERE known.school_class_id = wanted.class_id AND exchange_looks(known.name) = exchange_looks(wanted.subgroup))
    ORDER BY class_id, subgroup
    RETURNING *
)
WRITE 'roster_subgroup', made.id, NULL, to_jsonb(made), 'roster:subgroup:made', NULL,
    jsonb_build_object('name', made.name, 'class', class.title)
FROM made JOIN roster_schoolclass class ON class.id = made.school_class_id;

CREATE TEMP TABLE there_group ON COMMIT DROP AS
WITH named AS (
    SELECT DISTINCT ON (staged.there) staged.there, class.class_id, subgroup.id AS subgroup_id, subject.id AS subject_id
    FROM exchange_stagedstudygroup staged
    JOIN there_class class ON class.there = staged.school_class
    JOIN LATERAL (
        SELECT id FROM roster_subject
        WHERE school_id = %(school)s AND exchange_looks(name) = exchange_looks(staged.subject) ORDER BY name <> staged.subject, id LIMIT 1
    ) AS subject ON true
    LEFT JOIN LATERAL (
        SELECT id FROM roster_subgroup
        WHERE school_class_id = class.class_id AND exchange_looks(name) = exchange_looks(staged.subgroup)
        ORDER BY name <> staged.subgroup, id LIMIT 1
    ) AS subgroup ON staged.subgroup <> ''
    WHERE staged.run_id = %(run)s
    ORDER BY staged.there, staged.id
), matched AS (
    SELECT named.*, study.id AS study_group_id, study.until
    FROM named LEFT JOIN roster_studygroup study
        ON study.school_class_id = named.class_id AND study.subject_id = named.subject_id
        AND study.subgroup_id IS NOT DISTINCT FROM named.subgroup_id AND study.year_id = (SELECT id FROM this_year)
)
SELECT there, coalesce(study_group_id, nextval('roster_studygroup_id_seq')) AS study_group_id, study_group_id IS NULL AS is_new,
       true AS is_named, until, class_id, subgroup_id, subject_id
FROM matched
UNION ALL
SELECT known.there, known.study_group_id, false, false, NULL, study.school_class_id, study.subgroup_id, study.subject_id
FROM exchange_knownas known JOIN roster_studygroup study ON study.id = known.study_group_id AND study.until IS NULL
WHERE known.source_id = %(source)s AND known.kind = 'study_group'
  AND NOT EXISTS (SELECT FROM named WHERE named.there = known.there);
ANALYZE there_group;

WITH made AS (
    INSERT INTO roster_studygroup (id, school_id, year_id, school_class_id, subgroup_id, subject_id)
    SELECT DISTINCT ON (class_id, subgroup_id, subject_id)
           study_group_id, %(school)s, (SELECT id FROM this_year), class_id, subgroup_id, subject_id
    FROM there_group WHERE is_new ORDER BY class_id, subgroup_id, subject_id, study_group_id
    RETURNING *
)
WRITE 'roster_studygroup', made.id, NULL, to_jsonb(made), 'roster:study_group:made', NULL,
    jsonb_build_object('name', class.title || coalesce(' (' || subgroup.name || ')', '') || ' - ' || subject.name, 'class', class.title)
FROM made
JOIN roster_schoolclass class ON class.id = made.school_class_id
JOIN roster_subject subject ON subject.id = made.subject_id
LEFT JOIN roster_subgroup subgroup ON subgroup.id = made.subgroup_id;

WITH changed AS (
    UPDATE roster_studygroup study SET until = NULL FROM there_group there
    WHERE study.id = there.study_group_id AND there.until IS NOT NULL
    RETURNING study.*, there.until AS was_until
)
WRITE 'roster_studygroup', changed.id, jsonb_build_object('until', was_until), '{"until": null}', 'roster:study_group:reopened', NULL,
    jsonb_build_object('name', class.title || ' - ' || subject.name, 'class', class.title)
FROM changed
JOIN roster_schoolclass class ON class.id = changed.school_class_id
JOIN roster_subject subject ON subject.id = changed.subject_id;

CREATE TEMP TABLE ending_group ON COMMIT DROP AS
SELECT study.id, study.school_class_id
FROM roster_studygroup study
WHERE study.school_id = %(school)s AND study.until IS NULL
  AND NOT EXISTS (SELECT FROM there_group there WHERE there.study_group_id = study.id AND there.is_named)
  AND ('study_group' = ANY(%(complete)s) AND study.year_id = (SELECT id FROM this_year)
       OR study.id IN (SELECT one FROM gone WHERE kind = 'study_group')
       OR study.school_class_id IN (SELECT id FROM closing_class));

WITH changed AS (
    UPDATE roster_studygroup study SET until = %(today)s FROM ending_group ending WHERE study.id = ending.id
    RETURNING study.*
)
WRITE 'roster_studygroup', changed.id, '{"until": null}', jsonb_build_object('until', changed.until), 'roster:study_group:ended', NULL,
    jsonb_build_object('name', class.title || coalesce(' (' || subgroup.name || ')', '') || ' - ' || subject.name, 'class', class.title)
FROM changed
JOIN roster_schoolclass class ON class.id = changed.school_class_id
JOIN roster_subject subject ON subject.id = changed.subject_id
LEFT JOIN roster_subgroup subgroup ON subgroup.id = changed.subgroup_id;

-- step: subgroups
CREATE TEMP TABLE wanted_study ON COMMIT DROP AS
SELECT DISTINCT there.subgroup_id, enrolment.id AS enrolment_id, there.class_id, enrolment.person_id
FROM exchange_stagedstudy staged
JOIN there_group there ON there.there = staged.study_group AND there.subgroup_id IS NOT NULL
JOIN there_person person ON person.there = staged.person
JOIN roster_enrolment enrolment
    ON enrolment.person_id = person.person_id AND enrolment.school_class_id = there.class_id AND enrolment.until IS NULL
WHERE staged.run_id = %(run)s;
ANALYZE wanted_study;

WITH ended AS (
    DELETE FROM roster_subgrouppupil pupil USING roster_enrolment enrolment
    WHERE enrolment.id = pupil.enrolment_id
      AND NOT EXISTS (
        SELECT FROM wanted_study wanted
        WHERE wanted.subgroup_id = pupil.subgroup_id AND wanted.enrolment_id = pupil.enrolment_id)
      AND (('study' = ANY(%(complete)s) AND pupil.subgroup_id IN (SELECT subgroup_id FROM there_group WHERE is_named))
           OR EXISTS (
            SELECT FROM gone JOIN there_group there ON there.study_group_id = gone.one
            WHERE gone.kind = 'study' AND there.subgroup_id = pupil.subgroup_id AND gone.other = enrolment.person_id))
    RETURNING pupil.*, enrolment.person_id
)
WRITE 'roster_subgrouppupil', ended.id, to_jsonb(ended) - 'person_id', NULL, 'roster:pupil:subgroups_changed', ended.person_id,
    jsonb_build_object('name', FULL_NAME(person), 'class', class.title, 'left', subgroup.name)
FROM ended
JOIN roster_person person ON person.id = ended.person_id
JOIN roster_subgroup subgroup ON subgroup.id = ended.subgroup_id
JOIN roster_schoolclass class ON class.id = ended.school_class_id;

WITH made AS (
    INSERT INTO roster_subgrouppupil (subgroup_id, enrolment_id, school_class_id)
    SELECT subgroup_id, enrolment_id, class_id FROM wanted_study wanted
    WHERE NOT EXISTS (
        SELECT FROM roster_subgrouppupil pupil
        WHERE pupil.subgroup_id = wanted.subgroup_id AND pupil.enrolment_id = wanted.enrolment_id)
    ORDER BY subgroup_id, enrolment_id
    RETURNING *
)
WRITE 'roster_subgrouppupil', made.id, NULL, to_jsonb(made), 'roster:pupil:subgroups_changed', person.id,
    jsonb_build_object('name', FULL_NAME(person), 'class', class.title, 'entered', subgroup.name)
FROM made
JOIN roster_enrolment enrolment ON enrolment.id = made.enrolment_id
JOIN roster_person person ON person.id = enrolment.person_id
JOIN roster_subgroup subgroup ON subgroup.id = made.subgroup_id
JOIN roster_schoolclass class ON class.id = made.school_class_id;

-- step: teachers
WITH wanted AS MATERIALIZED (
    SELECT DISTINCT there.study_group_id, employee.id AS employee_id
    FROM exchange_stagedteaching staged
    JOIN there_group there ON there.there = staged.study_group
    JOIN there_person person ON person.there = staged.person
    JOIN roster_employee employee ON employee.person_id = person.person_id AND employee.school_id = %(school)s AND employee.until IS NULL
    WHERE staged.run_id = %(run)s
), ended AS (
    DELETE FROM roster_studygroupteacher teaches USING roster_studygroup study, roster_employee employee
    WHERE study.id = teaches.study_group_id AND employee.id = teaches.employee_id AND study.until IS NULL
      AND NOT EXISTS (
        SELECT FROM wanted WHERE wanted.study_group_id = teaches.study_group_id AND wanted.employee_id = teaches.employee_id)
      AND (('teaching' = ANY(%(complete)s)
            AND study.id IN (SELECT study_group_id FROM there_group WHERE is_named))
           OR (study.id, employee.person_id) IN (SELECT one, other FROM gone WHERE kind = 'teaching'))
    RETURNING teaches.*, employee.person_id
)
WRITE 'roster_studygroupteacher', ended.id, to_jsonb(ended) - 'person_id', NULL, 'roster:study_group:taken', ended.person_id,
    jsonb_build_object('name', FULL_NAME(person), 'class', class.title, 'subject', subject.name)
FROM ended
JOIN roster_person person ON person.id = ended.person_id
JOIN roster_studygroup study ON study.id = ended.study_group_id
JOIN roster_schoolclass class ON class.id = study.school_class_id
JOIN roster_subject subject ON subject.id = study.subject_id;

WITH made AS (
    INSERT INTO roster_studygroupteacher (study_group_id, employee_id, school_id)
    SELECT DISTINCT there.study_group_id, employee.id, %(school)s::bigint
    FROM exchange_stagedteaching staged
    JOIN there_group there ON there.there = staged.study_group
    JOIN there_person person ON person.there = staged.person
    JOIN roster_employee employee ON employee.person_id = person.person_id AND employee.school_id = %(school)s AND employee.until IS NULL
    WHERE staged.run_id = %(run)s
      AND NOT EXISTS (
        SELECT FROM roster_studygroupteacher teaches
        WHERE teaches.study_group_id = there.study_group_id AND teaches.employee_id = employee.id)
    RETURNING *
)
WRITE 'roster_studygroupteacher', made.id, NULL, to_jsonb(made), 'roster:study_group:given', person.id,
    jsonb_build_object('name', FULL_NAME(person), 'class', class.title, 'subject', subject.name)
FROM made
JOIN roster_employee employee ON employee.id = made.employee_id
JOIN roster_person person ON person.id = employee.person_id
JOIN roster_studygroup study ON study.id = made.study_group_id
JOIN roster_schoolclass class ON class.id = study.school_class_id
JOIN roster_subject subject ON subject.id = study.subject_id;

-- step: numbers
-- What the source calls them, for the next time.
CREATE TEMP TABLE called ON COMMIT DROP AS
SELECT 'person' AS kind, there, person_id, NULL::bigint AS class_id, NULL::bigint AS study_group_id FROM there_person WHERE is_named
UNION ALL SELECT 'class', there, NULL, class_id, NULL FROM there_class WHERE is_named
UNION ALL SELECT 'study_group', there, NULL, NULL, study_group_id FROM there_group WHERE is_named;
ANALYZE called;

WITH difference AS MATERIALIZED (
    SELECT known.id, known.person_id AS was_person, known.school_class_id AS was_class, known.study_group_id AS was_group,
           called.person_id, called.class_id, called.study_group_id
    FROM called JOIN exchange_knownas known
        ON known.source_id = %(source)s AND known.kind = called.kind AND known.there = called.there
    WHERE (known.person_id, known.school_class_id, known.study_group_id)
        IS DISTINCT FROM (called.person_id, called.class_id, called.study_group_id)
), changed AS (
    UPDATE exchange_knownas known
    SET person_id = difference.person_id, school_class_id = difference.class_id, study_group_id = difference.study_group_id
    FROM difference WHERE known.id = difference.id
)
WRITE 'exchange_knownas', id,
    jsonb_build_object('person_id', was_person, 'school_class_id', was_class, 'study_group_id', was_group),
    jsonb_build_object('person_id', person_id, 'school_class_id', class_id, 'study_group_id', study_group_id), '', NULL, '{}'
FROM difference;

WITH made AS (
    INSERT INTO exchange_knownas (source_id, kind, there, person_id, school_class_id, study_group_id)
    SELECT %(source)s, kind, there, person_id, class_id, study_group_id FROM called
    WHERE NOT EXISTS (
        SELECT FROM exchange_knownas known
        WHERE known.source_id = %(source)s AND known.kind = called.kind AND known.there = called.there)
    ORDER BY kind, there
    RETURNING *
)
WRITE 'exchange_knownas', id, NULL, to_jsonb(made), '', NULL, '{}' FROM made;
