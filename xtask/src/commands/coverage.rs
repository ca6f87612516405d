//! `coverage`: what the crate covers of the description.

use std::path::{Path, PathBuf};

use clap::Args;
use openapi_rust_codegen::coverage::{Documented, Share, coverage, documented, free_form, undocumented};
use openapi_rust_codegen::document;
use openapi_rust_codegen::pipeline::Output;
use openapi_rust_codegen::texts::{Prose, Weak, weak};

use super::Answer;
use crate::failure::Failure;
use crate::files;
use crate::model::Model;

/// Print what the crate covers of the description, by tag.
#[derive(Args)]
pub struct Coverage {
    #[command(flatten)]
    model: Model,
    /// List each public place that is any JSON, with the reason.
    #[arg(long)]
    free_form: bool,
    /// Count what is documented in words, list what is not, and check the words.
    #[arg(long, conflicts_with = "free_form")]
    docs: bool,
    /// With --docs: the description as it was published, none of whose prose may be quoted. The fetched file where there is
    /// one.
    #[arg(long, value_name = "FILE", requires = "docs")]
    prose: Option<PathBuf>,
}

impl Coverage {
    pub fn run(self, root: &Path) -> Result<Answer, Failure> {
        let output = self.model.generate(root)?;
        if self.docs {
            return Ok(docs(&output, self.prose(root)?));
        }
        if self.free_form {
            for place in free_form(&output.ir.api, &output.choices) {
                println!("{}: {}", place.place, place.reason);
            }
        } else {
            table(&coverage(&output.ir.api));
        }
        let report = output.report;
        println!(
            "operations {}/{}, schemas {}/{}",
            report.operations,
            report.described.operations,
            report.schemas(),
            report.described.schemas
        );
        Ok(if report.is_complete() { Answer::Yes } else { Answer::No })
    }
}

impl Coverage {
    /// The prose that may not be quoted, and where it is from.
    fn prose(&self, root: &Path) -> Result<Option<Prose>, Failure> {
        let fetched = root.join(FETCHED);
        let Some(path) = self.prose.clone().or_else(|| fetched.exists().then_some(fetched)) else { return Ok(None) };
        let name = files::shown(&path);
        let bytes = files::read(&path)?;
        let document = document::parse(&name, &bytes)
            .map_err(|found| Failure::new(format!("the published description cannot be read\n{found}")))?;
        Ok(Some(Prose::of(&document)))
    }
}

/// Where the description lies as it was published.
const FETCHED: &str = "target/descriptions/preview.yaml";

fn docs(output: &Output, prose: Option<Prose>) -> Answer {
    let api = &output.ir.api;
    for entry in undocumented(api) {
        println!("no text: {entry}");
    }
    if prose.is_none() {
        println!("the published description is not at hand: whether it is quoted was not checked");
    }
    let weak = weak(&output.texts, &prose.unwrap_or_default());
    for Weak { entry, fault } in &weak {
        println!("{entry}: {fault}");
    }
    let Documented { operations, tags, schemas, properties } = documented(api);
    println!("docs: operations {operations}, tags {tags}, schemas {schemas}, properties {properties}");
    let is_whole = |share: Share| share.told == share.all;
    let whole = [operations, tags, schemas].into_iter().all(is_whole) && properties.told * 100 >= properties.all * 95;
    if whole && weak.is_empty() { Answer::Yes } else { Answer::No }
}

fn table(rows: &[openapi_rust_codegen::coverage::Row]) {
    println!("{:<34} {:>10} {:>8} {:>6} {:>6}", "tag", "operations", "examples", "lists", "paged");
    for row in rows {
        println!("{:<34} {:>10} {:>8} {:>6} {:>6}", row.tag, row.operations, row.examples, row.lists, row.paged);
    }
}
