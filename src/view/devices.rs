//! PCI functions in words: the card's record, the name in the PCI ID database, the class.

use vfiodex_engine::Bdf;
use vfiodex_engine::iommu::Device;

use super::blocks::{Run, link, text};
use super::href::Href;
use super::site::Context;
use crate::derive::LayoutFacts;
use crate::record::Kind;

/// What a device is, with a link where the site has a page about it.
pub fn named(context: &Context, device: &Device) -> Run {
    linked(context, device, full(context, device))
}

/// The same in few words.
pub fn named_short(context: &Context, device: &Device) -> Run {
    linked(context, device, short(context, device))
}

fn linked(context: &Context, device: &Device, name: String) -> Run {
    let Some(id) = device.id else { return text(name) };
    match context.cards(id) {
        [] => text(name),
        [(card, gpu)] if device.is_display() => link(Href::record(Kind::Gpu, card), &gpu.name),
        _ => link(Href::page(&format!("pci/{:04x}/{:04x}/", id.vendor, id.device)), name),
    }
}

fn by_class(context: &Context, device: &Device) -> String {
    let class = device.known_class().and_then(|class| context.names.class(class));
    class.unwrap_or("not known").to_owned()
}

/// Vendor and device as the PCI ID database has them.
fn full(context: &Context, device: &Device) -> String {
    let Some(id) = device.id else { return by_class(context, device) };
    let class = device.known_class().and_then(|class| context.names.class(class));
    let known = context.names.device(id).or(class).unwrap_or("not in the PCI ID database");
    let vendor = context.names.vendor(id.vendor).map(|v| format!("{v} ")).unwrap_or_default();
    format!("{vendor}{known}")
}

/// What stands before the part of a name that says what a chipset's function is.
const CHIPSETS: &[&str] = &["Series Chipset Family ", "Chipset Family ", "Series Chipset ", "series chipset "];

/// What a device is, in few words; its address where the listing does not name it.
pub fn short(context: &Context, device: &Device) -> String {
    let Some(id) = device.id else {
        return if device.known_class().is_none() { place(device.address) } else { by_class(context, device) };
    };
    if let ([(_, gpu)], true) = (context.cards(id), device.is_display()) {
        return gpu.name.clone();
    }
    let Some(name) = context.names.device(id) else { return full(context, device) };
    let (name, inner) = name.split_once(" [").map_or((name, None), |(name, inner)| (name, inner.strip_suffix(']')));
    if let Some(inner) = inner.filter(|_| device.is_display()) {
        return inner.to_owned();
    }
    if let Some(function) = CHIPSETS.iter().find_map(|marker| name.split_once(marker)).map(|(_, function)| function) {
        return format!("Chipset {function}");
    }
    let vendor = context.names.vendor(id.vendor).unwrap_or_default();
    let vendor = vendor.split([' ', ',']).next().unwrap_or_default();
    format!("{vendor} {name}").trim_start().to_owned()
}

/// An address without the domain that nearly every machine has alone.
pub fn place(address: Bdf) -> String {
    let full = address.to_string();
    full.strip_prefix("0000:").map_or(full.clone(), str::to_owned)
}

/// Addresses of a card's functions: `01:00.0–3` where they stand in a row, else one after the other.
pub fn places(functions: &[Bdf]) -> String {
    let mut sorted = functions.to_vec();
    sorted.sort_unstable();
    let (Some(first), Some(last)) = (sorted.first(), sorted.last()) else { return String::new() };
    if sorted.len() > 1 && sorted.iter().all(|a| a.same_device(*first)) {
        return format!("{}–{}", place(*first), last.function);
    }
    match sorted.as_slice() {
        [only] => place(*only),
        [a, b] => format!("{}, {}", place(*a), place(*b)),
        _ => format!("{} and {} more", place(*first), sorted.len() - 1),
    }
}

/// Devices in few words, each once with the number of times it is there.
pub fn summary(context: &Context, facts: &LayoutFacts, addresses: &[Bdf], most: usize) -> String {
    let mut names: Vec<(String, usize)> = Vec::new();
    for device in addresses.iter().filter_map(|a| facts.tree.device(*a)) {
        let name = short(context, device);
        match names.iter_mut().find(|(known, _)| *known == name) {
            Some((_, count)) => *count += 1,
            None => names.push((name, 1)),
        }
    }
    let more = names.len().saturating_sub(most);
    let one = |(name, count): (String, usize)| if count > 1 { format!("{count} × {name}") } else { name };
    let mut shown: Vec<String> = names.into_iter().take(most).map(one).collect();
    if more > 0 {
        shown.push(format!("{more} more"));
    }
    shown.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shortens_addresses() {
        let at = |list: &[&str]| places(&list.iter().filter_map(|a| a.parse().ok()).collect::<Vec<_>>());
        assert_eq!(at(&["0000:01:00.1", "0000:01:00.0"]), "01:00.0–1");
        assert_eq!(at(&["0000:01:00.0", "0000:02:00.0"]), "01:00.0, 02:00.0");
        assert_eq!(at(&["10000:01:00.0"]), "10000:01:00.0");
        assert_eq!(at(&[]), "");
    }
}
