"""Every limit of the house, in one place. Units stand last in the name.

Comes in: nothing. Goes out: numbers. Called by: every room.
"""

from typing import Final

name_length_max: Final = 100
# Enough for every living script; more of them over one letter run over the lines around.
marks_in_a_row_max: Final = 2
title_length_max: Final = 120
class_title_length_max: Final = 30
position_length_max: Final = 120
reason_length_max: Final = 300

message_length_max: Final = 4096
messages_page_max: Final = 100
# In a larger chat nobody is told who is typing: of a hundred somebody always is.
typing_told_members_max: Final = 100
typing_pause_seconds_min: Final = 3
typists_remembered_max: Final = 10_000
message_edit_hours: Final = 24
# Deleted for all, a message is shown to nobody; its words are kept so long, lest a report come too late.
deleted_words_age_days_max: Final = 30
emoji_length_max: Final = 40
reaction_kinds_max: Final = 20
pinned_messages_max: Final = 20
mentions_max: Final = 50
unread_mentions_shown_max: Final = 100
# To pass on or to delete by one press.
chosen_messages_max: Final = 100
quote_length_max: Final = 200
chats_page_max: Final = 200
members_page_max: Final = 200
employees_page_max: Final = 60
people_found_max: Final = 50
messages_found_max: Final = 30
free_chat_members_max: Final = 500
names_in_service_message_max: Final = 10
chats_pinned_max: Final = 20
reports_page_max: Final = 20
chat_invitations_max: Final = 10
poll_question_length_max: Final = 255
poll_options_min: Final = 2
poll_options_max: Final = 10
poll_option_length_max: Final = 100
poll_ends_in_days_max: Final = 365
polls_closed_at_once_max: Final = 500
voters_page_max: Final = 100
scheduled_of_person_max: Final = 100
scheduled_in_seconds_min: Final = 60
scheduled_in_days_max: Final = 365
scheduled_sent_at_once_max: Final = 500
chat_invitation_age_hours_max: Final = 30 * 24

file_name_length_max: Final = 150
file_size_bytes_max: Final = 50_000_000
files_a_day_bytes_max: Final = 1_000_000_000
files_in_message_max: Final = 10
files_a_day_max: Final = 2000
# What a machine runs when it is opened, or goes where a stranger has put it.
file_endings_refused: Final = frozenset(
    "exe com scr pif cpl msi msp bat cmd ps1 psm1 vbs vbe jse wsf wsh hta lnk reg jar apk dll sys app dmg pkg"
    " deb rpm iso msix appx xll ocx gadget msc chm scf url website desktop application appref-ms jnlp library-ms"
    " search-ms settingcontent-ms img vhd vhdx command".split()
)
# What opens as a page or runs where pupils learn to write such things: it may be sent, and lies in a saved chat as words.
file_endings_active: Final = file_endings_refused | frozenset(
    "html htm shtml xhtml xht mht mhtml eml svg svgz xml xsl xslt rss atom js mjs cjs htc swf webloc inf"
    " py pyw pyz pl rb sh php".split()
)
file_name_on_disk_bytes_max: Final = 200
shared_files_page_max: Final = 60
export_reason_length_min: Final = 5
export_messages_max: Final = 20_000
export_document_messages_max: Final = 5_000
export_files_bytes_max: Final = 2_000_000_000
messages_deleted_at_once_max: Final = 1000
unsent_file_age_hours_max: Final = 24
files_deleted_at_once_max: Final = 1000
upload_wait_seconds_max: Final = 5
image_points_max: Final = 60_000_000
image_side_pixels_max: Final = 2560
moving_points_max: Final = 30_000_000
moving_frames_max: Final = 1000
drawing_size_bytes_max: Final = 1_500_000
preview_small_pixels: Final = 320
preview_middle_pixels: Final = 960
picture_sides_pixels: Final = (64, 128, 512)
picture_side_pixels_min: Final = 64
picture_word_length_max: Final = 24
# A browser shows its own copy so long without asking: as long may one that the school has hidden be seen there.
picture_kept_seconds_max: Final = 24 * 3600
voice_seconds_max: Final = 600
voice_size_bytes_max: Final = 15_000_000
waveform_length_max: Final = 64
antivirus_seconds_max: Final = 30

pupil_age_for_own_consent_years: Final = 14
exception_length_days_max: Final = 366
exceptions_ended_at_once_max: Final = 1000
exceptions_page_max: Final = 60
school_chats_page_max: Final = 50
chat_administrators_named_max: Final = 3
titles_told_max: Final = 3
search_words_max: Final = 5
# A chat in which nobody has said anything for so long is called silent.
chat_silent_days: Final = 30
growth_weeks: Final = 26
activity_days: Final = 28
# To invite by one press: more than a school has people without a profile would be a mistake.
invited_at_once_max: Final = 3000
invitation_age_days_max: Final = 60

school_year_days_max: Final = 366
lessons_a_day_max: Final = 15
room_length_max: Final = 30
topic_length_max: Final = 300
homework_length_max: Final = 3000
homework_files_max: Final = 10
topics_at_once_max: Final = 300
topics_text_length_max: Final = 100_000
topics_table_bytes_max: Final = 1_000_000
topics_table_unpacked_bytes_max: Final = 10_000_000
topics_table_tags_max: Final = 100_000
lines_of_year_max: Final = 60
bell_schedules_max: Final = 20
remote_series_max: Final = 60
reminder_minutes_max: Final = 120
reminders_at_once_max: Final = 500
calendar_days_back: Final = 30
calendar_lessons_max: Final = 4000
calendar_age_seconds: Final = 900
substitution_ahead_days_max: Final = 366
substitutions_at_once_max: Final = 1000

push_ticket_age_seconds_max: Final = 60
push_connection_age_seconds_max: Final = 3600
endpoint_length_max: Final = 1000
push_key_length_max: Final = 200
push_words_length_max: Final = 300
push_wait_seconds: Final = 4
push_seconds_max: Final = 10
pushes_at_once_max: Final = 8
digest_people_at_once_max: Final = 100
digest_chats_max: Final = 20
digest_names_max: Final = 3
digest_messages_of_chat_max: Final = 3
# Of so many last messages of a chat the names are told.
digest_messages_looked_at_max: Final = 100
mail_seconds_max: Final = 20
subscriptions_of_person_max: Final = 20
push_connect_seconds_max: Final = 5

tokens_of_person_max: Final = 20
tokens_of_bot_max: Final = 5
token_age_days_max: Final = 365
token_requests_a_minute_max: Final = 300
bots_of_school_max: Final = 30
bot_name_length_max: Final = 40
bots_in_chat_max: Final = 10
bot_messages_a_minute_max: Final = 20
webhooks_of_school_max: Final = 10
webhook_url_length_max: Final = 500
webhook_seconds_max: Final = 10
webhook_failing_days_max: Final = 3
deliveries_at_once_max: Final = 20
deliveries_of_webhook_at_once_max: Final = 5
# Who died while he sent is taken for dead after this, and what he had taken is sent again under the same id.
delivery_lease_seconds: Final = 60
deliveries_page_max: Final = 50
delivered_age_days_max: Final = 7
dead_age_days_max: Final = 30
statement_seconds_max: Final = 30
# A keep of so many people or chats uses a plan made once for all; a greater one is planned for itself.
scope_planned_once_max: Final = 20
lock_wait_seconds_max: Final = 10
engine_start_seconds_max: Final = 30
engine_stop_seconds_max: Final = 15
port_wait_seconds_max: Final = 8
disk_free_bytes_min: Final = 1_000_000_000

lesson_minutes_min: Final = 5
lesson_minutes_max: Final = 300
# Whoever leads may come so long before the time.
lesson_early_minutes_max: Final = 15
# A ticket is for coming in at once; LiveKit itself allows a minute more for clocks that differ.
call_ticket_age_seconds_max: Final = 60
call_people_max: Final = 300
call_ringing_seconds_max: Final = 45
# A call in which nobody is any more ends after so long; till then all may come back.
call_empty_seconds_max: Final = 60
lesson_empty_seconds_max: Final = 300
call_hours_max: Final = 6
calls_of_chat_max: Final = 200
calls_looked_after_max: Final = 1000
media_seconds_max: Final = 3

roster_file_bytes_max: Final = 200_000_000
roster_unpacked_bytes_max: Final = 1_000_000_000
roster_files_max: Final = 100
# Text packs ten times smaller; below so many bytes nobody asks.
roster_pack_ratio_free_bytes: Final = 5_000_000
roster_pack_ratio_max: Final = 100
roster_rows_max: Final = 2_000_000
roster_columns_max: Final = 200
roster_line_length_max: Final = 200_000
source_id_length_max: Final = 255
roster_org_depth_max: Final = 10
# Of files that are only learnt from, and not told row by row.
roster_problems_max: Final = 1000
roster_problems_kept_max: Final = 2000

oneroster_clients_of_school_max: Final = 10
oneroster_requests_a_minute_max: Final = 300
oneroster_token_age_seconds_max: Final = 3600
oneroster_page: Final = 100
oneroster_page_max: Final = 1000
oneroster_offset_max: Final = 10_000_000
oneroster_filter_length_max: Final = 1000
oneroster_filter_terms_max: Final = 10
# A year and a month: what is older belongs to a school year that nobody is told of.
gone_told_days_max: Final = 400
audit_page_max: Final = 50
# Of a list that is downloaded as a table.
table_rows_max: Final = 20_000
roster_statement_seconds_max: Final = 300
roster_revokes_max: Final = 100
roster_rows_page_max: Final = 50
roster_sheet_rows_max: Final = 200_000
roster_sheet_bytes_max: Final = 300_000_000
# What is held in memory whole while a sheet is read: its words and its looks.
roster_sheet_held_bytes_max: Final = 50_000_000
roster_sheet_parts_max: Final = 1000
roster_workbook_bytes_max: Final = 50_000_000

remote_page: Final = 1000
remote_pages_max: Final = 3000
remote_page_bytes_max: Final = 50_000_000
remote_connect_seconds_max: Final = 10
remote_request_seconds_max: Final = 60
remote_seconds_max: Final = 1800
remote_attempts_max: Final = 3
remote_wait_seconds_max: Final = 30
remote_token_length_max: Final = 20_000
# What has changed is asked for since a little before the last time: clocks differ, and a row may be written late.
remote_overlap_hours: Final = 24
remote_whole_days_max: Final = 7
sources_of_school_max: Final = 20
roster_told_max: Final = 50
sources_schools_shown_max: Final = 200
roster_files_age_hours_max: Final = 48
