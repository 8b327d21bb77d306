use super::*;
use Tri::{No, Unknown, Yes};

fn applies(json: &str) -> Applies {
    serde_json::from_str(json).unwrap_or_else(|e| unreachable!("{json}: {e}"))
}

fn situation(json: &str) -> Situation {
    serde_json::from_str(json).unwrap_or_else(|e| unreachable!("{json}: {e}"))
}

#[test]
fn all_keys_must_hold_and_any_entry_will_do() {
    for (keys, at, want) in [
        ("{}", "{}", Yes),
        (r#"{"hypervisors":["proxmox"]}"#, "{}", Unknown),
        (r#"{"hypervisors":["proxmox","qemu"]}"#, r#"{"hypervisor":"qemu"}"#, Yes),
        (r#"{"hypervisors":["proxmox"],"guests":["linux"]}"#, r#"{"hypervisor":"qemu"}"#, No),
        (r#"{"hypervisors":["proxmox"],"guests":["linux"]}"#, r#"{"hypervisor":"proxmox"}"#, Unknown),
        (r#"{"proxmox":[{"from":"8.1"}]}"#, r#"{"hypervisor":"libvirt"}"#, No),
        (r#"{"proxmox":[{"from":"8.1"}]}"#, r#"{"proxmox":"8.4"}"#, Yes),
        (r#"{"kernel":[{"before":"6.8"}]}"#, r#"{"kernel":"6.8.12-12-pve"}"#, No),
        (
            r#"{"kernel":[{"from":"6.8.12-12-pve","before":"6.8.12-13-pve","flavour":"pve"}]}"#,
            r#"{"kernel":"6.8.12-12-pve"}"#,
            Yes,
        ),
        (r#"{"kernel":[{"from":"6.8.12-12-pve"}]}"#, r#"{"kernel":"6.8.12-48-generic"}"#, Unknown),
        (r#"{"bootloaders":["grub"]}"#, r#"{"bootloader":"systemd-boot"}"#, No),
    ] {
        assert_eq!(applies(keys).holds(&situation(at)), want, "{keys} in {at}");
    }
}

#[test]
fn cards_are_told_by_what_is_known_of_them() {
    let navi = r#"{"pci_ids":["1002:744c"]}"#;
    for (keys, at, want) in [
        (navi, "{}", Unknown),
        (navi, r#"{"cards":[{"ids":["1002:744c"]}]}"#, Yes),
        (navi, r#"{"cards":[{"ids":["10de:2504"]}]}"#, No),
        (navi, r#"{"cards":[{"vendor":"nvidia"}]}"#, No),
        (navi, r#"{"cards":[{"vendor":"amd"}]}"#, Unknown),
        (navi, r#"{"cards":[{"ids":["10de:2504"]},{"ids":["1002:744c"]}]}"#, Unknown),
        (r#"{"gpus":["a"]}"#, r#"{"cards":[{"ids":["1002:744c"],"records":["a","b"]}]}"#, Unknown),
        (r#"{"gpus":["a"]}"#, r#"{"cards":[{"ids":["1002:744c"],"records":["b"]}]}"#, No),
        (r#"{"dies":["navi 31"]}"#, r#"{"cards":[{"die":"Navi 31"}]}"#, Yes),
        (r#"{"gpu_vendors":["amd"],"segments":["integrated"]}"#, r#"{"cards":[{"vendor":"nvidia"}]}"#, No),
    ] {
        assert_eq!(applies(keys).holds(&situation(at)), want, "{keys} in {at}");
    }
}

#[test]
fn conditions_are_told_in_words() {
    let text = applies(
        r#"{"gpu_vendors":["nvidia"],"kernel":[{"from":"6.8","before":"6.9","flavour":"pve"}],"guests":["windows"]}"#,
    );
    assert_eq!(text.words(), "card: NVIDIA, kernel of Proxmox VE 6.8 to before 6.9, a Windows guest");
    assert!(serde_json::from_str::<Applies>(r#"{"kernels":[]}"#).is_err());
}
