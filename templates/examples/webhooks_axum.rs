//! Receives webhooks with axum.
//!
//! ```text
//! INTERCOM_CLIENT_SECRET=... cargo run --example webhooks_axum --features webhooks
//! ```
//!
//! `INTERCOM_FIN_SECRET`, if set, is the signing secret of the Fin Agent API.

use std::error::Error;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::head;
use intercom_client::webhooks::{Event, Item, Topic, Verifier, WebhookError};
use tokio::net::TcpListener;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut verifier = Verifier::new(std::env::var("INTERCOM_CLIENT_SECRET")?);
    if let Ok(secret) = std::env::var("INTERCOM_FIN_SECRET") {
        verifier = verifier.fin(secret);
    }
    let listener = TcpListener::bind("127.0.0.1:8080").await?;
    println!("listening on http://{}/webhooks", listener.local_addr()?);
    Ok(axum::serve(listener, app(verifier)).await?)
}

/// The endpoint: probes come by `HEAD`, events by `POST`.
pub fn app(verifier: Verifier) -> Router {
    Router::new().route("/webhooks", head(StatusCode::OK).post(receive)).with_state(Arc::new(verifier))
}

/// `Bytes` is the body as it came; an extractor such as `Json` would lose what was signed.
async fn receive(State(verifier): State<Arc<Verifier>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    match verifier.receive(&headers, &body) {
        Ok(event) => {
            handle(&event);
            StatusCode::OK
        }
        Err(WebhookError::Signature(_)) => StatusCode::UNAUTHORIZED,
        Err(_) => StatusCode::BAD_REQUEST,
    }
}

/// What takes longer than a moment belongs into a task of its own: Intercom waits five seconds for the answer.
fn handle(event: &Event) {
    match event {
        Event::Notification(notification) => match (&notification.topic, &notification.item) {
            (Topic::Ping, _) => println!("ping"),
            (topic, Item::Conversation(conversation)) => println!("{topic}: conversation {}", conversation.id),
            (topic, Item::Contact(contact)) => println!("{topic}: contact {}", contact.id),
            (topic, _) => println!("{topic}"),
        },
        Event::Fin(event) => println!("{event:?}"),
        _ => {}
    }
}
