use super::*;

fn knowledge() -> Knowledge {
    let one = |id: &str, name: &str, places: &[&str], patterns: &[&str], verdicts: serde_json::Value| serde_json::json!({"id": id, "name": name, "placed_in": places, "patterns": patterns, "verdicts": verdicts});
    let says = |verdict: &str| serde_json::json!([{"verdict": verdict, "reason": "so it is"}]);
    let kernel = &["kernel-command-line"];
    let all = serde_json::json!({"advice": [
        one("amd", "amd_iommu=on", kernel, &["amd_iommu=on"], says("obsolete")),
        one("pt", "iommu=pt", kernel, &["iommu=pt"], says("optional")),
        one("intel", "intel_iommu=on", kernel, &["intel_iommu=on"], serde_json::json!([
            {"when": {"kernel": [{"before": "6.8"}], "hypervisors": ["proxmox"]}, "verdict": "needed", "reason": "off"},
            {"when": {"hypervisors": ["proxmox"]}, "verdict": "redundant", "reason": "on"},
            {"verdict": "optional", "reason": "it depends"},
        ])),
        one("rmrr", "intel_iommu=on,relax_rmrr", kernel, &["intel_iommu=<any>relax_rmrr"], says("optional")),
        one("aer", "pci=noaer", kernel, &["pci=<any>noaer"], says("harmful")),
        one("realloc", "pci=realloc", kernel, &["pci=<any>realloc"], says("optional")),
        one("vesafb", "video=vesafb:off", kernel, &["video=vesafb:off"], says("obsolete")),
        one("virqfd", "vfio_virqfd", &["modules"], &["re:^\\s*vfio_virqfd\\s*$"], says("obsolete")),
        one("nvidia", "blacklist nvidia", &["modprobe"], &["re:^\\s*blacklist\\s+nvidia\\s*$"], says("optional")),
        one("unsafe", "allow_unsafe_interrupts=1", &["modprobe"], &["allow_unsafe_interrupts=1"], says("optional")),
        one("underscore", "cpu: …hv_vendor_id=", &["proxmox-vm"], &["re:^cpu:.*hv_vendor_id="], says("invalid")),
        one("x-vga", "x-vga=1", &["proxmox-vm"], &["re:^hostpci[0-9]+:.*x-vga=(1|on)"], says("optional")),
        one("args", "args: -cpu", &["proxmox-vm", "qemu"], &["re:^args:.*kvm=off"], serde_json::json!([
            {"beside": ["x-vga"], "verdict": "redundant", "reason": "x-vga does it"},
            {"when": {"gpu_vendors": ["nvidia"]}, "verdict": "obsolete", "reason": "driver"},
            {"verdict": "optional", "reason": "rarely"},
        ])),
        one("hidden", "<hidden>", &["libvirt"], &["hidden state='on'"], says("optional")),
        one("grub", "update-grub", &["shell"], &["re:^\\s*(sudo\\s+)?update-grub\\s*$"], serde_json::json!([
            {"when": {"bootloaders": ["systemd-boot"]}, "verdict": "invalid", "reason": "not read"},
            {"verdict": "optional", "reason": "GRUB"},
        ])),
        one("initramfs", "update-initramfs -u", &["shell"], &["re:update-initramfs\\s+-u\\s*$"], says("optional")),
        one("secure-boot", "Secure Boot off", &["firmware"], &["re:(?i)disable secure boot"], says("optional")),
        one("cgroup", "lxc.cgroup", &["proxmox-lxc"], &["lxc.cgroup.devices.allow"], says("invalid")),
    ]});
    serde_json::from_value(all).unwrap_or_else(|e| unreachable!("{e}"))
}

fn situation(json: &str) -> Situation {
    serde_json::from_str(json).unwrap_or_else(|e| unreachable!("{json}: {e}"))
}

/// Line, text, advice and verdict of every finding.
fn found(text: &str) -> Vec<String> {
    let audit = audit(&knowledge(), text, &Situation::default());
    let show = |f: &Finding| format!("{} {} {} {}", f.line, f.advice, f.verdict, f.text);
    audit.findings.iter().map(show).collect()
}

#[test]
fn kinds_are_told_by_content() {
    for (text, want) in [
        ("# settings\nGRUB_DEFAULT=0\nGRUB_CMDLINE_LINUX_DEFAULT=\"quiet\"\n", Kind::Grub),
        ("root=ZFS=rpool/ROOT/pve-1 boot=zfs quiet\n", Kind::KernelCommandLine),
        ("BOOT_IMAGE=/vmlinuz-6.8 root=/dev/mapper/pve-root ro quiet iommu=pt", Kind::KernelCommandLine),
        ("# /etc/modules\nvfio\nvfio_pci\n", Kind::Modules),
        ("options vfio-pci ids=10de:2504\nblacklist nouveau # why\n", Kind::Modprobe),
        (
            "agent: 1\nbios: ovmf\ncpu: host\nhostpci0: 0000:01:00,pcie=1\nmemory: 8192\n[snap]\ncpu: host\n",
            Kind::ProxmoxVm,
        ),
        ("arch: amd64\nhostname: media\nlxc.cgroup2.devices.allow: c 226:* rwm\nmemory: 512\n", Kind::ProxmoxLxc),
        ("arch: amd64\ndev0: /dev/dri/renderD128,gid=104\nmemory: 512\n", Kind::ProxmoxLxc),
        ("<domain type='kvm'>\n  <name>win</name>\n</domain>\n", Kind::Libvirt),
        ("qemu-system-x86_64 -cpu host,kvm=off \\\n -device vfio-pci,host=01:00.0\n", Kind::Qemu),
        ("ACTION==\"add\", SUBSYSTEM==\"pci\", ATTR{vendor}==\"0x1002\", RUN+=\"/bin/sh\"\n", Kind::Udev),
        ("#!/bin/bash\nset -e\nanything\n", Kind::Shell),
        ("echo vfio >> /etc/modules\nupdate-initramfs -u -k all\n", Kind::Shell),
        ("Text before.\n```sh\nupdate-grub\n```\n", Kind::Markdown),
        ("", Kind::Mixed),
    ] {
        assert_eq!(Kind::of(text), want, "{text}");
    }
}

#[test]
fn kernel_words_are_whole_words() {
    for (text, want) in [
        (
            "GRUB_CMDLINE_LINUX_DEFAULT=\"quiet amd_iommu=on iommu=pt\"",
            &["1 amd obsolete amd_iommu=on", "1 pt optional iommu=pt"][..],
        ),
        ("GRUB_CMDLINE_LINUX=amd_iommu=on", &["1 amd obsolete amd_iommu=on"]),
        ("quiet intel_iommu=on,iommu=pt", &["1 intel optional intel_iommu=on"]),
        ("root=x my_iommu=pt iommu=pt2", &[]),
        ("quiet intel_iommu=on,relax_rmrr", &["1 rmrr optional intel_iommu=on,relax_rmrr"]),
        ("quiet pci=noaer,realloc", &["1 aer harmful pci=noaer", "1 realloc optional realloc"]),
        ("quiet video=efifb:off,vesafb:off", &["1 vesafb obsolete vesafb:off"]),
        ("#GRUB_CMDLINE_LINUX=\"amd_iommu=on\"\nGRUB_TIMEOUT=5\n", &[]),
    ] {
        assert_eq!(found(text), want, "{text}");
    }
}

#[test]
fn placement_matters() {
    for (text, want) in [
        (
            "options foo iommu=pt amd_iommu=on\noptions vfio_iommu_type1 allow_unsafe_interrupts=1\n",
            &["2 unsafe optional allow_unsafe_interrupts=1"][..],
        ),
        ("options vfio_iommu_type1 allow_unsafe_interrupts=10\n", &[]),
        ("cpu: host,hv_vendor_id=x\nmemory: 1\n", &["1 underscore invalid cpu: host,hv_vendor_id=x"]),
        ("args: -cpu host,hv_vendor_id=x\nmemory: 1\n", &[]),
        ("vfio\nvfio_virqfd\n#vfio_virqfd\n", &["2 virqfd obsolete vfio_virqfd"]),
        (
            "<domain>\n<!-- <hidden state='on'/>\n-->\n<hidden state='on'/>\n</domain>",
            &["4 hidden optional hidden state='on'"],
        ),
        (
            "echo -e \"vfio\\nvfio_virqfd\" >> /etc/modules && update-grub",
            &["1 grub optional update-grub", "1 virqfd obsolete vfio_virqfd"],
        ),
        (
            "cat > /etc/modprobe.d/x.conf <<'EOF'\nblacklist nvidia\namd_iommu=on\nEOF\nsudo update-initramfs -u",
            &["2 nvidia optional blacklist nvidia", "5 initramfs optional update-initramfs -u"],
        ),
        ("sed -i 's/quiet/quiet amd_iommu=on/' /etc/default/grub", &["1 amd obsolete amd_iommu=on"]),
        (
            "qm set 100 --cpu host,hv_vendor_id=x -hostpci0 01:00,x-vga=1",
            &["1 x-vga optional hostpci0: 01:00,x-vga=1", "1 underscore invalid cpu: host,hv_vendor_id=x"],
        ),
        ("memory: 1\ncpu: host\n[before]\ncpu: host,hv_vendor_id=x\n", &[]),
        ("lxc.cgroup.devices.allow: c 226:0 rwm\n", &["1 cgroup invalid lxc.cgroup.devices.allow"]),
    ] {
        let mut found = found(text);
        let mut want: Vec<String> = want.iter().map(|w| (*w).to_owned()).collect();
        found.sort();
        want.sort();
        assert_eq!(found, want, "{text}");
    }
}

#[test]
fn guides_are_read_fence_by_fence() {
    let guide = "# Title\n\nWrite `amd_iommu=on` never. You may disable Secure Boot.\n\n```sh\n# comment amd_iommu=on\nupdate-grub\n```\n\n\
        ~~~sh bad\nGRUB_CMDLINE_LINUX=\"amd_iommu=on\"\n~~~\n\n````\nGRUB_CMDLINE_LINUX=\"iommu=pt\"\n```\nvfio_virqfd\n````\n";
    let audit = audit(&knowledge(), guide, &Situation::default());
    let show = |f: &Finding| format!("{} {} {}", f.line, f.advice, f.in_prose);
    let found: Vec<_> = audit.findings.iter().map(show).collect();
    let mut found = found;
    found.sort();
    let mut want = ["3 amd true", "3 secure-boot true", "7 grub false", "15 pt false", "17 virqfd false"];
    want.sort_unstable();
    assert_eq!(found, want);
}

#[test]
fn verdicts_follow_the_situation() {
    let grub = "GRUB_CMDLINE_LINUX=\"intel_iommu=on\"\n";
    for (at, verdict, depends_on) in [
        ("{}", "optional", &["kernel", "hypervisor"][..]),
        (r#"{"hypervisor":"proxmox"}"#, "redundant", &["kernel"]),
        (r#"{"hypervisor":"proxmox","kernel":"6.5.13-1-pve"}"#, "needed", &[]),
        (r#"{"hypervisor":"proxmox","kernel":"6.8.12-9-pve"}"#, "redundant", &[]),
        (r#"{"hypervisor":"libvirt"}"#, "optional", &[]),
    ] {
        let answer = audit(&knowledge(), grub, &situation(at));
        let first = answer.findings.first().unwrap_or_else(|| unreachable!("{at}"));
        assert_eq!((first.verdict.to_string().as_str(), first.depends_on.as_slice()), (verdict, depends_on), "{at}");
        assert_eq!((first.line, first.column), (1, 21));
    }
    let vm = "memory: 8192\nargs: -cpu host,kvm=off\nhostpci0: 01:00,pcie=1,x-vga=1\n";
    assert_eq!(found(vm).first().map(String::as_str), Some("2 args redundant args: -cpu host,kvm=off"));
    let alone = "memory: 8192\nargs: -cpu host,kvm=off\nhostpci0: 01:00,pcie=1\n";
    assert_eq!(found(alone), ["2 args optional args: -cpu host,kvm=off"]);
    let modprobe = "memory: 8192\nargs: -cpu host,kvm=off\n";
    let known = audit(&knowledge(), modprobe, &situation(r#"{"cards":[{"vendor":"nvidia"}]}"#));
    assert_eq!(known.findings.first().map(|f| f.verdict), Some(Verdict::Obsolete));
    let boot = audit(&knowledge(), "sudo update-grub\n", &situation(r#"{"bootloader":"systemd-boot"}"#));
    assert_eq!(boot.findings.first().map(|f| f.verdict), Some(Verdict::Invalid));
}

proptest::proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "[a-z`~\"'=:,;&|#<>\\[\\]\\\\ \n🦀-]{0,200}") {
        let answer = audit(&knowledge(), &text, &Situation::default());
        proptest::prop_assert!(answer.findings.len() < 1000);
    }
}
