//! The records once no error stands: ordered, typed, with their references resolved.

use std::collections::BTreeMap;

use crate::check;
use crate::diagnostic::{Diagnostic, Severity};
use crate::draft::{Draft, Reference};
use crate::record::{Citation, Date, Kind, Record, Typed};

/// One record with what is known about its file.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its kind.
    pub kind: Kind,
    /// Its ID.
    pub id: String,
    /// Path below the data folder.
    pub source_file: String,
    /// The record.
    pub record: Record,
    /// Records that it names.
    pub references: Vec<Reference>,
}

/// All records, by kind and ID.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    items: BTreeMap<(Kind, String), Item>,
    /// Records that name a record, by the record named.
    backward: BTreeMap<(Kind, String), Vec<(Kind, String)>>,
}

/// A record that is named and that nobody has written yet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wanted {
    /// Kind of the record.
    pub kind: Kind,
    /// Its ID.
    pub id: String,
    /// Records that name it.
    pub named_by: Vec<(Kind, String)>,
}

impl Catalogue {
    /// Makes the catalogue of a draft.
    ///
    /// # Errors
    /// Every finding, where one of them is an error.
    pub fn new(draft: Draft) -> Result<Self, (Draft, Vec<Diagnostic>)> {
        let found = check::run(&draft);
        if found.iter().any(|d| d.severity == Severity::Error) {
            return Err((draft, found));
        }
        let sources = draft.sources;
        let mut catalogue = Self::default();
        let mut documents = Vec::new();
        for (key, entry) in draft.entries {
            documents.push(entry.document);
            let Some(record) = entry.record else { continue };
            for reference in &entry.references {
                let named_by = catalogue.backward.entry((reference.kind, reference.id.clone())).or_default();
                if !named_by.contains(&key) {
                    named_by.push(key.clone());
                }
            }
            let source_file = sources.file(entry.file).path.clone();
            catalogue.items.insert(
                key,
                Item { kind: entry.kind, id: entry.id, source_file, record, references: entry.references },
            );
        }
        // Taking the trees apart takes as long as all that was done here.
        rayon::spawn(move || drop(documents));
        Ok(catalogue)
    }

    /// Every record, by kind and ID.
    pub fn items(&self) -> impl Iterator<Item = &Item> + Clone {
        self.items.values()
    }

    /// Every record of a kind, by ID.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Item> {
        self.items.range((kind, String::new())..).take_while(move |((k, _), _)| *k == kind).map(|(_, item)| item)
    }

    /// Every record of a type with its ID.
    pub fn all<T: Typed>(&self) -> impl Iterator<Item = (&str, &T)> {
        self.of_kind(T::KIND).filter_map(|item| Some((item.id.as_str(), T::of(&item.record)?)))
    }

    /// One record.
    #[must_use]
    pub fn get(&self, kind: Kind, id: &str) -> Option<&Item> {
        self.items.get(&(kind, id.to_owned()))
    }

    /// Records that name a record.
    pub fn naming(&self, kind: Kind, id: &str) -> impl Iterator<Item = &Item> {
        self.backward.get(&(kind, id.to_owned())).into_iter().flatten().filter_map(|key| self.items.get(key))
    }

    /// Records that are named and do not exist.
    #[must_use]
    pub fn wanted(&self) -> Vec<Wanted> {
        let missing = self.backward.iter().filter(|(key, _)| !self.items.contains_key(*key));
        missing
            .map(|((kind, id), named_by)| Wanted { kind: *kind, id: id.clone(), named_by: named_by.clone() })
            .collect()
    }

    /// The newest day on which any source was read; ages are told against it unless another day is given.
    #[must_use]
    pub fn newest_date(&self) -> Option<Date> {
        self.items.values().flat_map(|item| item.record.common().sources()).map(|source| source.accessed).max()
    }

    /// Title, address and kind of a citation, looked up in its source record where it names one.
    #[must_use]
    pub fn document(&self, citation: &Citation) -> Option<CitedDocument<'_>> {
        let id = &citation.source.as_ref()?.0;
        match &self.get(Kind::Source, id)?.record {
            Record::Source(source) => Some(CitedDocument { id: self.get(Kind::Source, id)?.id.as_str(), source }),
            _ => None,
        }
    }
}

/// A source record that a citation names.
#[derive(Clone, Copy, Debug)]
pub struct CitedDocument<'a> {
    /// Its ID.
    pub id: &'a str,
    /// The record.
    pub source: &'a crate::record::Source,
}
