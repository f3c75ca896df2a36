use domain::schedule::{HoursText, clock_label};
use leptos::{
    ev::{KeyboardEvent, PointerEvent},
    prelude::*,
};

use super::{
    WEEKDAYS,
    state::{Editor, Line},
};
use crate::browser;

const GRID: &str = "week-grid";
const MIDNIGHT: u16 = 24 * 60;
/// What times drawn with a pointer are rounded to.
const STEP: u16 = 15;
/// The width of a day in the drawing; its height is one a minute.
const DAY: usize = 100;
/// A handle, in minutes.
const HANDLE: u16 = 44;

/// What a pointer does.
#[derive(Clone, Copy)]
enum Drag {
    /// Draws the end, which may go above where it began.
    Draw {
        line: Line,
        from: u16,
    },
    Start(Line),
    End(Line),
    /// Moves it; grasped so far below its start.
    Whole {
        line: Line,
        below: u16,
    },
}

/// The week as a drawing: windows are drawn, moved and made longer or shorter with a pointer, or with the arrow keys on their
/// ends. The fields below say the same.
pub(super) fn grid(editor: Editor) -> AnyView {
    let drag: StoredValue<Option<Drag>> = StoredValue::new(None);
    let begin = move |event: PointerEvent| {
        let Some((day, minute)) = place(&event) else { return };
        event.prevent_default();
        let from = minute.min(MIDNIGHT - STEP);
        let line = editor.add(day, HoursText::default());
        line.set(from, from + STEP);
        hold(&event, drag, Drag::Draw { line, from });
    };
    let go_on = move |event: PointerEvent| {
        if let (Some(now), Some((_, minute))) = (drag.get_value(), place(&event)) {
            follow(now, minute);
        }
    };
    let end = move |_: PointerEvent| {
        if drag.get_value().is_some() {
            drag.set_value(None);
            editor.ask();
        }
    };
    let heads = WEEKDAYS.map(|name| view! { <span>{&name[..3]}</span> }).collect_view();
    let hours = [6, 12, 18].map(|hour: u16| {
        let y = (hour * 60).to_string();
        view! { <line class="week-grid__hour" x1="0" x2="700" y1=y.clone() y2=y/> }
    });
    let columns = (1..7).map(|day| {
        let x = (day * DAY).to_string();
        view! { <line class="week-grid__day" x1=x.clone() x2=x y1="0" y2="1440"/> }
    });
    let windows = (0..7).map(|day| {
        view! {
            <For each=move || editor.lines(day) key=|line| line.key let(line)>
                {move || drawn(editor, drag, day, line)}
            </For>
        }
    });
    view! {
        <div class="week-grid needs-island">
            <div class="week-grid__heads" aria-hidden="true">{heads}</div>
            <div class="week-grid__hours" aria-hidden="true">
                <span>"00:00"</span><span>"06:00"</span><span>"12:00"</span><span>"18:00"</span><span>"24:00"</span>
            </div>
            <svg
                class="week-grid__plan"
                id=GRID
                role="group"
                aria-label="The week, to draw hours in"
                viewBox="0 0 700 1440"
                preserveAspectRatio="none"
                on:pointermove=go_on
                on:pointerup=end
                on:pointercancel=end
            >
                <rect class="week-grid__ground" x="0" y="0" width="700" height="1440" on:pointerdown=begin></rect>
                {hours.collect_view()}
                {columns.collect_view()}
                {windows.collect_view()}
            </svg>
        </div>
    }
    .into_any()
}

/// A window with its two ends; what lasts over midnight goes on in the next column.
fn drawn(editor: Editor, drag: StoredValue<Option<Drag>>, day: usize, line: Line) -> Option<AnyView> {
    let window = line.window()?;
    let (start, end) = (window.start(), window.end());
    let last = if start < end { end } else { MIDNIGHT };
    let over = (start >= end && end < MIDNIGHT).then(|| {
        view! { <rect class="week-grid__window" x=x((day + 1) % 7) y="0" width="88" height=end.to_string() rx="6"></rect> }
    });
    let grasp = move |event: PointerEvent| {
        let Some((_, minute)) = place(&event) else { return };
        event.prevent_default();
        let below = minute.saturating_sub(start);
        hold(&event, drag, Drag::Whole { line, below });
    };
    let name = WEEKDAYS.get(day).copied().unwrap_or_default();
    Some(
        view! {
            <g>
                <rect class="week-grid__window" x=x(day) y=start.to_string() width="88" height=(last - start).to_string() rx="6" on:pointerdown=grasp></rect>
                {over}
                {handle(editor, drag, day, line, Drag::Start(line), start, format!("{name}, hours begin"))}
                {handle(editor, drag, day, line, Drag::End(line), last, format!("{name}, hours end"))}
            </g>
        }
        .into_any(),
    )
}

fn handle(
    editor: Editor,
    drag: StoredValue<Option<Drag>>,
    day: usize,
    line: Line,
    kind: Drag,
    at: u16,
    label: String,
) -> AnyView {
    let grasp = move |event: PointerEvent| {
        event.prevent_default();
        hold(&event, drag, kind);
    };
    let press = move |event: KeyboardEvent| {
        let to = match event.key().as_str() {
            "ArrowUp" | "ArrowLeft" => at.saturating_sub(STEP),
            "ArrowDown" | "ArrowRight" => at + STEP,
            "PageUp" => at.saturating_sub(60),
            "PageDown" => at + 60,
            "Delete" => {
                event.prevent_default();
                return editor.remove(day, line.key);
            }
            _ => return,
        };
        event.prevent_default();
        follow(kind, to.min(MIDNIGHT));
        editor.ask();
    };
    let y = match kind {
        Drag::Start(_) => at,
        _ => at.saturating_sub(HANDLE),
    };
    view! {
        <rect
            class="week-grid__handle"
            x=x(day)
            y=y.to_string()
            width="88"
            height=HANDLE.to_string()
            rx="6"
            tabindex="0"
            role="slider"
            aria-orientation="vertical"
            aria-label=label
            aria-valuemin="0"
            aria-valuemax="1440"
            aria-valuenow=at.to_string()
            aria-valuetext=clock_label(at)
            on:pointerdown=grasp
            on:keydown=press
        ></rect>
    }
    .into_any()
}

fn x(day: usize) -> String {
    (day * DAY + 6).to_string()
}

fn hold(event: &PointerEvent, drag: StoredValue<Option<Drag>>, what: Drag) {
    event.stop_propagation();
    browser::hold_pointer(event, GRID);
    drag.set_value(Some(what));
}

/// Makes of a window what the pointer says; it is never shorter than a step.
fn follow(drag: Drag, minute: u16) {
    match drag {
        Drag::Draw { line, from } if minute > from => line.set(from, minute),
        Drag::Draw { line, from } => line.set(minute.min(from - from.min(STEP)), from.max(STEP)),
        Drag::Start(line) => {
            let end = untrack(|| line.window()).map_or(MIDNIGHT, |window| window.end());
            let most = if end < STEP { MIDNIGHT } else { end } - STEP;
            line.set(minute.min(most), end);
        }
        Drag::End(line) => {
            let start = untrack(|| line.window()).map_or(0, |window| window.start());
            line.set(start, minute.max(start + STEP).min(MIDNIGHT));
        }
        Drag::Whole { line, below } => {
            let Some(window) = untrack(|| line.window()).filter(|window| window.start() < window.end()) else {
                return;
            };
            let length = window.end() - window.start();
            let start = minute.saturating_sub(below) / STEP * STEP;
            let start = start.min(MIDNIGHT - length);
            line.set(start, start + length);
        }
    }
}

/// The day and the minute, rounded, under a pointer.
fn place(event: &PointerEvent) -> Option<(usize, u16)> {
    let (across, down) = browser::pointer_in(event, GRID)?;
    let steps = (down.clamp(0.0, 1.0) * f64::from(MIDNIGHT / STEP)).round();
    let day = (across.clamp(0.0, 0.999) * 7.0).floor();
    // Both are small and whole.
    Some((day as usize, steps as u16 * STEP))
}
