#[cfg(feature = "hydrate")]
use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
    time::Duration,
};

#[cfg(feature = "hydrate")]
use leptos::{
    prelude::{StoredValue, set_timeout, window},
    wasm_bindgen::{JsCast, closure::Closure},
};
#[cfg(feature = "hydrate")]
use web_sys::{Event, EventSource};

/// How long after a refusal (too many browsers wait) it is tried again. After a lost connection the browser tries by itself.
#[cfg(feature = "hydrate")]
const AFTER_REFUSAL: Duration = Duration::from_secs(30);

/// What somebody was told is another.
#[cfg(feature = "hydrate")]
const TOLD: &str = "told";

/// Calls `look_again` when the server tells at `url` (`/events?doctor=…`) that something changed, and after a time in which
/// it may have told and was not heard. Ends with the island. For lazy islands only: it is more to load.
#[cfg(feature = "hydrate")]
pub fn live(url: &str, look_again: impl Fn() + 'static) {
    let line = Rc::new(Line {
        url: url.to_owned(),
        look_again: Box::new(look_again),
        was_open: Cell::new(false),
        source: RefCell::default(),
    });
    open(&line);
    // Dropped with the island.
    StoredValue::new_local(line);
}

#[cfg(feature = "hydrate")]
struct Line {
    url: String,
    look_again: Box<dyn Fn()>,
    was_open: Cell<bool>,
    source: RefCell<Option<Source>>,
}

#[cfg(feature = "hydrate")]
struct Source {
    source: EventSource,
    /// Called by the browser as long as `source` is open.
    _listeners: [Closure<dyn FnMut()>; 4],
}

#[cfg(feature = "hydrate")]
impl Drop for Source {
    fn drop(&mut self) {
        self.source.close();
    }
}

#[cfg(feature = "hydrate")]
impl Line {
    fn opened(&self) {
        pass_on();
        if self.was_open.replace(true) {
            (self.look_again)();
        }
    }
}

#[cfg(feature = "hydrate")]
fn open(line: &Rc<Line>) {
    let Ok(source) = EventSource::new(&line.url) else {
        return;
    };
    let on = |event: &str, then: fn(&Rc<Line>)| {
        let line = Rc::downgrade(line);
        let listener = Closure::<dyn FnMut()>::new(move || with(&line, then));
        let _ = source.add_event_listener_with_callback(event, listener.as_ref().unchecked_ref());
        listener
    };
    let listeners = [
        on("open", |line| line.opened()),
        on("changed", |line| (line.look_again)()),
        on(TOLD, |_| pass_on()),
        on("error", come_back_if_refused),
    ];
    *line.source.borrow_mut() = Some(Source {
        source,
        _listeners: listeners,
    });
}

/// To the bell, which opens no line of its own on this page.
#[cfg(feature = "hydrate")]
fn pass_on() {
    if let Ok(told) = Event::new(TOLD) {
        let _ = window().dispatch_event(&told);
    }
}

#[cfg(feature = "hydrate")]
fn come_back_if_refused(line: &Rc<Line>) {
    let source = line.source.borrow();
    let is_refused = source
        .as_ref()
        .is_some_and(|open| open.source.ready_state() == EventSource::CLOSED);
    if is_refused {
        let line = Rc::downgrade(line);
        set_timeout(move || with(&line, open), AFTER_REFUSAL);
    }
}

/// Unless the island is gone.
#[cfg(feature = "hydrate")]
fn with(line: &Weak<Line>, then: fn(&Rc<Line>)) {
    if let Some(line) = line.upgrade() {
        then(&line);
    }
}

#[cfg(not(feature = "hydrate"))]
pub fn live(_url: &str, _look_again: impl Fn() + 'static) {}
