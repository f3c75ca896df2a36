//! The pages: axum handlers that call use cases and render a document. Server only.
//!
//! Each folder registers its pages in `routes`, one line a route: path, who may come in, handler.

mod account;
mod accounts;
mod audit;
mod clinic;
mod deliveries;
mod demo;
mod desk;
mod emergency;
mod error_page;
mod error_words;
mod faults;
mod gate;
mod health;
mod inbox;
mod input;
mod lengths;
mod page;
mod patient;
mod present;
mod profile;
mod public;
mod registry;
mod schedule;
mod shell;
mod staff;
mod templates;

pub use error_page::PageError;
pub(crate) use error_page::Unidentified;
pub use gate::Gate;
pub use input::{Form, Path, Query, Upload, is_plain};
pub use page::{Page, Reply, SeeOther, see_other};
pub use present::present;
pub use registry::{Pages, Row};
pub use shell::home;

use axum::Router;

use crate::AppState;

/// The most a form may send, in bytes.
pub const FORM_LIMIT: usize = 64 * 1024;
/// Bytes of a form with a file: the file, and a form.
pub const UPLOAD_LIMIT: usize = backend::photo::MOST_BYTES + FORM_LIMIT;

/// All pages, with who is asking found out and answers rendered.
pub fn router(state: AppState) -> Router {
    all().into_router(state)
}

/// Every route of the pages, for the list that is committed and compared by a test.
pub fn rows() -> Vec<Row> {
    all().rows()
}

fn all() -> Pages {
    [
        public::routes,
        account::routes,
        profile::routes,
        inbox::routes,
        patient::routes,
        staff::routes,
        desk::routes,
        clinic::routes,
        audit::routes,
        deliveries::routes,
        health::routes,
        templates::routes,
        accounts::routes,
        schedule::routes,
        emergency::routes,
        demo::routes,
    ]
    .into_iter()
    .fold(Pages::default(), |pages, add| add(pages))
}
