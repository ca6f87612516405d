//! Finds the users whose address ends in some way, and tags those that do not have the tag yet.
//!
//! ```text
//! INTERCOM_API_KEY=... cargo run --example search_and_tag -- @example.com vip
//! ```

use std::error::Error;

use intercom_client::Client;
use intercom_client::models::{AttachTagToContactBody, Contact, CreateOrUpdateTagRequest};
use intercom_client::search::{Search, all, field};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [ending, name] = arguments.as_slice() else {
        return Err("usage: search_and_tag ENDING TAG".into());
    };
    let client = Client::from_env()?;

    // A tag that there is already is found by its name: this makes no second one.
    let tag = client.tags().create(CreateOrUpdateTagRequest::new(name)).await?;

    // How deep a query may be, and how long, is checked before it is sent.
    let query = all([field("role").eq("user"), field("email").ends_with(ending), field("tag_id").not_eq(&tag.id)]);
    let mut found = client.contacts().search(Search::new(query).per_page(150)).items();

    // First all are found, page by page, then they are tagged: who gets the tag is no longer found, and the pages after him
    // would move up.
    let mut contacts: Vec<Contact> = Vec::new();
    while let Some(contact) = found.try_next().await? {
        contacts.push(contact);
    }
    println!("{} to tag", contacts.len());

    for contact in &contacts {
        // Who was deleted in the meantime is no reason to leave the others out.
        match client.tags().attach_to_contact(&contact.id, AttachTagToContactBody::new(&tag.id)).await {
            Ok(_) => println!("{} {}: {name}", contact.id, contact.email.as_deref().unwrap_or("no address")),
            Err(error) if error.is_not_found() => println!("{}: is gone", contact.id),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}
