//! Thirteen calls with the crate of this project.

use intercom_client::models::CreateContactRequest;
use intercom_client::{Client, Error};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let client = Client::from_env()?;
    let id = std::env::args().nth(1).unwrap_or_default();

    println!("{}", client.admins().identify().await?.name);
    println!("{}", client.admins().list().await?.admins.len());
    println!("{}", client.contacts().list().await?.data.len());
    println!("{}", client.contacts().get(&id).await?.id);
    println!("{}", client.contacts().create(CreateContactRequest::new().email("ada@example.com")).await?.id);
    println!("{}", client.conversations().list().await?.conversations.len());
    println!("{}", client.conversations().get(&id).await?.id);
    println!("{}", client.companies().get(&id).await?.id);
    println!("{}", client.tags().list().await?.data.len());
    println!("{}", client.tags().get(&id).await?.name);
    println!("{}", client.tickets().get(&id).await?.id);
    println!("{}", client.articles().list().await?.data.len());
    println!("{}", client.teams().list().await?.teams.len());
    Ok(())
}
