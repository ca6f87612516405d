//! The whole way from bytes to files.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::fmt;

use crate::choices::Choices;
use crate::diagnostics::{Diagnostic, Diagnostics, Place, Severity};
use crate::document::Document;
use crate::ir::{Analyzed, Described, Ir, Kind};
use crate::names::{Change, Lock};
use crate::overlay::{self, StalePolicy};
use crate::render::FileSet;
use crate::resolve::{DanglingRefs, Resolved, resolve};
use crate::texts::Texts;
use crate::{analyze, coverage, document, emit, lower, names, parts, render, texts};

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
    /// Documentation for what the description says nothing about.
    pub texts: Option<Source>,
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
const REPAIRS: [&str; 11] = [
    "missing-operation-id",
    "misplaced-path-parameter",
    "stray-path-parameter",
    "array-without-items",
    "required-without-property",
    "no-success",
    "stale-rename",
    "stale-choice",
    "unmet-need",
    "stale-text",
    "free-form-without-reason",
];

/// Whether a finding says that the description had to be repaired, or that a choice is out of date: an error where a run
/// is strict.
#[must_use]
pub fn is_repair(found: &Diagnostic) -> bool {
    REPAIRS.contains(&found.code)
}

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
    pub document: Document,
    /// Name of the crate.
    pub crate_name: String,
    /// The choices that were made.
    pub choices: Choices,
    /// The texts that fill the gaps of the description's prose.
    pub texts: Texts,
}

/// What a description was understood as.
#[derive(Debug, Clone)]
pub struct Model {
    /// Its representation, ready to be emitted.
    pub ir: Ir<Analyzed>,
    /// The description as it was read, corrections applied.
    pub document: Document,
    /// The names of what is in it.
    pub lock: Lock,
    /// The choices that were made.
    pub choices: Choices,
    /// The texts that fill the gaps of the description's prose.
    pub texts: Texts,
    /// Warnings.
    pub diagnostics: Diagnostics,
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

/// Is told the name of each step as it begins. Emitting, rendering and listing take turns, a file at a time.
pub type Phase<'p> = &'p mut dyn FnMut(&'static str);

/// Runs the pipeline. `phase` is told the name of each step as it begins.
///
/// A fault stops the run where what comes after it could only guess; up to there everything that is wrong is told.
///
/// # Errors
/// All findings of the run, where one of them is an error.
pub fn generate(input: &Input, phase: Phase<'_>) -> Result<Output, Diagnostics> {
    let mut found = Diagnostics::default();
    let output = run(input, phase, &mut found);
    let diagnostics = by_place(&found);
    match output {
        Some(output) if !diagnostics.has_errors() => Ok(Output { diagnostics, ..output }),
        _ => Err(diagnostics),
    }
}

/// Runs the pipeline up to where emission begins, for what asks what a description says and needs no crate.
///
/// # Errors
/// All findings of the run, where one of them is an error.
pub fn model(input: &Input) -> Result<Model, Diagnostics> {
    let mut found = Diagnostics::default();
    let locked = read_lock(input, &mut found);
    let model = understand(input, locked.as_ref(), &mut |_| {}, &mut found);
    let diagnostics = by_place(&found);
    match model {
        Some(model) if !diagnostics.has_errors() => Ok(Model { diagnostics, ..model }),
        _ => Err(diagnostics),
    }
}

/// The way itself; `None` where it ends early, with the reason among the findings.
fn run(input: &Input, phase: Phase<'_>, found: &mut Diagnostics) -> Option<Output> {
    let locked = read_lock(input, found);
    let model = understand(input, locked.as_ref(), phase, found)?;
    let Model { ir, document, lock, choices, texts, diagnostics } = model;
    let crate_name = choices.crate_name(&ir.api.title);
    let items = emit::emit(&ir, &crate_name);
    check_parts(input, &choices, &parts::Offer::of(&ir.api, &items.features), found);
    let files = render::render(&ir, items, &input.templates, &choices, phase);
    let files = files.map_err(|errors| found.extend(errors)).ok()?;
    let report = Report::of(&ir, files.len());
    if !report.is_complete() {
        found.error("incomplete", "", None, format!("not everything that is described was emitted: {report}"));
    }
    let changes = locked.map(|locked| locked.changes(&lock)).unwrap_or_default();
    Some(Output { files, lock, changes, diagnostics, report, ir, document, crate_name, choices, texts })
}

/// From bytes to what they mean.
fn understand(input: &Input, locked: Option<&Lock>, phase: Phase<'_>, found: &mut Diagnostics) -> Option<Model> {
    phase("read");
    let choices = read_choices(input, found);
    let texts = read_texts(input, found);
    let document = read_document(input, found);
    phase("resolve");
    let resolved = resolved(document?, input.dangling, found)?;
    let choices = choices?;
    phase("lower");
    let (ir, notes) = lower::lower(&resolved, &choices);
    add_new(found, &notes);
    phase("name");
    let (mut ir, notes) = names::name(ir, &choices);
    // What a name was chosen for may be missing just because it has a fault.
    if !found.has_errors() {
        found.extend(notes);
        coverage::check_reasons(&ir.api, &choices, found);
        texts::fill(&mut ir.api, &texts, found);
        find_stale(input, found);
    }
    refuse_repairs(input, found);
    if found.has_errors() {
        return None;
    }
    if let Some(locked) = locked {
        locked.keep_arguments(&mut ir);
    }
    let lock = Lock::of(&ir);
    phase("analyze");
    let (ir, document, diagnostics) = (analyze::analyze(ir), resolved.document, Diagnostics::default());
    let lock = lock.with_arguments(&ir);
    Some(Model { ir, document, lock, choices, texts, diagnostics })
}

/// Gives choices and texts that are out of date their places.
fn find_stale(input: &Input, found: &mut Diagnostics) {
    let choices =
        input.choices.as_ref().zip(input.choices.as_ref().and_then(|source| str::from_utf8(&source.bytes).ok()));
    let of_choice = |pointer: &str| {
        let (source, text) = choices?;
        Some(document::place_at(&source.name, &source.bytes, Choices::find(text, pointer)?))
    };
    let texts = OnceCell::new();
    let of_text = |pointer: &str| {
        let read = || document::parse(&input.texts.as_ref()?.name, &input.texts.as_ref()?.bytes).ok();
        texts.get_or_init(read).as_ref()?.key_place(pointer)
    };
    found.find(|d| match d.code {
        "stale-choice" | "stale-rename" => of_choice(&d.pointer),
        "stale-text" => of_text(&d.pointer),
        _ => None,
    });
}

fn refuse_repairs(input: &Input, found: &mut Diagnostics) {
    if input.strict {
        found.escalate(|d| d.severity == Severity::Warning && is_repair(d));
    }
}

/// Reports what is wrong with the choices about parts.
fn check_parts(input: &Input, choices: &Choices, offer: &parts::Offer<'_>, found: &mut Diagnostics) {
    for fault in parts::check(choices, offer, &input.templates) {
        let place = input.choices.as_ref().zip(fault.at);
        let place = place.map(|(source, at)| document::place_at(&source.name, &source.bytes, at));
        let parts::Fault { pointer, severity, code, message, .. } = fault;
        found.push(Diagnostic { severity, code, pointer, place, message, hint: None });
    }
    refuse_repairs(input, found);
}

/// The description with its corrections. A correction that is out of date leaves it as it should be; after any other
/// fault in one it is not looked at further, because what is wrong there may be just what was to be corrected.
fn read_document(input: &Input, found: &mut Diagnostics) -> Option<Document> {
    let Some(source) = &input.description else {
        found.error("empty", "", None, "there is no description to read");
        return None;
    };
    let document = parsed(source, found);
    let overlays: Vec<_> = input.overlays.iter().map(|source| parsed(source, found)).collect();
    let mut document = document?;
    found.extend(document::check(&document));
    let mut is_usable = document::is_of_version(&document);
    let policy = if input.strict { StalePolicy::Refuse } else { StalePolicy::Warn };
    for overlay in overlays {
        let notes = overlay::apply(&mut document, &overlay?, policy);
        is_usable &= notes.iter().all(|note| note.severity < Severity::Error || overlay::is_stale(note));
        found.extend(notes);
    }
    is_usable.then_some(document)
}

fn parsed(source: &Source, found: &mut Diagnostics) -> Option<Document> {
    document::parse(&source.name, &source.bytes).map_err(|faults| found.extend(faults)).ok()
}

/// Whatever is wrong with its references, a description whose typed form can be read goes on.
fn resolved(document: Document, dangling: DanglingRefs, found: &mut Diagnostics) -> Option<Resolved> {
    let (resolved, notes) = match resolve(document, dangling) {
        Ok((resolved, notes)) => (Some(resolved), notes),
        Err(notes) => (None, notes),
    };
    add_new(found, &notes);
    resolved
}

/// Adds what is not told yet: a finding at the place of an earlier error comes from the same cause.
fn add_new(found: &mut Diagnostics, notes: &Diagnostics) {
    let told: BTreeSet<Place> =
        found.iter().filter(|d| d.severity == Severity::Error).filter_map(|d| d.place.clone()).collect();
    for note in notes.iter().filter(|note| note.place.as_ref().is_none_or(|place| !told.contains(place))) {
        found.push(note.clone());
    }
}

/// By file, line and column, each finding once; last what has no place.
fn by_place(found: &Diagnostics) -> Diagnostics {
    let mut list: Vec<&Diagnostic> = found.iter().collect();
    list.sort_by_key(|d| (d.place.is_none(), &d.place));
    let mut told = BTreeSet::new();
    list.retain(|d| told.insert((&d.place, &d.pointer, &d.message)));
    let mut sorted = Diagnostics::default();
    for d in list {
        sorted.push(d.clone());
    }
    sorted
}

/// The choices; `None` where they cannot be read, because without them much would look wrong that is not.
fn read_choices(input: &Input, found: &mut Diagnostics) -> Option<Choices> {
    let Some(source) = &input.choices else { return Some(Choices::default()) };
    let text = text_of(source, "bad-choices", found)?;
    Choices::parse(text).map_err(|(at, message)| fault("bad-choices", source, at, message, found)).ok()
}

/// The texts; none where they cannot be read, which is an error anyway.
fn read_texts(input: &Input, found: &mut Diagnostics) -> Texts {
    let Some(source) = &input.texts else { return Texts::default() };
    let Some(text) = text_of(source, "bad-texts", found) else { return Texts::default() };
    let wrong = |(at, message): (usize, String)| fault("bad-texts", source, at, message, found);
    Texts::parse(text).map_err(wrong).unwrap_or_default()
}

fn read_lock(input: &Input, found: &mut Diagnostics) -> Option<Lock> {
    let source = input.lock.as_ref()?;
    let text = text_of(source, "bad-lock", found)?;
    let wrong = |(at, message)| {
        fault("bad-lock", source, at, message, found);
        found.hint("after a merge, keep the lines of one side and regenerate: it adds what is new");
    };
    Lock::parse(text).map_err(wrong).ok()
}

fn text_of<'s>(source: &'s Source, code: &'static str, found: &mut Diagnostics) -> Option<&'s str> {
    let wrong = |error: std::str::Utf8Error| {
        fault(code, source, error.valid_up_to(), "the file is not UTF-8 from here on", found);
        found.hint("save the file as UTF-8");
    };
    std::str::from_utf8(&source.bytes).map_err(wrong).ok()
}

fn fault(code: &'static str, source: &Source, at: usize, message: impl Into<String>, found: &mut Diagnostics) {
    found.error(code, "", Some(document::place_at(&source.name, &source.bytes, at)), message);
}
