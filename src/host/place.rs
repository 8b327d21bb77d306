use serde::Serialize;

use super::{Cpu, Sysroot};

/// What stands between the program and the bare machine.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Kind of container that the program runs in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub container: Option<String>,
    /// Whether the machine is a virtual one.
    pub virtual_machine: bool,
}

impl Place {
    pub(super) fn read(root: &Sysroot, cpu: &Cpu) -> Self {
        Self { container: container(root), virtual_machine: cpu.virtual_flag }
    }
}

fn container(root: &Sysroot) -> Option<String> {
    if let Some(kind) = root.line("/run/systemd/container") {
        return Some(kind);
    }
    if root.exists("/.dockerenv") {
        return Some("docker".into());
    }
    if root.exists("/run/.containerenv") {
        return Some("podman".into());
    }
    if root.long_text("/proc/mounts").is_some_and(|mounts| mounts.lines().any(|line| line.starts_with("lxcfs /proc/")))
    {
        return Some("lxc".into());
    }
    let cgroup = root.text("/proc/1/cgroup")?;
    let kinds = ["docker", "lxc", "kubepods", "libpod", "containerd"];
    kinds.into_iter().find(|kind| cgroup.contains(&format!("/{kind}"))).map(str::to_owned)
}
