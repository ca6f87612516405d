//! Texts of the maintainers' own: where they go, which are stale, and which are not worth reading.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod common;

use openapi_rust_codegen::coverage::{Share, documented, undocumented};
use openapi_rust_codegen::document;
use openapi_rust_codegen::pipeline::{self, Input, Output};
use openapi_rust_codegen::texts::{Prose, Texts, weak};

const SHIPS: &str = r##"
openapi: 3.0.3
info: {title: Ships, version: "1"}
paths:
  /ships/{id}:
    get:
      operationId: getShip
      tags: [Ships]
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: locale, in: query, schema: {type: string}}
      responses: {"200": {description: "", content: {application/json: {schema: {$ref: "#/components/schemas/ship"}}}}}
components:
  schemas:
    ship:
      type: object
      properties:
        id: {type: string}
        state: {type: string, enum: [moored, sunk]}
        hold: {type: object, properties: {tons: {type: integer, description: "The description has a word for it."}}}
"##;

const TEXTS: &str = r#"
tags: {Ships: "What floats."}
operations: {"GET /ships/{id}": "Looks a ship up."}
schemas:
  ship: {_: "A vessel of the harbour.", state: "Where it is, more or less."}
  ship.hold: {_: "Where the cargo is.", tons: "Not used, for the description has its own."}
fields: {id: "Known to the harbour master.", locale: "A language, as `en`."}
values: {state: {sunk: "Below the surface."}}
"#;

fn generate(texts: &str) -> Result<Output, String> {
    let input = Input { texts: Some(common::source("docs.yaml", texts)), ..common::input(SHIPS) };
    pipeline::generate(&input, &mut |_| {}).map_err(|found| found.to_string())
}

fn file(output: &Output, path: &str) -> String {
    String::from_utf8(output.files[path].clone()).unwrap()
}

#[test]
fn texts_fill_what_the_description_leaves_open() {
    let output = generate(TEXTS).unwrap();
    let models = file(&output, "src/models/ships.rs");
    for text in [
        "/// A vessel of the harbour.\n",
        "/// Known to the harbour master.\n",
        "/// Where it is, more or less.\n",
        "/// `sunk`: Below the surface.\n",
        "/// Where the cargo is.\n",
        "/// The description has a word for it.\n",
    ] {
        assert!(models.contains(text), "{text}");
    }
    assert!(!models.contains("Not used"));
    let api = file(&output, "src/api/ships.rs");
    for text in ["//! What floats.\n", "/// Looks a ship up.\n", "/// A language, as `en`.\n"] {
        assert!(api.contains(text), "{text}");
    }
    let found = documented(&output.ir.api);
    assert_eq!(found.properties, Share { told: 3, all: 4 });
    assert_eq!((found.operations, found.tags), (Share { told: 1, all: 1 }, Share { told: 1, all: 1 }));
    assert_eq!(undocumented(&output.ir.api), ["schemas.ship.hold"]);
}

#[test]
fn a_text_about_nothing_is_told() {
    let output = generate("fields: {mast: x}\nvalues: {state: {afloat: x}}\nschemas: {boat: {_: x}}\n").unwrap();
    let told = output.diagnostics.to_string();
    for entry in ["fields.mast", "values.state.afloat", "schemas.boat._"] {
        assert!(
            told.contains(&format!("warning[stale-text]: there is a text for `{entry}`, which is not there")),
            "{told}"
        );
    }
}

#[test]
fn texts_that_cannot_be_read_are_refused_at_their_place() {
    for (texts, place) in
        [("tags: [a]\n", "docs.yaml:1:"), ("tags: {}\nfiels: {}\n", "docs.yaml:2:"), ("tags: {a: b\n", "docs.yaml:")]
    {
        let found = generate(texts).unwrap_err();
        assert!(found.contains("error[bad-texts]") && found.contains(place), "{found}");
    }
}

#[test]
fn filler_and_quotations_are_found() {
    let published = SHIPS.replace(
        "description has a word for it",
        "number of metric tons that the hold of the ship can take at high tide",
    );
    let prose = Prose::of(&document::parse("api.yaml", published.as_bytes()).unwrap());
    let faults = |text: &str| {
        let texts = Texts { fields: [("hold_tons".to_owned(), text.to_owned())].into(), ..Texts::default() };
        weak(&texts, &prose).into_iter().map(|weak| weak.fault).collect::<Vec<_>>()
    };
    for filler in ["", "The hold tons.", "The tons of the hold", "Hold_tons."] {
        assert_eq!(faults(filler), ["it says no more than the name does"], "{filler}");
    }
    let quoted = faults("Says: metric  tons that the Hold of the ship can take, roughly.");
    assert_eq!(quoted, ["it quotes the description: metric tons that the hold of the ship can"]);
    assert_eq!(faults("Metric tons that the hold of the ship takes."), [""; 0]);
}
