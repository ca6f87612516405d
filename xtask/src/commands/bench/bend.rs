//! Bending a description until another generator takes it and what it makes compiles. Each change is told, with how often it
//! was made, for what is measured then is less than what was described.

use std::collections::BTreeMap;

use openapi_rust_codegen::document::{self, Document, Node, Value};
use serde_json::{Map, Value as Json, json};

use crate::failure::Failure;

/// The keys of a path that are operations.
const METHODS: [&str; 8] = ["delete", "get", "head", "options", "patch", "post", "put", "trace"];
/// What a body of several media types is reduced to.
const JSON: &str = "application/json";

/// A description that can be bent.
pub struct Bent {
    document: Json,
    /// The description as it was, which has the order that it is to be in: the names that some make of it depend on that.
    original: Document,
    done: BTreeMap<&'static str, usize>,
}

impl Bent {
    /// Reads a description.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Self, Failure> {
        let document = document::parse(name, bytes);
        let document = document.map_err(|found| Failure::new(format!("cannot read {name}\n{found}")))?;
        Ok(Self { document: document.to_json(), original: document, done: BTreeMap::new() })
    }

    /// The description as it is now, and what was done to it.
    pub fn end(self) -> (String, Vec<String>) {
        let done = self.done.into_iter().map(|(what, times)| format!("{what} ({times})"));
        let mut text = String::new();
        print(&self.document, Some(&self.original.root), &mut text);
        (text, done.collect())
    }

    /// How many operations are described.
    pub fn operations(&self) -> usize {
        let paths = self.document["paths"].as_object().into_iter().flat_map(Map::values);
        paths.filter_map(Json::as_object).flat_map(Map::keys).filter(|key| METHODS.contains(&key.as_str())).count()
    }

    fn did(&mut self, what: &'static str, times: usize) {
        if times > 0 {
            *self.done.entry(what).or_default() += times;
        }
    }

    /// Gives the description a version that a crate can have.
    pub fn version(&mut self) {
        self.document["info"]["version"] = json!("0.1.0");
        self.did("another version of the description", 1);
    }

    /// Makes an id where an operation has none.
    pub fn operation_ids(&mut self) {
        let times = self.each_operation(|path, method, operation| {
            if operation.contains_key("operationId") {
                return false;
            }
            let words = path.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
            let id: Vec<&str> = std::iter::once(method).chain(words).collect();
            operation.insert("operationId".to_owned(), json!(id.join("_")));
            true
        });
        self.did("ids for operations that have none", times);
    }

    /// Declares parameters where the path has them, if they are declared elsewhere.
    pub fn path_parameters(&mut self) {
        let times = self.each_operation(|path, _, operation| {
            let mut changed = false;
            for parameter in operation.get_mut("parameters").and_then(Json::as_array_mut).into_iter().flatten() {
                let in_path = parameter["name"].as_str().is_some_and(|name| path.contains(&format!("{{{name}}}")));
                if in_path && parameter["in"] != "path" {
                    parameter["in"] = json!("path");
                    parameter["required"] = json!(true);
                    changed = true;
                }
            }
            changed
        });
        self.did("parameters moved into the path that has them", times);
    }

    /// Gives lists items of any kind where none are described.
    pub fn items(&mut self) {
        let times = self.each_schema(|schema| {
            let bare = schema.get("type").is_some_and(|kind| kind == "array") && !schema.contains_key("items");
            if bare {
                schema.insert("items".to_owned(), json!({}));
            }
            bare
        });
        self.did("lists given items of any kind", times);
    }

    /// Drops titles, of which types are made that then have the same name.
    pub fn titles(&mut self) {
        let times = self.each_schema(|schema| {
            let titled = schema.get("title").is_some_and(Json::is_string);
            if titled {
                schema.remove("title");
            }
            titled
        });
        self.did("titles dropped", times);
    }

    /// Drops properties of what is no object.
    pub fn properties_of_strings(&mut self) {
        let times = self.each_schema(|schema| {
            let is_string = schema.get("type").is_some_and(|kind| kind == "string");
            let odd = is_string && schema.get("properties").is_some_and(Json::is_object);
            if odd {
                schema.remove("properties");
                schema.remove("required");
            }
            odd
        });
        self.did("properties of strings dropped", times);
    }

    /// Drops the values of enums that have one without any letter or digit, for no name can be made of it.
    pub fn nameless_values(&mut self) {
        let times = self.each_schema(|schema| {
            let values = schema.get("enum").and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str);
            let nameless = values.into_iter().any(|value| !value.chars().any(char::is_alphanumeric));
            if nameless {
                schema.remove("enum");
            }
            nameless
        });
        self.did("enums without names read as text", times);
    }

    /// Says of media types without a schema that they are anything.
    pub fn media_types(&mut self) {
        let times = self.each_schema(|media| {
            let mut times = false;
            let content = media.get_mut("content").and_then(Json::as_object_mut).into_iter().flatten();
            for (_, media) in content.filter(|(name, _)| name.contains('/')) {
                if let Some(media) = media.as_object_mut().filter(|media| !media.contains_key("schema")) {
                    media.insert("schema".to_owned(), json!({}));
                    times = true;
                }
            }
            times
        });
        self.did("replies given a schema of anything", times);
    }

    /// Leaves a single media type to each body.
    pub fn one_media_type(&mut self) {
        let times = self.each_operation(|_, _, operation| {
            let content = operation.get_mut("requestBody").and_then(|body| body.get_mut("content"));
            let Some(content) = content.and_then(Json::as_object_mut).filter(|content| content.len() > 1) else {
                return false;
            };
            let kept = content.keys().find(|name| *name == JSON).or(content.keys().next()).cloned();
            content.retain(|name, _| Some(name) == kept.as_ref());
            true
        });
        self.did("bodies left with one media type", times);
    }

    /// Takes out operations that send forms.
    pub fn no_multipart(&mut self) {
        let mut times = 0;
        for path in self.document["paths"].as_object_mut().into_iter().flat_map(Map::values_mut) {
            let Some(path) = path.as_object_mut() else { continue };
            let before = path.len();
            path.retain(|_, operation| {
                let content = operation.pointer("/requestBody/content").and_then(Json::as_object);
                !content.is_some_and(|content| content.contains_key("multipart/form-data"))
            });
            times += before - path.len();
        }
        self.did("operations LOST that send multipart", times);
    }

    /// Leaves each operation one kind of reply of success and one of failure: the first one's.
    pub fn one_reply(&mut self) {
        let shared = self.document["components"]["responses"].clone();
        let kind = |reply: &Json| {
            let name = reply["$ref"].as_str().and_then(|target| target.rsplit('/').next());
            let content = &name.map_or(reply, |name| &shared[name])["content"];
            match &content[JSON]["schema"]["$ref"] {
                Json::String(target) => Some(target.clone()),
                // No two that are written in place have the same type.
                _ if content[JSON].is_object() => None,
                _ => Some(content.is_object().to_string()),
            }
        };
        let mut lost = 0;
        self.each_operation(|_, _, operation| {
            let Some(replies) = operation.get_mut("responses").and_then(Json::as_object_mut) else { return false };
            let before = replies.len();
            if before > 1 {
                replies.remove("default");
            }
            for success in [true, false] {
                let mut first = None;
                replies.retain(|status, reply| {
                    if status.starts_with('2') != success {
                        return true;
                    }
                    let kind = kind(reply);
                    let kept = first.as_ref().is_none_or(|first| kind.is_some() && *first == kind);
                    first.get_or_insert(kind);
                    kept
                });
            }
            lost += before - replies.len();
            true
        });
        self.did("replies LOST that are of a second type", lost);
    }

    /// Changes operations; tells how many.
    fn each_operation(&mut self, mut change: impl FnMut(&str, &str, &mut Map<String, Json>) -> bool) -> usize {
        let mut times = 0;
        for (path, item) in self.document["paths"].as_object_mut().into_iter().flatten() {
            let operations = item.as_object_mut().into_iter().flatten();
            for (method, operation) in operations.filter(|(key, _)| METHODS.contains(&key.as_str())) {
                if let Some(operation) = operation.as_object_mut() {
                    times += usize::from(change(path, method, operation));
                }
            }
        }
        times
    }

    /// Changes every object of paths and components, schemas among them; tells how many.
    fn each_schema(&mut self, mut change: impl FnMut(&mut Map<String, Json>) -> bool) -> usize {
        let mut times = 0;
        for section in ["paths", "components"] {
            each_object(&mut self.document[section], &mut |object| times += usize::from(change(object)));
        }
        times
    }
}

fn each_object(value: &mut Json, change: &mut dyn FnMut(&mut Map<String, Json>)) {
    match value {
        Json::Object(object) => {
            change(object);
            object.values_mut().for_each(|value| each_object(value, change));
        }
        Json::Array(items) => items.iter_mut().for_each(|item| each_object(item, change)),
        _ => {}
    }
}

/// Writes JSON, in the order that the keys had originally. What was put in comes last.
fn print(value: &Json, original: Option<&Node>, text: &mut String) {
    match value {
        Json::Object(object) => {
            let known = original.and_then(Node::as_map);
            let kept = known.into_iter().flat_map(|known| known.keys()).filter(|key| object.contains_key(*key));
            let new = object.keys().filter(|key| known.is_none_or(|known| !known.contains_key(*key)));
            text.push('{');
            for (at, key) in kept.chain(new).enumerate() {
                text.push_str(if at == 0 { "" } else { ",\n" });
                text.push_str(&json!(key).to_string());
                text.push(':');
                print(&object[key], known.and_then(|known| known.get(key)).map(|entry| &entry.node), text);
            }
            text.push('}');
        }
        Json::Array(items) => {
            text.push('[');
            for (at, item) in items.iter().enumerate() {
                text.push_str(if at == 0 { "" } else { "," });
                let original = original.map(|list| &list.value);
                let original = if let Some(Value::List(list)) = original { list.get(at) } else { None };
                print(item, original, text);
            }
            text.push(']');
        }
        other => text.push_str(&other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::Bent;

    fn bent(operation: &Json, change: fn(&mut Bent)) -> (Json, Vec<String>) {
        let description = json!({
            "openapi": "3.0.1",
            "info": {"title": "Harbour", "version": "Spring"},
            "paths": {"/berths/{id}": {"get": operation}},
            "components": {
                "responses": {"Closed": {"description": "", "content": {"application/json": {
                    "schema": {"$ref": "#/components/schemas/Fault"}}}}},
                "schemas": {"Fault": {"type": "object"}},
            },
        });
        let Ok(mut bent) = Bent::read("harbour.json", description.to_string().as_bytes()) else {
            panic!("the description is sound");
        };
        change(&mut bent);
        let operation = bent.document["paths"]["/berths/{id}"]["get"].clone();
        (operation, bent.end().1)
    }

    #[test]
    fn what_is_missing_is_made() {
        let operation = json!({"parameters": [{"name": "id", "in": "query"}]});
        let (made, told) = bent(&operation, |bent| {
            bent.operation_ids();
            bent.path_parameters();
        });
        assert_eq!(made["operationId"], "get_berths_id");
        assert_eq!(made["parameters"][0], json!({"name": "id", "in": "path", "required": true}));
        assert_eq!(told.len(), 2, "{told:?}");
    }

    #[test]
    fn what_is_there_already_is_left_alone() {
        let operation = json!({
            "operationId": "berth",
            "parameters": [{"name": "id", "in": "path", "required": true}],
            "requestBody": {"content": {"application/json": {"schema": {"type": "array", "items": {}}}}},
        });
        let (made, told) = bent(&operation, |bent| {
            bent.operation_ids();
            bent.path_parameters();
            bent.items();
            bent.media_types();
            bent.one_media_type();
            bent.nameless_values();
            bent.no_multipart();
        });
        assert_eq!((made, told), (operation, Vec::new()));
    }

    #[test]
    fn schemas_are_bent_wherever_they_stand() {
        let of = |schema: Json| json!({"requestBody": {"content": {"application/json": {"schema": schema}}}});
        let operation = of(json!({"properties": {
            "title": {"title": "Title", "type": "string", "properties": {"a": {}}, "required": ["a"]},
            "order": {"type": "string", "enum": ["a", "<"]},
            "list": {"type": "array"},
        }}));
        let (made, told) = bent(&operation, |bent| {
            bent.titles();
            bent.properties_of_strings();
            bent.nameless_values();
            bent.items();
        });
        let expected = of(json!({"properties": {
            "title": {"type": "string"}, "order": {"type": "string"}, "list": {"type": "array", "items": {}},
        }}));
        assert_eq!(made, expected);
        assert_eq!(told.len(), 4, "{told:?}");
    }

    #[test]
    fn one_reply_of_success_and_one_of_failure_stay() {
        let reply = |schema: Json| json!({"description": "", "content": {"application/json": {"schema": schema}}});
        let fault = reply(json!({"$ref": "#/components/schemas/Fault"}));
        let operation = json!({"responses": {
            "200": reply(json!({"type": "object"})),
            "201": reply(json!({"type": "object"})),
            "400": fault,
            "404": {"$ref": "#/components/responses/Closed"},
            "409": reply(json!({"type": "string"})),
            "429": {"description": ""},
            "default": fault,
        }});
        let (made, told) = bent(&operation, Bent::one_reply);
        let left: Vec<&String> = made["responses"].as_object().into_iter().flat_map(serde_json::Map::keys).collect();
        assert_eq!(left, ["200", "400", "404"]);
        assert_eq!(told, ["replies LOST that are of a second type (4)"]);
    }

    #[test]
    fn operations_that_send_forms_are_lost() {
        let operation = json!({"requestBody": {"content": {"multipart/form-data": {"schema": {}}}}});
        let (made, told) = bent(&operation, Bent::no_multipart);
        assert_eq!(made, Json::Null);
        assert_eq!(told, ["operations LOST that send multipart (1)"]);
    }

    #[test]
    fn the_order_stays() {
        let text = r#"{"openapi":"3.0.1","info":{"version":"1","title":"Harbour"},"paths":{"/b":{},"/a":{}}}"#;
        let Ok(bent) = Bent::read("harbour.json", text.as_bytes()) else { panic!("the description is sound") };
        assert_eq!(bent.end().0.replace('\n', ""), text);
    }
}
