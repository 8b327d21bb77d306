//! Containers of Proxmox VE: the host's driver stays, and its device nodes go in.

use crate::Tri;
use crate::scenario::Purpose;

use super::job::Job;
use super::model::{Command, File, Line, Step};
use super::preflight;
use super::quote;

/// Steps on the host: the driver has to be there.
pub(super) fn host(job: &Job<'_>) -> Vec<Step> {
    let mut steps = vec![no_binding(job)];
    if job.card().vendor == "nvidia" {
        steps.push(nvidia_driver(job));
        steps.push(nvidia_nodes(job));
    } else {
        steps.push(render_node(job));
    }
    steps
}

fn no_binding(job: &Job<'_>) -> Step {
    let drivers = job.host_drivers().join("|");
    let first = job.host_drivers().first().copied().unwrap_or("amdgpu");
    Step::new(
        "Leave the card with the host's driver",
        "Containers run on the host's kernel and use its driver: nothing is bound to vfio-pci, nothing is blacklisted",
    )
    .run(format!("grep -rE 'blacklist +({drivers})|vfio-pci' /etc/modprobe.d /etc/modules-load.d"))
    .look_for("nothing that names this card or its driver; take such lines out")
    .record(job.advice(&format!("blacklist-{first}")))
}

fn render_node(job: &Job<'_>) -> Step {
    Step::new(
        "Find the render node of the card",
        "`renderD128` is the first card, `renderD129` the second; the path tells which is which",
    )
    .run("ls -l /dev/dri/by-path")
    .look_for(format!("a line with the address of the card ({}) that ends with `-render`", job.card().name))
}

fn nvidia_driver(job: &Job<'_>) -> Step {
    let headers =
        if job.proxmox_from("8.1") == Tri::No { "pve-headers-$(uname -r)" } else { "proxmox-headers-$(uname -r)" };
    let mut step =
        Step::new("Install NVIDIA's driver on the host", "Its kernel modules serve the host and all containers")
            .run(format!("apt install dkms build-essential {headers}"))
            .note(
                "Take NVIDIA's installer or the packages of Debian; the same version has to go into every container.",
            );
    if let Some(branch) = job.at().nvidia_driver.as_ref().map(crate::version::NvidiaVersion::branch) {
        step = step.note(format!("Branch: R{branch}."));
    }
    step = match job.card().module.as_deref() {
        Some("open") => step
            .note("The card needs the open kernel modules.")
            .record(job.quirk("nvidia-blackwell-needs-open-modules")),
        Some("proprietary") => step
            .note("The card needs the proprietary kernel modules.")
            .record(job.quirk("nvidia-pre-turing-open-modules")),
        _ => step,
    };
    if job.scenario().secure_boot == Some(true) {
        step = step
            .warning("The host boots with Secure Boot: the modules must be signed with a key that the machine trusts.");
    }
    step.run("nvidia-smi").look_for("the card with its driver version")
}

fn nvidia_nodes(job: &Job<'_>) -> Step {
    let _ = job;
    Step::new(
        "Make all device nodes",
        "CUDA and the video engines need nvidia-uvm, which must exist before the container starts",
    )
    .run("nvidia-modprobe -u -c=0")
    .run("ls -l /dev/nvidia*")
    .look_for("`/dev/nvidia0`, `/dev/nvidiactl`, `/dev/nvidia-uvm` and `/dev/nvidia-uvm-tools`")
}

/// The lines of the container.
pub(super) fn guest(job: &Job<'_>) -> Vec<Step> {
    if job.proxmox_from("8.1") == Tri::No {
        return vec![old_lines(job)];
    }
    let mut steps = Vec::new();
    if job.card().vendor != "nvidia" {
        steps.push(group(job));
    }
    steps.push(device_lines(job));
    steps
}

fn group(job: &Job<'_>) -> Step {
    let id = quote::shell(&job.names.guest);
    Step::new("Find the number of the group inside the container", "The number inside counts, not the one on the host")
        .run(format!("pct start {id}"))
        .run(format!("pct exec {id} -- getent group render video"))
        .look_for("`render:x:NUMBER:`; if it is missing, install the driver packages in the container first")
        .record(job.quirk("lxc-render-group-mismatch"))
}

fn device_lines(job: &Job<'_>) -> Step {
    let id = quote::shell(&job.names.guest);
    let lines = if job.card().vendor == "nvidia" { nvidia_lines() } else { render_lines(job) };
    let commands: Vec<Command> = lines
        .iter()
        .filter_map(|line| line.text.split_once(": "))
        .map(|(key, value)| Command {
            run: format!("pct set {id} --{key} {}", quote::shell(value)),
            on: None,
            when: None,
        })
        .collect();
    let keys: Vec<&str> = lines.iter().filter_map(|line| line.text.split_once(':')).map(|(key, _)| key).collect();
    let undo = format!("pct set {id} --delete {}", keys.join(","));
    let mut step =
        Step::new("Give the nodes to the container", "Device lines set the permission, the owner and the node")
            .file(File::add_lines(preflight::guest_config(job).unwrap_or_default(), lines))
            .undo("Take the nodes from the container", undo);
    step.commands = commands;
    step = step.run(format!("pct reboot {id}")).note("You have to be logged in as root.");
    if job.proxmox_from("8.2") == Tri::No {
        step = step
            .note("Proxmox VE 8.1 takes these lines on the command line alone; the web interface has them from 8.2 on.")
            .run("pveversion -v | grep pve-container")
            .look_for("pve-container 5.0.7 or newer");
    } else {
        step = step.note("In the web interface: container, Resources, Add, Device Passthrough.");
    }
    if job.card().vendor == "nvidia" {
        step =
            step.note("If the service does not run as root in the container, add `mode=0666` or `gid=` to each line.");
    }
    step
}

fn render_lines(job: &Job<'_>) -> Vec<Line> {
    let since = "pve-container from 5.0.7, Proxmox VE from 8.1";
    let mut lines = vec![
        Line::new("dev0: /dev/dri/<NODE>,gid=<RENDER_GID>", "The render node, which video and compute programs open")
            .range(since)
            .record(job.quirk("lxc-render-group-mismatch")),
    ];
    if job.card().vendor == "amd" && job.scenario().purpose == Some(Purpose::Compute) {
        lines.push(Line::new("dev1: /dev/kfd,gid=<RENDER_GID>", "ROCm opens this node as well").range(since));
    }
    lines
}

fn nvidia_lines() -> Vec<Line> {
    let nodes = [
        ("/dev/nvidia0", "The first card; a second one is /dev/nvidia1"),
        ("/dev/nvidiactl", "The driver's control node"),
        ("/dev/nvidia-uvm", "Memory for CUDA and the video engines"),
        ("/dev/nvidia-uvm-tools", "The same for tools"),
    ];
    let line = |(index, (path, reason)): (usize, &(&str, &str))| {
        Line::new(format!("dev{index}: {path}"), *reason).range("pve-container from 5.0.7, Proxmox VE from 8.1")
    };
    nodes.iter().enumerate().map(line).collect()
}

/// Before there were device lines.
fn old_lines(job: &Job<'_>) -> Step {
    let before = "Proxmox VE before 8.1";
    let line = |text: &str, reason: &str, record| Line::new(text, reason).range(before).record(record);
    let mut lines = Vec::new();
    if job.card().vendor == "nvidia" {
        lines.push(line("lxc.cgroup2.devices.allow: c 195:* rwm", "The card and the control node", None));
        lines.push(line(
            "lxc.cgroup2.devices.allow: c <UVM_MAJOR>:* rwm",
            "nvidia-uvm, whose number changes from boot to boot",
            None,
        ));
        for node in ["nvidia0", "nvidiactl", "nvidia-uvm", "nvidia-uvm-tools"] {
            let text = format!("lxc.mount.entry: /dev/{node} dev/{node} none bind,optional,create=file");
            lines.push(line(&text, "Shows the node in the container", None));
        }
    } else {
        let allow = job.advice("lxc-cgroup2-devices-allow");
        lines.push(line("lxc.cgroup2.devices.allow: c 226:* rwm", "Lets the container use the render devices", allow));
        let mount = job.advice("lxc-mount-entry-dri");
        lines.push(line(
            "lxc.mount.entry: /dev/dri dev/dri none bind,optional,create=dir",
            "Shows them in the container",
            mount,
        ));
    }
    let path = preflight::guest_config(job).unwrap_or_default();
    let file = File::add_lines(path.clone(), lines);
    let quoted = quote::shell(&path);
    let content = file.content();
    let mut step = Step::new("Give the nodes to the container", "This release has no device lines yet; Proxmox VE 8.1 brought them")
        .run(format!("cat >> {quoted} <<'VFIODEX'\n{content}VFIODEX"))
        .note("The group of the node inside an unprivileged container is wrong with these lines: use a privileged one or map the group, or better, update Proxmox VE.")
        .file(file)
        .undo("Restore the container's config", format!("cp -a {} {quoted}", quote::shell(&preflight::backup_of(&path))));
    let id = quote::shell(&job.names.guest);
    step = step.run(format!("pct reboot {id}"));
    step
}

/// In the container.
pub(super) fn inside(job: &Job<'_>) -> Vec<Step> {
    if job.card().vendor == "nvidia" {
        return vec![
            Step::new(
                "Install the libraries of the very same driver version",
                "Kernel module and libraries have to match to the last digit",
            )
            .run_on("container", "sh ./NVIDIA-Linux-x86_64-'<VERSION>'.run --no-kernel-modules")
            .note("Update host and containers together, and reboot the host.")
            .record(job.quirk("nvidia-nvml-version-mismatch")),
        ];
    }
    let package = match (job.card().vendor.as_str(), job.scenario().purpose) {
        ("amd", Some(Purpose::Compute)) => "ROCm's user-space packages, without its kernel module",
        ("amd", _) => "`mesa-va-drivers` and `vainfo`",
        _ => "`intel-media-va-driver-non-free` (or `intel-media-va-driver`) and `vainfo`",
    };
    vec![
        Step::new("Install the user-space driver", "The kernel's part is the host's")
            .note(format!("On Debian and Ubuntu: {package}.")),
    ]
}

/// Checks.
pub(super) fn verify(job: &Job<'_>) -> Vec<Step> {
    let step = Step::new(
        "The container sees the card",
        "As the user that the service runs as; that user must be in the group",
    );
    vec![if job.card().vendor == "nvidia" {
        step.run_on("container", "nvidia-smi").look_for("the same driver version as on the host")
    } else if job.scenario().purpose == Some(Purpose::Compute) {
        let run = if job.card().vendor == "amd" { "rocminfo" } else { "clinfo" };
        step.run_on("container", run).look_for("the card among the agents or devices")
    } else {
        step.run_on("container", "ls -l /dev/dri")
            .run_on("container", "vainfo --display drm --device /dev/dri/'<NODE>'")
            .look_for("the group `render` at the node, and a list of profiles")
    }]
}

/// What is given up.
pub(super) fn lost() -> Vec<Step> {
    vec![
        Step::new(
            "Isolation of the card",
            "The containers share the host's driver: a crash of it hits all of them, and memory of the card has no limits between them",
        ),
        Step::new(
            "Migration without a look",
            "Another node needs the same device path, and its driver the same version",
        ),
        Step::new(
            "The card for virtual machines",
            "A card with a host driver cannot go to a virtual machine as a whole at the same time",
        ),
    ]
}
