//! Which keywords the objects of `OpenAPI` 3.0 have, in canonical order, and what stands below each.

use super::{KEPT_EXTENSION, PROSE};

/// A kind of object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Root,
    Info,
    Server,
    ServerVariable,
    Tag,
    Paths,
    PathItem,
    Operation,
    /// A parameter or a header.
    Parameter,
    RequestBody,
    MediaType,
    Encoding,
    Responses,
    Response,
    Link,
    Callback,
    Components,
    SecurityScheme,
    OauthFlows,
    OauthFlow,
    Schema,
    Discriminator,
    /// Nothing that the grammar knows: prose is left out all the way down.
    Unknown,
}

/// What is kept of the value of a keyword.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    /// All of it, as it stands.
    Value,
    /// Kept where it is a name; a whole sentence is prose.
    Title,
    /// An object of a kind, or each of a list of them.
    Object(Kind),
    /// Objects of a kind by name, whatever the names are.
    Names(Kind),
    /// Names only: the texts below them are prose.
    Texts,
    /// Prose that must be there: an empty text.
    Blank,
    /// Nothing.
    Drop,
}

type Keywords = &'static [(&'static str, Rule)];

use Kind::{
    Callback, Components, Discriminator, Encoding, Info, Link, MediaType, OauthFlow, OauthFlows, Operation, Parameter,
    PathItem, Paths, RequestBody, Response, Responses, Root, Schema, SecurityScheme, Server, ServerVariable, Tag,
    Unknown,
};
use Rule::{Blank, Drop, Names, Object, Texts, Title, Value};

impl Kind {
    /// The keywords of this kind, in the order in which they are written.
    pub(super) const fn keywords(self) -> Keywords {
        match self {
            Root => ROOT,
            Info => INFO,
            Server => SERVER,
            ServerVariable => SERVER_VARIABLE,
            Tag => TAG,
            Paths | Responses | Unknown => &[],
            Callback => CALLBACK,
            PathItem => PATH_ITEM,
            Operation => OPERATION,
            Parameter => PARAMETER,
            RequestBody => REQUEST_BODY,
            MediaType => MEDIA_TYPE,
            Encoding => ENCODING,
            Response => RESPONSE,
            Link => LINK,
            Components => COMPONENTS,
            SecurityScheme => SECURITY_SCHEME,
            OauthFlows => OAUTH_FLOWS,
            OauthFlow => OAUTH_FLOW,
            Schema => SCHEMA,
            Discriminator => DISCRIMINATOR,
        }
    }

    /// The rule for a keyword that the kind does not list.
    pub(super) fn rule_of_other(self, key: &str) -> Rule {
        let prose = PROSE.contains(&key);
        match self {
            _ if key == KEPT_EXTENSION => Value,
            _ if key.starts_with("x-") => Drop,
            Paths | Callback => Object(PathItem),
            Responses => Object(Response),
            _ if prose => Drop,
            _ => Object(Unknown),
        }
    }
}

const ROOT: Keywords = &[
    ("openapi", Value),
    ("info", Object(Info)),
    ("servers", Object(Server)),
    ("security", Value),
    ("tags", Object(Tag)),
    ("paths", Object(Paths)),
    ("components", Object(Components)),
];

const INFO: Keywords =
    &[("title", Value), ("version", Value), ("license", Value), ("contact", Drop), ("termsOfService", Drop)];

const SERVER: Keywords = &[("url", Value), ("variables", Names(ServerVariable))];

const SERVER_VARIABLE: Keywords = &[("enum", Value), ("default", Value)];

const TAG: Keywords = &[("name", Value)];

const CALLBACK: Keywords = &[("$ref", Value)];

const PATH_ITEM: Keywords = &[
    ("$ref", Value),
    ("servers", Object(Server)),
    ("parameters", Object(Parameter)),
    ("get", Object(Operation)),
    ("put", Object(Operation)),
    ("post", Object(Operation)),
    ("delete", Object(Operation)),
    ("options", Object(Operation)),
    ("head", Object(Operation)),
    ("patch", Object(Operation)),
    ("trace", Object(Operation)),
];

const OPERATION: Keywords = &[
    ("operationId", Value),
    ("tags", Value),
    ("deprecated", Value),
    ("servers", Object(Server)),
    ("security", Value),
    ("parameters", Object(Parameter)),
    ("requestBody", Object(RequestBody)),
    ("responses", Object(Responses)),
    ("callbacks", Names(Callback)),
];

const PARAMETER: Keywords = &[
    ("$ref", Value),
    ("name", Value),
    ("in", Value),
    ("required", Value),
    ("deprecated", Value),
    ("allowEmptyValue", Value),
    ("style", Value),
    ("explode", Value),
    ("allowReserved", Value),
    ("schema", Object(Schema)),
    ("content", Names(MediaType)),
];

const REQUEST_BODY: Keywords = &[("$ref", Value), ("required", Value), ("content", Names(MediaType))];

const MEDIA_TYPE: Keywords = &[("schema", Object(Schema)), ("encoding", Names(Encoding))];

const ENCODING: Keywords = &[
    ("contentType", Value),
    ("headers", Names(Parameter)),
    ("style", Value),
    ("explode", Value),
    ("allowReserved", Value),
];

const RESPONSE: Keywords = &[
    ("$ref", Value),
    ("description", Blank),
    ("headers", Names(Parameter)),
    ("content", Names(MediaType)),
    ("links", Names(Link)),
];

const LINK: Keywords = &[
    ("$ref", Value),
    ("operationRef", Value),
    ("operationId", Value),
    ("parameters", Value),
    ("requestBody", Value),
    ("server", Object(Server)),
];

const COMPONENTS: Keywords = &[
    ("securitySchemes", Names(SecurityScheme)),
    ("parameters", Names(Parameter)),
    ("headers", Names(Parameter)),
    ("requestBodies", Names(RequestBody)),
    ("responses", Names(Response)),
    ("links", Names(Link)),
    ("callbacks", Names(Callback)),
    ("schemas", Names(Schema)),
];

const SECURITY_SCHEME: Keywords = &[
    ("$ref", Value),
    ("type", Value),
    ("scheme", Value),
    ("bearerFormat", Value),
    ("name", Value),
    ("in", Value),
    ("flows", Object(OauthFlows)),
    ("openIdConnectUrl", Value),
];

const OAUTH_FLOWS: Keywords = &[
    ("implicit", Object(OauthFlow)),
    ("password", Object(OauthFlow)),
    ("clientCredentials", Object(OauthFlow)),
    ("authorizationCode", Object(OauthFlow)),
];

const OAUTH_FLOW: Keywords =
    &[("authorizationUrl", Value), ("tokenUrl", Value), ("refreshUrl", Value), ("scopes", Texts)];

const SCHEMA: Keywords = &[
    ("$ref", Value),
    ("title", Title),
    (KEPT_EXTENSION, Value),
    ("type", Value),
    ("format", Value),
    ("nullable", Value),
    ("readOnly", Value),
    ("writeOnly", Value),
    ("deprecated", Value),
    ("enum", Value),
    ("default", Value),
    ("multipleOf", Value),
    ("minimum", Value),
    ("exclusiveMinimum", Value),
    ("maximum", Value),
    ("exclusiveMaximum", Value),
    ("minLength", Value),
    ("maxLength", Value),
    ("pattern", Value),
    ("minItems", Value),
    ("maxItems", Value),
    ("uniqueItems", Value),
    ("minProperties", Value),
    ("maxProperties", Value),
    ("required", Value),
    ("discriminator", Object(Discriminator)),
    ("allOf", Object(Schema)),
    ("oneOf", Object(Schema)),
    ("anyOf", Object(Schema)),
    ("not", Object(Schema)),
    ("items", Object(Schema)),
    ("properties", Names(Schema)),
    ("additionalProperties", Object(Schema)),
    ("xml", Object(Unknown)),
];

const DISCRIMINATOR: Keywords = &[("propertyName", Value), ("mapping", Value)];
