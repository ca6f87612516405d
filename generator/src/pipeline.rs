//! The whole way from bytes to files.

use std::fmt;

use crate::choices::Choices;
use crate::diagnostics::{Diagnostics, Severity};
use crate::ir::{Analyzed, Described, Ir, Kind};
use crate::names::{Change, Lock};
use crate::overlay::{self, StalePolicy};
use crate::render::FileSet;
use crate::resolve::{DanglingRefs, resolve};
use crate::{analyze, document, emit, lower, names, render};

/// A file that was read: its name, for messages, and its bytes.
#[derive(Debug, Clone)]
pub struct Source {
    /// Name, as a person would find it.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// What a run starts from.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// The description.
    pub description: Option<Source>,
    /// Overlays, in the order in which they are applied.
    pub overlays: Vec<Source>,
    /// A maintainer's choices.
    pub choices: Option<Source>,
    /// The lock of names.
    pub lock: Option<Source>,
    /// Templates by their path below the folder of templates.
    pub templates: FileSet,
    /// What to do with references that lead nowhere.
    pub dangling: DanglingRefs,
    /// Whether repairs of the description and stale overlay actions are errors: they are for one that is kept with its
    /// corrections.
    pub strict: bool,
}

/// Codes of warnings that say that the description had to be repaired, or that a choice is out of date.
const REPAIRS: [&str; 8] = [
    "missing-operation-id",
    "misplaced-path-parameter",
    "stray-path-parameter",
    "array-without-items",
    "required-without-property",
    "no-success",
    "stale-rename",
    "stale-choice",
];

/// What a run made.
#[derive(Debug, Clone)]
pub struct Output {
    /// The files of the crate.
    pub files: FileSet,
    /// The names it has.
    pub lock: Lock,
    /// What changed against the lock that was given.
    pub changes: Vec<Change>,
    /// Warnings.
    pub diagnostics: Diagnostics,
    /// How much was read and made.
    pub report: Report,
    /// The representation that the files were made from.
    pub ir: Ir<Analyzed>,
    /// The description as it was read, corrections applied.
    pub document: document::Document,
    /// Name of the crate.
    pub crate_name: String,
    /// The choices that were made.
    pub choices: Choices,
}

/// How much a run read and made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Report {
    /// What the description declares.
    pub described: Described,
    /// Operations that were emitted.
    pub operations: usize,
    /// Schemas emitted as a type of their own.
    pub emitted: usize,
    /// Schemas emitted as another name for a type.
    pub aliased: usize,
    /// Schemas that a type of the runtime stands in for.
    pub replaced: usize,
    /// Types for schemas that stand inside others.
    pub inline: usize,
    /// Files.
    pub files: usize,
}

impl Report {
    fn of(ir: &Ir<Analyzed>, files: usize) -> Self {
        let (components, inline): (Vec<_>, Vec<_>) =
            ir.api.types.iter().partition(|ty| ty.id.0 < ir.api.described.schemas);
        let aliased = components.iter().filter(|ty| matches!(ty.kind, Kind::Alias(_))).count();
        let replaced = components.iter().filter(|ty| matches!(ty.kind, Kind::Replaced(_))).count();
        Self {
            described: ir.api.described,
            operations: ir.api.operations.len(),
            emitted: components.len() - aliased - replaced,
            aliased,
            replaced,
            inline: inline.len(),
            files,
        }
    }

    /// Whether everything that is described was emitted.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.operations == self.described.operations && self.schemas() == self.described.schemas
    }

    /// Schemas that came out as anything.
    #[must_use]
    pub fn schemas(&self) -> usize {
        self.emitted + self.aliased + self.replaced
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "operations {}/{}, schemas {}/{} ({} types, {} aliases, {} replaced), {} inline types, {} files",
            self.operations,
            self.described.operations,
            self.schemas(),
            self.described.schemas,
            self.emitted,
            self.aliased,
            self.replaced,
            self.inline,
            self.files
        )
    }
}

/// Runs the pipeline. `phase` is told the name of each step as it begins.
///
/// # Errors
/// All findings of the run, where one of them is an error.
pub fn generate(input: &Input, phase: &mut dyn FnMut(&'static str)) -> Result<Output, Diagnostics> {
    let mut found = Diagnostics::default();
    phase("read");
    let choices = read_choices(input)?;
    let locked = read_lock(input)?;
    let document = read_document(input, &mut found)?;
    phase("resolve");
    let (resolved, notes) = resolve(document, input.dangling).map_err(|errors| joined(&found, errors))?;
    found.extend(notes);
    phase("lower");
    let (ir, notes) = lower::lower(&resolved, &choices);
    found.extend(notes);
    phase("name");
    let (ir, notes) = names::name(ir, &choices);
    found.extend(notes);
    checked(input, &mut found)?;
    let lock = Lock::of(&ir);
    phase("analyze");
    let ir = analyze::analyze(ir);
    phase("emit");
    let crate_name = choices.crate_name(&ir.api.title);
    let items = emit::emit(&ir, &crate_name);
    phase("render");
    let files = render::render(&ir, items, &input.templates, &choices).map_err(|errors| joined(&found, errors))?;
    let report = Report::of(&ir, files.len());
    if !report.is_complete() {
        found.error("incomplete", "", None, format!("not everything that is described was emitted: {report}"));
        return Err(found);
    }
    let changes = locked.map(|locked| locked.changes(&lock)).unwrap_or_default();
    let document = resolved.document;
    Ok(Output { files, lock, changes, diagnostics: found, report, ir, document, crate_name, choices })
}

fn joined(found: &Diagnostics, errors: Diagnostics) -> Diagnostics {
    let mut all = found.clone();
    all.extend(errors);
    all
}

fn checked(input: &Input, found: &mut Diagnostics) -> Result<(), Diagnostics> {
    if input.strict {
        found.escalate(|d| d.severity == Severity::Warning && REPAIRS.contains(&d.code));
    }
    if found.has_errors() { Err(found.clone()) } else { Ok(()) }
}

fn read_document(input: &Input, found: &mut Diagnostics) -> Result<document::Document, Diagnostics> {
    let Some(source) = &input.description else {
        found.error("empty", "", None, "there is no description to read");
        return Err(found.clone());
    };
    let mut document = document::parse(&source.name, &source.bytes)?;
    let policy = if input.strict { StalePolicy::Refuse } else { StalePolicy::Warn };
    let faults = document::check(&document);
    if faults.has_errors() {
        return Err(faults);
    }
    found.extend(faults);
    for source in &input.overlays {
        let overlay = document::parse(&source.name, &source.bytes)?;
        found.extend(overlay::apply(&mut document, &overlay, policy));
    }
    if found.has_errors() { Err(found.clone()) } else { Ok(document) }
}

fn read_choices(input: &Input) -> Result<Choices, Diagnostics> {
    let Some(source) = &input.choices else { return Ok(Choices::default()) };
    let text = String::from_utf8_lossy(&source.bytes);
    Choices::parse(&text).map_err(|message| fault("bad-choices", &source.name, &message))
}

fn read_lock(input: &Input) -> Result<Option<Lock>, Diagnostics> {
    let Some(source) = &input.lock else { return Ok(None) };
    let text = String::from_utf8_lossy(&source.bytes);
    Lock::parse(&text).map(Some).map_err(|message| fault("bad-lock", &source.name, &message))
}

fn fault(code: &'static str, file: &str, message: &str) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    diagnostics.error(code, "", None, format!("{file}: {message}"));
    diagnostics
}
