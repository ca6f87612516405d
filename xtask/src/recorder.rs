//! A server that keeps what it is sent, and answers everything with an empty object.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

use crate::failure::{Context as _, Failure};

/// No request is larger.
const MAX_BODY: u64 = 1 << 20;
const ANSWER: &[u8] =
    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}";

/// A request as it came.
#[derive(Debug, Clone, PartialEq)]
pub struct Sent {
    /// Method.
    pub method: String,
    /// Path with its query.
    pub target: String,
    /// Headers, their names in lower case.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: String,
}

impl Sent {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

/// A server that runs until the process ends.
pub struct Recorder {
    address: SocketAddr,
    sent: Receiver<Sent>,
}

impl Recorder {
    /// Serves on a free port of this machine.
    pub fn serve() -> Result<Self, Failure> {
        let cannot = || "cannot listen on this machine".to_owned();
        let listener = TcpListener::bind(("127.0.0.1", 0)).context(cannot)?;
        let address = listener.local_addr().context(cannot)?;
        let (keep, sent) = mpsc::channel();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let keep = keep.clone();
                thread::spawn(move || answer(&stream, &keep));
            }
        });
        Ok(Self { address, sent })
    }

    /// Where it serves.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What has come since this was asked last.
    pub fn take(&self) -> Vec<Sent> {
        self.sent.try_iter().collect()
    }
}

/// Reads one request. It is kept before it is answered, so that it is there once its sender goes on. A connection that
/// breaks off has sent none.
fn answer(stream: &TcpStream, keep: &Sender<Sent>) {
    if let Ok(Some(sent)) = read(&mut BufReader::new(stream)) {
        drop(keep.send(sent));
        let mut stream = stream;
        drop(stream.write_all(ANSWER));
    }
}

fn read(from: &mut impl BufRead) -> io::Result<Option<Sent>> {
    let mut line = String::new();
    from.read_line(&mut line)?;
    let mut words = line.split_whitespace().map(str::to_owned);
    let (Some(method), Some(target)) = (words.next(), words.next()) else { return Ok(None) };
    let mut sent = Sent { method, target, headers: Vec::new(), body: String::new() };
    loop {
        line.clear();
        from.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        sent.headers.push((name.to_lowercase(), value.trim().to_owned()));
    }
    let length = sent.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0_u64);
    let mut body = Vec::new();
    from.take(length.min(MAX_BODY)).read_to_end(&mut body)?;
    sent.body = String::from_utf8_lossy(&body).into_owned();
    Ok(Some(sent))
}
