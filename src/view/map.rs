//! The map of a board: CPU and chipset, what hangs off them, and the group of each. Boxes and lines in
//! pixels of a drawing as wide as a phone; a template draws them.

mod tree;

use serde::Serialize;

use vfiodex_engine::Bdf;

use super::site::Context;
use crate::derive::{LayoutFacts, SlotLanding};
use crate::record::Board;

/// Width of the drawing.
const WIDTH: u32 = 356;
/// How far a box stands in from the one that it hangs off.
const STEP: u32 = 20;
/// Space between boxes.
const GAP: u32 = 8;
/// Colours with a pattern each that tell shared groups apart.
const TONES: usize = 6;
/// Most devices that are drawn.
const MOST: usize = 30;

/// A map.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Map {
    /// Its name.
    pub title: String,
    /// What it says, for those who do not see it.
    pub description: String,
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
    /// Lines from what is above to what hangs off it.
    pub wires: Vec<Wire>,
    /// Boxes.
    pub marks: Vec<Mark>,
    /// Tones in use.
    pub tones: Vec<usize>,
}

/// A line down and to the right.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Wire {
    /// Where it goes down.
    pub x: u32,
    /// Where it starts.
    pub from: u32,
    /// Where it turns.
    pub down: u32,
    /// Where it ends.
    pub to: u32,
}

/// What a box stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MarkKind {
    /// CPU, root bus or chipset.
    Hub,
    /// A device or card.
    Device,
    /// A slot in which nothing was seen.
    Slot,
    /// What is not drawn.
    More,
}

/// A box.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Mark {
    /// What it stands for.
    pub kind: MarkKind,
    /// Left edge.
    pub x: u32,
    /// Upper edge.
    pub y: u32,
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
    /// Name, cut to fit.
    pub name: String,
    /// Slot, address and port, cut to fit.
    pub detail: String,
    /// Group and company.
    pub tag: String,
    /// Tone of a group that several boxes share.
    pub tone: Option<usize>,
}

/// What hangs off something.
struct Node {
    kind: MarkKind,
    name: String,
    /// Slot, address, port: as many as there is room for.
    detail: Vec<String>,
    tag: String,
    groups: Vec<u32>,
    /// Port and address, which order it.
    at: Option<(Bdf, Bdf)>,
    below: Vec<Node>,
}

/// Draws the map of a layout.
pub fn map(context: &Context, board: Option<&Board>, facts: &LayoutFacts, slots: &[SlotLanding]) -> Option<Map> {
    let hubs = tree::hubs(context, board, facts, slots, MOST);
    let mut counts: Vec<(u32, usize)> = Vec::new();
    count(&hubs, &mut counts);
    let shared: Vec<u32> = counts.into_iter().filter(|(_, times)| *times > 1).map(|(group, _)| group).collect();
    let mut drawing = Drawing { marks: Vec::new(), wires: Vec::new(), y: 1, shared };
    for hub in &hubs {
        drawing.put(hub, 0);
    }
    let mut tones: Vec<usize> = drawing.marks.iter().filter_map(|mark| mark.tone).collect();
    tones.sort_unstable();
    tones.dedup();
    let devices = drawing.marks.iter().filter(|mark| mark.kind == MarkKind::Device).count();
    (devices > 0).then(|| Map {
        title: format!("Board map: {}", facts.layout.name),
        description: format!(
            "{devices} devices below CPU and chipset, each with its IOMMU group. Devices of one group have the same pattern. The tables say the same in words."
        ),
        width: WIDTH,
        height: drawing.y,
        wires: drawing.wires,
        marks: drawing.marks,
        tones,
    })
}

/// How many boxes each group has.
fn count(nodes: &[Node], counts: &mut Vec<(u32, usize)>) {
    for node in nodes {
        for group in &node.groups {
            match counts.iter_mut().find(|(known, _)| known == group) {
                Some((_, times)) => *times += 1,
                None => counts.push((*group, 1)),
            }
        }
        count(&node.below, counts);
    }
}

struct Drawing {
    marks: Vec<Mark>,
    wires: Vec<Wire>,
    y: u32,
    shared: Vec<u32>,
}

impl Drawing {
    fn put(&mut self, node: &Node, depth: u32) {
        let x = 1 + depth * STEP;
        let width = WIDTH - x - 1;
        let height = if node.detail.is_empty() && node.tag.is_empty() { 26 } else { 42 };
        let tone = node.groups.iter().find_map(|group| self.shared.iter().position(|shared| shared == group));
        let room = width.saturating_sub(26);
        let aside = extent(&node.tag, 12) + 10;
        self.marks.push(Mark {
            kind: node.kind,
            x,
            y: self.y,
            width,
            height,
            name: cut(&node.name, 13, room),
            detail: fitting(&node.detail, room.saturating_sub(aside)),
            tag: node.tag.clone(),
            tone: tone.map(|tone| tone % TONES + 1),
        });
        let bottom = self.y + height;
        self.y = bottom + GAP;
        for below in &node.below {
            let middle = self.y + if below.detail.is_empty() && below.tag.is_empty() { 13 } else { 21 };
            self.wires.push(Wire { x: x + STEP / 2, from: bottom, down: middle, to: x + STEP });
            self.put(below, depth + 1);
        }
    }
}

/// How wide a text is at most, in pixels. Fonts differ; a wide one decides.
fn extent(text: &str, size: u32) -> u32 {
    let share = |letter: char| match letter {
        'm' | 'w' | 'M' | 'W' => 98,
        'i' | 'j' | 'l' | 't' | 'f' | 'r' | ' ' | '.' | ',' | ':' | '/' | '(' | ')' | '-' | 'I' | '·' => 40,
        c if c.is_uppercase() => 72,
        _ => 63,
    };
    text.chars().map(share).sum::<u32>() * size / 100
}

/// Text cut to so many pixels.
fn cut(text: &str, size: u32, room: u32) -> String {
    if extent(text, size) <= room {
        return text.to_owned();
    }
    let mut kept = text.to_owned();
    while extent(&kept, size) + size > room && kept.pop().is_some() {}
    format!("{}…", kept.trim_end())
}

/// As many parts as there is room for, the first in any case.
fn fitting(parts: &[String], room: u32) -> String {
    let mut out = parts.first().map(|first| cut(first, 12, room)).unwrap_or_default();
    for part in parts.iter().skip(1) {
        let longer = format!("{out} · {part}");
        if extent(&longer, 12) > room {
            break;
        }
        out = longer;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_what_does_not_fit() {
        assert_eq!(cut("GeForce RTX 3060", 13, 300), "GeForce RTX 3060");
        assert_eq!(cut("GeForce RTX 3060", 13, 80), "GeForce…");
        let parts = ["PCIEX16_1", "01:00.0", "port 00:03.1"].map(str::to_owned);
        assert_eq!(fitting(&parts, 150), "PCIEX16_1 · 01:00.0");
    }
}
