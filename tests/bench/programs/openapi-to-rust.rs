//! Thirteen calls with the crate that openapi-to-rust makes.

use rival::{CreateContactRequest, HttpClient};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = HttpClient::new().with_api_key(std::env::var("INTERCOM_API_KEY")?);
    let id = std::env::args().nth(1).unwrap_or_default();
    let ada = CreateContactRequest { email: Some("ada@example.com".to_owned()), ..CreateContactRequest::default() };

    println!("{}", client.identify_admin(None).await?.name.unwrap_or_default());
    println!("{}", client.list_admins(None, None).await?.admins.unwrap_or_default().len());
    println!("{}", client.list_contacts(None, None).await?.data.unwrap_or_default().len());
    println!("{}", client.show_contact(&id, None, None).await?.id.unwrap_or_default());
    println!("{}", client.create_contact(None, Some(ada)).await?.id.unwrap_or_default());
    let conversations = client.list_conversations(None, None::<&str>, None, None, None).await?;
    println!("{}", conversations.conversations.unwrap_or_default().len());
    let conversation = client.retrieve_conversation(id.parse()?, None::<&str>, None, None, None, None, None).await?;
    println!("{}", conversation.id.unwrap_or_default());
    println!("{}", client.retrieve_a_company_by_id(&id, None).await?.id.unwrap_or_default());
    println!("{}", client.list_tags(None).await?.data.unwrap_or_default().len());
    println!("{}", client.find_tag(&id, None).await?.name.unwrap_or_default());
    println!("{}", client.get_ticket(&id, None).await?.id.unwrap_or_default());
    println!("{}", client.list_articles(None).await?.data.unwrap_or_default().len());
    println!("{}", client.list_teams(None).await?.teams.unwrap_or_default().len());
    Ok(())
}
