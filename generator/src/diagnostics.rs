//! What a run has to say about its input: collected, never panicked, each with its place.

use std::fmt;
use std::sync::Arc;

/// Whether a diagnostic stops the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The run goes on; the input was repaired or a choice was made that a person should know.
    Warning,
    /// The run stops after all faults have been collected; nothing is written.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// A place in an input file. Lines and columns count from 1.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Name of the file as the caller gave it.
    pub file: Arc<str>,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// Stable code in kebab case, such as `dangling-ref`.
    pub code: &'static str,
    /// JSON pointer of the node in the document, or of the choice among the choices; empty for the document itself.
    pub pointer: String,
    /// Where that node stands, where it is known.
    pub place: Option<Place>,
    /// What is wrong, one sentence.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        write!(f, "{}[{}]: {}", self.severity, self.code, self.message)?;
        if !self.pointer.is_empty() {
            write!(f, "\n  at {}", self.pointer)?;
        }
        if let Some(hint) = &self.hint {
            write!(f, "\n  hint: {hint}")?;
        }
        Ok(())
    }
}

/// The findings of a run, in the order in which they were made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Adds a finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// Adds an error without a hint.
    pub fn error(&mut self, code: &'static str, pointer: &str, place: Option<Place>, message: impl Into<String>) {
        self.push(Diagnostic {
            severity: Severity::Error,
            code,
            pointer: pointer.to_owned(),
            place,
            message: message.into(),
            hint: None,
        });
    }

    /// Adds a warning without a hint.
    pub fn warn(&mut self, code: &'static str, pointer: &str, place: Option<Place>, message: impl Into<String>) {
        self.push(Diagnostic {
            severity: Severity::Warning,
            code,
            pointer: pointer.to_owned(),
            place,
            message: message.into(),
            hint: None,
        });
    }

    /// Puts a hint on the finding that was added last.
    pub fn hint(&mut self, hint: impl Into<String>) {
        if let Some(last) = self.list.last_mut() {
            last.hint = Some(hint.into());
        }
    }

    /// Whether any finding stops the run.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|d| d.severity == Severity::Error)
    }

    /// All findings.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.list.iter()
    }

    /// Number of findings.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Makes every finding that `pick` accepts an error.
    pub fn escalate(&mut self, pick: impl Fn(&Diagnostic) -> bool) {
        for d in &mut self.list {
            if pick(d) {
                d.severity = Severity::Error;
            }
        }
    }

    /// Gives findings without a place the one that `find` knows.
    pub fn find(&mut self, find: impl Fn(&Diagnostic) -> Option<Place>) {
        for d in self.list.iter_mut().filter(|d| d.place.is_none()) {
            d.place = find(d);
        }
    }

    /// Adds all of `other`.
    pub fn extend(&mut self, other: Self) {
        self.list.extend(other.list);
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for d in &self.list {
            writeln!(f, "{d}")?;
        }
        Ok(())
    }
}
