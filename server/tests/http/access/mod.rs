//! One request for each page and server function, so that none is forgotten when they are asked for by everybody.

mod requests;

use app::pages::rows;
use requests::{FUNCTIONS, PAGES};

#[test]
fn each_route_has_a_request() {
    let pages = rows().into_iter().map(|row| format!("{} {}", row.method, row.path));
    // Functions of tests are registered here too.
    let functions = server::http::server_functions().into_iter();
    let functions = functions.filter(|function| !function.starts_with("POST /api/test/"));
    let routes: Vec<String> = pages.chain(functions).collect();
    let known = PAGES.iter().map(|&(route, ..)| route);
    let known: Vec<&str> = known.chain(FUNCTIONS.iter().map(|&(route, _)| route)).collect();
    for route in &routes {
        assert!(known.contains(&route.as_str()), "add {route:?} to access/requests.rs");
    }
    for route in known {
        assert!(routes.iter().any(|one| one == route), "there is no {route:?}");
    }
}
