//! Shows the conversations that are open or, if it is told one and a text, what was said there, and then answers.
//!
//! The answer comes from the teammate whose token it is. What the customer gets to see is sent for real.
//!
//! ```text
//! INTERCOM_API_KEY=... cargo run --example reply_to_conversation
//! INTERCOM_API_KEY=... cargo run --example reply_to_conversation -- 123 "It is on its way."
//! ```

use std::error::Error;

use intercom_client::Client;
use intercom_client::models::{AdminReplyConversationRequest, AdminReplyConversationRequestMessageType, Conversation};
use intercom_client::search::{Search, field};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let client = Client::from_env()?;
    match arguments.as_slice() {
        [] => Ok(show_open(&client).await?),
        [id, text] => Ok(reply(&client, id, text).await?),
        _ => Err("usage: reply_to_conversation [CONVERSATION TEXT]".into()),
    }
}

/// The ten open conversations in which something happened last.
async fn show_open(client: &Client) -> Result<(), intercom_client::Error> {
    let open = Search::new(field("open").eq(true)).descending("updated_at").per_page(10);
    // Awaited as it is, a search gives its first page; `items()` would give the hits of all pages.
    for conversation in client.conversations().search(open).await?.conversations {
        println!("{}: {}", conversation.id, conversation.title.as_deref().unwrap_or("(no title)"));
    }
    Ok(())
}

async fn reply(client: &Client, id: &str, text: &str) -> Result<(), intercom_client::Error> {
    show(&client.conversations().get(id).display_as("plaintext").await?);

    let me = client.admins().identify().await?;
    let comment = AdminReplyConversationRequestMessageType::Comment; // a `Note` is for teammates only
    let body = AdminReplyConversationRequest::new(comment, me.id).body(text);
    // The client does not send a reply a second time where the first may have arrived: nobody is answered twice. If this
    // fails by `Timeout` or `Transport`, look at the conversation before you try again.
    let conversation = client.conversations().reply(id, body).await?;
    println!("{}: answered, and {}", conversation.id, conversation.state);
    Ok(())
}

/// The message that began it, and what came after.
fn show(conversation: &Conversation) {
    if let Some(source) = &conversation.source {
        let author = source.author.as_ref().and_then(|author| author.name.as_deref());
        println!("{}: {}", author.unwrap_or("somebody"), source.body.as_deref().unwrap_or_default());
    }
    for part in conversation.conversation_parts.iter().flat_map(|parts| &parts.conversation_parts) {
        let author = part.author.as_ref().and_then(|author| author.name.as_deref());
        // Not every part has a text: that somebody was assigned is one too.
        let said = part.body.as_deref().unwrap_or(&part.part_type);
        println!("{}: {said}", author.unwrap_or("somebody"));
    }
}
