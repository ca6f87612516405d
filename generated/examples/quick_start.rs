//! A first program: who am I, who are my teammates, away and back, a contact, a tag, and a failure that is expected.
//!
//! It wants an access token, and changes little: it switches you to away and back, and creates one tag.
//!
//! ```text
//! INTERCOM_API_KEY=... cargo run --example quick_start
//! ```
//!
//! `INTERCOM_BASE_URL` leads elsewhere than to the United States, for example to `https://api.eu.intercom.io`.

use intercom_client::models::{CreateOrUpdateTagRequest, SetAwayAdminBody};
use intercom_client::{Client, Error};

// Any tokio runtime will do; a program that waits for one call at a time needs no more than one thread.
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let client = Client::from_env()?;

    // Each tag of the API has a handle, each operation is a method on it. What comes back is a call: await it to send it.
    let me = client.admins().identify().await?;
    println!("I am {}", me.name);

    // A list is a vector, empty where there is none; anything else that the API may leave out is an option.
    for admin in client.admins().list().await?.admins {
        println!("teammate: {} <{}>", admin.name, admin.email);
    }

    // What an operation cannot do without are its arguments: first those of the path, then the body.
    let away = client.admins().set_away(&me.id, SetAwayAdminBody::new(true, false)).await?;
    println!("away: {}", away.away_mode_enabled.unwrap_or_default());
    let back = client.admins().set_away(&me.id, SetAwayAdminBody::new(false, false)).await?;
    println!("away: {}", back.away_mode_enabled.unwrap_or_default());

    let contacts = client.contacts().list().await?.data;
    if let Some(contact) = contacts.first() {
        show_contact(&client, &contact.id).await?;
    }
    show_contact(&client, "no-such-contact").await?;

    // A body that may be one of several takes each of them as it is.
    let tag = client.tags().create(CreateOrUpdateTagRequest::new("Quick start")).await?;
    println!("tag: {}, id {}", tag.name, tag.id);
    Ok(())
}

/// Prints a contact. That there is none of this id is no failure here; anything else is.
async fn show_contact(client: &Client, id: &str) -> Result<(), Error> {
    match client.contacts().get(id).await {
        Ok(contact) => {
            println!("contact: {} <{}>", contact.name.unwrap_or_default(), contact.email.unwrap_or_default());
        }
        // The request id is what support asks for.
        Err(error) if error.is_not_found() => {
            println!("there is no contact {id} (request {})", error.request_id().unwrap_or("unknown"));
        }
        Err(error) => return Err(error),
    }
    Ok(())
}
