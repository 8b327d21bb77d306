use std::fmt;

use serde_json::Value as Json;

use crate::Tri;
use crate::version::{KernelVersion, NvidiaVersion, ProxmoxVersion, QemuVersion, Version};

/// What sort of value a fact has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactKind {
    /// Yes or no.
    Flag,
    /// A number; its unit is in the name of the fact.
    Number,
    /// One of these words.
    Word(&'static [&'static str]),
    /// Any text.
    Name,
    /// Several of these words.
    Words(&'static [&'static str]),
    /// Kernel version.
    Kernel,
    /// NVIDIA driver version.
    Nvidia,
    /// QEMU version.
    Qemu,
    /// Proxmox VE release.
    Proxmox,
}

impl FactKind {
    /// The kind in words.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::Flag => "true or false".into(),
            Self::Number => "a number".into(),
            Self::Word(list) => format!("one of {}", list.join(", ")),
            Self::Words(list) => format!("some of {}", list.join(", ")),
            Self::Name => "a text".into(),
            Self::Kernel => "a kernel version in quotes".into(),
            Self::Nvidia => "an NVIDIA driver version in quotes".into(),
            Self::Qemu => "a QEMU version in quotes".into(),
            Self::Proxmox => "a Proxmox VE release in quotes".into(),
        }
    }

    /// Whether values have an order.
    #[must_use]
    pub fn is_ordered(self) -> bool {
        !matches!(self, Self::Flag | Self::Word(_) | Self::Words(_) | Self::Name)
    }
}

/// The value of a fact in a setup.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// Yes or no.
    Flag(bool),
    /// A number.
    Number(f64),
    /// A word or text.
    Word(&'a str),
    /// Several words.
    Words(&'a [String]),
    /// Kernel version.
    Kernel(&'a KernelVersion),
    /// NVIDIA driver version.
    Nvidia(&'a NvidiaVersion),
    /// QEMU version.
    Qemu(&'a QemuVersion),
    /// Proxmox VE release.
    Proxmox(&'a ProxmoxVersion),
}

impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(true) => f.write_str("yes"),
            Self::Flag(false) => f.write_str("no"),
            Self::Number(number) => write_number(f, *number),
            Self::Word(word) => f.write_str(word),
            Self::Words(list) => f.write_str(&list.join(", ")),
            Self::Kernel(version) => version.fmt(f),
            Self::Nvidia(version) => version.fmt(f),
            Self::Qemu(version) => version.fmt(f),
            Self::Proxmox(version) => version.fmt(f),
        }
    }
}

/// Writes a number with up to two decimals. The standard library's way of writing floats would be a part of
/// the browser's engine that nothing else needs.
fn write_number(f: &mut fmt::Formatter<'_>, number: f64) -> fmt::Result {
    let hundredths = (number * 100.0).round() as i64;
    let (whole, rest) = (hundredths / 100, hundredths.unsigned_abs() % 100);
    match rest {
        0 => write!(f, "{whole}"),
        rest if rest % 10 == 0 => write!(f, "{whole}.{}", rest / 10),
        rest => write!(f, "{whole}.{rest:02}"),
    }
}

/// A value that a rule compares with, of the fact's kind.
#[derive(Clone, Debug, PartialEq)]
pub enum Operand {
    /// Yes or no.
    Flag(bool),
    /// A number.
    Number(f64),
    /// A word or text.
    Word(String),
    /// Several words: only as a fact of an example.
    Words(Vec<String>),
    /// Kernel version.
    Kernel(KernelVersion),
    /// NVIDIA driver version.
    Nvidia(NvidiaVersion),
    /// QEMU version.
    Qemu(QemuVersion),
    /// Proxmox VE release.
    Proxmox(ProxmoxVersion),
}

impl Operand {
    /// Reads a value of a kind; `None` where a fact of this kind cannot have it.
    #[must_use]
    pub fn read(kind: FactKind, json: &Json) -> Option<Self> {
        let text = json.as_str();
        let word = |list: &[&str]| text.filter(|text| list.contains(text)).map(|text| Self::Word(text.to_owned()));
        match kind {
            FactKind::Flag => json.as_bool().map(Self::Flag),
            FactKind::Number => json.as_f64().map(Self::Number),
            FactKind::Word(list) | FactKind::Words(list) => word(list),
            FactKind::Name => text.map(|text| Self::Word(text.to_owned())),
            FactKind::Kernel => text?.parse().ok().map(Self::Kernel),
            FactKind::Nvidia => text?.parse().ok().map(Self::Nvidia),
            FactKind::Qemu => text?.parse().ok().map(Self::Qemu),
            FactKind::Proxmox => text?.parse().ok().map(Self::Proxmox),
        }
    }

    /// Reads the value of a fact, which for several words is a list of them.
    #[must_use]
    pub fn read_fact(kind: FactKind, json: &Json) -> Option<Self> {
        match (kind, json.as_array()) {
            (FactKind::Words(list), Some(items)) => {
                let known = |item: &Json| item.as_str().filter(|text| list.contains(text)).map(str::to_owned);
                items.iter().map(known).collect::<Option<Vec<_>>>().map(Self::Words)
            }
            _ => Self::read(kind, json),
        }
    }

    /// The value that a fact would have.
    #[must_use]
    pub fn value(&self) -> Value<'_> {
        match self {
            Self::Flag(flag) => Value::Flag(*flag),
            Self::Number(number) => Value::Number(*number),
            Self::Word(word) => Value::Word(word),
            Self::Words(list) => Value::Words(list),
            Self::Kernel(version) => Value::Kernel(version),
            Self::Nvidia(version) => Value::Nvidia(version),
            Self::Qemu(version) => Value::Qemu(version),
            Self::Proxmox(version) => Value::Proxmox(version),
        }
    }

    /// Whether the fact has this value; for several words, whether it is among them.
    #[must_use]
    pub fn equals(&self, value: Value) -> Tri {
        match (self, value) {
            (Self::Flag(a), Value::Flag(b)) => (*a == b).into(),
            (Self::Number(a), Value::Number(b)) => ((a - b).abs() < 1e-9).into(),
            (Self::Word(a), Value::Word(b)) => a.eq_ignore_ascii_case(b).into(),
            (Self::Word(a), Value::Words(list)) => list.iter().any(|b| a.eq_ignore_ascii_case(b)).into(),
            (Self::Kernel(a), Value::Kernel(b)) => (a == b).into(),
            (Self::Nvidia(a), Value::Nvidia(b)) => (a == b).into(),
            (Self::Qemu(a), Value::Qemu(b)) => (a == b).into(),
            (Self::Proxmox(a), Value::Proxmox(b)) => (a == b).into(),
            _ => Tri::Unknown,
        }
    }

    /// Whether the fact is this value or more.
    #[must_use]
    pub fn reached_by(&self, value: Value) -> Tri {
        match (self, value) {
            (Self::Number(a), Value::Number(b)) => (b >= *a).into(),
            (Self::Kernel(a), Value::Kernel(b)) => b.at_least(a),
            (Self::Nvidia(a), Value::Nvidia(b)) => b.at_least(a),
            (Self::Qemu(a), Value::Qemu(b)) => b.at_least(a),
            (Self::Proxmox(a), Value::Proxmox(b)) => b.at_least(a),
            _ => Tri::Unknown,
        }
    }
}
