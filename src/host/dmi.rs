use serde::Serialize;
use vfiodex_engine::iommu::dmi_value;

use super::Sysroot;

/// How machine and board name themselves. What the maker left at its filler is absent. Serial numbers,
/// UUIDs and asset tags are never read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Dmi {
    /// Maker of the machine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sys_vendor: Option<String>,
    /// The machine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product_name: Option<String>,
    /// Maker of the board.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub board_vendor: Option<String>,
    /// The board.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub board_name: Option<String>,
    /// BIOS version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bios_version: Option<String>,
    /// BIOS date, month/day/year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bios_date: Option<String>,
    /// Kind of case as a number of the SMBIOS standard.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chassis_type: Option<u8>,
}

impl Dmi {
    pub(super) fn read(root: &Sysroot) -> Self {
        let at = |name: &str| format!("/sys/class/dmi/id/{name}");
        let text = |name: &str| root.line(&at(name)).and_then(|line| dmi_value(&line));
        Self {
            sys_vendor: text("sys_vendor"),
            product_name: text("product_name"),
            board_vendor: text("board_vendor"),
            board_name: text("board_name"),
            bios_version: text("bios_version"),
            bios_date: text("bios_date"),
            chassis_type: root.number(&at("chassis_type")).and_then(|n| u8::try_from(n).ok()),
        }
    }

    /// The machine in one line, where it says anything.
    #[must_use]
    pub fn spelled(&self) -> Option<String> {
        let board = [self.board_vendor.as_deref().or(self.sys_vendor.as_deref()), self.board_name.as_deref()];
        let machine = [self.sys_vendor.as_deref(), self.product_name.as_deref()];
        let words: Vec<&str> = if self.board_name.is_some() { board } else { machine }.into_iter().flatten().collect();
        (!words.is_empty()).then(|| words.join(" "))
    }
}
