-- ПРАВИЛА ЧАТОВ. Кто в каком чате состоит, следует только отсюда.
-- Каждое правило — один SELECT: чат, человек, роль (1 участник, 2 администратор), основание и о ком оно.
-- Правило ничего не помнит и ничего не меняет: оно говорит, как должно быть сейчас. Страница каждого: docs/rules/.

DROP VIEW IF EXISTS desired_place;
DROP VIEW IF EXISTS entitled_place;
DROP VIEW IF EXISTS claim;

CREATE VIEW claim AS

-- Учительская. Каждый сотрудник школы; администраторы школы — её администраторы.
SELECT rule.chat_id, rule.school_id, employee.person_id,
       CASE WHEN employee.is_administrator THEN 2 ELSE 1 END AS role,
       CASE WHEN employee.is_administrator THEN 'administrator' ELSE 'employee' END AS reason,
       NULL::bigint AS about
FROM roster_employee employee
JOIN chat_rules_ruledchat rule ON rule.school_id = employee.school_id AND rule.kind = 'staff_room'
WHERE employee.until IS NULL

UNION ALL
-- Чат класса. Ученики класса.
SELECT rule.chat_id, rule.school_id, enrolment.person_id, 1, 'pupil', NULL
FROM roster_enrolment enrolment
JOIN chat_rules_ruledchat rule ON rule.school_class_id = enrolment.school_class_id AND rule.kind = 'class'
WHERE enrolment.until IS NULL

UNION ALL
-- Чат класса и чат родителей. Классный руководитель — администратор обоих.
SELECT rule.chat_id, rule.school_id, employee.person_id, 2, 'class_teacher', NULL
FROM roster_employee employee
JOIN roster_classteacher leads ON leads.employee_id = employee.id AND leads.until IS NULL
JOIN chat_rules_ruledchat rule ON rule.school_class_id = leads.school_class_id
WHERE employee.until IS NULL

UNION ALL
-- Чат родителей. Родители учеников класса.
SELECT rule.chat_id, rule.school_id, guardianship.parent_id, 1, 'parent', guardianship.child_id
FROM roster_guardianship guardianship
JOIN roster_enrolment enrolment ON enrolment.person_id = guardianship.child_id AND enrolment.until IS NULL
JOIN chat_rules_ruledchat rule ON rule.school_class_id = enrolment.school_class_id AND rule.kind = 'parents'

UNION ALL
-- Чат по предмету, которому учится весь класс. Ученики класса.
SELECT rule.chat_id, rule.school_id, enrolment.person_id, 1, 'learner', NULL
FROM roster_enrolment enrolment
JOIN roster_studygroup study ON study.school_class_id = enrolment.school_class_id AND study.subgroup_id IS NULL
JOIN chat_rules_ruledchat rule ON rule.study_group_id = study.id
WHERE enrolment.until IS NULL AND study.until IS NULL

UNION ALL
-- Чат по предмету, которому учится подгруппа. Ученики подгруппы.
SELECT rule.chat_id, rule.school_id, enrolment.person_id, 1, 'learner', NULL
FROM roster_enrolment enrolment
JOIN roster_subgrouppupil pupil ON pupil.enrolment_id = enrolment.id
JOIN roster_studygroup study ON study.subgroup_id = pupil.subgroup_id
JOIN chat_rules_ruledchat rule ON rule.study_group_id = study.id
WHERE enrolment.until IS NULL AND study.until IS NULL

UNION ALL
-- Чат по предмету. Учителя группы — его администраторы.
SELECT rule.chat_id, rule.school_id, employee.person_id, 2, 'teacher', NULL
FROM roster_employee employee
JOIN roster_studygroupteacher teaches ON teaches.employee_id = employee.id
JOIN roster_studygroup study ON study.id = teaches.study_group_id
JOIN chat_rules_ruledchat rule ON rule.study_group_id = study.id
WHERE employee.until IS NULL AND study.until IS NULL

UNION ALL
-- Чат по предмету. Учитель на замене — его администратор, пока замена идёт.
SELECT rule.chat_id, rule.school_id, employee.person_id, 2, 'substitute', substitution.author_id
FROM roster_employee employee
JOIN roster_substitution substitution ON substitution.employee_id = employee.id
JOIN chat_rules_ruledchat rule ON rule.study_group_id = substitution.study_group_id
WHERE employee.until IS NULL AND substitution.begun_at IS NOT NULL AND substitution.ended_at IS NULL

UNION ALL
-- Исключение. Человека добавили в чат с именем автора, причиной и сроком.
SELECT rule.chat_id, rule.school_id, exception.person_id, exception.role, 'exception', exception.author_id
FROM chat_rules_chatexception exception
JOIN chat_rules_ruledchat rule ON rule.chat_id = exception.chat_id
WHERE exception.effect = 'add' AND exception.ended_at IS NULL

UNION ALL
-- Чат в архиве. Кто был в нём, когда он закончился, читает его и дальше: учитель — пока работает в школе, родитель — пока он родитель.
SELECT rule.chat_id, rule.school_id, was.person_id, was.role, 'archive', was.about_id
FROM chat_rules_archivedclaim was
JOIN chat_rules_ruledchat rule ON rule.chat_id = was.chat_id
WHERE CASE
    WHEN was.reason IN ('teacher', 'class_teacher') THEN EXISTS (
        SELECT FROM roster_employee employee
        WHERE employee.person_id = was.person_id AND employee.school_id = rule.school_id AND employee.until IS NULL)
    WHEN was.reason = 'parent' THEN EXISTS (
        SELECT FROM roster_guardianship guardianship
        WHERE guardianship.parent_id = was.person_id AND guardianship.child_id = was.about_id)
    ELSE true END;

-- Кому место положено: все основания человека сложены, роль сильнейшая.
CREATE VIEW entitled_place AS
SELECT chat_id, person_id, max(role) AS role
FROM claim
GROUP BY chat_id, person_id;

-- Кому место даётся: положено, учебный профиль действует, исключения «не допускать» нет.
CREATE VIEW desired_place AS
SELECT entitled.chat_id, entitled.person_id, entitled.role
FROM entitled_place entitled
JOIN roster_person person ON person.id = entitled.person_id AND person.is_active
JOIN profiles_learningprofile profile ON profile.person_id = entitled.person_id AND profile.state = 'active'
WHERE NOT EXISTS (
    SELECT FROM chat_rules_chatexception barred
    WHERE barred.person_id = entitled.person_id AND barred.chat_id = entitled.chat_id
      AND barred.effect = 'bar' AND barred.ended_at IS NULL
);
