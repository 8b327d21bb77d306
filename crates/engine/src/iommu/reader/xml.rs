//! libvirt's node device XML, `virsh nodedev-dumpxml`.

use super::Reader;
use super::record::class_code;
use super::scan::{bdf_at, libvirt_name};
use crate::Bdf;
use crate::iommu::Format;

/// Where in the XML the reader is.
#[derive(Debug, Default)]
pub(super) struct Xml {
    device: Option<Bdf>,
    group: Option<u32>,
    in_driver: bool,
    vendor: Option<u16>,
    product: Option<u16>,
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = tag;
    while let Some(at) = rest.find(name) {
        let tail = &rest[at + name.len()..];
        let bounded = rest[..at].ends_with([' ', '\t']);
        if let Some(value) = tail.strip_prefix('=').filter(|_| bounded) {
            let quote = value.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
            return value[1..].split(quote).next();
        }
        rest = tail;
    }
    None
}

fn number(text: &str) -> Option<u32> {
    text.strip_prefix("0x").map_or_else(|| text.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok())
}

fn address(tag: &str) -> Option<Bdf> {
    let part = |name: &str| attribute(tag, name).and_then(number);
    let (bus, device, function) = (part("bus")?, part("slot")?, part("function")?);
    let fits = bus < 256 && device < 32 && function < 8;
    fits.then(|| Bdf {
        domain: part("domain").unwrap_or(0),
        bus: bus as u8,
        device: device as u8,
        function: function as u8,
    })
}

impl Reader {
    /// Whether a line looks like a part of node device XML.
    pub(super) fn is_xml(line: &str) -> bool {
        let start = line.trim_start_matches(['>', ' ', '\t', '|']);
        line.contains("<iommuGroup")
            || start.starts_with('<') && start.contains('>') && !start.starts_with("<<")
            || line.contains("<name>pci_")
    }

    /// Reads the tags of a line; true when one of them was understood.
    pub(super) fn xml_line(&mut self, line: &str) -> bool {
        let mut used = false;
        for part in line.split('<').skip(1) {
            let (tag, text) = part.split_once('>').unwrap_or((part, ""));
            used |= self.xml_tag(tag, text.trim());
        }
        used
    }

    fn xml_tag(&mut self, tag: &str, text: &str) -> bool {
        let name = tag.split([' ', '\t', '/']).next().unwrap_or_default();
        match name {
            "device" => self.xml = Xml::default(),
            "driver" => self.xml.in_driver = !tag.ends_with('/'),
            "name" if self.xml.in_driver => {
                if let Some(bdf) = self.xml.device {
                    self.entry(bdf).device.driver = super::driver_name(text);
                }
            }
            "name" => self.xml.device = libvirt_name(text),
            "path" => {
                let mut parts = text.rsplit('/').filter_map(|part| bdf_at(part, 0).map(|found| found.bdf));
                if let (Some(bdf), Some(parent)) = (parts.next(), parts.next())
                    && self.xml.device == Some(bdf)
                {
                    self.entry(bdf).device.parent = Some(parent);
                }
            }
            "class" => {
                if let (Some(bdf), Some(class)) = (self.xml.device, class_code(text)) {
                    self.entry(bdf).device.class = Some(class);
                }
            }
            "product" | "vendor" => {
                let code = attribute(tag, "id").and_then(number).and_then(|code| u16::try_from(code).ok());
                *(if name == "vendor" { &mut self.xml.vendor } else { &mut self.xml.product }) = code;
                if let (Some(bdf), Some(vendor), Some(device)) = (self.xml.device, self.xml.vendor, self.xml.product) {
                    self.entry(bdf).device.id = Some(crate::PciId { vendor, device });
                }
            }
            "iommuGroup" => {
                let Some(group) = attribute(tag, "number").and_then(number) else {
                    self.number_lost = true;
                    return true;
                };
                self.format(Format::NodedevXml);
                self.group_seen(group);
                if let Some(bdf) = self.xml.device {
                    self.claim(bdf, group);
                }
                self.xml.group = (!tag.ends_with('/')).then_some(group);
            }
            "address" => {
                if let (Some(group), Some(bdf)) = (self.xml.group, address(tag)) {
                    self.claim(bdf, group);
                }
            }
            _ if tag.starts_with("/iommuGroup") => self.xml.group = None,
            _ if tag.starts_with("/driver") => self.xml.in_driver = false,
            _ => {
                return matches!(
                    name,
                    "capability" | "parent" | "domain" | "bus" | "slot" | "function" | "numa" | "pci-express" | "link"
                ) || tag.starts_with('/');
            }
        }
        true
    }
}
