//! The OpenAPI document as it was last agreed: a change of the API is a change of the golden file.
//!
//! `UCHASTOK_BLESS=1 cargo test --test it openapi` writes it anew.

use std::path::Path;

#[test]
fn the_api_is_the_one_agreed() {
    let document = serde_json::to_value(uchastok::http::openapi()).unwrap();
    let text = serde_json::to_string_pretty(&document).unwrap() + "\n";
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/openapi.json");
    if std::env::var_os("UCHASTOK_BLESS").is_some() {
        std::fs::write(&golden, &text).unwrap();
    }
    let agreed = std::fs::read_to_string(&golden).expect("tests/golden/openapi.json");
    let first = text.lines().zip(agreed.lines()).position(|(new, old)| new != old);
    assert!(
        text == agreed,
        "the API differs from tests/golden/openapi.json, first in line {first:?}"
    );
}
