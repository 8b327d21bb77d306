use serde_json::{Map, Value};

use super::KindSchema;

/// A field that a record may lack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionalField {
    /// Dotted path.
    pub path: String,
    /// Whether it is a list.
    pub list: bool,
}

/// Fields that every kind has and that are no facts.
const COMMON: &[&str] = &["aliases", "former_ids", "notes", "sources", "disputed", "not_known"];

impl KindSchema {
    /// Every fact that a record of the kind may lack, in the order of the schema: what is optional itself or
    /// stands below something optional. Lists are told as a whole.
    #[must_use]
    pub fn optional_fields(&self) -> Vec<OptionalField> {
        let mut out = Vec::new();
        if let Some(root) = self.json.as_object() {
            self.collect(root, "", false, &mut Vec::new(), &mut out);
            out.retain(|field: &OptionalField| !COMMON.contains(&field.path.as_str()));
        }
        out
    }

    /// Every field that holds a value rather than further keys; lists as a whole.
    pub(super) fn leaves(&self) -> Vec<OptionalField> {
        let mut out = Vec::new();
        if let Some(root) = self.json.as_object() {
            self.collect(root, "", true, &mut Vec::new(), &mut out);
        }
        out
    }

    /// What the items of a list may lack: fields of their own, by name.
    #[must_use]
    pub fn item_fields(&self, list: &str) -> Vec<OptionalField> {
        let mut out = Vec::new();
        let items = self.field(list.split('.')).and_then(|field| self.resolve(field).get("items"));
        if let Some(items) = items.and_then(Value::as_object) {
            self.collect(items, "", false, &mut Vec::new(), &mut out);
        }
        out
    }

    fn collect<'a>(
        &'a self,
        field: &'a Map<String, Value>,
        prefix: &str,
        optional: bool,
        above: &mut Vec<*const Map<String, Value>>,
        out: &mut Vec<OptionalField>,
    ) {
        let shape = self.resolve(field);
        // A shape that holds itself, such as a condition of conditions, is not followed.
        let place = std::ptr::from_ref(shape);
        if above.contains(&place) {
            return;
        }
        above.push(place);
        let required = |key: &str| {
            shape.get("required").and_then(Value::as_array).is_some_and(|keys| keys.iter().any(|known| known == key))
        };
        for (key, below) in shape.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let Some(below) = below.as_object() else { continue };
            let path = format!("{prefix}{key}");
            let optional = optional || !required(key);
            let inner = self.resolve(below);
            if inner.contains_key("properties") {
                self.collect(below, &format!("{path}."), optional, above, out);
            } else if optional {
                out.push(OptionalField { path, list: inner.get("type").and_then(Value::as_str) == Some("array") });
            }
        }
        above.pop();
    }
}

/// Whether an empty list in this place says "none"; elsewhere it only means that nothing was written.
#[must_use]
pub fn empty_says_none(path: &str) -> bool {
    ["power_connectors", "connectors", "encodes", "decodes", "methods", "functions", "session_caps"]
        .iter()
        .any(|name| path.ends_with(name))
}

#[cfg(test)]
mod tests {
    use crate::record::Kind;
    use crate::schema;

    #[test]
    fn fields_that_may_be_lacking_are_found() {
        let paths: Vec<_> = schema::of(Kind::Gpu).optional_fields().into_iter().map(|field| field.path).collect();
        for known in ["tdp_w", "memory.size_gib", "pcie.lanes", "outputs.connectors", "driver.family"] {
            assert!(paths.iter().any(|path| path == known), "{known}");
        }
        for not in ["name", "pci.ids", "memory", "sources", "aliases", "functions.role"] {
            assert!(!paths.iter().any(|path| path == not), "{not}");
        }
        // Conditions of rules hold conditions: the walk ends all the same.
        assert!(schema::of(Kind::Rule).optional_fields().iter().any(|field| field.path == "next_step"));
        assert!(schema::of(Kind::Board).item_fields("slots").iter().any(|field| field.path == "root_port"));
    }
}
