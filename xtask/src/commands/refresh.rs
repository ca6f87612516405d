//! `refresh`: moves on to a newer description, in one run.

use std::io::{IsTerminal as _, stdout};
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Args;
use openapi_rust_codegen::diagnostics::{Diagnostic, Diagnostics, Severity};
use openapi_rust_codegen::diff::{Diff, diff};
use openapi_rust_codegen::pipeline::{self, Output};

use super::fetch::{download, facts_of, full_hash, sha256};
use super::{Answer, regenerate};
use crate::changelog::{self, Version};
use crate::exchange::{self, Contents};
use crate::failure::{Context as _, Failure};
use crate::files;
use crate::profile;
use crate::sources::{Source, Sources};
use crate::spec::{Fit, Spec};
use crate::templates;
use crate::tree::{self, Staged};
use crate::trial::{self, Misfit};

const CHANGELOG: &str = "CHANGELOG.md";
/// Where a new crate is made and compiled before it replaces the old one, and where it stays if it is none of the project.
const TRIALS: &str = "target/crates";

/// Move on to a newer description: fetch it, tell what it changes, and make the crate anew.
///
/// Pin, facts, names, changelog and crate are exchanged at the end, when all of them could be made and the crate has been
/// compiled. Without --from the newest commit upstream is taken. Exits with 1, and writes nothing, where corrections, choices
/// or texts have become useless, or parts or examples do not fit any more. generated/ is the crate of preview; that of
/// another version, which needs a folder in spec/, is left in target/crates/.
#[derive(Args)]
pub struct Refresh {
    /// The version of the API, by its name in spec/sources.toml; it needs a folder in spec/.
    #[arg(default_value = profile::OWN)]
    api: String,
    /// Read this file instead of downloading.
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// The upstream commit to download and to pin.
    #[arg(long, value_name = "HASH", value_parser = full_hash)]
    commit: Option<String>,
    /// Take corrections, choices and texts that have become useless out of their files, and leave parts and examples out
    /// that do not fit.
    #[arg(long)]
    drop_stale: bool,
    /// Do not compile the new crate.
    #[arg(long)]
    no_check: bool,
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
        let mut new = spec.with(facts_of(&bytes, source, &commit)?);
        let Some(model) = new.settle(self.drop_stale)? else { return Ok(Answer::No) };
        let changes = diff(&old, &model);
        print!("{}", changes.to_text(stdout().is_terminal()));

        let log = Log::read(root, source, commit, &changes)?;
        let Some(made) = self.make(root, &mut new, log)? else { return Ok(Answer::No) };
        tell_new(&old.diagnostics, &made.output.diagnostics);
        made.output.changes.iter().for_each(|change| println!("{change}"));
        let pins = sources.pinned(source, &made.log.commit, &sha256(&bytes));
        self.write(
            root,
            &new,
            &made,
            vec![
                (format!("target/descriptions/{}.yaml", self.api), bytes),
                ("spec/sources.toml".to_owned(), pins.into_bytes()),
            ],
        )?;
        if let Some(file) = &self.report {
            files::write(file, changes.to_markdown().as_bytes())?;
        }
        println!("{}", made.output.report);
        made.log.tell_version();
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

    /// Makes the crate, and all that belongs to it fit; `None` where something does not and may not be left out.
    fn make<'d>(&self, root: &Path, spec: &mut Spec, mut log: Log<'d>) -> Result<Option<Made<'d>>, Failure> {
        let templates = templates::read(root)?;
        loop {
            let mut templates = templates.clone();
            templates.insert(CHANGELOG.to_owned(), log.text().into_bytes());
            let output = spec.generate(templates)?;
            match spec.without_stale(&output.diagnostics, self.drop_stale)? {
                Fit::Refused => return Ok(None),
                Fit::Mended => continue,
                Fit::Yes => {}
            }
            let folder = root.join(TRIALS).join(&self.api);
            trial::write(root, &folder, &output)?;
            if self.no_check {
                return Ok(Some(Made { output, log }));
            }
            println!("compiling the new crate in {}", files::shown(&folder));
            let misfits = trial::compile(root, &folder, &output)?;
            match spec.without_misfits(&misfits, self.drop_stale)? {
                Fit::Refused => return Ok(None),
                Fit::Mended => log.left_out.extend(misfits),
                Fit::Yes => return Ok(Some(Made { output, log })),
            }
        }
    }

    /// Exchanges all files of the project that are new, the crate last.
    fn write(&self, root: &Path, spec: &Spec, made: &Made<'_>, mut contents: Contents) -> Result<(), Failure> {
        contents.extend(spec.contents());
        contents.push((spec.path("names.lock"), made.output.lock.to_text().into_bytes()));
        contents.extend(made.log.file());
        if self.api != profile::OWN {
            tell_changed(&exchange::exchange(root, &contents, || Ok(()))?);
            println!("{TRIALS}/{}: the crate", self.api);
            return Ok(());
        }
        let crate_folder = root.join(regenerate::GENERATED);
        let difference = tree::compare(&crate_folder, &made.output.files)?;
        let mut staged = Some(Staged::new(&crate_folder, &made.output.files)?);
        let changed = exchange::exchange(root, &contents, || staged.take().map_or(Ok(()), Staged::exchange));
        if let Some(staged) = staged {
            staged.discard();
        }
        tell_changed(&changed?);
        println!("{}: {difference}", regenerate::GENERATED);
        Ok(())
    }
}

fn tell_changed(paths: &[String]) {
    for path in paths {
        println!("{path}: changed");
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

/// A crate that was made, and what its changelog says.
struct Made<'d> {
    output: Output,
    log: Log<'d>,
}

/// The changelog, which gets a new entry, and the version that this asks for.
struct Log<'d> {
    /// Its path from the root of the project. The crate of the project has its own among the templates.
    path: String,
    before: String,
    title: String,
    commit: String,
    version: Option<Version>,
    changes: &'d Diff,
    /// What is not in the crate any more because it does not fit.
    left_out: Vec<Misfit>,
}

impl<'d> Log<'d> {
    fn read(root: &Path, source: &Source, commit: String, changes: &'d Diff) -> Result<Self, Failure> {
        let folder = if source.name == profile::OWN { "templates".to_owned() } else { format!("spec/{}", source.name) };
        let path = format!("{folder}/{CHANGELOG}");
        let before = files::read_text(&root.join(&path))?.unwrap_or_default();
        let manifest = files::read_text(&root.join("templates/manifest.toml"))?.unwrap_or_default();
        let (title, version) = (source.title.clone(), Version::of_manifest(&manifest));
        Ok(Self { path, before, title, commit, version, changes, left_out: Vec::new() })
    }

    fn modules(&self) -> Vec<&str> {
        self.left_out.iter().filter_map(Misfit::module).collect()
    }

    fn versions(&self) -> Option<(Version, Version)> {
        let now = self.version?;
        Some((now, now.after(self.changes, !self.modules().is_empty())))
    }

    fn text(&self) -> String {
        let modules = self.modules();
        if self.changes.changes.is_empty() && modules.is_empty() {
            return self.before.clone();
        }
        let entry = changelog::entry(&self.title, &self.commit, self.versions(), self.changes, &modules);
        changelog::with_entry(&self.before, &entry)
    }

    /// The file, where there is something in it.
    fn file(&self) -> Option<(String, Vec<u8>)> {
        let text = self.text();
        (!text.is_empty()).then(|| (self.path.clone(), text.into_bytes()))
    }

    fn tell_version(&self) {
        match self.versions() {
            Some((now, proposed)) if now == proposed => println!("version: {now} can stay"),
            Some((now, proposed)) => println!("version: {now} -> {proposed} is proposed, in templates/manifest.toml"),
            None => {}
        }
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
