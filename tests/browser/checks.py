"""Which tests hold each of the 56 acceptance checks of the dashboard's design.

A test of this folder says so by its name: `test_17_and_27_…` holds checks 17 and 27. The table has the others: tests whose
names say something else, here or elsewhere in the repository; one in TypeScript by the words with which its name begins.
"""

import re
from pathlib import Path

HERE = Path(__file__).parent
CHECKS = range(1, 57)
_NUMBERED = re.compile(r"^(?:async )?def (test_((?:\d+_(?:and_)?)+)\w*)", re.MULTILINE)

ELSEWHERE: dict[int, tuple[str, ...]] = {
    38: ("dashboard/test/texts.test.ts::no text is missing, empty or equal in both languages by accident",),
    39: ("dashboard/test/texts.test.ts::Polish counts",),
    40: ("dashboard/test/dates.test.ts::each EDTF form reads as the design says, in both languages",),
    41: ("tests/projections/test_polish.py::test_",),
    42: ("tests/projections/test_formats.py::test_",),
    49: ("tests/browser/test_forms.py::test_dates_are_understood_or_asked_about",),
    50: (
        "tests/browser/test_forms.py::test_an_agreement_from_proposal_to_conclusion_by_keyboard_alone",
        "tests/browser/test_forms.py::test_a_visit_with_delegates_and_its_outcome_by_keyboard_alone_in_english",
    ),
    51: ("tests/browser/test_amending.py::test_what_a_rule_refuses_is_a_sentence_with_the_earlier_fact",),
    52: ("tests/browser/test_amending.py::test_a_change_of_others_meanwhile_is_shown_first",),
    53: (
        "tests/browser/test_drafts.py::test_every_letter_survives_reloads_and_a_tab_that_dies",
        "tests/browser/test_drafts.py::test_a_key_revoked_in_the_middle_asks_for_another_over_the_form",
        "tests/browser/test_drafts.py::test_without_a_connection_it_waits_and_records_once",
        "tests/browser/test_drafts.py::test_a_press_too_many_records_once",
    ),
    54: (
        "tests/browser/test_drafts.py::test_the_draft_stays_until_the_fact_is_visible",
        "tests/browser/test_drafts.py::test_a_second_tab_is_told_and_can_take_over",
    ),
    55: ("tests/browser/test_forms.py::test_the_key_is_nowhere_but_in_this_tab",),
    56: ("dashboard/test/budget.test.ts::HTML, CSS and JS to the first answer of each page",),
}


def covering(check: int) -> list[str]:
    """The tests that hold a check: those of this folder that have its number, and those of the table."""
    numbered = [
        f"tests/browser/{file.name}::{name}"
        for file in sorted(HERE.glob("test_*.py"))
        for name, numbers in _NUMBERED.findall(file.read_text(encoding="utf-8"))
        if str(check) in re.findall(r"\d+", numbers)
    ]
    return [*numbered, *ELSEWHERE.get(check, ())]
