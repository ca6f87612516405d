//! `refresh`: moves on to a newer description, in one run.

use std::io::{IsTerminal as _, stdout};
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Args;
use openapi_rust_codegen::coverage;
use openapi_rust_codegen::diagnostics::{Diagnostic, Diagnostics, Severity};
use openapi_rust_codegen::diff::{Diff, diff};
use openapi_rust_codegen::overlay;
use openapi_rust_codegen::pipeline::{self, Input, Model, Output, Source as File};

use super::fetch::{download, facts_of, full_hash, sha256};
use super::{Answer, regenerate};
use crate::changelog::{self, Version};
use crate::exchange::{self, Contents};
use crate::failure::{Context as _, Failure};
use crate::files;
use crate::sources::{Source, Sources};
use crate::stale;
use crate::templates;
use crate::tree::{self, Staged};

const CHANGELOG: &str = "CHANGELOG.md";
/// Taking out what is stale can make something else stale, but not for long.
const ROUNDS: usize = 8;

/// Move on to a newer description: fetch it, tell what it changes, and make the crate anew.
///
/// Pin, facts, names, changelog and crate are exchanged at the end, when all of them could be made. Without --from the
/// newest commit upstream is taken. Exits with 1, and writes nothing, where corrections, choices or texts have become useless.
#[derive(Args)]
pub struct Refresh {
    /// The version of the API, by its name in spec/sources.toml; it needs a folder in spec/.
    #[arg(default_value = "preview")]
    api: String,
    /// Read this file instead of downloading.
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// The upstream commit to download and to pin.
    #[arg(long, value_name = "HASH", value_parser = full_hash)]
    commit: Option<String>,
    /// Take corrections, choices and texts that have become useless out of their files.
    #[arg(long)]
    drop_stale: bool,
    /// Write what changes into this file too, as Markdown.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

impl Refresh {
    pub fn run(self, root: &Path) -> Result<Answer, Failure> {
        exchange::recover(root)?;
        let sources = Sources::read(root)?;
        let source = sources.get(&self.api)?;
        let spec = Spec::read(root, source)?;
        let commit = self.commit(source)?;
        let bytes = match &self.from {
            Some(file) => files::read(file)?,
            None => download(&source.url(&commit))?,
        };
        let old = spec.model("the description that is there cannot be read")?;
        let mut new = Spec { description: facts_of(&bytes, source, &commit)?, ..spec };
        let Some(model) = new.settle(self.drop_stale)? else { return Ok(Answer::No) };
        let changes = diff(&old, &model);
        print!("{}", changes.to_text(stdout().is_terminal()));

        let log = Log::of(root, source, &commit, &changes)?;
        let output = new.generate(root, &log)?;
        tell_new(&old.diagnostics, &output.diagnostics);
        output.changes.iter().for_each(|change| println!("{change}"));
        let pins = sources.pinned(source, &commit, &sha256(&bytes));
        write(root, &self.api, Made { bytes, pins, log: &log, spec: &new, output: &output })?;
        if let Some(file) = &self.report {
            files::write(file, changes.to_markdown().as_bytes())?;
        }
        println!("{}", output.report);
        log.tell_version();
        Ok(Answer::Yes)
    }

    /// The commit to pin: the one that is given, or else the newest, or for a file the one that is pinned.
    fn commit(&self, source: &Source) -> Result<String, Failure> {
        match (&self.commit, &self.from) {
            (Some(commit), _) => Ok(commit.clone()),
            (None, None) => newest(source),
            (None, Some(_)) => {
                eprintln!("note: the pinned commit stays; --commit HASH tells which one the file is of");
                Ok(source.commit.get_ref().clone())
            }
        }
    }
}

/// The newest commit upstream.
fn newest(source: &Source) -> Result<String, Failure> {
    let url = format!("https://github.com/{}", source.repository);
    let output = Command::new("git").args(["ls-remote", "--", &url, "HEAD"]).env("GIT_TERMINAL_PROMPT", "0").output();
    let output = output.context(|| "cannot run git".to_owned())?;
    let text = String::from_utf8_lossy(&output.stdout);
    let hash = text.split_whitespace().next().and_then(|hash| full_hash(hash).ok());
    hash.filter(|_| output.status.success()).ok_or_else(|| {
        let told = String::from_utf8_lossy(&output.stderr);
        Failure::new(format!(
            "cannot find the newest commit of {url}: {}\n  without a network, give the file by --from FILE",
            told.trim()
        ))
    })
}

/// What a folder of spec/ holds.
struct Spec {
    /// The path of the folder from the root of the project.
    folder: String,
    description: String,
    corrections: Option<String>,
    choices: Option<String>,
    texts: Option<String>,
    lock: Option<String>,
}

impl Spec {
    fn read(root: &Path, source: &Source) -> Result<Self, Failure> {
        let folder = format!("spec/{}", source.name);
        if !root.join(&folder).is_dir() {
            let message =
                format!("{folder} is missing: `cargo xtask fetch {}` is for versions without it", source.name);
            return Err(Failure::new(message));
        }
        let read = |name: &str| {
            let path = root.join(&folder).join(name);
            let bytes = files::read_optional(&path)?;
            bytes.map(String::from_utf8).transpose().context(|| format!("{} is not UTF-8", path.display()))
        };
        Ok(Self {
            description: read("description.yaml")?.ok_or_else(|| {
                Failure::new(format!("{folder} has no description: `cargo xtask fetch {}` brings it", source.name))
            })?,
            corrections: read("corrections.yaml")?,
            choices: read("generator.toml")?,
            texts: read("docs.yaml")?,
            lock: read("names.lock")?,
            folder,
        })
    }

    /// The input of the pipeline. Nothing is strict: what upstream did is told, and does not stand in the way.
    fn input(&self) -> Input {
        let file = |name: &str, text: &String| File {
            name: format!("{}/{name}", self.folder),
            bytes: text.clone().into_bytes(),
        };
        Input {
            description: Some(file("description.yaml", &self.description)),
            overlays: self.corrections.iter().map(|text| file("corrections.yaml", text)).collect(),
            choices: self.choices.as_ref().map(|text| file("generator.toml", text)),
            texts: self.texts.as_ref().map(|text| file("docs.yaml", text)),
            lock: self.lock.as_ref().map(|text| file("names.lock", text)),
            ..Input::default()
        }
    }

    fn model(&self, otherwise: &str) -> Result<Model, Failure> {
        pipeline::model(&self.input()).map_err(|found| Failure::new(format!("{otherwise}\n{found}")))
    }

    /// Brings corrections and choices in line with the description; `None` where something is stale that may not be dropped.
    fn settle(&mut self, drop_stale: bool) -> Result<Option<Model>, Failure> {
        for _ in 0..ROUNDS {
            let model = self.model("the new description cannot be used")?;
            let stale: Vec<&Diagnostic> = model.diagnostics.iter().filter(|found| stale::is_stale(found)).collect();
            if !stale.is_empty() {
                tell_stale(&stale, drop_stale);
                if !drop_stale {
                    return Ok(None);
                }
                self.drop_stale(&stale)?;
            } else if !self.give_reasons(&model)? {
                return Ok(Some(model));
            }
        }
        Err(Failure::new("corrections and choices go stale again and again: remove them by hand"))
    }

    fn drop_stale(&mut self, stale: &[&Diagnostic]) -> Result<(), Failure> {
        let (actions, others): (Vec<_>, Vec<_>) = stale.iter().copied().partition(|found| overlay::is_stale(found));
        let (texts, choices): (Vec<_>, Vec<_>) = others.into_iter().partition(|found| stale::is_text(found));
        if let Some(text) = self.corrections.as_mut().filter(|_| !actions.is_empty()) {
            *text = stale::without_actions(&format!("{}/corrections.yaml", self.folder), text, &actions)?;
        }
        if let Some(text) = self.texts.as_mut().filter(|_| !texts.is_empty()) {
            *text = stale::without_texts(&format!("{}/docs.yaml", self.folder), text, &texts)?;
        }
        if let Some(text) = self.choices.as_mut().filter(|_| !choices.is_empty()) {
            *text = stale::without_choices(text, &choices)?;
        }
        Ok(())
    }

    /// Gives new places that are any JSON a reason, where the others have one. Tells whether there were any.
    fn give_reasons(&mut self, model: &Model) -> Result<bool, Failure> {
        let known = &model.choices.free_form;
        let places: Vec<_> = coverage::free_form(&model.ir.api, &model.choices)
            .into_iter()
            .filter(|place| !known.is_empty() && !known.contains_key(&place.place))
            .collect();
        for place in &places {
            println!("[free-form] of generator.toml: `{}`: {}; is more known of it?", place.place, place.reason);
        }
        let Some(text) = self.choices.as_mut().filter(|_| !places.is_empty()) else { return Ok(false) };
        *text = stale::with_reasons(text, &places)?;
        Ok(true)
    }

    fn generate(&self, root: &Path, log: &Log) -> Result<Output, Failure> {
        let mut input = self.input();
        input.templates = templates::read(root)?;
        input.templates.insert(CHANGELOG.to_owned(), log.text.clone().into_bytes());
        pipeline::generate(&input, &mut |_| {})
            .map_err(|found| Failure::new(format!("the new description cannot be turned into a crate\n{found}")))
    }
}

/// The changelog with its new entry, and the version that it asks for.
struct Log {
    text: String,
    versions: Option<(Version, Version)>,
}

impl Log {
    fn of(root: &Path, source: &Source, commit: &str, changes: &Diff) -> Result<Self, Failure> {
        let read = |name: &str| {
            let bytes = files::read_optional(&root.join("templates").join(name))?.unwrap_or_default();
            String::from_utf8(bytes).context(|| format!("templates/{name} is not UTF-8"))
        };
        let version = Version::of_manifest(&read("manifest.toml")?);
        let versions = version.map(|now| (now, now.after(changes)));
        let mut text = read(CHANGELOG)?;
        if !changes.changes.is_empty() {
            text = changelog::with_entry(&text, &changelog::entry(&source.title, commit, versions, changes));
        }
        Ok(Self { text, versions })
    }

    fn tell_version(&self) {
        match self.versions {
            Some((now, proposed)) if now == proposed => println!("version: {now} can stay"),
            Some((now, proposed)) => println!("version: {now} -> {proposed} is proposed, in templates/manifest.toml"),
            None => {}
        }
    }
}

fn tell_stale(stale: &[&Diagnostic], dropped: bool) {
    for found in stale {
        if dropped { println!("dropped: {}", found.message) } else { eprintln!("{found}") }
    }
    if !dropped {
        eprintln!("nothing was written: remove these, or let --drop-stale do it");
    }
}

/// What the new description gives rise to that the old one did not.
fn tell_new(old: &Diagnostics, new: &Diagnostics) {
    let known: Vec<(&str, &str)> = old.iter().map(|found| (found.code, found.message.as_str())).collect();
    let is_new = |found: &&Diagnostic| !known.contains(&(found.code, found.message.as_str()));
    let found: Vec<&Diagnostic> = new.iter().filter(is_new).collect();
    for found in &found {
        eprintln!("{found}");
    }
    let is_repair = |found: &&&Diagnostic| found.severity == Severity::Warning && pipeline::is_repair(found);
    let repairs = found.iter().filter(is_repair).count();
    if repairs > 0 {
        eprintln!("{repairs} of these need a correction: until then `cargo xtask regenerate` stops at them");
    }
}

/// All that is to be written.
struct Made<'m> {
    bytes: Vec<u8>,
    pins: String,
    log: &'m Log,
    spec: &'m Spec,
    output: &'m Output,
}

fn write(root: &Path, api: &str, made: Made<'_>) -> Result<(), Failure> {
    let Made { bytes, pins, log, spec, output } = made;
    let crate_folder = root.join(regenerate::GENERATED);
    let difference = tree::compare(&crate_folder, &output.files)?;
    let staged = Staged::new(&crate_folder, &output.files)?;
    let in_spec = |name: &str, text: &str| (format!("{}/{name}", spec.folder), text.as_bytes().to_vec());
    let mut contents: Contents = vec![
        (format!("target/descriptions/{api}.yaml"), bytes),
        in_spec("description.yaml", &spec.description),
        in_spec("names.lock", &output.lock.to_text()),
        ("spec/sources.toml".to_owned(), pins.into_bytes()),
    ];
    contents.extend(spec.corrections.iter().map(|text| in_spec("corrections.yaml", text)));
    contents.extend(spec.texts.iter().map(|text| in_spec("docs.yaml", text)));
    contents.extend(spec.choices.iter().map(|text| in_spec("generator.toml", text)));
    if !log.text.is_empty() {
        contents.push((format!("templates/{CHANGELOG}"), log.text.clone().into_bytes()));
    }
    let mut staged = Some(staged);
    let changed = exchange::exchange(root, &contents, || staged.take().map_or(Ok(()), Staged::exchange));
    if let Some(staged) = staged {
        staged.discard();
    }
    for path in changed? {
        println!("{path}: changed");
    }
    println!("{}: {difference}", regenerate::GENERATED);
    Ok(())
}
