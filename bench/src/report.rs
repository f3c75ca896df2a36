//! What was found: printed as it comes, and written into a file at the end.

use std::{fmt::Write, time::Duration};

use crate::load::Measured;

const INTRODUCTION: &str = "# Benchmarks

Written by `make bench`: all of it measured in one run, by clients on the same machine as the server and the database. A ratio
says more than a rate, which is the machine's as much as ours.

    make bench                                    # the release, all parts but ten million appointments
    BENCH_GROWTH=full make bench                  # with them
    scripts/bench --only bookings --database sqlite --clients 64    # a part; prints and writes nothing

| | |
|---|---|
";

#[derive(Debug, Default)]
pub struct Report {
    sections: Vec<Section>,
    current: usize,
    bars: Vec<Bar>,
    wrong: Vec<String>,
}

#[derive(Debug)]
struct Section {
    title: String,
    about: Vec<String>,
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// What the issue asks for, and what there is.
#[derive(Debug)]
struct Bar {
    wanted: String,
    found: String,
    is_met: bool,
}

impl Report {
    /// Begins a table, or goes on with it.
    pub fn section(&mut self, title: &str, head: &[&str]) {
        if let Some(known) = self.sections.iter().position(|section| section.title == title) {
            self.current = known;
            return;
        }
        println!("\n{title}");
        self.current = self.sections.len();
        self.sections.push(Section {
            title: title.to_owned(),
            about: Vec::new(),
            head: head.iter().map(|&text| text.to_owned()).collect(),
            rows: Vec::new(),
        });
    }

    /// Says something about the table.
    pub fn note(&mut self, text: impl Into<String>) {
        let text = text.into();
        let Some(section) = self.sections.get_mut(self.current) else {
            return;
        };
        if !section.about.contains(&text) {
            println!("  {text}");
            section.about.push(text);
        }
    }

    /// Adds a row to the table.
    pub fn row<const N: usize>(&mut self, cells: [String; N]) {
        let Some(section) = self.sections.get_mut(self.current) else {
            return;
        };
        let pairs = section.head.iter().zip(&cells).filter(|(_, cell)| !cell.is_empty());
        let line: Vec<_> = pairs
            .map(|(name, cell)| format!("{name} {cell}").trim().to_owned())
            .collect();
        println!("  {}", line.join(" | "));
        section.rows.push(cells.into());
    }

    /// Notes a bar of the issue.
    pub fn bar(&mut self, wanted: impl Into<String>, found: impl Into<String>, is_met: bool) {
        self.bars.push(Bar {
            wanted: wanted.into(),
            found: found.into(),
            is_met,
        });
    }

    /// Notes wrong answers, of which there must be none.
    pub fn wrong(&mut self, what: &str, answers: &[String]) {
        for answer in answers {
            println!("  WRONG: {what}: {answer}");
            self.wrong.push(format!("{what}: {answer}"));
        }
    }

    /// Whether every answer was right.
    pub fn is_right(&self) -> bool {
        self.wrong.is_empty()
    }

    pub fn print_bars(&self) {
        if !self.bars.is_empty() {
            println!("\nBars");
        }
        for Bar { wanted, found, is_met } in &self.bars {
            println!("  {:6}  {wanted}: {found}", if *is_met { "met" } else { "MISSED" });
        }
    }

    /// The whole report, with what there is to say of the machine.
    pub fn markdown(&self, machine: &[(&str, String)]) -> String {
        let mut text = INTRODUCTION.to_owned();
        for (name, value) in machine {
            let _ = writeln!(text, "| {name} | {value} |");
        }
        let _ = writeln!(text, "\n## Bars\n\n| asked for | measured | |\n|---|---|---|");
        for Bar { wanted, found, is_met } in &self.bars {
            let _ = writeln!(
                text,
                "| {wanted} | {found} | {} |",
                if *is_met { "met" } else { "**missed**" }
            );
        }
        if !self.wrong.is_empty() {
            let _ = writeln!(text, "\n## Wrong answers\n");
        }
        for wrong in &self.wrong {
            let _ = writeln!(text, "- {wrong}");
        }
        for section in &self.sections {
            let _ = writeln!(text, "\n## {}\n", section.title);
            for line in &section.about {
                let _ = writeln!(text, "{line}\n");
            }
            let _ = writeln!(
                text,
                "| {} |\n|{}",
                section.head.join(" | "),
                "---|".repeat(section.head.len())
            );
            for row in &section.rows {
                let _ = writeln!(text, "| {} |", row.join(" | "));
            }
        }
        text
    }
}

/// A rate: "1,234" or "12.3".
pub fn rate(per_second: f64) -> String {
    if per_second < 100.0 {
        format!("{per_second:.1}")
    } else {
        grouped(&format!("{per_second:.0}"))
    }
}

/// A number: "1,234".
pub fn number(number: i64) -> String {
    grouped(&number.to_string())
}

fn grouped(digits: &str) -> String {
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// "12.3 ms" or "456 µs"
pub fn time(time: Duration) -> String {
    if time < Duration::from_millis(1) {
        format!("{} µs", time.as_micros())
    } else if time < Duration::from_secs(1) {
        format!("{:.1} ms", time.as_secs_f64() * 1000.0)
    } else {
        format!("{:.2} s", time.as_secs_f64())
    }
}

/// "48 %"
pub fn share(of: f64, whole: f64) -> String {
    format!("{:.0} %", 100.0 * of / whole)
}

impl Measured {
    /// Rate, median, 99th percentile, processor time of the server.
    pub fn cells(&self) -> [String; 4] {
        let cpu = self.cpu.map_or_else(String::new, time);
        [rate(self.per_second), time(self.p50), time(self.p99), cpu]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_easy_to_read() {
        assert_eq!(rate(12.34), "12.3");
        assert_eq!(rate(123.4), "123");
        assert_eq!(rate(1_234_567.0), "1,234,567");
        assert_eq!(time(Duration::from_micros(456)), "456 µs");
        assert_eq!(time(Duration::from_micros(12_340)), "12.3 ms");
        assert_eq!(share(1.0, 3.0), "33 %");
    }
}
