//! Reads the log that PostgreSQL writes with `log_statement = 'all'`.

/// A statement that was run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Of the connection.
    pub process: u32,
    pub sql: String,
    /// As text; `None` for NULL.
    pub values: Vec<Option<String>>,
}

/// The statements in the order in which they were begun, whichever connection ran them.
pub fn parse(log: &str) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for (process, text) in records(log) {
        let statement = text.strip_prefix("LOG:  statement: ").or_else(|| {
            let rest = text.strip_prefix("LOG:  execute ")?;
            Some(rest.split_once(": ")?.1)
        });
        if let Some(sql) = statement {
            let (sql, values) = (sql.replace("\n\t", "\n"), Vec::new());
            entries.push(Entry { process, sql, values });
        } else if let Some((_, values)) = text.strip_prefix("DETAIL:  ").and_then(|text| text.split_once(": "))
            && let Some(last) = entries.iter_mut().rfind(|entry| entry.process == process)
        {
            last.values = parse_values(&values.replace("\n\t", "\n"));
        }
    }
    entries
}

/// Of `2026-11-29 18:00:00.123 UTC [42] LOG:  …`: the process and the text from its level on, over all its lines.
fn records(log: &str) -> impl Iterator<Item = (u32, &str)> {
    let mut rest = log;
    let records = std::iter::from_fn(move || {
        let mut ends = rest.match_indices('\n').map(|(at, _)| at + 1);
        let end = ends.find(|at| !rest[*at..].starts_with('\t')).unwrap_or(rest.len());
        let (record, after) = rest.split_at(end);
        rest = after;
        (!record.is_empty()).then(|| record.trim_end_matches('\n'))
    });
    records.filter_map(|record| {
        let (_, record) = record.split_once('[')?;
        let (process, text) = record.split_once("] ")?;
        Some((process.parse().ok()?, text))
    })
}

/// Of `$1 = 'it''s', $2 = NULL`.
fn parse_values(text: &str) -> Vec<Option<String>> {
    let mut values = Vec::new();
    let mut rest = text;
    while let Some((_, value)) = rest.split_once(" = ") {
        let Some(mut quoted) = value.strip_prefix('\'') else {
            values.push(None);
            rest = value.trim_start_matches("NULL");
            continue;
        };
        let mut text = String::new();
        while let Some((part, after)) = quoted.split_once('\'') {
            text.push_str(part);
            quoted = after;
            match quoted.strip_prefix('\'') {
                Some(after) => {
                    text.push('\'');
                    quoted = after;
                }
                None => break,
            }
        }
        values.push(Some(text));
        rest = quoted;
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_read_with_their_values() {
        let log = "2026-11-29 18:00:00.001 UTC [7] LOG:  statement: BEGIN\n\
                   2026-11-29 18:00:00.002 UTC [7] LOG:  execute sqlx_s_1: SELECT a\n\
                   \tFROM b WHERE c = $1 AND d = $2 AND e = $3\n\
                   2026-11-29 18:00:00.002 UTC [8] LOG:  statement: COMMIT\n\
                   2026-11-29 18:00:00.003 UTC [7] DETAIL:  parameters: $1 = 'it''s = [1], $2', $2 = NULL, $3 = ''\n";
        let value = |text: &str| Some(text.to_owned());
        let entry = |process, sql: &str, values: &[Option<String>]| Entry {
            process,
            sql: sql.to_owned(),
            values: values.to_vec(),
        };
        let expected = [
            entry(7, "BEGIN", &[]),
            entry(
                7,
                "SELECT a\nFROM b WHERE c = $1 AND d = $2 AND e = $3",
                &[value("it's = [1], $2"), None, value("")],
            ),
            entry(8, "COMMIT", &[]),
        ];
        assert_eq!(parse(log), expected);
    }
}
