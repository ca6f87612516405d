//! A server that answers everything with one contact, and keeps connections open.

use std::io::Read as _;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::Outcome;

const CONTACT: &str = include_str!("contact.json");
const END_OF_HEAD: &[u8] = b"\r\n\r\n";

/// Serves until the input of the program ends.
pub async fn serve() -> Outcome {
    std::thread::spawn(|| {
        let mut rest = Vec::new();
        drop(std::io::stdin().read_to_end(&mut rest));
        std::process::exit(0);
    });
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    println!("{}", listener.local_addr()?);
    let reply: &'static [u8] = reply().leak();
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        tokio::spawn(answer(stream, reply));
    }
}

/// A reply with the headers that such an API sends.
fn reply() -> Vec<u8> {
    let body: String = CONTACT.lines().map(str::trim).collect();
    let head = format!(
        "HTTP/1.1 200 OK\r\n\
         date: Thu, 28 Nov 2024 09:00:00 GMT\r\n\
         content-type: application/json; charset=utf-8\r\n\
         content-length: {}\r\n\
         connection: keep-alive\r\n\
         cache-control: max-age=0, private, must-revalidate\r\n\
         etag: W/\"5b1c6f2e8a9d4037\"\r\n\
         intercom-version: Preview\r\n\
         strict-transport-security: max-age=31557600; includeSubDomains; preload\r\n\
         vary: Accept, Accept-Encoding\r\n\
         x-content-type-options: nosniff\r\n\
         x-ratelimit-limit: 1666\r\n\
         x-ratelimit-remaining: 1621\r\n\
         x-ratelimit-reset: 1732784410\r\n\
         x-request-id: 0004n7q2v8d5kb31tz6g\r\n\
         x-runtime: 0.041207\r\n\r\n",
        body.len()
    );
    [head.into_bytes(), body.into_bytes()].concat()
}

/// Requests have no content here, so that each ends with its head.
async fn answer(mut stream: TcpStream, reply: &[u8]) -> std::io::Result<()> {
    let mut got = Vec::with_capacity(4096);
    while stream.read_buf(&mut got).await? > 0 {
        while let Some(at) = got.windows(END_OF_HEAD.len()).position(|window| window == END_OF_HEAD) {
            got.drain(..at + END_OF_HEAD.len());
            stream.write_all(reply).await?;
        }
    }
    Ok(())
}
