//! Counts the contacts of each role, without async.
//!
//! ```text
//! INTERCOM_API_KEY=... cargo run --example blocking --features blocking
//! ```

use std::collections::BTreeMap;

use intercom_client::{ClientBuilder, Error};

fn main() -> Result<(), Error> {
    // The transport that blocks: every call ends in `wait()` in place of `.await`.
    let client = ClientBuilder::from_env()?.blocking().build()?;

    let me = client.admins().identify().wait()?;
    println!("I am {}", me.name);

    // A page is fetched when an item of it is asked for.
    let mut roles: BTreeMap<String, usize> = BTreeMap::new();
    for contact in client.contacts().list().per_page(150).items().wait() {
        *roles.entry(contact?.role).or_default() += 1;
    }
    for (role, count) in roles {
        println!("{role}: {count}");
    }
    Ok(())
}
