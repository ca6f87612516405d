//! Times of other crates.
#![allow(clippy::unwrap_used, missing_docs)]
#![cfg(all(feature = "chrono", feature = "jiff", feature = "time"))]

use intercom_runtime::rt::Timestamp;

#[test]
fn a_time_goes_there_and_back() {
    for seconds in [0, -1, 1_750_000_000, -62_135_596_800, 253_402_207_200] {
        let time = Timestamp::new(seconds);
        assert_eq!(Timestamp::from(time.to_jiff().unwrap()), time);
        assert_eq!(Timestamp::from(time.to_time().unwrap()), time);
        assert_eq!(Timestamp::from(time.to_chrono().unwrap()), time);
    }
    for beyond in [i64::MAX, i64::MIN] {
        let time = Timestamp::new(beyond);
        assert!(time.to_jiff().is_none() && time.to_time().is_none() && time.to_chrono().is_none());
    }
}

#[test]
fn fractions_are_rounded_down() {
    let before = Timestamp::new(-2);
    assert_eq!(Timestamp::from(jiff::Timestamp::from_millisecond(-1500).unwrap()), before);
    assert_eq!(Timestamp::from(time::OffsetDateTime::from_unix_timestamp_nanos(-1_500_000_000).unwrap()), before);
    assert_eq!(Timestamp::from(chrono::DateTime::from_timestamp_millis(-1500).unwrap()), before);
}
