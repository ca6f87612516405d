//! Where the token comes from, where it goes, and that it does not stay.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::collections::VecDeque;
use std::error::Error as StdError;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::{Method, StatusCode};
use intercom_runtime::rt::test_util::{Script, block_on};
use intercom_runtime::rt::{
    AttemptEvent, BoxFuture, CallOptions, Client, Error, ErrorKind, FailedAttempt, Interceptor, RetryPolicy, Token,
    TokenProvider,
};
use serde_json::json;

/// Gives these tokens in turn, and then says why there is none.
struct Rotating(Mutex<VecDeque<&'static str>>);

impl Rotating {
    fn of(tokens: &[&'static str]) -> Self {
        Self(Mutex::new(tokens.iter().copied().collect()))
    }
}

impl TokenProvider for Rotating {
    fn token(&self) -> BoxFuture<'_, Result<Token, Box<dyn StdError + Send + Sync>>> {
        Box::pin(async {
            let next = self.0.lock().unwrap().pop_front();
            Ok(Token::new(next.ok_or("the vault is sealed")?)?)
        })
    }
}

/// Never gives a token.
struct Silent;

impl TokenProvider for Silent {
    fn token(&self) -> BoxFuture<'_, Result<Token, Box<dyn StdError + Send + Sync>>> {
        Box::pin(std::future::pending())
    }
}

fn script(statuses: &[u16]) -> Script {
    let add = |script: Script, status: &u16| script.on_any().reply(*status, json!({}));
    statuses.iter().fold(Script::new(), add)
}

/// What was sent in a header, request by request.
fn sent(script: &Script, name: &str) -> Vec<String> {
    script.sent().iter().map(|request| request.header(name).unwrap_or("-").to_owned()).collect()
}

fn call(client: &Client, options: CallOptions) -> Result<(), Error> {
    block_on(client.request(Method::GET, "/me").options(options).send()).map(drop)
}

#[test]
fn a_provider_is_asked_before_each_attempt() {
    let script = script(&[503, 200, 200]);
    let client =
        Client::builder_with(Rotating::of(&["one", "two", "three"])).transport(script.clone()).build().unwrap();
    call(&client, CallOptions::new()).unwrap();
    call(&client, CallOptions::new()).unwrap();
    assert_eq!(sent(&script, "authorization"), ["Bearer one", "Bearer two", "Bearer three"]);
}

/// Keeps a token until the API refuses it.
struct Kept(Rotating, Mutex<Option<Token>>);

impl TokenProvider for Kept {
    fn token(&self) -> BoxFuture<'_, Result<Token, Box<dyn StdError + Send + Sync>>> {
        Box::pin(async {
            let kept = self.1.lock().unwrap().clone();
            let token = if let Some(token) = kept { token } else { self.0.token().await? };
            Ok(self.1.lock().unwrap().insert(token).clone())
        })
    }
}

impl Interceptor for Kept {
    fn after(&self, attempt: &AttemptEvent<'_>) {
        if attempt.status() == Some(StatusCode::UNAUTHORIZED) {
            *self.1.lock().unwrap() = None;
        }
    }
}

/// Makes a call once more where its token was refused.
struct OnceMore;

impl RetryPolicy for OnceMore {
    fn wait(&self, failed: &FailedAttempt<'_>) -> Option<Duration> {
        (failed.attempts == 1 && failed.error.is_unauthorized()).then_some(Duration::ZERO)
    }
}

#[test]
fn a_token_that_is_refused_can_be_replaced() {
    let script = script(&[200, 200, 401, 200, 401, 401]);
    let vault = Arc::new(Kept(Rotating::of(&["one", "two", "three"]), Mutex::default()));
    let client = Client::builder_with(vault.clone()).interceptor(vault).retry(OnceMore);
    let client = client.transport(script.clone()).build().unwrap();
    for _ in 0..3 {
        call(&client, CallOptions::new()).unwrap();
    }
    assert!(call(&client, CallOptions::new()).unwrap_err().is_unauthorized());
    let tokens = ["one", "one", "one", "two", "two", "three"].map(|token| format!("Bearer {token}"));
    assert_eq!(sent(&script, "authorization"), tokens);
    script.finish();
}

#[test]
fn without_a_token_nothing_is_sent() {
    let script = script(&[503]);
    let client = Client::builder_with(Rotating::of(&["one"])).transport(script.clone()).build().unwrap();
    // The first attempt has a token, the second has none.
    for attempts in [1, 0] {
        let error = call(&client, CallOptions::new()).unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (&ErrorKind::Token, attempts));
        assert_eq!(error.to_string(), "GET /me: there is no token");
        assert_eq!(error.source().unwrap().to_string(), "the vault is sealed");
    }
    assert_eq!(sent(&script, "authorization"), ["Bearer one"]);
    // What cannot stand in a header is no token either, and is not told.
    let client = Client::builder_with(Rotating::of(&["s3cret\n"])).transport(script.clone()).build().unwrap();
    let error = call(&client, CallOptions::new()).unwrap_err();
    assert!(error.source().unwrap().to_string().contains("newline"));
    assert!(!format!("{error} {error:?}").contains("s3cret"));
}

#[test]
fn a_token_that_does_not_come_is_not_waited_for_longer_than_the_call_may_take() {
    let script = script(&[]);
    let client = Client::builder_with(Silent).transport(script.clone()).build().unwrap();
    let error = call(&client, CallOptions::new().timeout(Duration::from_secs(7))).unwrap_err();
    assert!(error.is_timeout() && error.attempts() == 0, "{error:?}");
    assert_eq!(script.elapsed(), Duration::from_secs(7));
    assert!(sent(&script, "authorization").is_empty());
}

#[test]
fn a_call_may_have_its_own_token_and_version() {
    let script = script(&[200; 4]);
    let client = Client::builder("fixed").transport(script.clone()).build().unwrap();
    let theirs = CallOptions::new().token(Token::new("theirs").unwrap()).api_version("2.14");
    call(&client, theirs.clone()).unwrap();
    call(&client, CallOptions::new()).unwrap();
    let vain = Client::builder_with(Silent).transport(script.clone()).build().unwrap();
    call(&vain, theirs).unwrap();
    call(&vain, CallOptions::new().header("Authorization", "Basic dTpw")).unwrap();
    assert_eq!(sent(&script, "authorization"), ["Bearer theirs", "Bearer fixed", "Bearer theirs", "Basic dTpw"]);
    assert_eq!(sent(&script, "intercom-version"), ["2.14", "Preview", "2.14", "Preview"]);
    assert!(script.sent().iter().all(|request| request.headers()["authorization"].is_sensitive()));
}

#[test]
fn a_request_is_shown_with_the_token_that_is_known() {
    let shown = |client: &Client, options| {
        let request = client.request(Method::GET, "/me").options(options).request().unwrap();
        request.headers().get("authorization").map(|value| value.to_str().unwrap().to_owned())
    };
    let fixed = Client::builder("fixed").transport(Script::new()).build().unwrap();
    let asked = Client::builder_with(Rotating::of(&["one"])).transport(Script::new()).build().unwrap();
    let theirs = || CallOptions::new().token(Token::new("theirs").unwrap());
    assert_eq!(shown(&fixed, CallOptions::new()).unwrap(), "Bearer fixed");
    assert_eq!(shown(&fixed, theirs()).unwrap(), "Bearer theirs");
    assert_eq!(shown(&asked, theirs()).unwrap(), "Bearer theirs");
    assert_eq!(shown(&asked, CallOptions::new()), None);
}

#[test]
fn no_debug_output_has_a_token() {
    let token = Token::new("s3cret").unwrap();
    let client = Client::builder_with(token.clone()).transport(Script::new()).build().unwrap();
    let options = CallOptions::new().token(token.clone()).header("authorization", "Bearer s3cret");
    let request = client.request(Method::GET, "/me").options(options.clone());
    let shown =
        format!("{token:?} {client:?} {:?} {options:?} {request:?} {:?}", Client::builder("s3cret"), request.request());
    assert!(shown.contains("Token(..)") && !shown.contains("s3cret"), "{shown}");
}

/// What is in the memory of this process, as the system shows it. Transports are another matter: what they have copied into
/// their buffers is theirs.
#[cfg(target_os = "linux")]
mod memory {
    use std::fs::File;
    use std::hint::black_box;
    use std::io::{Read, Seek, SeekFrom};

    use super::{CallOptions, Client, Method, Token, call, script};

    const MASK: u8 = 0x55;
    const LENGTH: usize = 48;
    const END: std::ops::Range<usize> = 24..LENGTH;

    /// A token that stands nowhere in this program.
    fn token() -> String {
        let mut token = String::with_capacity(LENGTH + 1);
        for index in 0..LENGTH {
            token.push(char::from(masked(index) ^ black_box(MASK)));
        }
        token
    }

    fn masked(index: usize) -> u8 {
        black_box(b'a' + u8::try_from(index * 7 % 26).unwrap()) ^ black_box(MASK)
    }

    /// How often the token stands in memory that can be written, but for the first bytes, where an allocator keeps notes of
    /// its own once they are free.
    fn copies() -> usize {
        let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
        let mut memory = File::open("/proc/self/mem").unwrap();
        let mut page = vec![0; 4096 + END.len()];
        let mut found = 0;
        for line in maps.lines().filter(|line| line.contains(" rw")) {
            let (start, end) = line.split_once(' ').unwrap().0.split_once('-').unwrap();
            let address = |text| u64::from_str_radix(text, 16).unwrap();
            for start in (address(start)..address(end)).step_by(4096) {
                found += copies_at(start, &mut memory, &mut page);
            }
        }
        found
    }

    /// How many copies begin in a page of memory.
    fn copies_at(start: u64, memory: &mut File, page: &mut [u8]) -> usize {
        // Some of the system's own cannot be read, and what is behind the last page of some memory neither.
        memory.seek(SeekFrom::Start(start)).unwrap();
        let length = memory.read(page).unwrap_or(0);
        let own = page.as_ptr() as u64..page.as_ptr() as u64 + page.len() as u64;
        let is_token = |window: &[u8]| window.iter().zip(END).all(|(byte, index)| byte ^ MASK == masked(index));
        let windows = page[..length].windows(END.len()).zip(start..);
        let found = windows.filter(|(window, at)| !own.contains(at) && is_token(window)).count();
        // What was read here is not to be found next time.
        page.fill(0);
        black_box(&page);
        found
    }

    #[test]
    fn the_token_is_wiped() {
        assert_eq!(copies(), 0);
        let script = script(&[200; 2]);
        let client = Client::builder(token()).transport(script.clone()).build().unwrap();
        let options = CallOptions::new().token(Token::new(token()).unwrap());
        call(&client, CallOptions::new()).unwrap();
        call(&client, options.clone()).unwrap();
        client.request(Method::GET, "/me").request().unwrap();
        // One of the client, one of the options: whatever is sent shares them.
        assert_eq!(copies(), 2);
        drop((client, options));
        assert_eq!(copies(), 2);
        drop(script);
        assert_eq!(copies(), 0);
        drop(Client::builder(token()));
        assert!(Token::new(token() + "\n").is_err());
        assert_eq!(copies(), 0);
    }
}
