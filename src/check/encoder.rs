//! `implausible-encoder`: session class and encoder count agree.

use crate::diagnostic::Diagnostic;
use crate::draft::Draft;
use crate::record::{Gpu, SessionClass};

pub(super) fn check(draft: &Draft, found: &mut Vec<Diagnostic>) {
    for (_, document, gpu) in draft.records::<Gpu>() {
        let Some(video) = &gpu.video else { continue };
        let (Some(encoders), Some(class)) = (video.encoders, video.session_class) else { continue };
        let at = |path: &str| document.root.at(path).map_or(document.root.span, |node| node.span);
        let text = match (encoders, class) {
            (0, SessionClass::NoEncoder) => continue,
            (0, _) => "a card without encoder units has the session class `no-encoder`".to_owned(),
            (n, SessionClass::NoEncoder) => format!("a card with {n} encoder units is not of the class `no-encoder`"),
            _ => continue,
        };
        found.push(
            Diagnostic::error("implausible-encoder", at("video.session_class"), text)
                .help("correct the count or the class")
                .related(at("video.encoders"), "the count"),
        );
    }
}
