//! Exports the messages of the last days, with what became of them, to a file.
//!
//! The API makes the export in the background, which takes from seconds to hours. If the program is stopped meanwhile, the
//! job goes on: with its identifier as a third argument it is waited for again.
//!
//! ```text
//! INTERCOM_API_KEY=... cargo run --example export_content -- messages.zip 7
//! ```

use std::error::Error;

use intercom_client::models::CreateDataExportsRequest;
use intercom_client::{Client, Timestamp};

const DAY: i64 = 24 * 60 * 60;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (path, days, job) = match arguments.as_slice() {
        [path, days] => (path, days.parse::<i64>()?, None),
        [path, days, job] => (path, days.parse::<i64>()?, Some(job)),
        _ => return Err("usage: export_content FILE DAYS [JOB]".into()),
    };
    let now = Timestamp::now().as_secs();
    let range = CreateDataExportsRequest::new(now.saturating_sub(days.saturating_mul(DAY)), now);

    let client = Client::from_env()?;
    let mut export = client.data_export().export(range);
    if let Some(job) = job {
        export = export.resume(job); // starts no other one
    }
    let export = export.on_progress(|progress| eprintln!("job {}: {}", progress.job_identifier, progress.status));
    // The file comes piece by piece, however large it is. It is at the path once it is whole.
    match export.save_to(path).await {
        Ok(Some(size)) => println!("{path}: {size} bytes"),
        Ok(None) => println!("nothing was sent in that time"),
        Err(error) if error.is_rate_limited() => println!("another export is going on: {error}"),
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
