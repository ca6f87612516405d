//! Prism: a server that answers by the examples of a description, and tells what of a request the description forbids.

use std::fs::File;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use crate::failure::{Context as _, Failure};
use crate::packages;

/// How often it is asked whether the server is ready, and how long it rests in between.
const ATTEMPTS: usize = 600;
const REST: Duration = Duration::from_millis(100);

/// A server that runs until this is dropped.
pub struct Prism {
    child: Child,
    address: SocketAddr,
}

impl Prism {
    /// Serves a description on a free port of this machine.
    pub fn serve(root: &Path, description: &Path) -> Result<Self, Failure> {
        let folder = packages::node(root)?;
        let address = free_address()?;
        let log = folder.join("prism.log");
        let log = File::create(&log).context(|| format!("cannot write {}", log.display()))?;
        let mut command = Command::new("node");
        command.arg(folder.join("node_modules/@stoplight/prism-cli/dist/index.js"));
        command.args(["mock", "--multiprocess=false", "--verboseLevel=fatal", "--host=127.0.0.1"]);
        command.arg(format!("--port={}", address.port())).arg(description);
        let errors = log.try_clone().context(|| "cannot write what Prism says".to_owned())?;
        command.stdin(Stdio::null()).stdout(log).stderr(errors);
        let child = command.spawn().context(|| "cannot run node".to_owned())?;
        let mut prism = Self { child, address };
        prism.wait()?;
        Ok(prism)
    }

    /// Where it serves.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    fn wait(&mut self) -> Result<(), Failure> {
        for _ in 0..ATTEMPTS {
            let is_served = TcpStream::connect(self.address).is_ok();
            // Once it has ended, who serves is another program that was quicker to take the port.
            if !matches!(self.child.try_wait(), Ok(None)) {
                break;
            }
            if is_served {
                return Ok(());
            }
            sleep(REST);
        }
        Err(Failure::new("Prism does not serve the description; target/conformance/prism.log has what it says"))
    }
}

impl Drop for Prism {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A port that was free a moment ago.
fn free_address() -> Result<SocketAddr, Failure> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
    listener.context(|| "cannot listen on this machine".to_owned())
}
