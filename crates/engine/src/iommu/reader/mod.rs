//! The reader of pasted listings: recognises every format by content, line by line.

mod attributes;
mod clean;
mod cuts;
mod describe;
mod facts;
mod finish;
mod json;
mod kernel_log;
mod lead;
mod lines;
mod marks;
mod pieces;
mod record;
mod scan;
mod scope;
mod scrub;
mod sysfs;
mod table;
mod verbose;
mod words;
mod wrap;
mod xml;

use std::collections::{BTreeMap, BTreeSet};

use super::{Device, Format, Listing, Refusal, Skipped};
use crate::Bdf;

/// No listing of one machine comes near this.
const LIMIT: usize = 16 * 1024 * 1024;
const MAX_SKIPPED: usize = 500;
/// Machines with hundreds of virtual functions exist; machines with this many devices do not.
const MAX_DEVICES: usize = 8192;

/// Reads a pasted listing, whatever its format, or says why it cannot be one.
///
/// # Errors
/// A [`Refusal`] whose text names what the paste looks like and the command to run instead.
pub fn read(text: &str) -> Result<Listing, Refusal> {
    if text.len() > LIMIT {
        return Err(Refusal::TooLarge);
    }
    let text = text.trim_start_matches('\u{feff}');
    if text.trim().is_empty() {
        return Err(Refusal::Empty);
    }
    let mut reader = Reader { double_spaced: double_spaced(text), ..Reader::default() };
    let taken = json::read(text, &mut reader);
    let mut lines = 0;
    let mut at = 0;
    for &(start, end) in &taken {
        reader.block(&text[at..start], lines);
        lines += u32::try_from(text[at..end].matches('\n').count()).unwrap_or(0);
        at = end;
    }
    reader.block(&text[at..], lines);
    if reader.entries.len() > MAX_DEVICES {
        return Err(Refusal::TooLarge);
    }
    reader.finish()
}

/// Reads a paste whose encoding is not known; what is not UTF-8 is replaced.
///
/// # Errors
/// As [`read`].
pub fn read_bytes(bytes: &[u8]) -> Result<Listing, Refusal> {
    if bytes.len() > LIMIT {
        return Err(Refusal::TooLarge);
    }
    if let Some(wide) = utf16(bytes) {
        return read(&wide);
    }
    read(&String::from_utf8_lossy(bytes))
}

/// The words of a kernel command line that bear on PCI and the IOMMU; everything else, which may be
/// personal, is left out.
#[must_use]
pub fn command_line_words(text: &str) -> Vec<String> {
    let words = text.split([' ', '"', '\'', '\t', '\n']).filter(|word| words::pci_word(word));
    words.map(|word| word.chars().take(200).collect()).collect()
}

/// A value as DMI prints it, or nothing where the maker filled in nothing.
#[must_use]
pub fn dmi_value(text: &str) -> Option<String> {
    words::value(text)
}

/// UTF-16 with a byte order mark, as PowerShell's `>` writes it.
fn utf16(bytes: &[u8]) -> Option<String> {
    let (little, body) = match bytes {
        [0xff, 0xfe, body @ ..] => (true, body),
        [0xfe, 0xff, body @ ..] => (false, body),
        _ => return None,
    };
    let units = body.chunks_exact(2).map(|pair| {
        let pair = [pair[0], pair[1]];
        if little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) }
    });
    Some(char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
}

/// A blank line after every line says nothing about where a listing ends.
fn double_spaced(text: &str) -> bool {
    let (mut blank, mut filled) = (0usize, 0usize);
    for line in text.split('\n') {
        if line.trim_matches([' ', '\t', '\r', '>']).is_empty() {
            blank += 1;
        } else {
            filled += 1;
        }
    }
    filled > 4 && blank * 10 >= filled * 8
}

/// A driver's name, or nothing where the text cannot be one.
fn driver_name(text: &str) -> Option<String> {
    let word = text.trim().trim_matches(['"', '\'', '`', '|']).split([' ', ',', '\t']).next()?;
    let fits =
        !word.is_empty() && word.len() < 40 && word.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.".contains(&b));
    let none = ["none", "n/a", "null", "unknown", "-"].iter().any(|n| word.eq_ignore_ascii_case(n));
    (fits && !none).then(|| word.to_owned())
}

/// What is known about one address so far.
#[derive(Debug)]
struct Entry {
    device: Device,
    /// Groups that a listing put it in, with the lines.
    claims: Vec<(u32, u32)>,
    /// Groups that a kernel log put it in since it last left one.
    log: Vec<(u32, u32)>,
}

/// The reader's state between two lines.
#[derive(Debug, Default)]
struct Reader {
    entries: BTreeMap<Bdf, Entry>,
    facts: facts::Facts,
    scope: scope::Scope,
    record: record::Record,
    table: Option<table::Columns>,
    xml: xml::Xml,
    /// The device that detail lines belong to.
    current: Option<Bdf>,
    /// Details of the current device were seen: an `lspci -v` block.
    in_block: bool,
    /// Text of the device line just read, for wrapped lines.
    open_text: Option<String>,
    /// Lines since then that may be part of it.
    open_lines: u8,
    /// A line that was cut by wrapping, waiting for its other half.
    held: Option<(u32, String)>,
    /// A device whose group link was asked for on the line before.
    readlink: Option<Bdf>,
    line: u32,
    double_spaced: bool,
    groups_seen: BTreeSet<u32>,
    headers: u32,
    claimed: usize,
    platforms: usize,
    /// `IOMMU group: 5` below a device is a detail; above devices it is a header.
    colon_is_detail: Option<bool>,
    star_seen: bool,
    number_lost: bool,
    translated: bool,
    hides_bridges: bool,
    reset_marks: bool,
    json_groups_below: bool,
    /// A device right above the first header, which may be all that is left of a group.
    above_first_header: Option<Bdf>,
    last_device_line: u32,
    last_header_empty: bool,
    formats: Vec<Format>,
    skipped: Vec<Skipped>,
    reasons: Vec<String>,
    /// Log lines whose number stands at the front, until it is clear what it counts.
    fronted: Vec<(u32, Bdf, u32)>,
    /// A line said that what follows is a list of groups.
    group_list: bool,
    /// Halves of attributes, by device.
    halves: BTreeMap<Bdf, attributes::Halves>,
    /// The script's first line was there and its last was not yet.
    collect_open: bool,
    /// `--` stood alone on a line.
    dashes: bool,
}

impl Reader {
    fn block(&mut self, text: &str, lines_before: u32) {
        clean::each_line(text, |number, line| self.line(lines_before + number, line));
        self.flush_held();
        self.end_record();
    }

    fn entry(&mut self, bdf: Bdf) -> &mut Entry {
        self.entries.entry(bdf).or_insert_with(|| Entry {
            device: Device::at(bdf),
            claims: Vec::new(),
            log: Vec::new(),
        })
    }

    /// Adds what is new in `device`.
    fn merge(&mut self, device: Device) {
        let known = &mut self.entry(device.address).device;
        known.id = known.id.or(device.id);
        known.subsystem = known.subsystem.or(device.subsystem);
        known.rev = known.rev.or(device.rev);
        known.class = known.class.or(device.class);
        known.reset = known.reset.or(device.reset);
        known.buses = known.buses.or(device.buses);
        known.parent = known.parent.or(device.parent);
        for (old, new) in [
            (&mut known.class_name, device.class_name),
            (&mut known.name, device.name),
            (&mut known.driver, device.driver),
            (&mut known.slot, device.slot),
        ] {
            if old.is_none() {
                *old = new;
            }
        }
    }

    fn describe(&mut self, bdf: Bdf, text: &str) {
        let found = describe::describe(text);
        let mut device = Device::at(bdf);
        (device.class, device.class_name, device.name) = (found.class, found.class_name, found.name);
        (device.id, device.subsystem, device.rev) = (found.id, found.subsystem, found.rev);
        self.merge(device);
    }

    /// A listing puts the device into the group.
    fn claim(&mut self, bdf: Bdf, group: u32) {
        let line = self.line;
        self.group_seen(group);
        self.claimed += 1;
        let entry = self.entry(bdf);
        if !entry.claims.iter().any(|&(known, _)| known == group) && entry.claims.len() < 16 {
            entry.claims.push((group, line));
        }
    }

    fn log_join(&mut self, bdf: Bdf, group: u32) {
        let line = self.line;
        self.claimed += 1;
        let log = &mut self.entry(bdf).log;
        if log.last().is_none_or(|&(known, _)| known != group) && log.len() < 64 {
            log.push((group, line));
        }
    }

    fn log_leave(&mut self, bdf: Bdf) {
        self.entry(bdf).log.clear();
    }

    fn group_seen(&mut self, group: u32) {
        self.groups_seen.insert(group);
    }

    fn platform(&mut self, name: &str) {
        self.platforms += 1;
        let fits = name.len() < 60 && name.bytes().all(|b| b.is_ascii_graphic());
        let name = scrub::scrub(name);
        self.skip("not a PCI device", fits.then_some(name.as_str()));
    }

    fn format(&mut self, format: Format) {
        if !self.formats.contains(&format) {
            self.formats.push(format);
        }
    }

    fn incomplete(&mut self, reason: &str) {
        if !self.reasons.iter().any(|known| known == reason) && self.reasons.len() < 20 {
            self.reasons.push(reason.to_owned());
        }
    }

    /// Notes that the line at hand was not used.
    fn skip(&mut self, reason: &str, text: Option<&str>) {
        if let Some(last) = self.skipped.last_mut()
            && last.reason == reason
            && text.is_none()
            && last.text.is_none()
            && last.through + 1 >= self.line
        {
            last.through = self.line;
            return;
        }
        if self.skipped.len() < MAX_SKIPPED {
            let text = text.map(str::to_owned);
            self.skipped.push(Skipped { line: self.line, through: self.line, reason: reason.to_owned(), text });
        }
    }
}
