//! Everybody asks for everything; and forms are sent with fields that they have not.

mod begun;
mod extra_fields;
mod ground;
mod planted;
mod requests;
mod walk;
mod who;

pub use ground::{Ground, ask, is_written};
pub use who::Who;

use app::pages::rows;
use requests::{FUNCTIONS, PAGES};

/// How many routes are asked for at a time.
pub const AT_A_TIME: usize = 4;

/// What is sent for one route.
pub struct Case {
    /// As routes.txt has it.
    pub route: &'static str,
    pub path: String,
    pub body: &'static str,
}

pub fn cases() -> Vec<Case> {
    let pages = PAGES.iter().map(|&(route, path, body)| Case {
        route,
        path: path.to_owned(),
        body,
    });
    let functions = FUNCTIONS.iter().map(|&(route, body)| Case {
        route,
        path: route.trim_start_matches("POST ").to_owned(),
        body,
    });
    pages.chain(functions).collect()
}

#[test]
fn each_route_has_a_request() {
    let pages = rows().into_iter().map(|row| format!("{} {}", row.method, row.path));
    // Functions of tests are registered here too.
    let functions = server::http::server_functions().into_iter();
    let functions = functions.filter(|function| !function.starts_with("POST /api/test/"));
    let routes: Vec<String> = pages.chain(functions).collect();
    let known: Vec<&str> = cases().iter().map(|case| case.route).collect();
    for route in &routes {
        assert!(known.contains(&route.as_str()), "add {route:?} to access/requests.rs");
    }
    for route in known {
        assert!(routes.iter().any(|one| one == route), "there is no {route:?}");
    }
}
