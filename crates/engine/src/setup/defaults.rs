use super::{Assumption, Setup};
use crate::Knowledge;
use crate::hardware::CpuFacts;
use crate::scenario::{AntiCheat, Availability, HostDisplay, Purpose, RootFs, Scenario, Trust};
use crate::situation::{Bootloader, Card, Firmware, Guest, Hypervisor};

impl<'a> Setup<'a> {
    /// Fills what the question leaves open, and says so.
    pub(super) fn fill(&mut self, knowledge: &'a Knowledge) {
        self.fill_use();
        self.fill_host(knowledge);
        self.fill_processor(knowledge);
        self.fill_firmware();
        self.fill_display();
        self.fill_driver(knowledge);
        let card = knowledge.card_of_record(&self.card.id);
        let scenario = self.scenario.to_mut();
        scenario.situation.cards = card.into_iter().map(|card: Card| card).collect();
        scenario.situation.chipset = self.board.and_then(|board| board.chipset.clone());
    }

    /// Notes a default.
    fn assume(&mut self, input: &'static str, value: impl ToString, because: &str) {
        self.assumptions.push(Assumption { input, value: value.to_string(), because: because.to_owned() });
    }

    fn fill_use(&mut self) {
        if self.scenario.purpose.is_none() {
            let display = self.card.outputs != Some(false);
            let purpose = if display { Purpose::Display } else { Purpose::Compute };
            let because = if display { "the card has outputs" } else { "the card has no outputs" };
            self.assume("purpose", purpose, because);
            self.scenario.to_mut().purpose = Some(purpose);
        }
        if self.scenario.situation.guest.is_none() {
            let guest = match self.scenario.purpose {
                Some(Purpose::Display | Purpose::Vdi) => Guest::Windows,
                _ => Guest::Linux,
            };
            self.assume("guest", guest, "the usual guest for this purpose");
            self.scenario.to_mut().situation.guest = Some(guest);
        }
        if self.scenario.situation.firmware.is_none() && self.scenario.situation.guest != Some(Guest::Lxc) {
            self.assume("firmware", Firmware::Ovmf, "what passthrough is tested with");
            self.scenario.to_mut().situation.firmware = Some(Firmware::Ovmf);
        }
        let vdi = self.scenario.purpose == Some(Purpose::Vdi);
        let quiet = |scenario: &mut Scenario| {
            scenario.trust.get_or_insert(Trust::Own);
            scenario.availability.get_or_insert(Availability::None);
            scenario.anti_cheat.get_or_insert(AntiCheat::None);
            scenario.share.get_or_insert(vdi);
            scenario.acs_override.get_or_insert(false);
            scenario.unsafe_interrupts.get_or_insert(false);
            scenario.remote.get_or_insert(false);
        };
        if self.scenario.trust.is_none() {
            self.assume("trust", Trust::Own, "nothing was said of guests of others");
        }
        quiet(self.scenario.to_mut());
    }

    fn fill_host(&mut self, knowledge: &Knowledge) {
        if self.scenario.situation.hypervisor.is_none() {
            self.assume("hypervisor", Hypervisor::Proxmox, "the usual one");
            self.scenario.to_mut().situation.hypervisor = Some(Hypervisor::Proxmox);
        }
        if self.scenario.situation.hypervisor == Some(Hypervisor::Proxmox) {
            self.fill_proxmox(knowledge);
        }
        let proxmox = self.scenario.situation.hypervisor == Some(Hypervisor::Proxmox);
        if proxmox && self.scenario.situation.bootloader.is_none() {
            self.fill_bootloader();
        }
    }

    /// On Proxmox VE systemd-boot boots hosts with UEFI, ZFS root and no Secure Boot, and GRUB all others.
    fn fill_bootloader(&mut self) {
        let known = &self.scenario;
        let grub = known.uefi == Some(false)
            || known.secure_boot == Some(true)
            || known.root_fs.is_some_and(|root| root != RootFs::Zfs);
        let systemd = known.root_fs == Some(RootFs::Zfs) && known.secure_boot == Some(false);
        let loader = match (grub, systemd) {
            (true, _) => Bootloader::Grub,
            (false, true) => Bootloader::SystemdBoot,
            (false, false) => return,
        };
        self.assume("bootloader", loader, "follows from UEFI, root file system and Secure Boot on Proxmox VE");
        self.scenario.to_mut().situation.bootloader = Some(loader);
    }

    fn fill_proxmox(&mut self, knowledge: &Knowledge) {
        let told = &self.scenario.situation;
        if told.proxmox.is_some() && told.kernel.is_some() && told.qemu.is_some() {
            return;
        }
        let said = self.scenario.situation.proxmox.clone();
        let fits = |release: &&crate::hardware::ReleaseFacts| {
            said.as_ref().is_none_or(|said| {
                let parts = |text: String| text.split(['.', '-']).take(2).map(str::to_owned).collect::<Vec<_>>();
                parts(release.version.to_string()) == parts(said.to_string())
            })
        };
        let Some(release) = knowledge.releases.iter().rev().find(fits).cloned() else { return };
        if said.is_none() {
            self.assume("proxmox", &release.version, "the newest release on record");
            self.scenario.to_mut().situation.proxmox = Some(release.version.clone());
        }
        if self.scenario.situation.kernel.is_none()
            && let Some(kernel) = release.kernel
        {
            self.assume("kernel", &kernel, "the default kernel of that release");
            self.scenario.to_mut().situation.kernel = Some(kernel);
        }
        if self.scenario.situation.qemu.is_none()
            && let Some(qemu) = release.qemu
        {
            self.assume("qemu", &qemu, "what that release shipped with");
            self.scenario.to_mut().situation.qemu = Some(qemu);
        }
    }

    fn fill_processor(&mut self, knowledge: &'a Knowledge) {
        let families = |ids: &[String]| -> Vec<&'a CpuFacts> {
            knowledge.cpus.iter().filter(|cpu| ids.contains(&cpu.id)).collect()
        };
        let mut possible = self.board.map(|board| families(&board.cpus)).unwrap_or_default();
        if self.card.is_integrated() {
            let own = |cpu: &&CpuFacts| cpu.gpus.contains(&self.card.id);
            let with: Vec<&CpuFacts> = knowledge.cpus.iter().filter(own).collect();
            if possible.is_empty() {
                possible = with;
            } else if possible.iter().any(own) {
                possible.retain(own);
            }
        }
        if self.cpu.is_none() {
            self.cpus.clone_from(&possible);
        }
        if self.cpu.is_none()
            && let [only] = possible[..]
        {
            self.cpu = Some(only);
            self.assume("cpu", &only.id, "the only family on record that fits");
            self.scenario.to_mut().situation.cpu = Some(only.id.clone());
        }
        let vendor = self.cpu.map(|cpu| cpu.vendor.clone()).or_else(|| {
            let first = possible.first()?;
            possible.iter().all(|cpu| cpu.vendor == first.vendor).then(|| first.vendor.clone())
        });
        let vendor = vendor.or_else(|| self.card.is_integrated().then(|| self.card.vendor.clone()));
        if self.scenario.situation.cpu_vendor.is_none() {
            self.scenario.to_mut().situation.cpu_vendor = vendor;
        }
    }

    /// What firmware setup and case give. Every plan begins with switching on IOMMU and Above 4G decoding: what
    /// was not said is taken for granted, and stays unsaid, as a plan must not say that it is on already.
    fn fill_firmware(&mut self) {
        let container = self.scenario.situation.guest == Some(Guest::Lxc);
        if self.scenario.iommu.is_none() && !container {
            self.assume("iommu", "yes", "switching it on is the first step");
        }
        if self.scenario.above_4g.is_none() && !container {
            let lacking = self.board.is_some_and(|board| board.above_4g == Some(false));
            let because = if lacking { "the board's firmware lacks it" } else { "switching it on is the first step" };
            self.assume("above_4g", if lacking { "no" } else { "yes" }, because);
        }
        if self.scenario.airflow.is_none()
            && self.card.cooling.as_deref() == Some("passive")
            && let Some(board) = self.board
        {
            let server = board.kind == "server";
            let because = if server { "a server's fans blow through its cards" } else { "not a server's case" };
            self.assume("airflow", if server { "yes" } else { "no" }, because);
            self.scenario.to_mut().airflow = Some(server);
        }
    }

    /// What shows the host's console: said, or read off board and processor.
    fn fill_display(&mut self) {
        if self.scenario.host_display.is_none() {
            let video = self.board.and_then(|board| board.video.as_deref());
            let bmc = self.board.is_some_and(|b| b.bmc == Some(true)) || matches!(video, Some("bmc" | "cpu-and-bmc"));
            let spare_igpu = !self.card.is_integrated() && video != Some("none");
            let igpu = spare_igpu && self.cpu.is_some_and(|cpu| cpu.igpu.as_deref() == Some("all"));
            let found = if !self.host_gpus.is_empty() {
                Some((HostDisplay::OtherGpu, "another card stays with the host"))
            } else if bmc {
                Some((HostDisplay::Bmc, "the board has a management controller with video"))
            } else if igpu {
                Some((HostDisplay::Igpu, "every processor of this family has graphics"))
            } else if self.card.is_integrated() {
                Some((HostDisplay::None, "no other card was named"))
            } else {
                None
            };
            if let Some((display, because)) = found {
                self.assume("host_display", display, because);
                self.scenario.to_mut().host_display = Some(display);
            }
        }
        if self.scenario.boot_gpu.is_none() {
            let boot = match self.scenario.host_display {
                Some(HostDisplay::None) => Some(true),
                Some(HostDisplay::Igpu | HostDisplay::Bmc) => Some(false),
                Some(HostDisplay::OtherGpu) | None => None,
            };
            self.scenario.to_mut().boot_gpu = boot;
        }
        if self.scenario.out_of_band.is_none() {
            let bmc = self.board.is_some_and(|board| board.bmc == Some(true));
            if !bmc {
                self.assume("out_of_band", "no", "nothing was said of a second way in");
            }
            self.scenario.to_mut().out_of_band = Some(bmc);
        }
    }

    fn fill_driver(&mut self, knowledge: &Knowledge) {
        if self.card.vendor != "nvidia" || self.scenario.situation.nvidia_driver.is_some() {
            return;
        }
        let last = self.card.last_branch.as_ref().map(crate::version::NvidiaVersion::branch);
        let fits = |branch: &&crate::hardware::BranchFacts| last.is_none_or(|last| branch.branch.branch() <= last);
        let Some(branch) = knowledge.branches.iter().rev().find(fits) else { return };
        let version = branch.newest.clone().unwrap_or_else(|| branch.branch.clone());
        self.assume("driver", &version, "the newest driver on record for this card");
        self.scenario.to_mut().situation.nvidia_driver = Some(version);
    }
}
