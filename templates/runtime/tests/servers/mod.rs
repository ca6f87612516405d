//! Servers on this machine that do what a test tells them.

use std::io::Read;
use std::net::{TcpListener, TcpStream};
use std::thread::JoinHandle;

/// Does something with the first connection, and gives what comes of it.
pub fn serve<T: Send + 'static>(answer: impl FnOnce(TcpStream) -> T + Send + 'static) -> (String, JoinHandle<T>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    (url, std::thread::spawn(move || answer(listener.accept().unwrap().0)))
}

/// Reads the head of a request; `false` where the connection ends instead.
pub fn asked(stream: &mut TcpStream) -> bool {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte) {
            Ok(1) => head.push(byte[0]),
            _ => return false,
        }
    }
    true
}

/// Waits until the client hangs up.
pub fn hold(mut stream: TcpStream) {
    while stream.read(&mut [0; 64]).is_ok_and(|read| read > 0) {}
}

/// Ends a connection with a reset: that is what becomes of one with something in it that nobody has read.
pub fn reset(stream: &TcpStream) {
    stream.peek(&mut [0]).unwrap();
}
