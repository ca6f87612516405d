//! Identity verification, by a published test vector.

use intercom_client::identity::user_hash;

#[test]
fn the_hash_of_a_user_is_hmac_sha256_in_lower_case_hex() {
    // RFC 4231, test case 2.
    let hash = user_hash("Jefe", "what do ya want for nothing?");
    assert_eq!(hash, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}
