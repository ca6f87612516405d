//! Keeps a copy of all contacts in a file, a line of JSON for each.
//!
//! The first run fetches all of them, a later one what was updated since. A run that was stopped goes on where it was. How
//! far it got is in a second file beside the first.
//!
//! A contact that was updated again has a further line, and some come twice: the last line of an id counts. What was deleted
//! is not told: that is what webhooks are for.
//!
//! ```text
//! INTERCOM_API_KEY=... cargo run --example sync_contacts -- contacts.jsonl
//! ```

use std::error::Error;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Write as _};

use intercom_client::sync::Checkpoint;
use intercom_client::{Client, Timestamp};

/// After so many contacts it is noted how far the run has come: as many as are on a page.
const STEP: usize = 150;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: sync_contacts FILE")?;
    let stored = format!("{path}.checkpoint");
    let start = match fs::read_to_string(&stored) {
        Ok(text) => text.trim_end().parse()?,
        Err(fault) if fault.kind() == ErrorKind::NotFound => Checkpoint::from(Timestamp::new(1)), // 1970: all
        Err(fault) => return Err(fault.into()),
    };
    let mut file = BufWriter::new(OpenOptions::new().create(true).append(true).open(&path)?);

    let client = Client::from_env()?;
    let mut contacts = client.contacts().updated_since(start);
    let mut count = 0;
    while let Some(contact) = contacts.try_next().await? {
        // The whole contact, what this version of the crate has no field for too.
        file.write_all(&contact.to_json())?;
        file.write_all(b"\n")?;
        count += 1;
        if count % STEP == 0 {
            note(&mut file, &stored, &contacts.checkpoint())?;
        }
    }
    note(&mut file, &stored, &contacts.checkpoint())?;
    println!("{count} contacts");
    Ok(())
}

/// Stores how far the run has come. What came up to there must be in the file before.
fn note(file: &mut BufWriter<File>, path: &str, checkpoint: &Checkpoint) -> io::Result<()> {
    file.flush()?;
    file.get_ref().sync_data()?;
    // In one step: there is either the old checkpoint or the new one, never half of one.
    let new = format!("{path}.new");
    fs::write(&new, format!("{checkpoint}\n"))?;
    fs::rename(new, path)
}
