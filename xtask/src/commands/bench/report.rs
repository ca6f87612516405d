//! What a bench found: tables for people, the same as JSON for programs, and the bounds that hold or do not.

use std::path::Path;

use serde_json::{Map, Value as Json, json};

use crate::commands::Answer;
use crate::failure::Failure;
use crate::files;

/// What a figure is a number of.
#[derive(Clone, Copy)]
pub enum Unit {
    /// Seconds that processors worked.
    Seconds,
    /// Bytes.
    Bytes,
    /// Megabytes in a second.
    MegabytesPerSecond,
    /// Anything that is counted.
    Count,
    /// How many times as much as something else.
    Ratio,
}

impl Unit {
    fn name(self) -> &'static str {
        match self {
            Self::Seconds => "s",
            Self::Bytes => "bytes",
            Self::MegabytesPerSecond => "MB/s",
            Self::Count => "count",
            Self::Ratio => "ratio",
        }
    }

    fn show(self, value: f64) -> String {
        match self {
            Self::Seconds => format!("{value:.3} s"),
            Self::Bytes if value < 1e6 => format!("{:.1} kB", value / 1e3),
            Self::Bytes => format!("{:.1} MB", value / 1e6),
            Self::MegabytesPerSecond => format!("{value:.0} MB/s"),
            Self::Count => format!("{value:.0}"),
            Self::Ratio => format!("{value:.2} x"),
        }
    }
}

/// Figures of one kind of several candidates, a row each.
pub struct Table {
    title: String,
    columns: Vec<(String, Unit)>,
    rows: Vec<(String, Vec<Option<f64>>)>,
}

impl Table {
    /// A table that has no rows yet.
    pub fn new(title: impl Into<String>, columns: &[(&str, Unit)]) -> Self {
        let columns = columns.iter().map(|(name, unit)| ((*name).to_owned(), *unit)).collect();
        Self { title: title.into(), columns, rows: Vec::new() }
    }

    /// Adds a candidate; a figure that it does not have is `None`.
    pub fn row(&mut self, name: impl Into<String>, figures: impl IntoIterator<Item = Option<f64>>) {
        self.rows.push((name.into(), figures.into_iter().collect()));
    }

    fn markdown(&self) -> String {
        let head = std::iter::once(String::new()).chain(self.columns.iter().map(|(name, _)| name.clone()));
        let rows = self.rows.iter().map(|(name, figures)| {
            let figures = figures.iter().zip(&self.columns);
            let shown = figures.map(|(figure, (_, unit))| figure.map_or_else(|| "-".to_owned(), |it| unit.show(it)));
            std::iter::once(name.clone()).chain(shown).collect::<Vec<_>>()
        });
        let lines: Vec<Vec<String>> = std::iter::once(head.collect()).chain(rows).collect();
        let widths: Vec<usize> = (0..=self.columns.len())
            .map(|column| lines.iter().map(|line| line.get(column).map_or(0, |cell| cell.chars().count())).max())
            .map(|width| width.unwrap_or_default().max(2))
            .collect();
        let mut printed: Vec<String> = lines.iter().map(|line| aligned(line, &widths)).collect();
        let rule = widths.iter().enumerate().map(|(at, width)| match at {
            0 => format!("|{}", "-".repeat(width + 2)),
            _ => format!("|{}:", "-".repeat(width + 1)),
        });
        printed.insert(1, format!("{}|", rule.collect::<String>()));
        format!("### {}\n\n{}\n", self.title, printed.join("\n"))
    }

    fn json(&self) -> Json {
        let columns = self.columns.iter().map(|(name, unit)| json!({"name": name, "unit": unit.name()}));
        let rows = self.rows.iter().map(|(name, figures)| {
            let figures = self.columns.iter().zip(figures).map(|((name, _), figure)| (name.clone(), json!(figure)));
            json!({"name": name, "figures": figures.collect::<Map<_, _>>()})
        });
        json!({"title": self.title, "columns": columns.collect::<Vec<_>>(), "rows": rows.collect::<Vec<_>>()})
    }
}

/// A line of a table: names to the left, figures to the right.
fn aligned(cells: &[String], widths: &[usize]) -> String {
    let cells = cells.iter().zip(widths).enumerate().map(|(at, (cell, width))| match at {
        0 => format!("| {cell:<width$} "),
        _ => format!("| {cell:>width$} "),
    });
    format!("{}|", cells.collect::<String>())
}

/// A figure and how far it may go.
struct Bound {
    what: String,
    figure: f64,
    limit: f64,
    holds: bool,
}

/// What a bench found.
#[derive(Default)]
pub struct Report {
    tables: Vec<Table>,
    bounds: Vec<Bound>,
    failed: Vec<String>,
    notes: Vec<String>,
}

impl Report {
    /// A report of nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a table, unless nothing is in it.
    pub fn table(&mut self, table: Table) {
        if !table.rows.is_empty() {
            self.tables.push(table);
        }
    }

    /// Adds a remark.
    pub fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }

    /// Demands that a figure be no more than a limit.
    pub fn at_most(&mut self, what: impl Into<String>, figure: f64, limit: f64) {
        self.bounds.push(Bound { what: what.into(), figure, limit, holds: figure <= limit });
    }

    /// Demands that a figure be no less than a limit.
    pub fn at_least(&mut self, what: impl Into<String>, figure: f64, limit: f64) {
        self.bounds.push(Bound { what: what.into(), figure, limit, holds: figure >= limit });
    }

    /// Says what could not be measured although it was wanted.
    pub fn fails(&mut self, what: impl Into<String>) {
        self.failed.push(what.into());
    }

    /// Prints it all, and writes it to a file if one is given. The answer is no if a bound does not hold, or if something
    /// could not be measured.
    pub fn tell(&self, file: Option<&Path>) -> Result<Answer, Failure> {
        for table in &self.tables {
            println!("{}", table.markdown());
        }
        for note in &self.notes {
            println!("{note}");
        }
        for Bound { what, figure, limit, holds } in &self.bounds {
            println!("{} {what}: {figure:.3}, bound {limit:.3}", if *holds { "holds" } else { "FAILS" });
        }
        for what in &self.failed {
            println!("FAILS {what}");
        }
        if let Some(file) = file {
            files::write(file, format!("{:#}\n", self.json()).as_bytes())?;
        }
        let all_hold = self.failed.is_empty() && self.bounds.iter().all(|bound| bound.holds);
        Ok(if all_hold { Answer::Yes } else { Answer::No })
    }

    fn json(&self) -> Json {
        let bounds = self.bounds.iter().map(|Bound { what, figure, limit, holds }| {
            json!({"what": what, "figure": figure, "limit": limit, "holds": holds})
        });
        json!({
            "tables": self.tables.iter().map(Table::json).collect::<Vec<_>>(),
            "bounds": bounds.collect::<Vec<_>>(),
            "failed": self.failed,
            "notes": self.notes,
        })
    }
}

/// The one in the middle; of an even number, the lower one. `None` if there is none.
pub fn median(mut figures: Vec<f64>) -> Option<f64> {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len().saturating_sub(1) / 2).copied()
}
