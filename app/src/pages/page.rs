use std::sync::{Arc, Mutex};

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use leptos::prelude::{AnyView, IntoAny, IntoView};

use super::PageError;
use crate::session::SetCookie;

/// What a handler answers: `Ok(Page::new(…).into_response())`, `Ok(see_other(…).into_response())`.
pub type Reply = Result<Response, PageError>;

/// A page to be: everything is loaded, the view is only built when it is rendered, inside the frame of all pages.
pub struct Page {
    pub(super) title: String,
    pub(super) description: Option<String>,
    pub(super) view: Box<dyn FnOnce() -> AnyView + Send>,
    status: StatusCode,
    headers: HeaderMap,
}

impl Page {
    /// `title` is plain text, without the clinic's name. `view` must not wait for anything.
    pub fn new<V: IntoView + 'static>(title: impl Into<String>, view: impl FnOnce() -> V + Send + 'static) -> Self {
        Self {
            title: title.into(),
            description: None,
            view: Box::new(move || view().into_view().into_any()),
            status: StatusCode::OK,
            headers: HeaderMap::new(),
        }
    }

    /// For a form that is shown again: the status of why.
    #[must_use]
    pub fn with_status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    /// What search engines show under the title.
    #[must_use]
    pub fn with_description(self, description: impl Into<String>) -> Self {
        Self {
            description: Some(description.into()),
            ..self
        }
    }

    #[must_use]
    pub fn with_cookie(mut self, cookie: &SetCookie) -> Self {
        cookie.add_to(&mut self.headers);
        self
    }

    /// For what is shown to who has a link from a mail and no cookie of ours: no browser keeps it on its disk.
    #[must_use]
    pub fn not_stored(mut self) -> Self {
        self.headers
            .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        self
    }
}

/// A page on its way to [`super::present`], which renders it. Response extensions must be `Clone` and `Sync`.
#[derive(Clone)]
pub(super) struct Unrendered(Arc<Mutex<Option<Page>>>);

impl Unrendered {
    pub(super) fn take(&self) -> Option<Page> {
        self.0.lock().ok()?.take()
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let (status, headers) = (self.status, self.headers.clone());
        let mut response = (status, headers).into_response();
        response
            .extensions_mut()
            .insert(Unrendered(Arc::new(Mutex::new(Some(self)))));
        response
    }
}

/// "Done, now look here": the answer to a form that was taken (303, so that a reload does not send it again).
pub struct SeeOther {
    path: String,
    headers: HeaderMap,
}

/// Sends the browser to a page of ours.
pub fn see_other(path: impl Into<String>) -> SeeOther {
    SeeOther {
        path: path.into(),
        headers: HeaderMap::new(),
    }
}

impl SeeOther {
    #[must_use]
    pub fn with_cookie(mut self, cookie: &SetCookie) -> Self {
        cookie.add_to(&mut self.headers);
        self
    }
}

impl IntoResponse for SeeOther {
    fn into_response(mut self) -> Response {
        match HeaderValue::from_str(&self.path) {
            Ok(location) => {
                self.headers.insert(header::LOCATION, location);
                (StatusCode::SEE_OTHER, self.headers).into_response()
            }
            Err(_) => PageError::Malformed.into_response(),
        }
    }
}
