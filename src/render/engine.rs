use std::fmt;

use vfiodex_engine::compact::STAMP;

/// The engine for browsers, as `vfiodex build --engine` is given it.
#[derive(Clone, PartialEq, Eq)]
pub struct Engine(Vec<u8>);

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Engine({} bytes)", self.0.len())
    }
}

/// Why a file is no engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoEngine {
    /// It is no WebAssembly module.
    NotWasm,
    /// It was built from other sources, so that it could not read this program's facts.
    Other,
}

impl fmt::Display for NoEngine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotWasm => "it is no WebAssembly module; `bash scripts/site` builds the engine",
            Self::Other => {
                "it is not the engine of this program's version; build both again: `bash scripts/site` does that"
            }
        })
    }
}

impl std::error::Error for NoEngine {}

impl Engine {
    /// Takes the bytes of a file.
    ///
    /// # Errors
    /// Where they are no WebAssembly module, or one from other sources.
    pub fn new(bytes: Vec<u8>) -> Result<Self, NoEngine> {
        if !bytes.starts_with(b"\0asm\x01\0\0\0") {
            return Err(NoEngine::NotWasm);
        }
        let stamp = STAMP.as_bytes();
        if bytes.windows(stamp.len()).any(|window| window == stamp) { Ok(Self(bytes)) } else { Err(NoEngine::Other) }
    }

    /// Whether it has a tool.
    #[must_use]
    pub fn has(&self, tool: &str) -> bool {
        let mark = format!("[tool:{tool}]");
        self.0.windows(mark.len()).any(|window| window == mark.as_bytes())
    }

    /// The module.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::{Engine, NoEngine, STAMP};

    #[test]
    fn only_an_engine_of_the_same_sources_is_taken() {
        let module = |rest: &[u8]| [b"\0asm\x01\0\0\0", rest].concat();
        assert_eq!(Engine::new(b"hello".to_vec()), Err(NoEngine::NotWasm));
        assert_eq!(Engine::new(Vec::new()), Err(NoEngine::NotWasm));
        assert_eq!(Engine::new(module(b"vfiodex facts 0000")), Err(NoEngine::Other));
        assert!(Engine::new(module(STAMP.as_bytes())).is_ok());
    }
}
