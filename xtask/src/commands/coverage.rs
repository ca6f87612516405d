//! `coverage`: what the crate covers of the description.

use std::path::Path;

use clap::Args;
use openapi_rust_codegen::coverage::{coverage, free_form};

use super::Answer;
use crate::failure::Failure;
use crate::model::Model;

/// Print what the crate covers of the description, by tag.
#[derive(Args)]
pub struct Coverage {
    #[command(flatten)]
    model: Model,
    /// List each public place that is any JSON, with the reason.
    #[arg(long)]
    free_form: bool,
}

impl Coverage {
    pub fn run(self, root: &Path) -> Result<Answer, Failure> {
        let output = self.model.generate(root)?;
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

fn table(rows: &[openapi_rust_codegen::coverage::Row]) {
    println!("{:<34} {:>10} {:>8} {:>6} {:>6}", "tag", "operations", "examples", "lists", "paged");
    for row in rows {
        println!("{:<34} {:>10} {:>8} {:>6} {:>6}", row.tag, row.operations, row.examples, row.lists, row.paged);
    }
}
