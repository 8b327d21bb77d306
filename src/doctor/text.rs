use std::io::{self, Write};

use vfiodex_engine::Tri;

use super::report::{CardFacts, Finding, FunctionFacts, GroupFacts, Level, QuirkHit, Report};
use crate::host::{Iommu, IommuState, Remapping};
use crate::record::{QuirkSeverity, ToldApartBy};

/// Bytes as people say them.
pub(super) fn size(bytes: u64) -> String {
    let units = [("GiB", 30), ("MiB", 20), ("KiB", 10)];
    let unit = units.into_iter().find(|(_, shift)| bytes >= 1 << shift && bytes.is_multiple_of(1 << shift));
    unit.map_or_else(|| format!("{bytes} bytes"), |(name, shift)| format!("{} {name}", bytes >> shift))
}

/// Writes a report in plain words.
///
/// # Errors
/// Where the output cannot be written.
pub fn write_text(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    host(out, report)?;
    writeln!(out, "\nCards")?;
    if report.cards.is_empty() {
        writeln!(out, "  none: no graphics card or accelerator shows on the PCI bus")?;
    }
    for found in &report.cards {
        card(out, found, report.records)?;
    }
    if !report.host_quirks.is_empty() {
        writeln!(out, "\nKnown quirks of this host")?;
        quirks(out, "  ", &report.host_quirks)?;
    }
    if !report.configuration.is_empty() {
        writeln!(out, "\nModule settings that bear on passthrough")?;
        for line in &report.configuration {
            writeln!(out, "  {}:{}: {}", line.file, line.line, line.text)?;
        }
    }
    if !report.findings.is_empty() {
        writeln!(out, "\nWhat to know")?;
        report.findings.iter().try_for_each(|found| finding(out, found))?;
    }
    if !report.not_read.is_empty() {
        writeln!(out, "\nNot read")?;
        report.not_read.iter().try_for_each(|line| writeln!(out, "  {line}"))?;
    }
    Ok(())
}

fn host(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let host = &report.host;
    let mut line = |key: &str, value: &str| writeln!(out, "{key:<21}{value}");
    let dash = || "not known".to_owned();
    let board = match (&host.board, host.dmi.spelled()) {
        (Some(board), _) => format!("{} (record {})", board.name, board.id),
        (None, Some(name)) if report.records => format!("{name} (no record yet)"),
        (None, name) => name.unwrap_or_else(dash),
    };
    let bios = [host.dmi.bios_version.clone(), host.dmi.bios_date.as_ref().map(|date| format!("({date})"))];
    let bios: Vec<String> = bios.into_iter().flatten().collect();
    line("Board", &board)?;
    line("BIOS", &if bios.is_empty() { dash() } else { bios.join(" ") })?;
    line("Processor", host.cpu.as_deref().unwrap_or("not known"))?;
    line("Kernel", host.kernel.as_deref().unwrap_or("not known"))?;
    match host.command_line.as_deref() {
        None => line("Command line", "not known")?,
        Some([]) => line("Command line", "no word about PCI, IOMMU or vfio")?,
        Some(words) => line("Command line", &words.join(" "))?,
    }
    if let Some(hypervisor) = &host.hypervisor {
        line("Hypervisor", &hypervisor.to_string())?;
    }
    if let Some(kind) = &host.place.container {
        line("Runs in", &format!("a container ({kind})"))?;
    }
    if host.place.virtual_machine {
        line("Runs on", "a virtual machine")?;
    }
    line("IOMMU", &iommu(&report.iommu))?;
    line("Interrupt remapping", &remapping(&report.interrupt_remapping))?;
    line(
        "ACS override",
        match report.acs_override {
            Tri::Yes => "in force",
            Tri::No => "no",
            Tri::Unknown => "not known",
        },
    )
}

fn iommu(iommu: &Iommu) -> String {
    let groups = crate::report::counted(iommu.groups, "group");
    match iommu.state {
        IommuState::On => format!("on: {groups}, units {}", iommu.units.join(", ")),
        IommuState::GroupsOnly => format!("on: {groups} (its units do not show from here)"),
        IommuState::UnitsOnly => format!("not in use: units {}, and no device in a group", iommu.units.join(", ")),
        IommuState::NoIommuMode => "off: vfio makes up groups without one".into(),
        IommuState::Off => "off: no device in a group, no unit registered".into(),
    }
}

fn remapping(remapping: &Remapping) -> String {
    let by = remapping.known_by.as_deref().unwrap_or_default();
    match remapping.on {
        Tri::Yes => format!("on (by {by})"),
        Tri::No => format!("off (by {by})"),
        Tri::Unknown => "not known".into(),
    }
}

fn card(out: &mut dyn Write, card: &CardFacts, records: bool) -> io::Result<()> {
    writeln!(out, "  {}  {}", card.address, card.name)?;
    if card.not_a_gpu {
        return writeln!(out, "    video of a management controller or hypervisor; leave it to the host");
    }
    if records {
        writeln!(out, "    record     {}", candidates(card))?;
    }
    if let Some(slot) = &card.slot {
        writeln!(out, "    slot       {slot}")?;
    }
    for found in &card.functions {
        function(out, found)?;
    }
    for found in &card.groups {
        group(out, found)?;
    }
    if !card.quirks.is_empty() {
        writeln!(out, "    quirks")?;
        quirks(out, "      ", &card.quirks)?;
    }
    Ok(())
}

fn candidates(card: &CardFacts) -> String {
    let one = |hit: &super::report::RecordHit| format!("{} ({})", hit.name, hit.id);
    let told = match card.told_apart_by {
        Some(ToldApartBy::Memory) => "; the memory size tells them apart",
        Some(ToldApartBy::Subsystem) => "; the subsystem ID tells them apart",
        Some(ToldApartBy::Revision) => "; the revision tells them apart",
        Some(ToldApartBy::None) => "; nothing that software reads tells them apart",
        None => "",
    };
    match card.candidates.as_slice() {
        [] => "none yet".into(),
        [hit] => one(hit),
        hits => format!("one of {}{told}", hits.iter().map(one).collect::<Vec<_>>().join(", ")),
    }
}

fn function(out: &mut dyn Write, function: &FunctionFacts) -> io::Result<()> {
    let driver = function.driver.as_deref().map_or("no driver".to_owned(), |driver| format!("driver {driver}"));
    let revision = function.revision.map(|rev| format!(", revision {rev}")).unwrap_or_default();
    writeln!(out, "    {}  {}{revision}, {driver}", function.address, function.name)?;
    writeln!(out, "      reset    {}", function.reset.words)?;
    if !function.bars.is_empty() {
        let bar = |bar: &crate::host::Bar| {
            let most = bar.resizable_to.filter(|most| *most != bar.bytes);
            let most = most.map(|most| format!(", resizable to {}", size(most))).unwrap_or_default();
            format!("{} {}{most}", bar.number, size(bar.bytes))
        };
        writeln!(out, "      BARs     {}", function.bars.iter().map(bar).collect::<Vec<_>>().join("; "))?;
    }
    if let Some(link) = &function.link {
        let speed = link.speed.as_ref().map(|speed| format!(" at {speed}")).unwrap_or_default();
        let fewer = if link.lanes < link.most_lanes { format!(" of {}", link.most_lanes) } else { String::new() };
        writeln!(out, "      link     x{}{fewer}{speed}", link.lanes)?;
    }
    if function.boot_vga == Some(true) {
        writeln!(out, "      display  the host started on it")?;
    }
    Ok(())
}

fn group(out: &mut dyn Write, group: &GroupFacts) -> io::Result<()> {
    writeln!(out, "    group {}  {}", group.number, group.words)?;
    for member in &group.others {
        let driver = member.driver.as_ref().map(|driver| format!(", driver {driver}")).unwrap_or_default();
        let used: String = member.used_for.iter().map(|used| format!(", {}", used.words())).collect();
        writeln!(out, "      with {}  {}{driver}{used}", member.address, member.name)?;
    }
    let list = |all: &[vfiodex_engine::Bdf]| all.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    match group.kernel.viable {
        Tri::Yes => writeln!(out, "      kernel   ready: every member is on vfio or on no driver")?,
        Tri::No => writeln!(out, "      kernel   not yet: host drivers hold {}", list(&group.kernel.held))?,
        Tri::Unknown => writeln!(out, "      kernel   no host driver holds a member")?,
    }
    if !group.others.is_empty() {
        writeln!(out, "      Proxmox  starting the VM takes from the host: {}", list(&group.proxmox.detached))?;
    }
    Ok(())
}

fn quirks(out: &mut dyn Write, pad: &str, hits: &[QuirkHit]) -> io::Result<()> {
    for hit in hits {
        let severity = match hit.severity {
            QuirkSeverity::Blocked => "blocked",
            QuirkSeverity::NotRecommended => "not recommended",
            QuirkSeverity::Care => "care",
            QuirkSeverity::Info => "info",
        };
        let maybe = if hit.certain { "" } else { " (may apply)" };
        writeln!(out, "{pad}{severity}: {}{maybe} [{}]", hit.name, hit.id)?;
    }
    Ok(())
}

fn finding(out: &mut dyn Write, finding: &Finding) -> io::Result<()> {
    let level = match finding.level {
        Level::Blocked => "blocked",
        Level::Care => "care",
        Level::Info => "info",
    };
    writeln!(out, "  {level}: {}", finding.text)?;
    finding.next.iter().try_for_each(|next| writeln!(out, "    {next}"))
}
