use std::collections::HashMap;
use std::fmt::Write;

use serde_json::{Map, Value};

use super::KindSchema;
use crate::document::{self, Node};
use crate::record::Kind;

/// What rules ask the schema about a field, of the field itself or of its type.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Marks {
    /// Kind of the record that the field names (`x-ref`).
    pub reference: Option<Kind>,
    /// Whether the field is a core fact, which needs a source (`x-core`).
    pub core: bool,
    /// Whether its dates may lie ahead (`x-future`).
    pub future: bool,
    /// Whether it names a field (`x-field`).
    pub names_field: bool,
    /// Whether it is a citation.
    pub citation: bool,
    /// Format of its text.
    pub format: Option<&'static str>,
}

/// A field of a record together with what the schema says about it.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// Dotted path.
    pub path: &'a str,
    /// The value.
    pub node: &'a Node,
    /// What the schema says.
    pub marks: &'a Marks,
}

/// The schema as a walk needs it: each field with its marks and where its parts lead, looked up once.
#[derive(Debug, Default)]
pub(super) struct Walk {
    steps: Vec<Step>,
}

#[derive(Debug, Default)]
struct Step {
    marks: Marks,
    /// Keys in order, each with its step.
    keys: Vec<(&'static str, usize)>,
    /// Step of every other key.
    rest: Option<usize>,
    /// Step of the items of a list.
    items: Option<usize>,
}

impl Step {
    fn below(&self, key: &str) -> Option<usize> {
        let known = self.keys.binary_search_by(|(name, _)| (*name).cmp(key)).ok();
        known.and_then(|at| self.keys.get(at)).map(|(_, step)| *step).or(self.rest)
    }
}

impl Walk {
    /// Prepares the walk along a schema.
    pub(super) fn new(json: &'static Value) -> Self {
        let mut walk = Self::default();
        if let Some(root) = json.as_object() {
            walk.add(json, root, &mut HashMap::new());
        }
        walk
    }

    /// The step of a field; a type that holds itself leads back to the step that is there already.
    fn add(
        &mut self,
        json: &'static Value,
        field: &'static Map<String, Value>,
        known: &mut HashMap<*const Map<String, Value>, usize>,
    ) -> usize {
        if let Some(step) = known.get(&std::ptr::from_ref(field)) {
            return *step;
        }
        let shape = super::resolve(json, field);
        let at = self.steps.len();
        known.insert(std::ptr::from_ref(field), at);
        self.steps.push(Step::default());
        let mut below = |value: &'static Value| Some(self.add(json, value.as_object()?, known));
        let properties = shape.get("properties").and_then(Value::as_object).into_iter().flatten();
        let mut keys: Vec<_> = properties.filter_map(|(key, value)| Some((key.as_str(), below(value)?))).collect();
        keys.sort_unstable();
        let rest = shape.get("additionalProperties").and_then(&mut below);
        let items = shape.get("items").and_then(below);
        if let Some(step) = self.steps.get_mut(at) {
            *step = Step { marks: marks(field, shape), keys, rest, items };
        }
        at
    }

    fn descend<'a>(&'a self, step: &'a Step, node: &'a Node, path: &mut String, visit: &mut dyn FnMut(&Place)) {
        visit(&Place { path, node, marks: &step.marks });
        let length = path.len();
        let dot = if length == 0 { "" } else { "." };
        match &node.value {
            document::Value::Map(entries) => {
                for entry in entries {
                    if let Some(step) = step.below(&entry.key).and_then(|at| self.steps.get(at)) {
                        path.push_str(dot);
                        path.push_str(&entry.key);
                        self.descend(step, &entry.node, path, visit);
                        path.truncate(length);
                    }
                }
            }
            document::Value::List(items) => {
                let Some(step) = step.items.and_then(|at| self.steps.get(at)) else { return };
                for (index, item) in items.iter().enumerate() {
                    let _ = write!(path, "{dot}{index}");
                    self.descend(step, item, path, visit);
                    path.truncate(length);
                }
            }
            _ => {}
        }
    }
}

fn marks(field: &'static Map<String, Value>, shape: &'static Map<String, Value>) -> Marks {
    let text = |key: &str| field.get(key).or_else(|| shape.get(key)).and_then(Value::as_str);
    let marked = |key: &str| field.get(key).is_some_and(|mark| mark == true);
    let citation = |properties: &Value| properties.get("accessed").is_some() && properties.get("source").is_some();
    Marks {
        reference: text("x-ref").and_then(Kind::from_folder),
        core: marked("x-core"),
        future: marked("x-future"),
        names_field: marked("x-field") || shape.contains_key("x-field"),
        citation: shape.get("properties").is_some_and(citation),
        format: text("format"),
    }
}

impl KindSchema {
    /// Visits every field that a document has and the schema knows, parents first.
    pub fn visit(&self, root: &Node, visit: &mut dyn FnMut(&Place)) {
        if let Some(first) = self.walk.steps.first() {
            self.walk.descend(first, root, &mut String::new(), visit);
        }
    }
}
