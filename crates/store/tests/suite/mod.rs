//! What every implementation of the log must do. `log_suite!(open)` makes the tests for one: `open` is a function from
//! an empty or used folder to its log.

pub mod decisions;
pub mod erasing;
pub mod feeds;
pub mod laws;
pub mod likeness;
pub mod oracle;
pub mod runs;
pub mod stewards;
pub mod ties;
pub mod world;

/// Opens the log in a folder.
pub type Open = fn(&std::path::Path) -> Box<dyn store::Log>;

/// The suite for the implementation that `$open` opens.
#[macro_export]
macro_rules! log_suite {
    ($open:expr) => {
        $crate::log_suite!(@each $open,
            runs::a_believed_run_counts,
            runs::a_held_run_counts_for_nothing_until_it_is_released,
            runs::a_rejected_run_never_counts,
            runs::a_run_that_is_taken_back_leaves_what_stood_before,
            runs::a_run_whose_process_ended_changes_nothing,
            runs::an_older_document_does_not_change_what_is_known,
            runs::a_run_is_closed_once,
            runs::a_release_folds_the_live_entries_anew,
            runs::sources_keep_their_number,
            runs::notes_are_kept_by_kind,
            runs::raw_rows_lead_back_to_the_document,
            ties::codes_and_references_connect_in_both_directions,
            ties::every_tie_is_given_by_key,
            ties::ties_lead_to_entries,
            decisions::what_stands_is_a_persons_newest_word_else_the_matchers,
            decisions::a_decision_connects_and_is_found_again,
            decisions::what_is_taken_back_leaves_what_stood_before,
            likeness::what_the_matcher_decides_takes_the_place_of_what_it_decided,
            likeness::a_person_answers_what_is_asked,
            likeness::profiles_and_keys_are_kept_until_something_is_erased,
            stewards::the_newest_word_that_stands_counts,
            stewards::all_that_was_said_is_listed_with_what_was_taken_back,
            stewards::a_pass_is_no_word,
            stewards::erasing_reaches_the_word_and_its_reason,
            erasing::an_erased_value_is_gone_and_known_again,
            erasing::an_erased_value_is_not_stored_when_read_again,
            erasing::ties_and_findings_go_with_the_value,
            erasing::raw_rows_of_the_whole_row_go,
            feeds::a_feed_is_kept_with_how_it_went,
            laws::random_histories_agree_with_a_plain_list,
            laws::proofs_hold_as_the_log_grows,
        );
    };
    (@each $open:expr, $($module:ident :: $name:ident,)*) => {
        $(#[test]
        fn $name() {
            $crate::suite::$module::$name($open);
        })*
    };
}
