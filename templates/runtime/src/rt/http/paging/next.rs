//! What a page tells of the next one.

use bytes::Bytes;
use serde_json::Value;

use super::{Paging, Position};
use crate::rt::{Decode, Reader, read_bytes};

/// What a reply tells beside its items. They are passed over: they are read as models, not here.
#[derive(Default)]
struct Told {
    pages: Value,
    page: Value,
    total_pages: Value,
    next_cursor: Value,
    has_more: Value,
    scroll_param: Value,
}

impl Decode for Told {
    fn decode(&mut self, r: &mut Reader<'_>) {
        if !r.begin() {
            return;
        }
        while let Some(key) = r.entry() {
            match key.as_str() {
                "pages" => self.pages.decode(r),
                "page" => self.page.decode(r),
                "total_pages" => self.total_pages.decode(r),
                "next_cursor" => self.next_cursor.decode(r),
                "has_more" => self.has_more.decode(r),
                "scroll_param" => self.scroll_param.decode(r),
                _ => r.pass_over(),
            }
            r.keep();
        }
    }
}

/// Where the page after the one in `body` is, which was asked for at `asked`; `None` where it was the last.
pub(super) fn next(paging: Paging, asked: &Position, body: &Bytes) -> Option<Position> {
    let mut told = Told::default();
    read_bytes(body, &mut told).ok()?;
    match paging {
        Paging::Cursor => told.cursor("starting_after").or_else(|| told.link()).or_else(|| told.unless_ended(asked)),
        Paging::SearchBody => told.cursor("pagination.starting_after"),
        Paging::Page => told.link().or_else(|| told.cursor("starting_after")).or_else(|| told.number(asked)),
        Paging::PageBody => told.number(asked),
        Paging::Link => told.link(),
        Paging::Scroll => text(&told.scroll_param).map(|scroll| Position::at("scroll_param", scroll)),
        Paging::Token => told.token(),
    }
}

impl Told {
    fn next(&self) -> &Value {
        &self.pages["next"]
    }

    /// A cursor, which goes by the name `parameter` in the next request.
    fn cursor(&self, parameter: &str) -> Option<Position> {
        text(&self.next()["starting_after"]).map(|cursor| Position::at(parameter, cursor))
    }

    /// A link, of which the query counts.
    fn link(&self) -> Option<Position> {
        let (_, query) = self.next().as_str()?.split_once('?')?;
        Position::of_query(query.split('#').next().unwrap_or_default())
    }

    fn token(&self) -> Option<Position> {
        let token = text(&self.next_cursor).filter(|_| self.has_more != Value::Bool(false))?;
        Some(Position::at("cursor", token))
    }

    /// The number of the next page, where there are so many.
    fn number(&self, asked: &Position) -> Option<Position> {
        let told = |name: &str, beside: &Value| number(&self.pages[name]).or_else(|| number(beside));
        let total = told("total_pages", &self.total_pages)?;
        let page = told("page", &self.page).or_else(|| asked.get("page")?.parse().ok()).unwrap_or(1);
        (page < total).then(|| Position::at("page", (page + 1).to_string()))
    }

    /// As [`number`](Self::number), unless the page says that there is none after it.
    fn unless_ended(&self, asked: &Position) -> Option<Position> {
        let is_silent = self.pages.get("next").is_none();
        if is_silent { self.number(asked) } else { None }
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn number(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}
