//! `verify`: does the crate read and write what a description gives as examples?

use std::path::{Path, PathBuf};

use clap::Args;
use openapi_rust_codegen::pipeline::Output;
use openapi_rust_codegen::verify::{self, Case, Program, Recorded, Verdict};

use super::Answer;
use crate::failure::{Context as _, Failure};
use crate::files;
use crate::model::Model;
use crate::scratch::Scratch;

/// Run a description's examples through the crate that is made from it.
///
/// Makes a scratch crate, compiles it, reads the example of every reply into the type that it is described by, writes it
/// back and compares; writes every example of a request as a call and compares what would be sent. Exits with 1 where one
/// of the three is not complete.
#[derive(Args)]
pub struct Verify {
    #[command(flatten)]
    model: Model,
    /// Further cases: a JSON array of `{method, path, path_template?, status, request_body?, response_body?}`.
    #[arg(long, value_name = "FILE")]
    cases: Option<PathBuf>,
    /// Print each place where a value did not fit, or was taken leniently.
    #[arg(long)]
    strict: bool,
    /// Fail where less than this share of the leaves reaches a typed field.
    #[arg(long, value_name = "PERCENT")]
    min_typed: Option<f64>,
    /// Make the scratch crates in this folder instead of target/verify/.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl Verify {
    pub fn run(self, root: &Path) -> Result<Answer, Failure> {
        let output = self.model.generate(root)?;
        let (cases, unknown) = self.collect(&output)?;
        let program = verify::program(&output.ir.api, &output.crate_name, &cases);
        let printed = self.execute(root, &output, &program)?;
        let verdict = verify::judge(&output.ir.api, &cases, &program, &printed);
        self.report(&cases, &verdict);
        if let Some(unknown) = unknown {
            println!("unknown paths {unknown}");
        }
        println!("{verdict}");
        let typed_enough = self.min_typed.is_none_or(|least| verdict.typed_percent() >= least);
        Ok(if verdict.is_complete() && typed_enough { Answer::Yes } else { Answer::No })
    }

    /// Examples and further cases; the number of those whose path is unknown, where any were given.
    fn collect(&self, output: &Output) -> Result<(Vec<Case>, Option<usize>), Failure> {
        let mut cases = verify::examples(&output.document, &output.ir.api);
        let incomplete = &output.choices.incomplete_requests;
        let all = cases.len();
        cases.retain(|case| !incomplete.contains_key(&case.name));
        if all > cases.len() {
            println!("requests that lack required parts on purpose, left out: {}", all - cases.len());
        }
        let Some(path) = &self.cases else { return Ok((cases, None)) };
        let recorded: Vec<Recorded> = serde_json::from_slice(&files::read(path)?)
            .context(|| format!("{} is no list of cases", path.display()))?;
        let (more, unknown) = verify::recorded(&output.ir.api, &recorded);
        cases.extend(more);
        Ok((cases, Some(unknown)))
    }

    fn execute(&self, root: &Path, output: &Output, program: &Program) -> Result<String, Failure> {
        let folder = self.out.clone().unwrap_or_else(|| root.join("target/verify"));
        let scratch = Scratch::make(root, &folder, output)?;
        let bodies = scratch.write_program(output, program)?;
        scratch.run(&bodies)
    }

    fn report(&self, cases: &[Case], verdict: &Verdict) {
        for failure in &verdict.failures {
            println!("{}: {}", cases[failure.case].name, failure.message);
        }
        if self.strict {
            for (case, path, what) in &verdict.noted {
                println!("issue: {}: {path}: {what}", cases[*case].name);
            }
            for (case, path, what) in &verdict.lenient {
                println!("lenient: {}: {path}: {what}", cases[*case].name);
            }
            for (path, count) in &verdict.undeclared {
                println!("undeclared: {path} ({count})");
            }
        }
        println!(
            "leniently read {}, respelt {}, undeclared fields {}",
            verdict.lenient.len(),
            verdict.conversions,
            verdict.undeclared.len()
        );
    }
}
