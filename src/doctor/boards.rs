use crate::catalogue::Catalogue;
use crate::host::Dmi;
use crate::record::{Board, BoardKind, DmiName, Kind, Record};

/// The board's record by its DMI names: the one that shares most of them and contradicts none.
#[must_use]
pub fn board_of<'a>(catalogue: &'a Catalogue, dmi: &Dmi) -> Option<(&'a str, &'a Board)> {
    let score = |board: &Board| {
        let spellings = spellings(catalogue, &board.vendor.0);
        // Makers of whole machines put several boards under one product name.
        let whole = board.kind != BoardKind::Motherboard;
        board.dmi.iter().filter_map(|name| agreement(name, dmi, spellings, whole)).max()
    };
    let mut best: Vec<(usize, &str, &Board)> =
        catalogue.all::<Board>().filter_map(|(id, board)| Some((score(board)?, id, board))).collect();
    best.sort_by_key(|(score, id, _)| (std::cmp::Reverse(*score), *id));
    match best.as_slice() {
        [] => None,
        // Two boards that fit equally well are no answer.
        [first, second, ..] if first.0 == second.0 => None,
        [(_, id, board), ..] => Some((id, board)),
    }
}

fn spellings<'a>(catalogue: &'a Catalogue, vendor: &str) -> &'a [String] {
    match catalogue.get(Kind::Vendor, vendor).map(|item| &item.record) {
        Some(Record::Vendor(vendor)) => &vendor.dmi_names,
        _ => &[],
    }
}

/// How many names agree; nothing where one contradicts or none names the machine or the board.
fn agreement(name: &DmiName, dmi: &Dmi, spellings: &[String], whole: bool) -> Option<usize> {
    let same = |ours: &str, theirs: &str| ours.trim().eq_ignore_ascii_case(theirs.trim());
    let maker = |host: &str| spellings.iter().any(|spelling| same(spelling, host));
    let mut agreed = 0;
    for (record, host) in [(&name.sys_vendor, &dmi.sys_vendor), (&name.board_vendor, &dmi.board_vendor)] {
        if let (Some(record), Some(host)) = (record, host) {
            if !same(record, host) && !maker(host) {
                return None;
            }
            agreed += 1;
        }
    }
    let compare = |record: &Option<String>, host: &Option<String>| Some(same(record.as_ref()?, host.as_ref()?));
    let product = compare(&name.product_name, &dmi.product_name);
    let board = compare(&name.board_name, &dmi.board_name);
    let fits = match (product, board) {
        (None, None) | (Some(false), _) => false,
        (_, Some(false)) => whole && product == Some(true),
        _ => true,
    };
    fits.then(|| agreed + 2 * (usize::from(product == Some(true)) + usize::from(board == Some(true))))
}
