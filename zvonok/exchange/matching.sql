-- Who of the source's people is who of the school's. What is sure is written to the staged row; what is not becomes a doubt.
-- It may be run again: only who is not found yet is looked at.
-- Only people whom this school knows are looked at: who works, learned or has a child there.

-- 1. By the source's own number. Another first and last name under a known number is a doubt.
UPDATE exchange_stagedperson staged
SET person_id = known.person_id,
    found = CASE WHEN exchange_looks(staged.last_name) <> exchange_looks(person.last_name)
                  AND exchange_looks(staged.first_name) <> exchange_looks(person.first_name) THEN 'doubtful' ELSE 'known' END
FROM exchange_knownas known JOIN roster_person person ON person.id = known.person_id
WHERE staged.run_id = %(run)s AND staged.found = 'new'
  AND known.source_id = %(source)s AND known.kind = 'person' AND known.there = staged.there;

INSERT INTO exchange_doubt (run_id, there, person_id, rule, is_same)
SELECT DISTINCT ON (staged.there, staged.person_id) %(run)s, staged.there, staged.person_id, 'number', said.is_same
FROM exchange_stagedperson staged
LEFT JOIN (
    SELECT doubt.* FROM exchange_doubt doubt JOIN exchange_run run ON run.id = doubt.run_id
    WHERE run.source_id = %(source)s AND doubt.is_same IS NOT NULL
) AS said ON said.there = staged.there AND said.person_id = staged.person_id
WHERE staged.run_id = %(run)s AND staged.found = 'doubtful' AND staged.person_id IS NOT NULL
ORDER BY staged.there, staged.person_id, said.id DESC
ON CONFLICT DO NOTHING;
UPDATE exchange_stagedperson SET person_id = NULL, rule = 'number' WHERE run_id = %(run)s AND found = 'doubtful' AND person_id IS NOT NULL;

-- 2. The others of both sides, with what is known of each. A source may have two numbers for one person, as long as these are
-- two of employee, pupil and parent: `role`, and the roles in which somebody of ours is found already.
DROP TABLE IF EXISTS theirs, ours, taken, pair, found_child, sure;
CREATE TEMP TABLE theirs ON COMMIT DROP AS
SELECT DISTINCT ON (staged.there) staged.there, exchange_looks(last_name) AS last, exchange_looks(first_name) AS first,
       exchange_looks(middle_name) AS middle, birth_date,
       EXISTS (SELECT FROM exchange_stagedemployee e WHERE e.run_id = %(run)s AND e.person = staged.there) AS is_employee,
       (SELECT exchange_looks(class.title) FROM exchange_stagedenrolment e
        JOIN exchange_stagedclass class ON class.run_id = %(run)s AND class.there = e.school_class
        WHERE e.run_id = %(run)s AND e.person = staged.there LIMIT 1) AS class,
       role_of.role
FROM exchange_stagedperson staged
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN EXISTS (SELECT FROM exchange_stagedemployee e WHERE e.run_id = %(run)s AND e.person = staged.there) THEN 'employee'
        WHEN EXISTS (SELECT FROM exchange_stagedenrolment e WHERE e.run_id = %(run)s AND e.person = staged.there) THEN 'pupil'
        ELSE 'parent' END AS role
) AS role_of
WHERE staged.run_id = %(run)s AND staged.found = 'new'
ORDER BY staged.there, staged.id;
CREATE INDEX ON theirs (last, first);
ANALYZE theirs;

CREATE TEMP TABLE ours ON COMMIT DROP AS
WITH of_school AS (
    SELECT person_id FROM roster_employee WHERE school_id = %(school)s
    UNION SELECT person_id FROM roster_enrolment WHERE school_id = %(school)s
    UNION SELECT guardianship.parent_id FROM roster_guardianship guardianship
          JOIN roster_enrolment enrolment ON enrolment.person_id = guardianship.child_id AND enrolment.school_id = %(school)s
)
SELECT person.id AS person_id, exchange_looks(last_name) AS last, exchange_looks(first_name) AS first,
       exchange_looks(middle_name) AS middle, birth_date, employee.id IS NOT NULL AS is_employee, exchange_looks(class.title) AS class
FROM of_school
JOIN roster_person person ON person.id = of_school.person_id
LEFT JOIN roster_employee employee ON employee.person_id = person.id AND employee.school_id = %(school)s AND employee.until IS NULL
LEFT JOIN roster_enrolment enrolment ON enrolment.person_id = person.id AND enrolment.school_id = %(school)s AND enrolment.until IS NULL
LEFT JOIN roster_schoolclass class ON class.id = enrolment.school_class_id
WHERE EXISTS (SELECT FROM theirs);
CREATE INDEX ON ours (last, first);
CREATE INDEX ON ours (first, birth_date);
ANALYZE ours;

CREATE TEMP TABLE taken ON COMMIT DROP AS
SELECT DISTINCT staged.person_id, role_of.role
FROM exchange_stagedperson staged
JOIN ours ON ours.person_id = staged.person_id
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN EXISTS (SELECT FROM exchange_stagedemployee e WHERE e.run_id = %(run)s AND e.person = staged.there) THEN 'employee'
        WHEN EXISTS (SELECT FROM exchange_stagedenrolment e WHERE e.run_id = %(run)s AND e.person = staged.there) THEN 'pupil'
        ELSE 'parent' END AS role
) AS role_of
WHERE staged.run_id = %(run)s;

-- 3. Pairs by the rules, the surest first. Each rule is a line that people are shown (`matching.RULES`).
CREATE TEMP TABLE pair ON COMMIT DROP AS
SELECT theirs.there, theirs.role, ours.person_id,
       CASE WHEN theirs.birth_date = ours.birth_date THEN 'birth_date'
            WHEN theirs.class = ours.class AND births_agree THEN 'class'
            WHEN theirs.is_employee AND ours.is_employee AND births_agree AND theirs.middle <> '' AND theirs.middle = ours.middle
                THEN 'employee'
            WHEN births_agree THEN 'name'
            WHEN theirs.class = ours.class THEN 'birth_differs' END AS rule
FROM theirs JOIN ours USING (last, first)
CROSS JOIN LATERAL (
    SELECT theirs.birth_date IS NULL OR ours.birth_date IS NULL OR theirs.birth_date = ours.birth_date AS births_agree
) AS compared
WHERE theirs.middle = ours.middle OR theirs.middle = '' OR ours.middle = ''
UNION ALL
SELECT theirs.there, theirs.role, ours.person_id, 'last_name'
FROM theirs JOIN ours ON theirs.first = ours.first AND theirs.birth_date = ours.birth_date AND theirs.last <> ours.last
WHERE (theirs.middle = ours.middle OR theirs.middle = '' OR ours.middle = '')
  AND (theirs.class = ours.class OR (theirs.is_employee AND ours.is_employee));
DELETE FROM pair WHERE rule IS NULL
    OR EXISTS (SELECT FROM taken WHERE taken.person_id = pair.person_id AND taken.role = pair.role);

-- What a person has said of a pair before stands.
DELETE FROM pair USING exchange_doubt said JOIN exchange_run run ON run.id = said.run_id
WHERE run.source_id = %(source)s AND said.is_same = false AND said.there = pair.there AND said.person_id = pair.person_id;
UPDATE pair SET rule = 'chosen' FROM exchange_doubt said JOIN exchange_run run ON run.id = said.run_id
WHERE run.source_id = %(source)s AND said.is_same AND said.there = pair.there AND said.person_id = pair.person_id;

-- 4. The parent of a child who is found already, by his name.
CREATE TEMP TABLE found_child ON COMMIT DROP AS
SELECT there, person_id FROM exchange_stagedperson WHERE run_id = %(run)s AND person_id IS NOT NULL
UNION ALL
SELECT there, min(person_id) FROM pair WHERE rule IN ('chosen', 'birth_date', 'class') GROUP BY there HAVING count(*) = 1;
ANALYZE found_child;
UPDATE pair SET rule = 'parent'
WHERE rule = 'name' AND EXISTS (
    SELECT FROM exchange_stagedguardianship staged
    JOIN found_child child ON child.there = staged.child
    JOIN roster_guardianship guardianship ON guardianship.child_id = child.person_id AND guardianship.parent_id = pair.person_id
    WHERE staged.run_id = %(run)s AND staged.parent = pair.there);

-- 5. A pair is sure if its rule is, and neither of the two has another as sure. What is left is doubtful.
CREATE TEMP TABLE sure ON COMMIT DROP AS
SELECT there, person_id, rule, role
FROM (
    SELECT *, count(*) OVER (PARTITION BY there) AS of_there, count(*) OVER (PARTITION BY person_id, role) AS of_person
    FROM pair WHERE rule IN ('chosen', 'birth_date', 'class', 'employee', 'parent')
) AS counted
WHERE of_there = 1 AND of_person = 1;
UPDATE exchange_stagedperson staged
SET person_id = sure.person_id, found = CASE sure.rule WHEN 'chosen' THEN 'chosen' ELSE 'rule' END, rule = sure.rule
FROM sure WHERE staged.run_id = %(run)s AND staged.there = sure.there;
DELETE FROM pair USING sure
WHERE pair.there = sure.there OR (pair.person_id = sure.person_id AND pair.role = sure.role);
UPDATE exchange_stagedperson staged SET found = 'doubtful', rule = pair.rule
FROM pair WHERE staged.run_id = %(run)s AND staged.there = pair.there;
INSERT INTO exchange_doubt (run_id, there, person_id, rule)
SELECT %(run)s, there, person_id, min(rule) FROM pair GROUP BY there, person_id
ON CONFLICT DO NOTHING;
