//! What a program does about each kind of failure.
//!
//! It gets contacts by their ids and says of each that it could not get what is to be done. What passes by itself was tried
//! again by the client before.
//!
//! ```text
//! INTERCOM_API_KEY=... cargo run --example error_handling -- 123 no-such-id ""
//! ```

use std::time::Duration;

use intercom_client::{CallOptions, Client, Error, ErrorKind};

/// What is to be done after a failure.
enum Advice {
    /// Do as if there were none.
    Forget,
    /// The same call may go well later; after so long, if the API says.
    Later(Option<Duration>),
    /// It will fail until somebody has changed something: settings, token, or the program.
    Mend(String),
}

fn advice(error: &Error) -> Advice {
    match error.kind() {
        ErrorKind::Api(_) if error.is_not_found() => Advice::Forget,
        ErrorKind::Api(_) if error.is_unauthorized() => Advice::Mend("give it a token that is valid".into()),
        // Details that the API gives for programs: each with a code, some with the field that they are about.
        ErrorKind::Api(refusal) if refusal.has_code("parameter_invalid") => {
            let fields: Vec<&str> = refusal.errors().iter().filter_map(|reason| reason.field()).collect();
            Advice::Mend(format!("send something else as {}", fields.join(", ")))
        }
        ErrorKind::Api(refusal) if refusal.status().is_server_error() => Advice::Later(None),
        ErrorKind::Api(refusal) => Advice::Mend(refusal.message().unwrap_or("find out what the API wants").into()),
        ErrorKind::RateLimited { retry_after } => Advice::Later(*retry_after),
        // Nothing was sent, so that anything may be sent again.
        ErrorKind::Connect | ErrorKind::Token => Advice::Later(None),
        // It may have been done. Of what only reads, as here, that makes no difference; of what creates something it does.
        ErrorKind::Timeout | ErrorKind::Transport => Advice::Later(None),
        ErrorKind::Decode(fault) => Advice::Mend(format!("tell the makers of this crate about {}", fault.path())),
        ErrorKind::TooLarge { limit } => Advice::Mend(format!("allow replies of more than {limit} bytes")),
        ErrorKind::Job(state) => Advice::Mend(format!("start the job anew: it ended as {state}")),
        ErrorKind::File => Advice::Mend("make room on the disk".into()),
        ErrorKind::InvalidRequest(problem) | ErrorKind::Configuration(problem) => Advice::Mend(problem.clone()),
        // Other kinds may come with another version of the crate.
        kind => Advice::Mend(format!("find out about {}", kind.name())),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let client = Client::from_env()?; // fails by `Configuration`
    for id in std::env::args().skip(1) {
        let options = CallOptions::new().timeout(Duration::from_secs(20)); // with all further attempts
        let error = match client.contacts().get(&id).options(options).await {
            Ok(contact) => {
                println!("{id}: {}", contact.name.unwrap_or_default());
                continue;
            }
            Err(error) => error,
        };
        // The text of an error is for the log: it names the operation and the request, but neither token nor content.
        eprintln!("{error}");
        match advice(&error) {
            Advice::Forget => println!("{id}: does not exist"),
            Advice::Later(None) => println!("{id}: later"),
            Advice::Later(Some(wait)) => println!("{id}: in {} s", wait.as_secs()),
            Advice::Mend(what) => println!("{id}: {what}"),
        }
    }
    Ok(())
}
