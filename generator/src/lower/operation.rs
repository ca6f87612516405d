//! Paths to operations.

use openapiv3::{
    MediaType, Operation as Described, Parameter, ParameterSchemaOrContent, PathItem, QueryStyle, ReferenceOr,
    RequestBody, Response, StatusCode,
};

use super::facets::borrowed;
use super::schema::Typed;
use super::{Lowerer, Site};
use crate::document::pointer;
use crate::ir::{
    Body, Content, Docs, Kind, Method, NameRoot, Operation, OperationNames, Param, ParamStyle, PathTemplate, Payload,
    Replies, Reply, Safety, StatusPattern, Tag, Ty,
};
use crate::names::words;

/// The tag of operations that have none.
const UNTAGGED: &str = "default";
/// Headers that OpenAPI forbids as parameters: the client sets them.
const FORBIDDEN_HEADERS: [&str; 3] = ["accept", "content-type", "authorization"];

/// Where the operation that is being lowered stands.
struct Here {
    index: usize,
    pointer: String,
    key: String,
}

impl Here {
    fn site(&self, pointer: String, suffix: &str, root: NameRoot) -> Site {
        Site::root(pointer, format!("{}{suffix}", self.key), root)
    }
}

impl<'a> Lowerer<'a> {
    /// Lowers every operation of every path.
    pub(super) fn operations(&mut self) {
        let resolved = self.resolved;
        for (path, item) in &resolved.openapi.paths.paths {
            let item = match item {
                ReferenceOr::Item(item) => item,
                ReferenceOr::Reference { reference } => {
                    let at = pointer::join("/paths", path);
                    self.error("path-item-ref", &at, format!("a path given as `{reference}` is not supported"));
                    continue;
                }
            };
            for (method, operation) in item.iter() {
                let Some(method) = Method::from_key(method) else { continue };
                self.operation(path, item, method, operation);
            }
        }
    }

    fn operation(&mut self, path: &str, item: &'a PathItem, method: Method, operation: &'a Described) {
        let at = pointer::join(&pointer::join("/paths", path), &method.as_str().to_lowercase());
        let template = template_of(path);
        let here =
            Here { index: self.api.operations.len(), key: format!("{method} {}", template.anonymous()), pointer: at };
        let id = operation.operation_id.clone().unwrap_or_else(|| {
            let id = made_up_id(method, path);
            let message = format!("{method} {path} has no operationId: `{id}` is made from method and path");
            self.warn("missing-operation-id", &here.pointer, message);
            id
        });
        let mut params = self.params(item, operation, &here);
        let path_params = self.path_params(&template, &mut params, &here);
        let (query, headers) = params.into_iter().partition::<Vec<_>, _>(|p| p.place != Location::Header);
        let mut tags = operation.tags.iter().cloned();
        let tag = self.tag(&tags.next().unwrap_or_else(|| UNTAGGED.to_owned()));
        let own_id = operation.operation_id.as_deref();
        let reference = self.choices.reference_page(&self.api.version, &self.api.tags[tag].wire, own_id, &here.key);
        let body = self.body(operation, &here);
        let replies = self.replies(operation, &here);
        let lowered = Operation {
            safety: self.safety(method, &here.key),
            id,
            tag,
            also_in: tags.collect(),
            method,
            path: template,
            path_params,
            query: query.into_iter().map(|p| p.param).collect(),
            headers: headers.into_iter().map(|p| p.param).collect(),
            body,
            replies,
            paging: None,
            docs: operation_docs(operation),
            reference,
            names: OperationNames::default(),
            place: self.resolved.document.place(&here.pointer),
        };
        self.api.operations.push(lowered);
    }

    fn tag(&mut self, wire: &str) -> usize {
        if let Some(index) = self.api.tags.iter().position(|tag| tag.wire == wire) {
            return index;
        }
        let described = self.resolved.openapi.tags.iter().find(|tag| tag.name == wire);
        let docs = Docs { text: described.and_then(|tag| tag.description.clone()), deprecated: false };
        self.api.tags.push(Tag { wire: wire.to_owned(), docs, ..Tag::default() });
        self.api.tags.len() - 1
    }

    fn safety(&self, method: Method, key: &str) -> Safety {
        match method {
            Method::Get | Method::Head | Method::Options | Method::Trace => Safety::ReadOnly,
            _ if self.choices.only_reads(key) => Safety::ReadOnly,
            Method::Put | Method::Delete => Safety::Idempotent,
            Method::Post | Method::Patch => Safety::Unsafe,
        }
    }

    /// Parameters of the operation and of its path; the operation's own win.
    fn params(&mut self, item: &'a PathItem, operation: &'a Described, here: &Here) -> Vec<Located> {
        let path_pointer = here.pointer.rsplit_once('/').map_or("", |(parent, _)| parent).to_owned();
        let mut found: Vec<Located> = Vec::new();
        let own = operation.parameters.iter().enumerate().map(|(i, p)| (p, format!("{}/parameters/{i}", here.pointer)));
        let shared = item.parameters.iter().enumerate().map(|(i, p)| (p, format!("{path_pointer}/parameters/{i}")));
        for (parameter, at) in own.chain(shared) {
            let Some(found_one) = self.follow(parameter, &at, |c| &c.parameters, "parameters") else { continue };
            let Some(located) = self.param(found_one, &at, here) else { continue };
            if !found.iter().any(|f| f.param.wire == located.param.wire && f.place == located.place) {
                found.push(located);
            }
        }
        found
    }

    fn param(&mut self, parameter: &Parameter, at: &str, here: &Here) -> Option<Located> {
        let data = parameter.parameter_data_ref();
        let (place, query_style) = match parameter {
            Parameter::Query { style, .. } => (Location::Query, Some(style)),
            Parameter::Header { .. } => (Location::Header, None),
            Parameter::Path { .. } => (Location::Path, None),
            Parameter::Cookie { .. } => {
                self.error(
                    "cookie-parameter",
                    at,
                    format!("`{}` is sent as a cookie, which is not supported", data.name),
                );
                return None;
            }
        };
        if place == Location::Header && self.is_client_header(&data.name) {
            return None;
        }
        let root = NameRoot::Param(here.index, data.name.clone());
        let key = format!("?{}", data.name);
        let (typed, json) = match &data.format {
            ParameterSchemaOrContent::Schema(schema) => {
                let site = here.site(format!("{at}/schema"), &key, root);
                (self.schema(&borrowed(schema), &site), false)
            }
            ParameterSchemaOrContent::Content(content) => match content.iter().next() {
                Some((media, MediaType { schema: Some(schema), .. })) => {
                    let site = here.site(format!("{at}/content/{}/schema", pointer::escape(media)), &key, root);
                    (self.schema(&borrowed(schema), &site), true)
                }
                _ => (Typed::plain(Ty::String), false),
            },
        };
        let style = if json { ParamStyle::Json } else { self.style(&typed.ty, query_style, data.explode) };
        let param = Param {
            wire: data.name.clone(),
            ident: String::new(),
            ty: typed.ty,
            required: data.required,
            style,
            default: typed.default,
            limits: typed.limits,
            docs: Docs {
                text: data.description.clone().or(typed.docs.text),
                deprecated: data.deprecated.unwrap_or(false) || typed.docs.deprecated,
            },
        };
        Some(Located { param, place, pointer: at.to_owned() })
    }

    fn is_client_header(&self, name: &str) -> bool {
        FORBIDDEN_HEADERS.iter().any(|h| name.eq_ignore_ascii_case(h)) || self.choices.is_client_header(name)
    }

    fn style(&mut self, ty: &Ty, style: Option<&QueryStyle>, explode: Option<bool>) -> ParamStyle {
        let settled = self.settled(ty);
        let is_object = match &settled {
            Ty::Map(_) => true,
            Ty::Ref(id) => match &self.api.ty(*id).kind {
                Kind::Record(_) => true,
                Kind::Union(union) => union.variants.iter().all(|v| self.api.record(&v.ty).is_some()),
                _ => false,
            },
            _ => false,
        };
        let is_list = matches!(settled, Ty::List(_) | Ty::OneOrMany(_));
        match style {
            Some(QueryStyle::DeepObject) if is_object => ParamStyle::Deep,
            _ if is_object => ParamStyle::Properties,
            Some(QueryStyle::SpaceDelimited) if is_list => ParamStyle::Space,
            Some(QueryStyle::PipeDelimited) if is_list => ParamStyle::Pipe,
            Some(_) if is_list && explode.unwrap_or(true) => ParamStyle::Repeat,
            _ if is_list => ParamStyle::Comma,
            _ => ParamStyle::Plain,
        }
    }

    /// One parameter for every variable of the template, in its order. A query parameter of that name is a slip of the
    /// description: the variable has to be filled from somewhere.
    fn path_params(&mut self, template: &PathTemplate, params: &mut Vec<Located>, here: &Here) -> Vec<Param> {
        let mut found = Vec::new();
        for variable in &template.variables {
            let position = params
                .iter()
                .position(|p| p.param.wire == *variable && p.place == Location::Path)
                .or_else(|| params.iter().position(|p| p.param.wire == *variable));
            let Some(position) = position else {
                let message = format!("no parameter is declared for `{{{variable}}}` of {}", template.template);
                self.error("undeclared-path-variable", &here.pointer, message);
                continue;
            };
            let mut located = params.remove(position);
            if located.place != Location::Path {
                let message =
                    format!("`{variable}` stands in the path but is declared elsewhere: taken as a path parameter");
                self.warn("misplaced-path-parameter", &located.pointer, message);
            }
            located.param.required = true;
            located.param.style = ParamStyle::Plain;
            found.push(located.param);
        }
        for stray in params.iter().filter(|p| p.place == Location::Path) {
            let message = format!(
                "`{}` is declared as a path parameter but {} has no such variable: ignored",
                stray.param.wire, template.template
            );
            self.warn("stray-path-parameter", &stray.pointer, message);
        }
        params.retain(|p| p.place != Location::Path);
        found
    }

    fn body(&mut self, operation: &'a Described, here: &Here) -> Option<Body> {
        let at = format!("{}/requestBody", here.pointer);
        let body: &RequestBody =
            self.follow(operation.request_body.as_ref()?, &at, |c| &c.request_bodies, "requestBodies")?;
        let (media, described) = preferred(&body.content)?;
        if body.content.len() > 1 {
            let message = format!("the body has {} media types: `{media}` is used", body.content.len());
            self.warn("several-media-types", &at, message);
        }
        let site =
            here.site(format!("{at}/content/{}/schema", pointer::escape(media)), "#body", NameRoot::Body(here.index));
        let essence = essence(media);
        let content = if is_json(essence) {
            Content::Json(self.media_schema(described, &site))
        } else if essence == "multipart/form-data" {
            let ty = self.media_schema(described, &site);
            if self.api.record(&ty).is_none() {
                self.error(
                    "multipart-without-fields",
                    &site.pointer,
                    "a multipart body must be an object with properties",
                );
            }
            Content::Multipart(ty)
        } else if essence.starts_with("text/") {
            Content::Text(media.to_owned())
        } else if essence == "application/x-www-form-urlencoded" {
            self.error("unsupported-media-type", &at, format!("a body of `{media}` is not supported"));
            return None;
        } else {
            Content::Bytes(media.to_owned())
        };
        let required = body.required || self.demands(&content);
        Some(Body { content, required, docs: Docs { text: body.description.clone(), deprecated: false } })
    }

    /// Whether a body demands some field, which makes it required whatever `required` says.
    fn demands(&self, content: &Content) -> bool {
        match content {
            Content::Json(ty) | Content::Multipart(ty) => match self.api.unalias(ty) {
                Ty::Ref(id) => match &self.api.ty(*id).kind {
                    Kind::Record(record) => {
                        !record.at_least_one_of.is_empty() || record.fields.iter().any(|field| field.required)
                    }
                    Kind::Union(_) => true,
                    _ => false,
                },
                _ => false,
            },
            Content::Text(_) | Content::Bytes(_) => true,
        }
    }

    fn media_schema(&mut self, media: &MediaType, site: &Site) -> Ty {
        match &media.schema {
            Some(schema) => self.schema(&borrowed(schema), site).ty,
            None => Ty::Json,
        }
    }

    fn replies(&mut self, operation: &'a Described, here: &Here) -> Replies {
        let mut replies = Replies::default();
        let mut redirect = None;
        for (status, response) in &operation.responses.responses {
            let status = match status {
                StatusCode::Code(code) => StatusPattern::Code(*code),
                StatusCode::Range(class) => StatusPattern::Class(*class),
            };
            let first = match status {
                StatusPattern::Code(code) => code / 100,
                StatusPattern::Class(class) => class,
                StatusPattern::Default => 0,
            };
            let Some(reply) = self.reply(response, status, first == 2, here) else { continue };
            match first {
                2 => replies.ok.push(reply),
                3 => redirect = Some(Reply { payload: Payload::Redirect, ..reply }),
                _ => replies.err.push(reply),
            }
        }
        if let Some(response) = &operation.responses.default {
            let ok = replies.ok.is_empty() && redirect.is_none() && replies.err.is_empty();
            if let Some(reply) = self.reply(response, StatusPattern::Default, ok, here) {
                if ok { replies.ok.push(reply) } else { replies.err.push(reply) }
            }
        }
        if replies.ok.is_empty() {
            replies.ok.extend(redirect);
        }
        if replies.ok.is_empty() {
            self.warn(
                "no-success",
                &format!("{}/responses", here.pointer),
                "no reply of success is described: any JSON",
            );
            let docs = Docs::default();
            replies.ok.push(Reply { status: StatusPattern::Class(2), payload: Payload::Json(Ty::Json), docs });
        }
        replies
    }

    fn reply(
        &mut self,
        response: &'a ReferenceOr<Response>,
        status: StatusPattern,
        ok: bool,
        here: &Here,
    ) -> Option<Reply> {
        let at = format!("{}/responses/{status}", here.pointer);
        let shared = match response {
            ReferenceOr::Reference { reference } => reference.strip_prefix('#').map(str::to_owned),
            ReferenceOr::Item(_) => None,
        };
        let response: &Response = self.follow(response, &at, |c| &c.responses, "responses")?;
        let at = shared.unwrap_or(at);
        let docs = Docs { text: Some(response.description.clone()).filter(|t| !t.is_empty()), deprecated: false };
        let Some((media, content)) = preferred(&response.content) else {
            return Some(Reply { status, payload: Payload::Empty, docs });
        };
        let essence = essence(media);
        let payload = if is_json(essence) {
            let (root, key) = if ok {
                (NameRoot::Reply(here.index), format!("#{status}"))
            } else {
                (NameRoot::ErrorReply(here.index, status), format!("#{status}"))
            };
            let site = here.site(format!("{at}/content/{}/schema", pointer::escape(media)), &key, root);
            Payload::Json(self.media_schema(content, &site))
        } else if essence.starts_with("text/") {
            Payload::Text
        } else {
            Payload::Bytes(essence.to_owned())
        };
        Some(Reply { status, payload, docs })
    }

    /// The item itself, or the one in the components that it refers to.
    fn follow<T>(
        &mut self,
        item: &'a ReferenceOr<T>,
        at: &str,
        section: impl Fn(&'a openapiv3::Components) -> &'a indexmap::IndexMap<String, ReferenceOr<T>>,
        name: &str,
    ) -> Option<&'a T> {
        let resolved = self.resolved;
        let mut item = item;
        for _ in 0..16 {
            let reference = match item {
                ReferenceOr::Item(item) => return Some(item),
                ReferenceOr::Reference { reference } => reference,
            };
            let target = reference
                .strip_prefix(&format!("#/components/{name}/"))
                .and_then(|key| section(resolved.openapi.components.as_ref()?).get(&*pointer::unescape(key)));
            let Some(target) = target else {
                self.error("dangling-ref", at, format!("`{reference}` leads nowhere"));
                return None;
            };
            item = target;
        }
        self.error("ref-cycle", at, "the reference leads back to itself");
        None
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Location {
    Path,
    Query,
    Header,
}

struct Located {
    param: Param,
    place: Location,
    pointer: String,
}

fn template_of(path: &str) -> PathTemplate {
    let variables =
        path.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name.to_owned()).collect();
    PathTemplate { template: path.to_owned(), variables }
}

fn made_up_id(method: Method, path: &str) -> String {
    let mut parts = words::split(&method.as_str().to_lowercase());
    for segment in path.split('/').filter(|s| !s.is_empty()) {
        match segment.strip_prefix('{').and_then(|s| s.strip_suffix('}')) {
            Some(variable) => {
                parts.push("by".to_owned());
                parts.extend(words::split(variable));
            }
            None => parts.extend(words::split(segment)),
        }
    }
    words::snake(&parts)
}

/// JSON before anything else, then the first that is described.
fn preferred(content: &indexmap::IndexMap<String, MediaType>) -> Option<(&str, &MediaType)> {
    content
        .iter()
        .find(|(media, _)| is_json(essence(media)))
        .or_else(|| content.iter().next())
        .map(|(media, content)| (media.as_str(), content))
}

/// A media type without its parameters.
fn essence(media: &str) -> &str {
    media.split(';').next().unwrap_or_default().trim()
}

fn is_json(essence: &str) -> bool {
    essence == "application/json" || essence.ends_with("+json") || essence == "*/*"
}

fn operation_docs(operation: &Described) -> Docs {
    let text = match (&operation.summary, &operation.description) {
        (Some(summary), Some(description)) => Some(format!("{}\n\n{description}", summary.trim())),
        (summary, description) => summary.clone().or_else(|| description.clone()),
    };
    Docs { text, deprecated: operation.deprecated }
}
