//! Tests that need more than one member of the workspace; see `tests/`.
