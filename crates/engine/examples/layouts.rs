//! `layouts FILE…` prints what the reader makes of each file, `layouts --groups FILE…` how its groups are
//! judged, `layouts --bench DIR` how fast the reader is.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::time::Instant;

use vfiodex_engine::iommu;

fn main() -> std::io::Result<()> {
    let mut args = std::env::args().skip(1);
    let first = args.next().unwrap_or_default();
    if first == "--bench" {
        return bench(&args.next().unwrap_or_default());
    }
    if first == "--groups" {
        for path in args {
            judge(&path)?;
        }
        return Ok(());
    }
    for path in std::iter::once(first).chain(args) {
        match iommu::read_bytes(&std::fs::read(&path)?) {
            Ok(listing) => println!("{}", serde_json::to_string_pretty(&listing).unwrap_or_default()),
            Err(refusal) => println!("{path}: {}: {refusal}", refusal.code()),
        }
    }
    Ok(())
}

/// One line per card and per group.
fn judge(path: &str) -> std::io::Result<()> {
    let Ok(listing) = iommu::read_bytes(&std::fs::read(path)?) else {
        println!("{path}: refused");
        return Ok(());
    };
    let tree = iommu::Topology::new(&listing.devices);
    println!("{path}");
    for card in iommu::cards(&tree).iter().filter(|card| card.display) {
        println!(
            "  card {:?} below {:?}, groups {:?}",
            shown(&card.functions),
            card.port.map(|p| p.to_string()),
            card.groups
        );
    }
    for group in iommu::groups(&tree, listing.host.acs_override) {
        println!("  group {} {:?} {:?}", group.number, shown(&group.subject), group.class.map(|class| class.rank()));
    }
    let placed = tree.devices().filter(|d| !tree.on_root_bus(d.address) && tree.parent(d.address).is_some()).count();
    let below = tree.devices().filter(|d| !tree.on_root_bus(d.address)).count();
    println!("  {placed} of {below} devices below a known port");
    Ok(())
}

fn shown(addresses: &[vfiodex_engine::Bdf]) -> Vec<String> {
    addresses.iter().map(ToString::to_string).collect()
}

/// Reads every file of a folder over and over, against counting its lines.
fn bench(dir: &str) -> std::io::Result<()> {
    let mut texts = Vec::new();
    for entry in std::fs::read_dir(dir)? {
        texts.push(String::from_utf8_lossy(&std::fs::read(entry?.path())?).into_owned());
    }
    let rounds = 1000usize.div_ceil(texts.len().max(1));
    let bytes: usize = texts.iter().map(String::len).sum::<usize>() * rounds;
    let time = |work: &dyn Fn(&str) -> usize| {
        let start = Instant::now();
        let mut sum = 0;
        for _ in 0..rounds {
            sum += texts.iter().map(|text| work(text)).sum::<usize>();
        }
        (start.elapsed().as_secs_f64(), sum)
    };
    let (plain, lines) = time(&|text| text.lines().count());
    let (read, devices) = time(&|text| iommu::read(text).map_or(0, |listing| listing.devices.len()));
    let dumps = rounds * texts.len();
    println!("{dumps} dumps, {:.1} MB, {lines} lines, {devices} devices", bytes as f64 / 1e6);
    println!(
        "count lines {plain:.3} s; read {read:.3} s, {:.0} MB/s, {:.0} times counting",
        bytes as f64 / 1e6 / read,
        read / plain
    );
    println!("1000 dumps: {:.3} s", read * 1000.0 / dumps as f64);
    Ok(())
}
