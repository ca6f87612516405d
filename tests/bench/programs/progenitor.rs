//! Thirteen calls with the crate that progenitor makes.

use reqwest::header::{AUTHORIZATION, HeaderMap};
use rival::Client;
use rival::types::CreateContactRequest;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut headers = HeaderMap::new();
    headers.insert(AUTHORIZATION, format!("Bearer {}", std::env::var("INTERCOM_API_KEY")?).parse()?);
    let http = reqwest::Client::builder().default_headers(headers).build()?;
    let client = Client::new_with_client("https://api.intercom.io", http);
    let id = std::env::args().nth(1).unwrap_or_default();
    let ada = CreateContactRequest::Variant0 {
        avatar: None,
        custom_attributes: None,
        email: "ada@example.com".to_owned(),
        email_verified: None,
        language_override: None,
        last_seen_at: None,
        name: None,
        owner_id: None,
        phone: None,
        signed_up_at: None,
        unsubscribed_from_emails: None,
    };

    println!("{}", client.identify_admin(None).await?.into_inner().0.and_then(|admin| admin.name).unwrap_or_default());
    println!("{}", client.list_admins(None, None).await?.into_inner().admins.len());
    println!("{}", client.list_contacts(None, None).await?.into_inner().data.len());
    println!("{}", client.show_contact(&id, None, None).await?.into_inner().id.unwrap_or_default());
    println!("{}", client.create_contact(None, &ada).await?.into_inner().id.unwrap_or_default());
    let conversations = client.list_conversations(None, None, None, None, None).await?.into_inner();
    println!("{}", conversations.conversations.len());
    let conversation = client.retrieve_conversation(id.parse()?, None, None, None, None, None, None).await?.into_inner();
    println!("{}", conversation.id.unwrap_or_default());
    println!("{}", client.retrieve_a_company_by_id(&id, None).await?.into_inner().id.unwrap_or_default());
    println!("{}", client.list_tags(None).await?.into_inner().data.len());
    println!("{}", client.find_tag(&id, None).await?.into_inner().name.unwrap_or_default());
    println!("{}", client.get_ticket(&id, None).await?.into_inner().0.and_then(|ticket| ticket.id).unwrap_or_default());
    println!("{}", client.list_articles(None).await?.into_inner().data.len());
    println!("{}", client.list_teams(None).await?.into_inner().teams.len());
    Ok(())
}
