//! What is committed in generated/ is what the generator makes of spec/.

use integration_tests::Cargo;

#[test]
fn generated_is_fresh() {
    Cargo::on_workspace(&["xtask", "regenerate", "--check"]).run();
}
