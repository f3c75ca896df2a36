//! Every route with who may come in, as a text that people can read in review.

use std::fmt::Write;

fn list() -> String {
    let mut pages: Vec<String> = app::pages::rows().iter().map(ToString::to_string).collect();
    pages.sort_by_key(|row| row.split(' ').nth(1).map(str::to_owned));
    let mut text = "pages: method, path | who may come in (the use cases decide again)\n".to_owned();
    for row in pages {
        let _ = writeln!(text, "{row}");
    }
    text.push_str("\nserver functions: who may call is decided by their use cases\n");
    for function in server::http::server_functions() {
        let _ = writeln!(text, "{function}");
    }
    text.push_str("\nothers: who may ask\n");
    for route in server::http::other_routes() {
        let _ = writeln!(text, "{route}");
    }
    text
}

#[test]
fn the_routes_are_those_that_were_reviewed() {
    let committed = include_str!("routes.txt");
    assert_eq!(
        list(),
        committed,
        "when the change is meant, put the new text into server/tests/routes.txt:\n{}",
        list()
    );
}
