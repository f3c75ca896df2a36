use domain::{
    booking::SlotDay,
    schedule::{HoursText, clock_label, minutes_label, parse_windows, window_minutes},
    slots::Window,
};
use leptos::{prelude::*, task::spawn_local};

use super::{WeekForm, api::preview_week};

/// One window as it is being edited.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    /// Of its fields' names; never used twice.
    pub key: usize,
    pub from: RwSignal<String>,
    pub to: RwSignal<String>,
}

impl Line {
    fn new(key: usize, text: HoursText) -> Self {
        Self {
            key,
            from: RwSignal::new(text.from),
            to: RwSignal::new(text.to),
        }
    }

    pub fn text(self) -> HoursText {
        HoursText {
            from: self.from.get(),
            to: self.to.get(),
        }
    }

    /// As it is drawn, while it is one.
    pub fn window(self) -> Option<Window> {
        let parsed = parse_windows(&[self.text()]).ok()?;
        parsed.first().copied()
    }

    pub fn set(self, from: u16, to: u16) {
        self.from.set(clock_label(from));
        self.to.set(clock_label(to));
    }
}

/// The week as it is being edited, and the free times that it would give.
#[derive(Clone, Copy)]
pub(super) struct Editor {
    pub form: StoredValue<WeekForm>,
    pub days: StoredValue<Vec<RwSignal<Vec<Line>>>>,
    pub service: RwSignal<String>,
    pub from: RwSignal<String>,
    pub preview: RwSignal<Option<Vec<SlotDay>>>,
    /// For screen readers.
    pub said: RwSignal<String>,
    next_key: StoredValue<usize>,
    asked: StoredValue<u32>,
}

impl Editor {
    pub fn new(form: WeekForm) -> Self {
        let next_key = form.days.iter().map(Vec::len).max().unwrap_or(0);
        let lines = |rows: &Vec<HoursText>| {
            let lines = rows.iter().cloned().enumerate();
            RwSignal::new(lines.map(|(key, text)| Line::new(key, text)).collect())
        };
        let service = form.service.map(|service| service.to_string()).unwrap_or_default();
        Self {
            days: StoredValue::new(form.days.iter().map(lines).collect()),
            service: RwSignal::new(service),
            from: RwSignal::new(form.from.clone()),
            preview: RwSignal::new(form.preview.clone()),
            said: RwSignal::new(String::new()),
            form: StoredValue::new(form),
            next_key: StoredValue::new(next_key),
            asked: StoredValue::new(0),
        }
    }

    pub fn lines(self, day: usize) -> Vec<Line> {
        let lines = self.days.with_value(|days| days.get(day).copied());
        lines.map(|lines| lines.get()).unwrap_or_default()
    }

    pub fn add(self, day: usize, text: HoursText) -> Line {
        let key = self.next_key.get_value();
        self.next_key.set_value(key + 1);
        let line = Line::new(key, text);
        if let Some(lines) = self.days.with_value(|days| days.get(day).copied()) {
            lines.update(|lines| lines.push(line));
        }
        line
    }

    pub fn remove(self, day: usize, key: usize) {
        if let Some(lines) = self.days.with_value(|days| days.get(day).copied()) {
            lines.update(|lines| lines.retain(|line| line.key != key));
        }
        self.ask();
    }

    /// Monday's hours for the days until Friday.
    pub fn copy_monday(self) {
        let monday: Vec<HoursText> = self.lines(0).into_iter().map(Line::text).collect();
        for day in 1..5 {
            if let Some(lines) = self.days.with_value(|days| days.get(day).copied()) {
                lines.set(Vec::new());
            }
            for text in monday.iter().cloned() {
                self.add(day, text);
            }
        }
        self.said
            .set("Monday's hours are copied to Tuesday, Wednesday, Thursday and Friday.".to_owned());
        self.ask();
    }

    fn texts(self) -> Vec<Vec<HoursText>> {
        let texts = |day| self.lines(day).into_iter().map(Line::text).collect();
        (0..7).map(texts).collect()
    }

    /// "8 h", "Closed", or that the times must be looked at.
    pub fn total(self, day: usize) -> String {
        let texts: Vec<HoursText> = self.lines(day).into_iter().map(Line::text).collect();
        match parse_windows(&texts) {
            Ok(windows) => minutes_label(windows.iter().map(|&window| u32::from(window_minutes(window))).sum()),
            Err(faults) => faults.first().map(|fault| fault.text()).unwrap_or_default(),
        }
    }

    /// Asks what free times these hours give, once they are hours.
    pub fn ask(self) {
        let days = untrack(|| self.texts());
        let Ok(service) = self.service.get_untracked().parse() else {
            return;
        };
        if days.iter().any(|rows| parse_windows(rows).is_err()) {
            return;
        }
        let number = self.asked.get_value() + 1;
        self.asked.set_value(number);
        let (schedule, from) = (self.form.with_value(|form| form.schedule), self.from.get_untracked());
        spawn_local(async move {
            let answer = preview_week(schedule, service, from, days).await;
            // Only the latest question counts.
            if let (Ok(days), true) = (answer, self.asked.try_get_value() == Some(number)) {
                self.preview.set(Some(days));
            }
        });
    }
}
