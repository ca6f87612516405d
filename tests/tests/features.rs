//! The client with few of its features, by itself: together with the workspace it would get those of others.

use integration_tests::Cargo;

fn is_clean_with(features: &str) {
    let arguments = ["check", "--package", "intercom-client", "--no-default-features", "--features", features];
    Cargo::on_workspace(&arguments).apart().run_clean();
}

#[test]
fn without_any_feature() {
    is_clean_with("");
}

#[test]
fn with_one_feature_alone() {
    for feature in ["admins", "tags", "office_hours", "identity", "webhooks"] {
        is_clean_with(feature);
    }
}
