//! Whatever a body is, signed or not, it is read or refused.
#![no_main]

use intercom_client::http::{HeaderMap, HeaderValue};
use intercom_client::webhooks::{
    Event, FIN_SIGNATURE_HEADER, SIGNATURE_HEADER, SignatureError, Verifier, WebhookError, sign, sign_fin,
};
use libfuzzer_sys::fuzz_target;

const SECRET: &str = "secret";

fuzz_target!(|input: &[u8]| {
    // What comes before the first zero byte is tried as a header.
    let (header, body) = match input.iter().position(|byte| *byte == 0) {
        Some(end) => (&input[..end], &input[end + 1..]),
        None => (&b""[..], input),
    };
    let verifier = Verifier::new(SECRET).fin(SECRET);
    assert!(verifier.verify(body, header).is_err() || header.eq_ignore_ascii_case(sign(SECRET, body).as_bytes()));
    for (name, signature) in [(SIGNATURE_HEADER, sign(SECRET, body)), (FIN_SIGNATURE_HEADER, sign_fin(SECRET, body))] {
        let mut headers = HeaderMap::new();
        headers.insert(name, HeaderValue::from_str(&signature).expect("hex can stand in a header"));
        match verifier.receive(&headers, body) {
            Ok(Event::Notification(notification)) => assert_eq!(notification.raw(), body),
            Ok(_) | Err(WebhookError::Decode(_)) => {}
            Err(error) => panic!("{error}"),
        }
        headers.insert(name, HeaderValue::from_static("sha1=0"));
        assert!(matches!(verifier.receive(&headers, body), Err(WebhookError::Signature(SignatureError::Malformed))));
    }
});
