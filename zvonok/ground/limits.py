"""Every limit of the house, in one place. Units stand last in the name.

Comes in: nothing. Goes out: numbers. Called by: every room.
"""

from typing import Final

name_length_max: Final = 100
title_length_max: Final = 120
class_title_length_max: Final = 30
position_length_max: Final = 120
reason_length_max: Final = 300

message_length_max: Final = 4096
messages_page_max: Final = 100
chats_page_max: Final = 200
members_page_max: Final = 200
employees_page_max: Final = 60
people_found_max: Final = 50
free_chat_members_max: Final = 500
names_in_service_message_max: Final = 10

pupil_age_for_own_consent_years: Final = 14
exception_length_days_max: Final = 366
exceptions_ended_at_once_max: Final = 1000
invitation_age_days_max: Final = 60

push_ticket_age_seconds_max: Final = 60
push_connection_age_seconds_max: Final = 3600
push_connect_seconds_max: Final = 5
statement_seconds_max: Final = 30
# A keep of so many people or chats uses a plan made once for all; a greater one is planned for itself.
scope_planned_once_max: Final = 20
lock_wait_seconds_max: Final = 10
engine_start_seconds_max: Final = 30
engine_stop_seconds_max: Final = 15
disk_free_bytes_min: Final = 1_000_000_000
