//! A scratch crate: the generated client and a program that uses it, compiled apart from the project.

use std::path::{Path, PathBuf};
use std::process::Command;

use openapi_rust_codegen::pipeline::Output;
use openapi_rust_codegen::verify::{self, Case, Mutant, Program, Verdict};

use crate::failure::{Context as _, Failure};
use crate::files;
use crate::tree;

/// The folders of a scratch crate. All descriptions share one folder for what the compiler makes.
pub struct Scratch {
    program: PathBuf,
    target: PathBuf,
}

impl Scratch {
    /// Writes the generated client, with the versions of dependencies that the project has.
    fn make(root: &Path, folder: &Path, output: &Output) -> Result<Self, Failure> {
        let client = folder.join("client");
        if !tree::compare(&client, &output.files)?.is_empty() {
            tree::replace(&client, &output.files)?;
        }
        let target = folder.join("target");
        std::fs::create_dir_all(&target).context(|| format!("cannot make {}", target.display()))?;
        // In full, for cargo runs in another folder.
        let target = target.canonicalize().context(|| format!("cannot find {}", target.display()))?;
        let scratch = Self { program: folder.join("program"), target };
        if let Ok(lock) = files::read(&root.join("Cargo.lock")) {
            files::write(&scratch.program.join("Cargo.lock"), &lock)?;
        }
        Ok(scratch)
    }

    /// Runs cases through the generated client, in the folder given or the one that such crates share.
    pub fn try_cases(root: &Path, folder: Option<&Path>, output: &Output, cases: &[Case]) -> Result<Verdict, Failure> {
        let program = verify::program(&output.ir.api, &output.crate_name, cases);
        let printed = Self::printed(root, folder, output, &program)?;
        Ok(verify::judge(&output.ir.api, cases, &program, &printed))
    }

    /// Runs mutants of some replies through the generated client; gives what is wrong with those that are not read as
    /// they should be, by the mutant.
    pub fn try_mutants(
        root: &Path,
        folder: Option<&Path>,
        output: &Output,
        replies: &[Case],
        mutants: &[Mutant],
    ) -> Result<Vec<verify::Failure>, Failure> {
        let changed = mutants.iter().map(|mutant| mutant.as_case(replies));
        let cases: Vec<Case> = replies.iter().cloned().chain(changed).collect();
        let printed =
            Self::printed(root, folder, output, &verify::program(&output.ir.api, &output.crate_name, &cases))?;
        Ok(verify::judge_mutants(&output.ir.api, replies, mutants, &printed))
    }

    fn printed(root: &Path, folder: Option<&Path>, output: &Output, program: &Program) -> Result<String, Failure> {
        let folder = folder.map_or_else(|| root.join("target/verify"), Path::to_path_buf);
        let scratch = Self::make(root, &folder, output)?;
        let bodies = scratch.write_program(output, program)?;
        scratch.run(&bodies)
    }

    /// Writes the program; gives the file of bodies that it reads.
    fn write_program(&self, output: &Output, program: &Program) -> Result<PathBuf, Failure> {
        let tags: Vec<String> = output.ir.api.tags.iter().map(|tag| format!("\"{}\"", tag.name)).collect();
        let manifest = format!(
            "[package]\nname = \"verify\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[profile.dev]\ndebug = false\n\n\
             [dependencies]\nhttp = \"1\"\nserde_json = \"1\"\n\n[dependencies.{}]\npath = \"../client\"\ndefault-features = false\n\
             features = [{}]\n",
            output.crate_name,
            tags.join(", ")
        );
        files::write(&self.program.join("Cargo.toml"), manifest.as_bytes())?;
        files::write(&self.program.join("src/main.rs"), program.source.as_bytes())?;
        let bodies = self.program.join("bodies.json");
        files::write(&bodies, program.bodies.as_bytes())?;
        Ok(bodies)
    }

    /// Compiles and runs the program; gives what it prints, even if it dies on the way.
    fn run(&self, bodies: &Path) -> Result<String, Failure> {
        let bodies = bodies.canonicalize().context(|| format!("cannot find {}", bodies.display()))?;
        let built = self.cargo("build").output().context(|| "cannot run cargo".to_owned())?;
        if !built.status.success() {
            let told = String::from_utf8_lossy(&built.stderr);
            return Err(Failure::new(format!("the scratch crate does not compile\n{}", first_lines(&told))));
        }
        let ran = self.cargo("run").arg("--").arg(bodies).output().context(|| "cannot run cargo".to_owned())?;
        if !ran.stderr.is_empty() {
            eprintln!("{}", first_lines(&String::from_utf8_lossy(&ran.stderr)));
        }
        Ok(String::from_utf8_lossy(&ran.stdout).into_owned())
    }

    fn cargo(&self, command: &str) -> Command {
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args([command, "--quiet"]).current_dir(&self.program).env("CARGO_TARGET_DIR", &self.target);
        cargo
    }
}

/// Enough of a compiler's output to see what is wrong.
fn first_lines(text: &str) -> String {
    text.lines().take(60).collect::<Vec<_>>().join("\n")
}
