//! What running a program costs.

use std::io::Read as _;
use std::process::{Command, Stdio};
use std::time::Duration;

use wait4::Wait4 as _;

use crate::failure::{Context as _, Failure};

/// What a program and all that it started have used.
#[derive(Clone, Copy)]
pub struct Cost {
    /// Seconds that processors worked for it.
    pub cpu: f64,
    /// The most memory that one of the processes had, in bytes.
    pub memory: f64,
}

/// Runs a program that must succeed, in silence; tells what it cost.
pub fn cost(command: &mut Command) -> Result<Cost, Failure> {
    let name = command.get_program().to_string_lossy().into_owned();
    let mut child =
        command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().context(|| format!("cannot run {name}"))?;
    let mut told = String::new();
    if let Some(mut errors) = child.stderr.take() {
        errors.read_to_string(&mut told).context(|| format!("cannot read what {name} says"))?;
    }
    let ended = child.wait4().context(|| format!("cannot wait for {name}"))?;
    if !ended.status.success() {
        return Err(Failure::new(format!("{name} failed\n{told}")));
    }
    let used: Duration = ended.rusage.utime + ended.rusage.stime;
    #[expect(clippy::cast_precision_loss, reason = "memory is far below what a float holds exactly")]
    Ok(Cost { cpu: used.as_secs_f64(), memory: ended.rusage.maxrss as f64 })
}
