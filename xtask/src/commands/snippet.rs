//! `snippet`: the Rust of one call.

use std::collections::BTreeMap;
use std::path::Path;

use clap::Args;
use openapi_rust_codegen::call::{Arguments, call, function, sample};
use openapi_rust_codegen::ir::{Api, Method, Operation};
use serde_json::Value as Json;

use super::Answer;
use crate::failure::{Context as _, Failure};
use crate::model::Model;

/// Print the Rust that makes a call.
#[derive(Args)]
pub struct Snippet {
    #[command(flatten)]
    model: Model,
    /// The method, such as GET.
    method: String,
    /// The path, as a template or with its values in place: `/contacts/{id}` or `/contacts/123`.
    path: String,
    /// Arguments: an object of parameters by name, and `body`. What is required and not given gets a plain value.
    json: Option<String>,
}

impl Snippet {
    pub fn run(self, root: &Path) -> Result<Answer, Failure> {
        let output = self.model.generate(root)?;
        let api = &output.ir.api;
        let operation = self.operation(api)?;
        let arguments = self.arguments(api, operation)?;
        match call(api, operation, &arguments) {
            Ok(tokens) => {
                print!("{}", function(&output.crate_name, operation, &tokens));
                Ok(Answer::Yes)
            }
            Err(gaps) => {
                for gap in gaps {
                    eprintln!("{gap}");
                }
                Ok(Answer::No)
            }
        }
    }

    fn operation<'a>(&self, api: &'a Api) -> Result<&'a Operation, Failure> {
        let method = Method::from_key(&self.method.to_lowercase())
            .ok_or_else(|| Failure::new(format!("`{}` is no method", self.method)))?;
        api.operation_at(method, &self.path)
            .map(|index| &api.operations[index])
            .ok_or_else(|| Failure::new(format!("the description has no {method} {}", self.path)))
    }

    /// What is given, over what is required, over what the path says.
    fn arguments(&self, api: &Api, operation: &Operation) -> Result<Arguments, Failure> {
        let mut arguments = sample(api, operation);
        arguments.params.extend(Arguments::of_path(operation, &self.path).params);
        let Some(json) = &self.json else { return Ok(arguments) };
        let mut given: BTreeMap<String, Json> =
            serde_json::from_str(json).context(|| "the arguments are no JSON object".to_owned())?;
        if let Some(body) = given.remove("body") {
            arguments.body = Some(body);
        }
        arguments.params.extend(given);
        Ok(arguments)
    }
}
