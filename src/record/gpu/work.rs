//! What a card computes with, and how it is shared.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Video engines of a card.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Video {
    /// Name and generation of the encoder as the vendor counts it: `NVENC 8`, `VCN 4.0`, `Xe media`.
    pub encoder_generation: Option<String>,
    /// Encoder units; 0 where the card cannot encode.
    #[schemars(range(min = 0, max = 16))]
    pub encoders: Option<u8>,
    /// Decoder units.
    #[schemars(range(min = 0, max = 16))]
    pub decoders: Option<u8>,
    /// Codecs that it encodes in hardware.
    pub encodes: Option<Vec<Codec>>,
    /// Codecs that it decodes in hardware.
    pub decodes: Option<Vec<Codec>>,
    /// Which session cap of the driver applies; the caps themselves are in the driver records.
    #[schemars(extend("x-core" = true))]
    pub session_class: Option<SessionClass>,
}

/// Video codecs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Codec {
    /// MPEG-2.
    Mpeg2,
    /// VC-1.
    Vc1,
    /// H.264 (AVC).
    H264,
    /// H.265 (HEVC).
    Hevc,
    /// H.266 (VVC).
    Vvc,
    /// VP8.
    Vp8,
    /// VP9.
    Vp9,
    /// AV1.
    Av1,
    /// Motion JPEG.
    Mjpeg,
}

/// Which limit on concurrent encoding sessions the vendor's driver applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SessionClass {
    /// NVIDIA's cap for non-qualified cards, counted over the whole system.
    Capped,
    /// NVIDIA qualified: limited by the hardware alone.
    Qualified,
    /// The vendor has no such limit.
    NoCap,
    /// The card has no encoder.
    NoEncoder,
}

/// Compute target of a card.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Compute {
    /// CUDA compute capability: `8.6`.
    #[schemars(regex(pattern = "^[0-9]{1,2}\\.[0-9]$"))]
    pub cuda_capability: Option<String>,
    /// LLVM target of AMD cards: `gfx1100`.
    #[schemars(regex(pattern = "^gfx[0-9a-f]{3,4}$"))]
    pub gfx_target: Option<String>,
}

/// Ways to share a card between virtual machines.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Sharing {
    /// Whether the vendor's mediated vGPU software supports the card.
    pub vgpu: Option<bool>,
    /// Whether the card has SR-IOV that its drivers use.
    pub sr_iov: Option<bool>,
    /// Most virtual functions.
    #[schemars(range(min = 1, max = 256))]
    pub max_vfs: Option<u16>,
    /// Whether NVIDIA Multi-Instance GPU splits the card.
    pub mig: Option<bool>,
    /// Most MIG instances.
    #[schemars(range(min = 1, max = 16))]
    pub mig_instances: Option<u8>,
    /// Whether Intel GVT-g splits the GPU.
    pub gvt_g: Option<bool>,
}
