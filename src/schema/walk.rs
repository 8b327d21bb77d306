use serde_json::{Map, Value};

use super::KindSchema;
use crate::document::{self, Node};

/// A field of a record together with what the schema says about it.
#[derive(Clone, Debug)]
pub struct Place<'a> {
    /// Dotted path.
    pub path: String,
    /// The value.
    pub node: &'a Node,
    /// What the field itself is annotated with.
    pub field: &'a Map<String, Value>,
    /// What its type is annotated with; the same map where the type is written in place.
    pub shape: &'a Map<String, Value>,
}

impl Place<'_> {
    /// A text annotation of the field or its type, such as `x-ref`.
    #[must_use]
    pub fn annotation(&self, key: &str) -> Option<&str> {
        self.field.get(key).or_else(|| self.shape.get(key)).and_then(Value::as_str)
    }

    /// Whether the field is marked, as with `x-core`.
    #[must_use]
    pub fn is_marked(&self, key: &str) -> bool {
        self.field.get(key).is_some_and(|mark| mark == true)
    }
}

impl KindSchema {
    /// Visits every field that a document has and the schema knows, parents first.
    pub fn visit<'a>(&'a self, root: &'a Node, visit: &mut dyn FnMut(&Place<'a>)) {
        if let Some(schema) = self.json.as_object() {
            self.descend(schema, root, String::new(), visit);
        }
    }

    fn descend<'a>(
        &'a self,
        field: &'a Map<String, Value>,
        node: &'a Node,
        path: String,
        visit: &mut dyn FnMut(&Place<'a>),
    ) {
        let shape = self.resolve(field);
        let place = Place { path, node, field, shape };
        visit(&place);
        let below = |name: &str| {
            if place.path.is_empty() { name.to_owned() } else { format!("{}.{name}", place.path) }
        };
        match &node.value {
            document::Value::Map(entries) => {
                let properties = shape.get("properties");
                let rest = shape.get("additionalProperties");
                for entry in entries {
                    let schema = properties.and_then(|p| p.get(&entry.key)).or(rest).and_then(Value::as_object);
                    if let Some(schema) = schema {
                        self.descend(schema, &entry.node, below(&entry.key), visit);
                    }
                }
            }
            document::Value::List(items) => {
                if let Some(schema) = shape.get("items").and_then(Value::as_object) {
                    for (index, item) in items.iter().enumerate() {
                        self.descend(schema, item, below(&index.to_string()), visit);
                    }
                }
            }
            _ => {}
        }
    }
}
