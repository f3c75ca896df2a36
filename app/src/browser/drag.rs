//! Dragging over a grid of rows: with the mouse at once, with a finger after a long press, so that the page still scrolls.

#[cfg(feature = "hydrate")]
use std::{cell::RefCell, rc::Rc, time::Duration};

#[cfg(feature = "hydrate")]
use leptos::{
    ev::{contextmenu, keydown, pointercancel, pointermove, pointerup},
    prelude::{StoredValue, document, on_cleanup, set_timeout, window, window_event_listener},
    wasm_bindgen::{JsCast, closure::Closure},
    web_sys::{AddEventListenerOptions, Element, Event, PointerEvent},
};

/// What is dragged, and over which row of the grid it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drag {
    /// `data-drag` of what was grabbed; empty for the ground.
    pub what: String,
    /// Where it was grabbed, from 0.
    pub first: u16,
    /// Where the pointer is.
    pub row: u16,
    /// `data-column` of the column that it is in, of a grid that has some.
    pub column: String,
}

/// How far a mouse moves before a press is a drag, and a finger before it is a scroll, in pixels.
#[cfg(feature = "hydrate")]
const SLACK: i32 = 7;
/// How long a finger rests before it drags.
#[cfg(feature = "hydrate")]
const LONG_PRESS: Duration = Duration::from_millis(450);
/// How near the edge of the window scrolls it, and how far at a time.
#[cfg(feature = "hydrate")]
const EDGE: i32 = 72;
#[cfg(feature = "hydrate")]
const SCROLL: f64 = 14.0;

#[cfg(feature = "hydrate")]
#[derive(Default)]
struct Press {
    pointer: i32,
    at: (i32, i32),
    what: String,
    first: u16,
    is_touch: bool,
    is_active: bool,
    /// Tells this press from a later one when its long wait is over.
    number: u32,
}

#[cfg(feature = "hydrate")]
struct Grid {
    id: &'static str,
    press: RefCell<Option<Press>>,
    presses: RefCell<u32>,
    moved: Box<dyn Fn(&Drag)>,
    ended: Box<dyn Fn(Option<Drag>)>,
    last: RefCell<Option<Drag>>,
}

/// Calls `moved` while something is dragged over the grid with this id, and `ended` when it is dropped (`None` when it is
/// given up). Things to drag have `data-drag`; on `data-no-drag` nothing begins. A grid that is wider than the window stands in
/// something that scrolls, with `data-scrolls`.
#[cfg(feature = "hydrate")]
pub fn on_drag(id: &'static str, moved: impl Fn(&Drag) + 'static, ended: impl Fn(Option<Drag>) + 'static) {
    let grid = Rc::new(Grid {
        id,
        press: RefCell::default(),
        presses: RefCell::default(),
        moved: Box::new(moved),
        ended: Box::new(ended),
        last: RefCell::default(),
    });
    let Some(element) = document().get_element_by_id(id) else {
        return;
    };
    let on_element = |name: &str, then: fn(&Rc<Grid>, &Event)| {
        let grid = Rc::clone(&grid);
        let listener = Closure::<dyn FnMut(Event)>::new(move |event: Event| then(&grid, &event));
        let options = AddEventListenerOptions::new();
        // A passive listener could not keep the page from scrolling under a drag.
        options.set_passive(false);
        let _ = element.add_event_listener_with_callback_and_add_event_listener_options(
            name,
            listener.as_ref().unchecked_ref(),
            &options,
        );
        // Dropped with the island.
        StoredValue::new_local(listener);
    };
    on_element("pointerdown", |grid, event| {
        if let Some(event) = event.dyn_ref() {
            grid.down(event);
        }
    });
    on_element("touchmove", |grid, event| {
        if grid.is_active() {
            event.prevent_default();
        }
    });
    on_element("dragstart", |_, event| event.prevent_default());

    let (one, two, three, four, five) = (
        Rc::clone(&grid),
        Rc::clone(&grid),
        Rc::clone(&grid),
        Rc::clone(&grid),
        grid,
    );
    let listeners = [
        window_event_listener(pointermove, move |event| one.moves(&event)),
        window_event_listener(pointerup, move |event| two.up(event.pointer_id(), true)),
        window_event_listener(pointercancel, move |event| three.up(event.pointer_id(), false)),
        window_event_listener(keydown, move |event| {
            if event.key() == "Escape" {
                four.give_up();
            }
        }),
        window_event_listener(contextmenu, move |event| {
            if five.is_active() {
                event.prevent_default();
            }
        }),
    ];
    on_cleanup(move || listeners.into_iter().for_each(|listener| listener.remove()));
}

#[cfg(feature = "hydrate")]
impl Grid {
    fn is_active(&self) -> bool {
        self.press.borrow().as_ref().is_some_and(|press| press.is_active)
    }

    fn down(self: &Rc<Self>, event: &PointerEvent) {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let Some(target) = target.filter(|_| event.button() == 0 && event.is_primary()) else {
            return;
        };
        if matches!(target.closest("[data-no-drag]"), Ok(Some(_))) {
            return;
        }
        let dragged = target.closest("[data-drag]").ok().flatten();
        let Some(first) = row_at(self.id, event.client_y()) else {
            return;
        };
        *self.presses.borrow_mut() += 1;
        let number = *self.presses.borrow();
        let is_touch = event.pointer_type() == "touch";
        *self.press.borrow_mut() = Some(Press {
            pointer: event.pointer_id(),
            at: (event.client_x(), event.client_y()),
            what: dragged
                .and_then(|element| element.get_attribute("data-drag"))
                .unwrap_or_default(),
            first,
            is_touch,
            is_active: false,
            number,
        });
        if is_touch {
            let grid = Rc::clone(self);
            set_timeout(move || grid.rested(number), LONG_PRESS);
        }
    }

    /// A finger has stayed where it is.
    fn rested(&self, number: u32) {
        let (row, x) = match self.press.borrow_mut().as_mut() {
            Some(press) if press.number == number => {
                press.is_active = true;
                (press.first, press.at.0)
            }
            _ => return,
        };
        self.tell(row, x);
    }

    fn moves(&self, event: &PointerEvent) {
        let far = |press: &Press| {
            (event.client_x() - press.at.0).abs() > SLACK || (event.client_y() - press.at.1).abs() > SLACK
        };
        let mut press = self.press.borrow_mut();
        match press.as_mut() {
            Some(press) if press.pointer != event.pointer_id() => return,
            Some(press) if press.is_active => {}
            Some(press) if press.is_touch => {
                if far(press) {
                    press.number = 0;
                }
                return;
            }
            Some(press) if far(press) => press.is_active = true,
            _ => return,
        }
        drop(press);
        let (x, y) = (event.client_x(), event.client_y());
        if let Some(row) = row_at(self.id, y) {
            self.tell(row, x);
        }
        self.scroll_at_edges(f64::from(x), f64::from(y));
    }

    /// Scrolls what the pointer is at the edge of.
    fn scroll_at_edges(&self, x: f64, y: f64) {
        let edge = f64::from(EDGE);
        let by = |at: f64, from: f64, to: f64| match () {
            () if at < from + edge => -SCROLL,
            () if at > to - edge => SCROLL,
            () => 0.0,
        };
        let height = window().inner_height().ok().and_then(|height| height.as_f64());
        window().scroll_by_with_x_and_y(0.0, by(y, 64.0, height.unwrap_or(f64::MAX)));
        let grid = document().get_element_by_id(self.id);
        if let Some(scroller) = grid.and_then(|grid| grid.closest("[data-scrolls]").ok().flatten()) {
            let place = scroller.get_bounding_client_rect();
            let across = by(x, place.left(), place.right());
            scroller.scroll_by_with_x_and_y(across, by(y, place.top(), place.bottom()));
        }
    }

    fn tell(&self, row: u16, x: i32) {
        let drag = self.press.borrow().as_ref().map(|press| Drag {
            what: press.what.clone(),
            first: press.first,
            row,
            column: column_at(self.id, x).unwrap_or_default(),
        });
        if let Some(drag) = drag {
            *self.last.borrow_mut() = Some(drag.clone());
            (self.moved)(&drag);
        }
    }

    fn up(&self, pointer: i32, is_dropped: bool) {
        let is_this = self
            .press
            .borrow()
            .as_ref()
            .is_some_and(|press| press.pointer == pointer);
        if !is_this {
            return;
        }
        let press = self.press.borrow_mut().take();
        let last = self.last.borrow_mut().take();
        if press.is_some_and(|press| press.is_active) {
            swallow_click();
            (self.ended)(last.filter(|_| is_dropped));
        }
    }

    fn give_up(&self) {
        if self.is_active() {
            *self.press.borrow_mut() = None;
            *self.last.borrow_mut() = None;
            swallow_click();
            (self.ended)(None);
        }
    }
}

/// The click that a browser makes of the end of a drag follows no link.
#[cfg(feature = "hydrate")]
fn swallow_click() {
    let swallow = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
        event.prevent_default();
        event.stop_propagation();
    });
    let target = window();
    let _ = target.add_event_listener_with_callback_and_bool("click", swallow.as_ref().unchecked_ref(), true);
    set_timeout(
        move || {
            let _ =
                target.remove_event_listener_with_callback_and_bool("click", swallow.as_ref().unchecked_ref(), true);
        },
        Duration::from_millis(50),
    );
}

/// The row of the grid at a height of the window; rows differ in height, so each is measured.
#[cfg(feature = "hydrate")]
fn row_at(id: &str, y: i32) -> Option<u16> {
    let grid = document().get_element_by_id(id)?;
    let style = window().get_computed_style(&grid).ok()??;
    let pixels = |text: &str| text.trim_end_matches("px").parse::<f64>().ok();
    let padding = pixels(&style.get_property_value("padding-top").ok()?).unwrap_or(0.0);
    let rows = style.get_property_value("grid-template-rows").ok()?;
    let mut left = f64::from(y) - grid.get_bounding_client_rect().top() - padding;
    let mut row = 0;
    for height in rows.split_whitespace().filter_map(pixels) {
        if left < height {
            return Some(row);
        }
        left -= height;
        row += 1;
    }
    // On a phone it may be a list, which has no rows.
    (row > 0).then_some(row)
}

/// The column of the grid at a place across the window.
#[cfg(feature = "hydrate")]
fn column_at(id: &str, x: i32) -> Option<String> {
    let columns = document()
        .get_element_by_id(id)?
        .query_selector_all("[data-column]")
        .ok()?;
    (0..columns.length()).find_map(|number| {
        let column: Element = columns.get(number)?.dyn_into().ok()?;
        let place = column.get_bounding_client_rect();
        let is_in = (place.left()..place.right()).contains(&f64::from(x));
        column.get_attribute("data-column").filter(|_| is_in)
    })
}

#[cfg(not(feature = "hydrate"))]
pub fn on_drag(_id: &'static str, _moved: impl Fn(&Drag) + 'static, _ended: impl Fn(Option<Drag>) + 'static) {}
