//! How much is known: per kind and field, which records fill it, say that nobody knows, or lack it.

mod conditions;

use serde::Serialize;
use serde_json::Value;

use crate::catalogue::{Catalogue, Item};
use crate::record::Kind;
use crate::schema::{self, OptionalField, empty_says_none};

/// Lists whose items are looked into: their fields matter as much as those of the record.
const ITEMS: &[(Kind, &str)] = &[(Kind::Board, "slots")];

/// How much is known of one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldCoverage<'a> {
    /// Dotted path; `*` stands for every item of a list.
    pub field: String,
    /// To which records it can apply, where that is not all.
    pub applies_to: Option<&'static str>,
    /// Records that fill it.
    pub filled: usize,
    /// Records that say that nobody knows.
    pub not_known: usize,
    /// Records that lack it, by ID.
    pub lacking: Vec<&'a str>,
}

/// How much is known of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindCoverage<'a> {
    /// The kind.
    pub kind: Kind,
    /// Records of it.
    pub records: usize,
    /// Its fields, in the order of the schema.
    pub fields: Vec<FieldCoverage<'a>>,
}

impl FieldCoverage<'_> {
    /// Records to which the field can apply.
    #[must_use]
    pub fn applicable(&self) -> usize {
        self.filled + self.not_known + self.lacking.len()
    }
}

impl KindCoverage<'_> {
    /// Facts that are there, and facts that could be.
    #[must_use]
    pub fn facts(&self) -> (usize, usize) {
        (self.fields.iter().map(|f| f.filled).sum(), self.fields.iter().map(FieldCoverage::applicable).sum())
    }
}

/// A share in whole percent, rounded down, so that 100 means all.
#[must_use]
pub fn percent(part: usize, whole: usize) -> usize {
    (part * 100).checked_div(whole).unwrap_or(100)
}

/// How much is known of every kind.
#[must_use]
pub fn coverage(catalogue: &Catalogue) -> Vec<KindCoverage<'_>> {
    use rayon::prelude::*;
    Kind::ALL.par_iter().map(|kind| of_kind(catalogue, *kind)).filter(|kind| !kind.fields.is_empty()).collect()
}

fn of_kind(catalogue: &Catalogue, kind: Kind) -> KindCoverage<'_> {
    let items: Vec<(&Item, Value)> =
        catalogue.of_kind(kind).map(|item| (item, serde_json::to_value(&item.record).unwrap_or_default())).collect();
    let mut fields = Vec::new();
    for field in schema::of(kind).optional_fields() {
        fields.extend(of_field(kind, &items, &field));
        if ITEMS.contains(&(kind, field.path.as_str())) {
            let below = schema::of(kind).item_fields(&field.path).into_iter();
            let inner = below.map(|one| OptionalField { path: format!("{}.*.{}", field.path, one.path), ..one });
            fields.extend(inner.filter_map(|one| of_field(kind, &items, &one)));
        }
    }
    KindCoverage { kind, records: items.len(), fields }
}

/// Counts one field; nothing where it can apply to no record.
fn of_field<'a>(kind: Kind, items: &[(&'a Item, Value)], field: &OptionalField) -> Option<FieldCoverage<'a>> {
    let conditions: Vec<_> = conditions::of(kind, &field.path).collect();
    let mut out = FieldCoverage {
        field: field.path.clone(),
        applies_to: conditions.last().and_then(|condition| condition.to),
        filled: 0,
        not_known: 0,
        lacking: Vec::new(),
    };
    for (item, json) in items.iter().filter(|(item, _)| conditions.iter().all(|one| (one.holds)(&item.record))) {
        match filled(json, &field.path, field.list) {
            None => {}
            Some(true) => out.filled += 1,
            Some(false) if is_not_known(item, &field.path) => out.not_known += 1,
            Some(false) => out.lacking.push(&item.id),
        }
    }
    (out.applicable() > 0).then_some(out)
}

/// Whether a record fills a field; nothing where the list that holds it has no items.
fn filled(json: &Value, path: &str, list: bool) -> Option<bool> {
    if let Some((above, below)) = path.split_once(".*.") {
        let items = at(json, above).and_then(Value::as_array).filter(|items| !items.is_empty())?;
        return Some(items.iter().all(|item| filled(item, below, list) == Some(true)));
    }
    Some(match at(json, path) {
        None | Some(Value::Null) => false,
        Some(Value::Array(items)) => !items.is_empty() || list && empty_says_none(path),
        Some(_) => true,
    })
}

fn at<'v>(json: &'v Value, path: &str) -> Option<&'v Value> {
    path.split('.').try_fold(json, |value, key| value.get(key))
}

fn is_not_known(item: &Item, path: &str) -> bool {
    item.record.common().not_known().iter().any(|missing| missing.field.covers(path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::Draft;
    use crate::source::SourceMap;

    fn catalogue() -> Catalogue {
        let common = "vendor: nvidia\nsegment: SEGMENT\narchitecture: ampere\npci: {ids: [\"10de:ID\"]}\n";
        let card = |name: &str, segment: &str, id: &str, more: &str| {
            format!("name: {name}\n{}{more}", common.replace("SEGMENT", segment).replace("ID\"", &format!("{id}\"")))
        };
        let sources = "sources:\n  - {url: \"https://a.example/\", title: T, publisher: P, kind: vendor, accessed: \"2026-11-20\", supports: [pci, tdp_w, power_connectors, name]}\n";
        let texts = [
            (
                "gpus/full.yaml",
                card("Full", "consumer", "0001", &format!("tdp_w: 70\npower_connectors: []\n{sources}")),
            ),
            (
                "gpus/lacks.yaml",
                card("Lacks", "consumer", "0002", sources.replace("tdp_w, power_connectors, ", "").as_str()),
            ),
            (
                "gpus/nobody.yaml",
                card(
                    "Nobody knows",
                    "consumer",
                    "0003",
                    &format!("{}not_known: [{{field: tdp_w}}]\n", sources.replace("tdp_w, power_connectors, ", "")),
                ),
            ),
            (
                "gpus/inside.yaml",
                card("Inside", "integrated", "0004", sources.replace("tdp_w, power_connectors, ", "").as_str()),
            ),
            ("vendors/nvidia.yaml", "name: NVIDIA\n".to_owned()),
        ];
        let texts = texts.iter().map(|(path, text)| (*path, text.as_str()));
        let draft = Draft::load(SourceMap::from_texts(texts));
        Catalogue::new(draft).unwrap_or_else(|(_, found)| unreachable!("{found:#?}"))
    }

    #[test]
    fn only_fields_that_can_apply_count() {
        let catalogue = catalogue();
        let all = coverage(&catalogue);
        let gpus = all.iter().find(|kind| kind.kind == Kind::Gpu).unwrap_or_else(|| unreachable!());
        let field = |name: &str| gpus.fields.iter().find(|field| field.field == name);
        let tdp = field("tdp_w").unwrap_or_else(|| unreachable!());
        assert_eq!((tdp.filled, tdp.not_known, tdp.lacking.as_slice()), (1, 1, ["lacks"].as_slice()));
        assert_eq!(tdp.applies_to, Some("not integrated"));
        // An empty list of connectors says that there are none.
        assert_eq!(field("power_connectors").map(|f| (f.filled, f.lacking.len())), Some((1, 2)));
        // No AMD card, no field of AMD cards; and fields of exceptions never.
        assert!(field("compute.gfx_target").is_none() && field("pci.revisions").is_none());
        assert_eq!(field("compute.cuda_capability").map(FieldCoverage::applicable), Some(4));
    }

    #[test]
    fn shares_are_rounded_down() {
        assert_eq!([percent(199, 200), percent(200, 200), percent(0, 0)], [99, 100, 100]);
    }
}
