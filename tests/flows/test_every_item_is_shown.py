"""What the messenger promises, item by item, and the journey (file::test) that shows it: an item without one fails here."""

import ast
from pathlib import Path

import pytest

SHOWN = {
    # Talking.
    "text with links and line breaks": "the_rest_of_a_chat::links_and_lines_are_shown_and_a_sticker_is_named_in_the_list",
    "mentions, counted apart": "talking::a_name_after_at_is_counted_apart_and_leads_back",
    "emoji picker, stickers, pins, forwarding": "talking::a_pin_stickers_emoji_who_read_and_forwarding",
    "replies, edits, reactions, deleting": "talking::an_answer_an_edit_a_sign_and_a_deletion",
    "a sticker in the list": "the_rest_of_a_chat::links_and_lines_are_shown_and_a_sticker_is_named_in_the_list",
    "several messages at once": "several_messages::passed_on_in_their_order_and_deleted_for_all",
    "photos, their previews and viewer": "photos_files_and_voices::photos_are_chosen_sent_seen_and_leafed_through",
    "files and what a chat has shared": "photos_files_and_voices::a_file_is_dropped_downloaded_and_found_among_the_shared",
    "voice messages": "photos_files_and_voices::a_voice_is_recorded_sent_and_heard",
    "polls": "polls_and_scheduled::a_vote_is_given_changed_taken_back_and_the_poll_is_closed",
    "polls with names": "polls_and_scheduled::with_names_one_sees_who_chose_what_and_passes_on_the_words",
    "typing": "drafts_typing_presence::the_others_see_who_types_until_he_has_said_it",
    "presence": "drafts_typing_presence::a_dialogue_tells_that_the_other_is_here_and_when_he_was",
    "presence hidden": "drafts_typing_presence::one_who_hides_it_is_not_seen_and_sees_nobody",
    "who has read": "talking::a_pin_stickers_emoji_who_read_and_forwarding",
    "drafts on the server": "drafts_typing_presence::a_draft_begun_on_a_computer_is_finished_on_a_phone",
    "unread counters in both languages": "english::counts_are_right_in_both_languages",
    "mark as unread": "talking::a_chat_is_marked_unread_until_it_is_opened",
    "the first unread under its line": "a_long_chat::it_works",
    "a mention far back": "a_long_chat::a_name_far_back_is_one_press_away_on_a_phone",
    "scheduled sending": "polls_and_scheduled::what_waits_is_changed_sent_and_dropped_and_seen_on_another_device",
    # Lists and search.
    "pinned, muted, hidden": "chats_are_kept_in_order::a_chat_is_pinned_muted_and_hidden_by_its_own_menu",
    "muted until morning and for ever": "the_rest_of_a_chat::quiet_until_the_morning_and_for_ever",
    "folders by kind": "chats_are_kept_in_order::folders_part_the_list_by_kind",
    "one search field": "one_field_finds_chats_people_and_messages::it_works",
    # Chats.
    "dialogues": "dialogues_and_children::a_teacher_writes_to_her_pupil_and_he_answers",
    "a free group: made, left": "a_free_chat::it_is_made_talked_in_muted_and_left",
    "both spaces": "a_free_chat::the_menu_switches_between_personal_and_learning_chats",
    "a picture of a chat": "pictures_and_digest::a_chats_picture_is_put_changed_and_taken_away_before_anothers_eyes",
    "members and administrators by hand": "the_rest_of_a_chat::members_are_added_appointed_and_removed_by_hand",
    "title, a link, handed over": "chats_are_kept_in_order::a_free_chat_is_renamed_joined_by_a_link_and_handed_over",
    "a link's limit and end": "the_rest_of_a_chat::a_link_lets_in_as_many_as_it_says_and_none_when_it_is_revoked",
    "a ruled chat is not left": "a_free_chat::a_ruled_chat_says_why_one_is_there_and_cannot_be_left",
    "announcements only, slow mode": (
        "chats_are_kept_in_order::a_class_teacher_lets_only_administrators_speak_and_a_pupil_sees_it_at_once"
    ),
    "reactions only, others' words deleted": (
        "the_rest_of_a_chat::reactions_only_leaves_signs_and_an_administrator_deletes_anothers_words"
    ),
    "an exception by the diary": "an_exception::it_is_made_with_its_effects_shown_and_ended_by_hand",
    # Children.
    "who may write to whom": "dialogues_and_children::a_parent_is_offered_no_childs_of_others",
    "a report": "the_rest_of_a_chat::a_report_comes_to_the_schools_administrators_with_what_stood_near",
    "a block": "dialogues_and_children::a_pupil_blocks_another_and_lets_him_write_again",
    "quiet hours by oneself": "dialogues_and_children::a_person_keeps_quiet_hours",
    "quiet hours and switches by school": "chats_are_kept_in_order::an_administrator_of_the_school_switches_voice_off",
    "what is switched off": "the_rest_of_a_chat::what_the_school_has_switched_off_is_not_offered",
    # Reaching people, keeping, programs.
    "offline, and sent once in order": "the_messenger_without_a_line::it_works",
    "sound, the count on the tab": "one_is_told_of_messages::it_works",
    "the letter of what went unread": "pictures_and_digest::a_letter_tells_of_what_went_unread_and_one_press_ends_them",
    "a chat is saved before its members' eyes": "a_chat_is_saved::the_members_see_who_saved_the_chat_and_why",
    "all that is one's own": "a_chat_is_saved::a_pupil_takes_away_all_that_is_his_own",
    "bots, keys, webhooks": "programs::a_bot_a_webhook_and_a_key_live",
    # For everyone.
    "two tabs": "two_tabs::what_is_begun_and_written_in_one_stands_once_in_both",
    "two tabs without a line": "two_tabs::what_was_written_without_a_line_goes_once_though_two_tabs_carry_it",
    "the phone": "it_can_be_used_by_everyone::on_a_phone_the_chat_takes_the_screen_and_leads_back",
    "the keyboard alone": "keyboard_alone::a_whole_talk",
    "a screen reader": "keyboard_alone::a_screen_reader_is_told_what_is_what",
    "English": "english::every_room_of_the_messenger_speaks_it",
}


@pytest.mark.parametrize("item", SHOWN)
def test_a_journey_shows_it(item: str) -> None:
    file, name = SHOWN[item].split("::")
    written = ast.parse((Path(__file__).parent / f"test_{file}.py").read_text())
    journeys = {one.name: one for one in written.body if isinstance(one, ast.FunctionDef)}
    assert f"test_{name}" in journeys, f"test_{file}.py has no test_{name}"
    assert any(isinstance(one, ast.Assert) or "expect(" in ast.unparse(one) for one in ast.walk(journeys[f"test_{name}"]))
