//! Creates a ticket for a customer.
//!
//! The type of ticket is found by its name. What it asks for is known to the API only, so it is looked up before.
//!
//! ```text
//! INTERCOM_API_KEY=... cargo run --example create_ticket -- "Bug report" ada@example.com \
//!     "_default_title_=It does not print" "Version=1.4"
//! ```

use std::error::Error;

use intercom_client::models::{
    CreateTicketRequest, CreateTicketRequestContact, CreateTicketRequestContactEmail, TicketType,
};
use intercom_client::{Attributes, Client};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [name, email, attributes @ ..] = arguments.as_slice() else {
        return Err("usage: create_ticket TYPE EMAIL [ATTRIBUTE=VALUE]...".into());
    };
    let attributes: Option<Attributes> = attributes.iter().map(|pair| pair.split_once('=')).collect();
    let attributes = attributes.ok_or("an attribute is NAME=VALUE")?;
    let client = Client::from_env()?;

    let types = client.ticket_types().list().await?.data;
    let Some(kind) = types.iter().find(|kind| kind.name == *name && kind.archived != Some(true)) else {
        let names: Vec<&str> = types.iter().map(|kind| kind.name.as_str()).collect();
        return Err(format!("there is no type {name}, but {}", names.join(", ")).into());
    };
    if let Some(missing) = missing(kind, &attributes) {
        return Err(format!("a ticket of the type {name} needs a value for {missing}").into());
    }

    // Whoever is not known by the address yet becomes a lead.
    let contact = CreateTicketRequestContact::Email(CreateTicketRequestContactEmail::new(email));
    let request = CreateTicketRequest::new(&kind.id, [contact]).ticket_attributes(attributes);
    let ticket = client.tickets().create(request).await?;

    // `ticket_id` is the number that people see, `id` is what other operations want.
    let state = ticket.ticket_state.and_then(|state| state.internal_label).unwrap_or_default();
    println!("ticket {} (id {}): {state}", ticket.ticket_id, ticket.id);
    Ok(())
}

/// An attribute that a ticket of this type must have, but has not.
fn missing<'a>(kind: &'a TicketType, given: &Attributes) -> Option<&'a str> {
    let asked_for = kind.ticket_type_attributes.iter().flat_map(|list| &list.data);
    asked_for
        .filter(|attribute| attribute.required_to_create == Some(true) && attribute.archived != Some(true))
        .map(|attribute| attribute.name.as_str())
        .find(|name| given.get(name).is_none())
}
