"""Which tests hold each of the 56 acceptance checks of the dashboard's design.

A name is a test of this folder (`test_network.py::test_…`), or of another one by its path from the root of the repository; a
test in TypeScript by the words with which its name begins.
"""

CHECKS: dict[int, tuple[str, ...]] = {
    1: ("test_network.py::test_1_the_root_follows_the_readers_language",),
    2: ("test_network.py::test_2_and_3_the_sentence_counts_certain_and_possible",),
    3: ("test_network.py::test_2_and_3_the_sentence_counts_certain_and_possible",),
    4: ("test_network.py::test_4_6_and_7_the_letter_of_three_cities",),
    5: ("test_network.py::test_5_the_letter_of_four_clusters",),
    6: ("test_network.py::test_6_a_mark_is_one_click_from_its_sources",),
    7: ("test_network.py::test_4_6_and_7_the_letter_of_three_cities",),
    8: ("test_network.py::test_8_arrow_keys_step_to_the_next_change",),
    9: ("test_network.py::test_9_no_day_moves_a_point",),
    10: ("test_network.py::test_10_a_drag_redraws_only_at_changes",),
    11: ("test_network.py::test_11_reload_back_and_forward_give_the_same_page",),
    12: ("test_network.py::test_12_the_address_contains_unusual_settings_and_unknown_parameters",),
    13: ("test_record.py::test_13_exactly_this_stays_and_always_current_moves_on",),
    14: ("test_record.py::test_14_an_earlier_record_has_its_stripe_its_sentence_and_a_way_back",),
    15: (
        "test_record.py::test_15_differences_have_sign_word_and_both_values",
        "test_record.py::test_15_the_network_marks_what_differs",
        "test_record.py::test_15_a_register_marks_what_differs",
    ),
    16: ("test_record.py::test_16_before_the_first_record",),
    17: (
        "test_network.py::test_17_the_table_has_the_pictures_facts",
        "test_timeline.py::test_17_and_27_each_fact_once_in_the_table_with_its_own_form_of_bar",
    ),
    18: ("test_network.py::test_18_certain_and_possible_differ_without_colour",),
    19: ("test_record.py::test_19_doubts_have_sign_and_word_in_picture_table_and_panel",),
    20: ("test_registers.py::test_20_coverage_of_founders_and_no_anonymous_member",),
    21: ("test_registers.py::test_21_each_number_has_its_group_and_its_day_and_no_line_joins_two",),
    22: ("test_timeline.py::test_22_eight_task_teams_none_split_at_its_comma",),
    23: ("test_timeline.py::test_23_the_matrix_of_eight",),
    24: ("test_registers.py::test_24_bridges_write_the_role_in_the_cell",),
    25: ("test_questions.py::test_25_from_the_visit_to_the_letter_at_least_66_days",),
    26: ("test_questions.py::test_26_a_promise_card_flags_evidence_of_the_promisor",),
    27: (
        "test_timeline.py::test_17_and_27_each_fact_once_in_the_table_with_its_own_form_of_bar",
        "test_timeline.py::test_27_inferred_dates_are_hollow_and_named",
    ),
    28: ("test_timeline.py::test_28_empty_years_are_counted_and_can_be_shown",),
    29: ("test_search.py::test_29",),
    30: ("test_reading.py::test_30_tab_reaches_everything_in_reading_order",),
    31: ("test_network.py::test_31_by_keyboard_only",),
    32: ("test_reading.py::test_32_axe_finds_nothing",),
    33: (
        "test_reading.py::test_33_nothing_is_wider_than_the_screen",
        "test_reading.py::test_33_large_text_and_wide_spacing_lose_nothing",
    ),
    34: ("test_reading.py::test_34_targets_are_large_enough",),
    35: ("test_reading.py::test_35_the_page_scrolls_over_a_picture",),
    36: (
        "test_reading.py::test_36_no_motion_on_request_and_print_has_the_picture",
        "test_faults.py::test_a_printout_contains_the_picture_the_table_and_every_address",
        "test_output.py::test_36_a_brief_is_one_page_with_sentence_clocks_picture_table_and_sources",
    ),
    37: (
        "test_reading.py::test_37_the_other_language_keeps_the_place",
        "test_reading.py::test_37_a_title_in_another_language_says_so",
    ),
    38: (
        "test_reading.py::test_38_no_text_is_outside_the_dictionary",
        "dashboard/test/texts.test.ts::no text is missing, empty or equal in both languages by accident",
    ),
    39: ("dashboard/test/texts.test.ts::Polish counts",),
    40: ("dashboard/test/dates.test.ts::each EDTF form reads as the design says, in both languages",),
    41: ("tests/projections/test_polish.py::test_",),
    42: (
        "test_output.py::test_42_csv_and_json_ld_are_what_is_seen",
        "tests/projections/test_formats.py::test_",
    ),
    43: ("test_output.py::test_43_svg_and_png_contain_sentence_clocks_and_address",),
    44: (
        "test_live.py::test_44_a_fact_recorded_elsewhere_appears",
        "test_live.py::test_44_with_a_choice_only_the_quiet_line_appears",
    ),
    45: ("test_live.py::test_45_seven_tabs_share_one_stream",),
    46: ("test_live.py::test_46_a_cut_stream_is_shown_and_forgotten",),
    47: (
        "test_live.py::test_47_a_refusal_is_shown_and_can_be_tried_again",
        "test_live.py::test_47_the_earlier_picture_stays",
    ),
    48: ("test_timeline.py::test_48_an_empty_filter_names_itself_and_goes_by_one_button",),
    49: ("test_forms.py::test_dates_are_understood_or_asked_about",),
    50: (
        "test_forms.py::test_an_agreement_from_proposal_to_conclusion_by_keyboard_alone",
        "test_forms.py::test_a_visit_with_delegates_and_its_outcome_by_keyboard_alone_in_english",
    ),
    51: ("test_forms.py::test_what_a_rule_refuses_is_a_sentence_with_the_earlier_fact",),
    52: ("test_forms.py::test_a_change_of_others_meanwhile_is_shown_first",),
    53: (
        "test_drafts.py::test_every_letter_survives_reloads_and_a_tab_that_dies",
        "test_drafts.py::test_a_key_revoked_in_the_middle_asks_for_another_over_the_form",
    ),
    54: ("test_drafts.py::test_the_draft_stays_until_the_fact_is_visible",),
    55: ("test_forms.py::test_the_key_is_nowhere_but_in_this_tab",),
    56: (
        "test_live.py::test_56_nothing_leaves_the_origin_and_the_policy_is_strict",
        "dashboard/test/budget.test.ts::HTML, CSS and JS to the first answer of each page",
    ),
}
