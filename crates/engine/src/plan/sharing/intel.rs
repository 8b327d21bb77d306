use crate::Tri;
use crate::hardware::ModuleFacts;
use crate::version::KernelRanges;

use super::super::job::Job;
use super::super::model::{File, Line, RecordRef, Refusal, Section, SectionId, Step};
use super::super::{apply, binding, command_line, firmware};
use super::{Way, section};

const MODULE: &str = "i915-sriov-dkms";
const VFS: &str = "/etc/sysfs.d/gpu-vfs.conf";
const MODULES: &str = "/etc/modules-load.d/kvmgt.conf";

fn module<'a>(job: &Job<'a>) -> Option<&'a ModuleFacts> {
    job.knowledge.modules.iter().find(|module| module.id == MODULE)
}

/// Graphics in a processor need a module that is built for the kernel.
pub(super) fn integrated(job: &Job<'_>) -> Result<Way, Refusal> {
    let (Some(module), Some(kernel)) = (module(job), &job.at().kernel) else { return Ok(Way::IntelIntegrated) };
    if module.kernels.is_empty() || KernelRanges(&module.kernels).contains(kernel) != Tri::No {
        return Ok(Way::IntelIntegrated);
    }
    Err(Refusal {
        reason: format!(
            "The module that gives {} its virtual functions does not build on kernel {kernel}",
            job.card().name
        ),
        instead: vec![
            "Boot a kernel that the module builds on; its project page names them".into(),
            "Containers share the graphics by the host's driver: ask again with `--guest lxc`".into(),
        ],
    })
}

/// Virtual functions.
pub(super) fn virtual_functions(job: &Job<'_>, way: Way) -> Vec<Section> {
    let mut words = command_line::Words { needed: Vec::new(), conditional: Vec::new() };
    command_line::iommu(job, &mut words);
    let mut modules = Vec::new();
    if way == Way::IntelIntegrated {
        for text in ["i915.enable_guc=3", "i915.max_vfs=7", "module_blacklist=xe"] {
            let record = (text == "i915.enable_guc=3").then(|| job.advice("i915-enable-guc")).flatten();
            words.needed.push(Line::new(text, reason(text)).range("i915-sriov-dkms").record(record));
        }
        modules.push(build(job));
    } else {
        modules.push(kernel_driver(job));
    }
    modules.push(numbers(job));
    vec![
        section(SectionId::Firmware, firmware::sr_iov(job)),
        section(SectionId::CommandLine, command_line::steps(job, words)),
        section(SectionId::Modules, modules),
        section(SectionId::Apply, apply::steps(job)),
        section(SectionId::Check, check(job)),
        section(SectionId::Guest, guest(job)),
        section(SectionId::Inside, inside(job, way)),
        section(SectionId::Verify, super::verify(job)),
        section(SectionId::Lost, super::lost()),
    ]
}

fn reason(word: &str) -> &'static str {
    match word {
        "i915.enable_guc=3" => "Firmware scheduling, which virtual functions need",
        "i915.max_vfs=7" => "Lets the module make virtual functions",
        _ => "Keeps the other Intel driver from taking the graphics",
    }
}

fn build(job: &Job<'_>) -> Step {
    let module = module(job);
    let headers =
        if job.proxmox_from("8.1") == Tri::No { "pve-headers-$(uname -r)" } else { "proxmox-headers-$(uname -r)" };
    let home = module
        .and_then(|module| module.homepage.clone())
        .unwrap_or_else(|| "https://github.com/strongtz/i915-sriov-dkms".into());
    let mut step = Step::new("Build i915-sriov-dkms", "The kernel's own i915 driver has no virtual functions")
        .run(format!("apt install build-essential dkms sysfsutils {headers}"))
        .note(format!("Take the release that its page names for the host's kernel: {home}/releases"))
        .run("apt install ./i915-sriov-dkms_*.deb")
        .note(
            "Pin the kernel: after an update to one that the module does not build on, the virtual functions are gone.",
        )
        .record(module.map(|module| RecordRef { kind: "drivers", id: module.id.clone() }))
        .undo("Remove i915-sriov-dkms", "apt remove i915-sriov-dkms");
    if job.scenario().secure_boot == Some(true) {
        step = step
            .warning("The host boots with Secure Boot: the module must be signed with a key that the machine trusts.");
    }
    step
}

fn kernel_driver(job: &Job<'_>) -> Step {
    Step::new(
        "See whether the kernel's driver offers virtual functions",
        "The driver of this card makes them where the kernel is new enough",
    )
    .run(format!("cat {}/sriov_totalvfs", job.names.sysfs(0)))
    .look_for("a number above 0; no such file means that this kernel's driver has none: use a newer kernel")
    .run("apt install sysfsutils")
}

fn numbers(job: &Job<'_>) -> Step {
    let path = job.names.function(0);
    let line = Line::new(
        format!("bus/pci/devices/{path}/sriov_numvfs = <VFS>"),
        "Makes the virtual functions at every boot; the card itself stays with the host",
    );
    let file = File::create(VFS, vec![line]);
    Step::new("Make the virtual functions at every boot", "They are gone after each boot")
        .run(file.here_document())
        .run("systemctl enable sysfsutils")
        .note("Memory and time of the graphics are divided between them: make no more than you need.")
        .file(file)
        .undo(
            "Do not make virtual functions any more",
            format!("rm -f {VFS}\necho 0 > {}/sriov_numvfs", job.names.sysfs(0)),
        )
}

fn check(job: &Job<'_>) -> Vec<Step> {
    let slot = super::quote::shell(&job.names.slot);
    vec![
        Step::new("The virtual functions are there", "Each goes to one guest")
            .run(format!("lspci -Dnnk -s {slot}"))
            .look_for("functions from `.1` on, beside `.0`, which keeps the host's driver")
            .record(job.quirk("i915-sriov-not-enough-mmio")),
    ]
}

fn guest(job: &Job<'_>) -> Vec<Step> {
    let host = if job.integrated("intel") { job.names.function(1) } else { "<VF_ADDRESS>".into() };
    let line = Line::new(
        format!("hostpci0: {host},pcie=1"),
        "The first virtual function, with its number; never `.0`, which carries all of them",
    )
    .record(job.quirk("i915-sriov-pf-passed"));
    let mut steps = super::guest(job, line);
    if let Some(step) = steps.first_mut() {
        step.warning = Some("Handing over `.0` takes the virtual functions of all guests down.".into());
        step.notes.push("The next guest gets `.2`, and so on.".into());
    }
    steps
}

fn inside(job: &Job<'_>, way: Way) -> Vec<Step> {
    if job.windows() {
        return vec![
            Step::new("Install Intel's graphics driver", "Through Remote Desktop: a virtual function has no outputs")
                .note("Where Windows shows Code 43, the guest needs the graphics ROM of your own board as a file (`romfile=`).")
                .record(job.quirk("igd-guest-no-vbt")),
        ];
    }
    let step =
        Step::new("Install the driver in the guest", "A virtual function has no outputs; it computes and transcodes");
    vec![if way == Way::IntelIntegrated {
        step.note("The guest needs i915-sriov-dkms too, in the release for its own kernel, with `i915.enable_guc=3 module_blacklist=xe`.")
    } else {
        step.note("A kernel whose xe driver knows the card is enough.")
    }]
}

/// GVT-g.
pub(super) fn mediated(job: &Job<'_>) -> Vec<Section> {
    let mut words = command_line::Words { needed: Vec::new(), conditional: Vec::new() };
    command_line::iommu(job, &mut words);
    binding::gvt_words(job, &mut words);
    let file =
        File::create(MODULES, vec![Line::new("kvmgt", "Offers the mediated devices").range("Broadwell to Comet Lake")]);
    let load =
        Step::new("Load kvmgt at boot", "The module that offers mediated devices; VFIO's own modules are not needed")
            .run(file.here_document())
            .file(file)
            .record(job.quirk("gvt-g-ends-before-ice-lake"))
            .undo(format!("Remove {MODULES}"), super::preflight::put_back(MODULES));
    let types = Step::new("The types are there", "Each guest gets one")
        .run("ls /sys/bus/pci/devices/0000:00:02.0/mdev_supported_types")
        .look_for("names such as `i915-GVTg_V5_4`; the file `available_instances` below says how many are left");
    let line = Line::new("hostpci0: 0000:00:02.0,mdev=<TYPE>", "A mediated device, made when the guest starts");
    vec![
        section(SectionId::Firmware, firmware::iommu_alone(job)),
        section(SectionId::CommandLine, command_line::steps(job, words)),
        section(SectionId::Modules, vec![load]),
        section(SectionId::Apply, apply::steps(job)),
        section(SectionId::Check, vec![types]),
        section(SectionId::Guest, super::guest(job, line)),
        section(SectionId::Inside, inside(job, Way::IntelCard)),
        section(SectionId::Verify, super::verify(job)),
        section(SectionId::Lost, super::lost()),
    ]
}
