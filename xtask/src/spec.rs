//! A folder of spec/: what it holds, and how that is brought in line with a newer description.

use std::path::Path;

use openapi_rust_codegen::coverage;
use openapi_rust_codegen::diagnostics::{Diagnostic, Diagnostics};
use openapi_rust_codegen::overlay;
use openapi_rust_codegen::pipeline::{self, Input, Model, Output, Source as File};
use openapi_rust_codegen::render::FileSet;

use crate::failure::Failure;
use crate::files;
use crate::sources::Source;
use crate::stale;
use crate::trial::Misfit;

/// Taking out what is stale can make something else stale, but not for long.
const ROUNDS: usize = 8;

/// What a folder of spec/ holds.
pub struct Spec {
    /// The path of the folder from the root of the project.
    pub folder: String,
    description: String,
    corrections: Option<String>,
    choices: Option<String>,
    texts: Option<String>,
    lock: Option<String>,
}

impl Spec {
    /// Reads the folder of a version.
    pub fn read(root: &Path, source: &Source) -> Result<Self, Failure> {
        let folder = format!("spec/{}", source.name);
        if !root.join(&folder).is_dir() {
            let message =
                format!("{folder} is missing: `cargo xtask fetch {}` is for versions without it", source.name);
            return Err(Failure::new(message));
        }
        let read = |name: &str| files::read_text(&root.join(&folder).join(name));
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

    /// The folder with the facts of another description.
    pub fn with(self, description: String) -> Self {
        Self { description, ..self }
    }

    /// Its files, by their path from the root of the project, less the lock.
    pub fn contents(&self) -> impl Iterator<Item = (String, Vec<u8>)> {
        let description = Some(&self.description);
        let files = [
            ("description.yaml", description),
            ("corrections.yaml", self.corrections.as_ref()),
            ("docs.yaml", self.texts.as_ref()),
            ("generator.toml", self.choices.as_ref()),
        ];
        files.into_iter().filter_map(|(name, text)| Some((self.path(name), text?.clone().into_bytes())))
    }

    /// The path of one of its files from the root of the project.
    pub fn path(&self, name: &str) -> String {
        format!("{}/{name}", self.folder)
    }

    /// The input of the pipeline. Nothing is strict: what upstream did is told, and does not stand in the way.
    fn input(&self) -> Input {
        let file = |name: &str, text: &String| File { name: self.path(name), bytes: text.clone().into_bytes() };
        Input {
            description: Some(file("description.yaml", &self.description)),
            overlays: self.corrections.iter().map(|text| file("corrections.yaml", text)).collect(),
            choices: self.choices.as_ref().map(|text| file("generator.toml", text)),
            texts: self.texts.as_ref().map(|text| file("docs.yaml", text)),
            lock: self.lock.as_ref().map(|text| file("names.lock", text)),
            ..Input::default()
        }
    }

    /// What the description says.
    pub fn model(&self, otherwise: &str) -> Result<Model, Failure> {
        pipeline::model(&self.input()).map_err(|found| Failure::new(format!("{otherwise}\n{found}")))
    }

    /// The crate that it makes with some templates.
    pub fn generate(&self, templates: FileSet) -> Result<Output, Failure> {
        let input = Input { templates, ..self.input() };
        pipeline::generate(&input, &mut |_| {})
            .map_err(|found| Failure::new(format!("the new description cannot be turned into a crate\n{found}")))
    }

    /// Brings corrections, choices and texts in line with the description; `None` where something is stale that may not be
    /// dropped.
    pub fn settle(&mut self, drop_stale: bool) -> Result<Option<Model>, Failure> {
        for _ in 0..ROUNDS {
            let model = self.model("the new description cannot be used")?;
            match self.without_stale(&model.diagnostics, drop_stale)? {
                Fit::Refused => return Ok(None),
                Fit::Mended => {}
                Fit::Yes if self.give_reasons(&model)? => {}
                Fit::Yes => return Ok(Some(model)),
            }
        }
        Err(Failure::new("corrections and choices go stale again and again: remove them by hand"))
    }

    /// Takes out what findings call stale, where that may be.
    pub fn without_stale(&mut self, found: &Diagnostics, drop_stale: bool) -> Result<Fit, Failure> {
        let stale: Vec<&Diagnostic> = found.iter().filter(|found| stale::is_stale(found)).collect();
        if stale.is_empty() {
            return Ok(Fit::Yes);
        }
        if !drop_stale {
            for found in stale {
                eprintln!("{found}");
            }
            return Ok(Fit::refused());
        }
        for found in &stale {
            println!("dropped: {}", found.message);
        }
        self.drop_stale(&stale)?;
        Ok(Fit::Mended)
    }

    /// Leaves out what is written by hand and does not compile, where that may be.
    pub fn without_misfits(&mut self, misfits: &[Misfit], drop_stale: bool) -> Result<Fit, Failure> {
        if misfits.is_empty() {
            return Ok(Fit::Yes);
        }
        if !drop_stale {
            for misfit in misfits {
                eprintln!("error[stale-part]: {misfit}");
            }
            return Ok(Fit::refused());
        }
        for misfit in misfits {
            println!("left out: {misfit}");
        }
        let text = self.choices.as_deref().unwrap_or_default();
        self.choices = Some(stale::without_misfits(text, misfits)?);
        Ok(Fit::Mended)
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
}

/// Whether what is in a folder of spec/ fits its description.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// It does.
    Yes,
    /// It did not; what was in the way has been taken out, which has to be looked at again.
    Mended,
    /// It does not, and nothing may be taken out.
    Refused,
}

impl Fit {
    fn refused() -> Self {
        eprintln!("nothing was written: remove or mend these, or let --drop-stale do it");
        Self::Refused
    }
}
