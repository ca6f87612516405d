//! Thirteen calls with the crate that openapi-generator makes.

use openapi::apis::configuration::Configuration;
use openapi::apis::{
    admins_api, articles_api, companies_api, contacts_api, conversations_api, tags_api, teams_api, tickets_api,
};
use openapi::models::CreateContactRequest;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let to = Configuration { bearer_access_token: Some(std::env::var("INTERCOM_API_KEY")?), ..Configuration::new() };
    let id = std::env::args().nth(1).unwrap_or_default();
    let ada = CreateContactRequest { email: Some("ada@example.com".to_owned()), ..CreateContactRequest::new() };

    println!("{}", admins_api::identify_admin(&to, None).await?.name.unwrap_or_default());
    println!("{}", admins_api::list_admins(&to, None, None).await?.admins.unwrap_or_default().len());
    println!("{}", contacts_api::list_contacts(&to, None, None).await?.data.unwrap_or_default().len());
    println!("{}", contacts_api::show_contact(&to, &id, None, None).await?.id.unwrap_or_default());
    println!("{}", contacts_api::create_contact(&to, None, Some(ada)).await?.id.unwrap_or_default());
    let conversations = conversations_api::list_conversations(&to, None, None, None, None, None).await?;
    println!("{}", conversations.conversations.unwrap_or_default().len());
    let conversation =
        conversations_api::retrieve_conversation(&to, id.parse()?, None, None, None, None, None, None).await?;
    println!("{}", conversation.id.unwrap_or_default());
    println!("{}", companies_api::retrieve_a_company_by_id(&to, &id, None).await?.id.unwrap_or_default());
    println!("{}", tags_api::list_tags(&to, None).await?.data.unwrap_or_default().len());
    println!("{}", tags_api::find_tag(&to, &id, None).await?.name.unwrap_or_default());
    println!("{}", tickets_api::get_ticket(&to, &id, None).await?.id.unwrap_or_default());
    println!("{}", articles_api::list_articles(&to, None).await?.data.unwrap_or_default().len());
    println!("{}", teams_api::list_teams(&to, None).await?.teams.unwrap_or_default().len());
    Ok(())
}
