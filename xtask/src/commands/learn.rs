//! `learn`: what do recorded replies say that the description does not?

use std::path::{Path, PathBuf};

use clap::Args;
use openapi_rust_codegen::learn::{self, Recording};

use super::Answer;
use crate::failure::{Context as _, Failure};
use crate::files;
use crate::model::Model;
use crate::scratch::Scratch;

/// Turn recorded replies into corrections of the description.
///
/// Reads lines of JSON, `{method, path, status, body}`, as the client's hook on replies writes them; runs each through the
/// crate that is made from the description, as `verify` does; and prints an overlay: fields that no model has, values of
/// another kind, null and absence where they are not described, new values of enums. Look at each action before you take
/// it over into corrections.yaml. Replies hold personal data: of them only names of fields, kinds of values and values of
/// enums are printed. What was left out, and what no correction can be made of, is told on standard error.
#[derive(Args)]
pub struct Learn {
    #[command(flatten)]
    model: Model,
    /// The recorded replies, one a line. Method, path (concrete, or the template) and status say what the body is; it is
    /// JSON, or the text of an object or a list.
    #[arg(value_name = "FILE")]
    replies: PathBuf,
    /// Make the scratch crates in this folder instead of target/verify/.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl Learn {
    pub fn run(self, root: &Path) -> Result<Answer, Failure> {
        let understand = || format!("cannot understand {}", self.replies.display());
        let text = String::from_utf8(files::read(&self.replies)?).context(understand)?;
        let output = self.model.generate(root)?;
        let api = &output.ir.api;
        let recording = Recording::read(api, &text);
        eprintln!("replies to learn from: {}", recording.cases.len());
        recording.left_out().iter().for_each(|left_out| eprintln!("{left_out}"));
        if recording.cases.is_empty() {
            return Ok(Answer::Yes);
        }
        let verdict = Scratch::try_cases(root, self.out.as_deref(), &output, &recording.cases)?;
        let lessons = learn::learn(api, &output.document, &recording, &verdict);
        lessons.notes.iter().for_each(|note| eprintln!("look at: {note}"));
        eprintln!("corrections: {}", lessons.actions.len());
        if !lessons.actions.is_empty() {
            print!("{}", lessons.overlay().context(|| "cannot write the overlay".to_owned())?);
        }
        Ok(Answer::Yes)
    }
}
