use crate::Tri;

use super::super::job::Job;
use super::super::model::{File, Line, Section, SectionId, Step};
use super::super::{apply, command_line, firmware};
use super::section;

const UNIT: &str = "/etc/systemd/system/nvidia-sriov.service";

/// NVIDIA vGPU on Proxmox VE.
pub(super) fn sections(job: &Job<'_>) -> Vec<Section> {
    // Turing and older carry vGPUs on the card itself, whatever its capabilities say.
    let older = matches!(job.card().architecture.as_str(), "maxwell" | "pascal" | "volta" | "turing");
    let virtual_functions = job.card().sr_iov != Some(false) && !older;
    let firmware = if virtual_functions { firmware::sr_iov(job) } else { firmware::iommu_alone(job) };
    let mut words = command_line::Words { needed: Vec::new(), conditional: Vec::new() };
    command_line::iommu(job, &mut words);
    let mut modules = vec![manager(job)];
    if virtual_functions {
        modules.push(enable(job));
    }
    vec![
        section(SectionId::Firmware, firmware),
        section(SectionId::CommandLine, command_line::steps(job, words)),
        section(SectionId::Modules, modules),
        section(SectionId::Apply, vec![apply::reboot(job)]),
        section(SectionId::Check, check(job, virtual_functions)),
        section(SectionId::Guest, guest(job, virtual_functions)),
        section(SectionId::Inside, vec![inside()]),
        section(SectionId::Verify, super::verify(job)),
        section(SectionId::Lost, super::lost()),
    ]
}

fn helper(job: &Job<'_>) -> Tri {
    job.proxmox_from("8.4")
}

fn manager(job: &Job<'_>) -> Step {
    let step = Step::new(
        "Install NVIDIA's vGPU manager on the host",
        "The parts of the card are made by this driver; the usual driver cannot",
    )
    .warning("The software needs a licence, and each guest one from a licence server.")
    .note("Nothing is bound to vfio-pci and the driver is not blacklisted: the host's driver has to keep the card.");
    let step = if helper(job) == Tri::No {
        let headers =
            if job.proxmox_from("8.1") == Tri::No { "pve-headers-$(uname -r)" } else { "proxmox-headers-$(uname -r)" };
        step.run(format!("apt install dkms build-essential {headers}"))
    } else {
        step.run("apt install pve-nvidia-vgpu-helper")
            .run("pve-nvidia-vgpu-helper setup")
            .note("The helper installs headers and tools and keeps nouveau away.")
    };
    let step = step
        .run("sh ./NVIDIA-Linux-x86_64-'<VERSION>'-vgpu-kvm.run --dkms")
        .undo("Remove the vGPU manager", "nvidia-uninstall");
    match job.kernel_from("6.8").and(job.proxmox_from("8.3")) {
        Tri::No if job.kernel_from("6.8").is_yes() => {
            step.note("With kernel 6.8 and newer qemu-server 8.2.5 is needed (Proxmox VE 8.3): update first.")
        }
        _ => step,
    }
}

fn enable(job: &Job<'_>) -> Step {
    let step = Step::new(
        "Make the virtual functions at every boot",
        "From Ampere on a vGPU lives on a virtual function of the card",
    );
    if helper(job) != Tri::No {
        return step
            .run("systemctl enable --now pve-nvidia-sriov@ALL.service")
            .undo("Do not make virtual functions any more", "systemctl disable --now pve-nvidia-sriov@ALL.service");
    }
    let text = "[Unit]\n\
        Description=Virtual functions of NVIDIA cards\n\
        After=network.target nvidia-vgpud.service nvidia-vgpu-mgr.service\n\
        Before=pve-guests.service\n\
        [Service]\n\
        Type=oneshot\n\
        ExecStart=/usr/lib/nvidia/sriov-manage -e ALL\n\
        [Install]\n\
        WantedBy=multi-user.target";
    let file = File::create(
        UNIT,
        text.lines().map(|line| Line::new(line, "Runs NVIDIA's script before the guests start")).collect(),
    );
    step.run(file.here_document())
        .run("systemctl daemon-reload\nsystemctl enable --now nvidia-sriov.service")
        .file(file)
        .undo("Do not make virtual functions any more", format!("systemctl disable nvidia-sriov.service\nrm -f {UNIT}"))
}

fn check(job: &Job<'_>, virtual_functions: bool) -> Vec<Step> {
    let slot = super::quote::shell(&job.names.slot);
    let mut steps = vec![
        Step::new("The manager drives the card", "Types of virtual cards come from it")
            .run("nvidia-smi vgpu -s")
            .look_for("the types that the card supports"),
    ];
    if virtual_functions {
        steps.push(
            Step::new("The virtual functions are there", "Each can carry one virtual card")
                .run(format!("lspci -Dnn -s {slot}"))
                .look_for("further functions after `.0`"),
        );
    }
    steps
}

fn guest(job: &Job<'_>, virtual_functions: bool) -> Vec<Step> {
    let host = if virtual_functions { "<VF_ADDRESS>".to_owned() } else { job.names.function(0) };
    let line = Line::new(
        format!("hostpci0: {host},mdev=<TYPE>,pcie=1"),
        if virtual_functions {
            "A virtual function with a type of virtual card; never the card itself"
        } else {
            "A type of virtual card, made when the guest starts"
        },
    );
    let mut steps = super::guest(job, line);
    if let Some(step) = steps.first_mut() {
        step.notes.push("The list of types is in the web interface too: Hardware, Add, PCI Device.".into());
    }
    steps
}

fn inside() -> Step {
    Step::new(
        "Install the guest driver of the same vGPU release",
        "The usual driver does not run on a virtual card, and manager and guest driver have to match",
    )
    .note("Give it its licence: the client token from the licence server goes into the guest.")
    .run_on("guest", "nvidia-smi -q | grep -i license")
    .look_for("`License Status : Licensed`")
}
