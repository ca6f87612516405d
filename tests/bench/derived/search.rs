impl serde::Serialize for Query {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.problem("the search", 1) {
            Some(problem) => Err(serde::ser::Error::custom(problem)),
            None => self.to_json().serialize(serializer),
        }
    }
}

impl serde::Serialize for Search {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { query, sort, pagination, extra } = self;
        let mut fields = serializer.serialize_map(None)?;
        serde::ser::SerializeMap::serialize_entry(&mut fields, "query", query)?;
        for (name, value) in [("sort", sort), ("pagination", pagination)] {
            if let Some(value) = value {
                serde::ser::SerializeMap::serialize_entry(&mut fields, name, value)?;
            }
        }
        for (name, value) in extra.as_map() {
            serde::ser::SerializeMap::serialize_entry(&mut fields, name, value)?;
        }
        serde::ser::SerializeMap::end(fields)
    }
}
