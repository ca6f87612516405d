//! Receives webhooks with hyper alone.
//!
//! ```text
//! INTERCOM_CLIENT_SECRET=... cargo run --example webhooks_hyper --features webhooks
//! ```

use std::convert::Infallible;
use std::error::Error;
use std::io;
use std::sync::Arc;

use http_body_util::{BodyExt as _, Empty, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use intercom_client::webhooks::{Event, Verifier, WebhookError, is_probe};
use tokio::net::{TcpListener, TcpStream};

/// A body that is longer is not read: nobody has proved by then that it is Intercom's.
const MAX_BYTES: usize = 4 << 20;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let verifier = Verifier::new(std::env::var("INTERCOM_CLIENT_SECRET")?);
    let listener = TcpListener::bind("127.0.0.1:8080").await?;
    println!("listening on http://{}/webhooks", listener.local_addr()?);
    Ok(serve(listener, verifier).await?)
}

/// Answers one connection after the other, each in a task of its own.
pub async fn serve(listener: TcpListener, verifier: Verifier) -> io::Result<()> {
    let verifier = Arc::new(verifier);
    loop {
        let (stream, _) = listener.accept().await?;
        tokio::spawn(connection(stream, Arc::clone(&verifier)));
    }
}

async fn connection(stream: TcpStream, verifier: Arc<Verifier>) {
    let service = service_fn(|request| answer(&verifier, request));
    if let Err(error) = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await {
        eprintln!("a connection failed: {error}");
    }
}

async fn answer(verifier: &Verifier, request: Request<Incoming>) -> Result<Response<Empty<Bytes>>, Infallible> {
    let mut response = Response::new(Empty::new());
    *response.status_mut() = match (request.uri().path(), request.method()) {
        ("/webhooks", method) if is_probe(method) => StatusCode::OK,
        ("/webhooks", &Method::POST) => receive(verifier, request).await,
        ("/webhooks", _) => StatusCode::METHOD_NOT_ALLOWED,
        _ => StatusCode::NOT_FOUND,
    };
    Ok(response)
}

async fn receive(verifier: &Verifier, request: Request<Incoming>) -> StatusCode {
    let (head, body) = request.into_parts();
    let Ok(body) = Limited::new(body, MAX_BYTES).collect().await else { return StatusCode::PAYLOAD_TOO_LARGE };
    match verifier.receive(&head.headers, &body.to_bytes()) {
        Ok(Event::Notification(notification)) => {
            println!("{}: {:?}", notification.topic, notification.id);
            StatusCode::OK
        }
        Ok(_) => StatusCode::OK,
        Err(WebhookError::Signature(_)) => StatusCode::UNAUTHORIZED,
        Err(_) => StatusCode::BAD_REQUEST,
    }
}
