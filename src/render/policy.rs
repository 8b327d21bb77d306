//! What pages may load.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::Drawn;

/// The content security policy of a page; only pages with an engine may compile WebAssembly.
pub(super) fn policy(engine: bool) -> String {
    let wasm = if engine { " 'wasm-unsafe-eval'" } else { "" };
    format!(
        "default-src 'none'; script-src 'self'{wasm}; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'"
    )
}

/// The `_headers` file of static hosts. Where several rules meet, browsers apply all their policies, so that
/// a rule for everything could not be relaxed for tool pages: each top folder has a rule of its own.
pub(super) fn headers(pages: &[Drawn]) -> String {
    let mut folders: BTreeSet<(String, bool)> = BTreeSet::new();
    for page in pages {
        let path = page.href.as_str();
        let rule = match path.trim_start_matches('/').split_once('/') {
            // A page with an engine may stand beside pages without.
            _ if page.engine => path.to_owned(),
            Some(("tools", _)) | None => path.to_owned(),
            Some((folder, _)) => format!("/{folder}/*"),
        };
        folders.insert((rule, page.engine));
    }
    let mut out = String::from(
        "/*\n  Content-Security-Policy: frame-ancestors 'none'\n  X-Content-Type-Options: nosniff\n  Referrer-Policy: no-referrer\n",
    );
    for (rule, engine) in folders {
        let _ = writeln!(out, "{rule}\n  Content-Security-Policy: {}", policy(engine));
    }
    out.push_str("/api/*\n  Access-Control-Allow-Origin: *\n/schema/*\n  Access-Control-Allow-Origin: *\n/assets/*\n  Cache-Control: public, max-age=31536000, immutable\n");
    out
}
