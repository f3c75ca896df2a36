use domain::schedule::{AwayText, HoursText};
use leptos::prelude::*;

/// The fields of a form that has any number of them, in the order they were sent.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields(Vec<(String, String)>);

/// The most windows that are read of one day.
const MOST_ROWS: usize = 24;

impl Fields {
    pub const fn new(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// Of the first field of this name; empty where there is none.
    pub fn get(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }

    /// Whether the button of this name was pressed.
    pub fn has(&self, name: &str) -> bool {
        !self.get(name).is_empty()
    }

    /// What is named `prefix` and something, with the something.
    pub fn starting<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.0
            .iter()
            .filter_map(move |(name, value)| Some((name.strip_prefix(prefix)?, value.as_str())))
    }

    /// The windows that fields of a prefix give: `PREFIX-ROW-from` and `PREFIX-ROW-to`, in the order of the rows; their
    /// numbers beside them.
    pub fn windows(&self, prefix: &str) -> Vec<(usize, HoursText)> {
        let mut rows: Vec<(usize, HoursText)> = Vec::new();
        for (rest, value) in self.starting(prefix) {
            let Some((row, place)) = rest.trim_start_matches('-').split_once('-') else {
                continue;
            };
            let Ok(row) = row.parse::<usize>() else { continue };
            let index = rows.iter().position(|(known, _)| *known == row).unwrap_or_else(|| {
                rows.push((row, HoursText::default()));
                rows.len() - 1
            });
            let Some((_, text)) = rows.get_mut(index) else { continue };
            let value: String = value.chars().take(8).collect();
            match place {
                "from" => text.from = value,
                "to" => text.to = value,
                _ => {}
            }
        }
        rows.sort_by_key(|(row, _)| *row);
        rows.truncate(MOST_ROWS);
        rows
    }

    pub fn away(&self) -> AwayText {
        let text = |name| self.get(name).to_owned();
        AwayText {
            first: text("first_day"),
            last: text("last_day"),
            from: text("from_time"),
            to: text("to_time"),
        }
    }

    /// The entries as they are, to be sent again from a page that shows none of them; without the buttons and without what
    /// that page asks itself.
    pub fn hidden(&self) -> AnyView {
        const OWN: [&str; 7] = ["save", "all", "back", "add", "remove", "copy", "cancel_reason"];
        let kept = self
            .0
            .iter()
            .filter(|(name, _)| !OWN.contains(&name.as_str()) && name != "preview" && !name.starts_with("visit-"));
        let inputs = kept.map(|(name, value)| {
            view! { <input type="hidden" name=name.clone() value=value.clone()/> }
        });
        inputs.collect_view().into_any()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_read_by_day_and_row() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let fields = Fields::new(vec![
            pair("w0-3-to", "12:00"),
            pair("w0-3-from", "09:00"),
            pair("w0-1-from", "13:00"),
            pair("w1-0-from", "08:00"),
            pair("w0-x-from", "1"),
            pair("w0-9", "1"),
        ]);
        let text = |from: &str, to: &str| HoursText {
            from: from.into(),
            to: to.into(),
        };
        assert_eq!(
            fields.windows("w0-"),
            [(1, text("13:00", "")), (3, text("09:00", "12:00"))]
        );
        assert!(fields.windows("w2-").is_empty());
    }
}
