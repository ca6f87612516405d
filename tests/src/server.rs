//! An HTTP server on this machine that answers by script and remembers what it was asked.

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// The replies to come, by `METHOD /path`.
type Script = BTreeMap<String, VecDeque<Reply>>;

/// A server on this machine. It runs until the test ends.
#[derive(Default)]
pub struct Server {
    script: Script,
}

/// A server that is running.
pub struct Running {
    url: String,
    asked: Arc<Mutex<Vec<Request>>>,
}

/// A request as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// `METHOD /path?query`
    pub line: String,
    /// Names in small letters, and values.
    pub headers: BTreeMap<String, String>,
    /// The content.
    pub body: Vec<u8>,
}

/// A reply to come.
#[derive(Debug, Clone)]
pub struct Reply {
    status: u16,
    headers: String,
    body: Vec<u8>,
}

impl Reply {
    /// A reply without content.
    pub fn status(status: u16) -> Self {
        Self { status, headers: String::new(), body: Vec::new() }
    }

    /// A reply with JSON.
    pub fn json(status: u16, body: &str) -> Self {
        Self::status(status).header("Content-Type", "application/json").body(body)
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        write!(self.headers, "{name}: {value}\r\n").unwrap();
        self
    }

    /// Sets the content.
    #[must_use]
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }
}

impl Server {
    /// A server that has nothing to say yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a reply to `METHOD /path`, for one request. Those to the same path are given in their order.
    #[must_use]
    pub fn on(mut self, call: &str, reply: Reply) -> Self {
        self.script.entry(call.to_owned()).or_default().push_back(reply);
        self
    }

    /// Starts to listen. What has no reply in the script is answered with status 501.
    pub fn start(self) -> Running {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (script, log) = (Arc::new(Mutex::new(self.script)), Arc::clone(&asked));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (script, log) = (Arc::clone(&script), Arc::clone(&log));
                thread::spawn(move || serve(&stream.unwrap(), &script, &log));
            }
        });
        Running { url, asked }
    }
}

impl Running {
    /// Where it is.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What it was asked up to now.
    pub fn asked(&self) -> Vec<Request> {
        self.asked.lock().unwrap().clone()
    }
}

impl Request {
    /// The value of a header, whose name is in small letters; empty where it was not sent.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// The content as text.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    fn read(stream: &TcpStream) -> Self {
        let mut stream = BufReader::new(stream);
        let mut lines = stream.by_ref().lines().map(|line| line.unwrap()).take_while(|line| !line.is_empty());
        let line = lines.next().unwrap().trim_end_matches(" HTTP/1.1").to_owned();
        let headers: BTreeMap<String, String> = lines
            .filter_map(|line| line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_owned())))
            .collect();
        let length = headers.get("content-length").map_or(0, |length| length.parse().unwrap());
        let mut body = vec![0; length];
        stream.read_exact(&mut body).unwrap();
        Self { line, headers, body }
    }
}

fn serve(mut stream: &TcpStream, script: &Mutex<Script>, asked: &Mutex<Vec<Request>>) {
    let request = Request::read(stream);
    let call = request.line.split('?').next().unwrap_or_default();
    let scripted = script.lock().unwrap().get_mut(call).and_then(VecDeque::pop_front);
    let Reply { status, headers, body } = scripted.unwrap_or_else(|| Reply::status(501).body("not in the script"));
    asked.lock().unwrap().push(request);
    let length = if status == 204 { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
    let head = format!("HTTP/1.1 {status} Scripted\r\n{headers}{length}Connection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(&body).unwrap();
}
