-- One school of about 2,600 people and 641 ruled chats, without places. Every number follows from a row's number, so it is the
-- same each time. Run once; `clone.py` repeats it with other numbers.
INSERT INTO roster_school (id, name, address, phone, email) VALUES (1, 'Школа', '', '', '');
INSERT INTO roster_schoolyear (id, school_id, starts_on, ends_on) VALUES (1, 1, '2026-09-01', '2027-08-31');

-- 1..120 employees, 121..1048 pupils, 1049..1976 mothers, 1977..2595 fathers
INSERT INTO roster_person (id, last_name, first_name, middle_name, is_active)
SELECT n, 'Фамилия' || chr(1072 + n % 32) || chr(1072 + n / 32 % 32), 'Имя' || chr(1072 + n % 7), '', true
FROM generate_series(1, 2595) n;
INSERT INTO roster_employee (id, school_id, person_id, position, is_administrator, since)
SELECT n, 1, n, 'Учитель', n <= 3, '2020-09-01' FROM generate_series(1, 120) n;
INSERT INTO roster_schoolclass (id, school_id, grade, title)
SELECT n, 1, (n - 1) / 3 + 1, ((n - 1) / 3 + 1) || ' ' || chr(1040 + (n - 1) % 3) FROM generate_series(1, 32) n;
INSERT INTO roster_classteacher (id, school_id, school_class_id, employee_id, since)
SELECT n, 1, n, n + 10, '2026-09-01' FROM generate_series(1, 32) n;
INSERT INTO roster_enrolment (id, school_id, school_class_id, person_id, since)
SELECT n, 1, (n - 1) / 29 + 1, n + 120, '2026-09-01' FROM generate_series(1, 928) n;
INSERT INTO roster_subgroup (id, school_class_id, name)
SELECT n, (n - 1) / 2 + 1, 'группа ' || (n - 1) % 2 + 1 FROM generate_series(1, 64) n;
INSERT INTO roster_subgrouppupil (id, subgroup_id, enrolment_id, school_class_id)
SELECT id, school_class_id * 2 - id % 2, id, school_class_id FROM roster_enrolment;
-- Each pupil has a mother (every twelfth shares hers with the pupil before), two of three a father too.
INSERT INTO roster_guardianship (id, parent_id, child_id, relation)
SELECT n, 1048 + n - CASE WHEN n % 12 = 0 THEN 1 ELSE 0 END, n + 120, 'mother' FROM generate_series(1, 928) n;
INSERT INTO roster_guardianship (id, parent_id, child_id, relation)
SELECT 928 + n, 1976 + n, n + 120, 'father' FROM generate_series(1, 619) n;
INSERT INTO roster_subject (id, school_id, name) SELECT n, 1, 'Предмет ' || n FROM generate_series(1, 17) n;
-- Sixteen subjects for the whole class, one in two subgroups.
INSERT INTO roster_studygroup (id, school_id, year_id, school_class_id, subgroup_id, subject_id)
SELECT (class - 1) * 18 + n, 1, 1, class, CASE WHEN n > 16 THEN class * 2 - 18 + n END, least(n, 17)
FROM generate_series(1, 32) class, generate_series(1, 18) n;
INSERT INTO roster_studygroupteacher (id, study_group_id, employee_id, school_id)
SELECT id, id, 21 + (id * 37) % 100, 1 FROM roster_studygroup;
-- Six of seven have a learning profile.
INSERT INTO profiles_learningprofile (person_id, state) SELECT id, 'active' FROM roster_person WHERE id % 7 <> 0;

INSERT INTO messenger_chat (id, space, kind, ruled, school_id, title, newcomers_see_all)
SELECT 1, 'learning', 'staff_room', true, 1, 'Учительская', false
UNION ALL SELECT 1 + id, 'learning', 'class', true, 1, title, true FROM roster_schoolclass
UNION ALL SELECT 33 + id, 'learning', 'parents', true, 1, 'Родители ' || title, false FROM roster_schoolclass
UNION ALL SELECT 65 + id, 'learning', 'subject', true, 1, 'Предмет', true FROM roster_studygroup;
INSERT INTO chat_rules_ruledchat (chat_id, kind, school_id, school_class_id, study_group_id)
SELECT 1, 'staff_room', 1, NULL::bigint, NULL::bigint
UNION ALL SELECT 1 + id, 'class', 1, id, NULL FROM roster_schoolclass
UNION ALL SELECT 33 + id, 'parents', 1, id, NULL FROM roster_schoolclass
UNION ALL SELECT 65 + id, 'subject', 1, NULL, id FROM roster_studygroup;
