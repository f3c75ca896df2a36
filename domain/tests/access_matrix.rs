//! The table of who may do what, as a text that people can read in review.

#[test]
fn the_table_is_the_one_that_was_reviewed() {
    let committed = include_str!("access_matrix.txt");
    assert_eq!(
        domain::access::matrix(),
        committed,
        "when the change is meant, put the new text into access_matrix.txt"
    );
}
