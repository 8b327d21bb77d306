//! `shared-pci-id`: where several cards answer with one PCI ID, each of them says so.

use std::collections::BTreeMap;

use vfiodex_engine::PciId;

use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::draft::{Draft, Entry};
use crate::record::{Gpu, ToldApartBy};
use crate::source::Span;

type Card<'a> = (&'a Entry, &'a Document, &'a Gpu);

pub(super) fn check(draft: &Draft, found: &mut Vec<Diagnostic>) {
    let cards: Vec<Card> = draft.records::<Gpu>().collect();
    let mut by_id: BTreeMap<PciId, Vec<Card>> = BTreeMap::new();
    for card in &cards {
        for id in &card.2.pci.ids {
            by_id.entry(*id).or_default().push(*card);
        }
    }
    for (id, sharing) in &by_id {
        for card in sharing {
            for other in sharing.iter().filter(|other| other.0.id != card.0.id) {
                pair(*id, card, other, found);
            }
        }
    }
    for (entry, document, gpu) in &cards {
        for (index, other) in gpu.pci.same_id_as.iter().enumerate() {
            let Some(other_gpu) = cards.iter().find(|card| card.0.id == other.0) else { continue };
            if !other_gpu.2.pci.ids.iter().any(|id| gpu.answers_to(*id)) {
                let span = place(document, &format!("pci.same_id_as.{index}"));
                found.push(
                    Diagnostic::error(
                        "shared-pci-id",
                        span,
                        format!("`{}` and `{}` have no PCI ID in common", entry.id, other.0),
                    )
                    .help("take it out of `same_id_as`, or add the ID that both were sold with"),
                );
            }
        }
        told_apart(document, gpu, found);
    }
}

fn place(document: &Document, path: &str) -> Span {
    document.root.at(path).map_or(document.root.span, |node| node.span)
}

fn pair(id: PciId, card: &Card, other: &Card, found: &mut Vec<Diagnostic>) {
    let (entry, document, gpu) = card;
    let declared = gpu.pci.same_id_as.iter().any(|name| name.0 == other.0.id);
    let position = gpu.pci.ids.iter().position(|own| *own == id).unwrap_or(0);
    let here = place(document, &format!("pci.ids.{position}"));
    if !declared {
        found.push(
            Diagnostic::error(
                "shared-pci-id",
                here,
                format!("`{}` answers with {id} too, and `{}` does not say so", other.0.id, entry.id),
            )
            .help(format!(
                "add `{}` to `pci.same_id_as` and say under `pci.told_apart_by` what tells them apart",
                other.0.id
            ))
            .related(place(other.1, "pci.ids"), "the other card"),
        );
        return;
    }
    let same = |a: &[String], b: &[String]| a.iter().any(|item| b.contains(item));
    if gpu.pci.told_apart_by == Some(ToldApartBy::Revision) && same(&gpu.pci.revisions, &other.2.pci.revisions) {
        found.push(
            Diagnostic::error(
                "shared-pci-id",
                place(document, "pci.revisions"),
                format!("`{}` has one of these revisions too", other.0.id),
            )
            .help("a revision that several cards have does not tell them apart")
            .related(place(other.1, "pci.revisions"), "the other card"),
        );
    }
}

fn told_apart(document: &Document, gpu: &Gpu, found: &mut Vec<Diagnostic>) {
    let pci = &gpu.pci;
    let problem = match pci.told_apart_by {
        None if !pci.same_id_as.is_empty() => {
            "say under `told_apart_by` what tells the cards apart: revision, subsystem, memory or none"
        }
        Some(ToldApartBy::Revision) if pci.revisions.is_empty() => "list this card's `revisions`",
        Some(ToldApartBy::Subsystem) if pci.subsystems.is_empty() => "list this card's `subsystems`",
        Some(_) if pci.same_id_as.is_empty() => "list under `same_id_as` the cards that it is told apart from",
        _ => return,
    };
    found.push(
        Diagnostic::error(
            "shared-pci-id",
            place(document, "pci"),
            "it is not said how the cards with this ID are told apart",
        )
        .help(problem),
    );
}
