use super::*;
use crate::situation::Card;
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
fn one_way_of_naming_a_card_is_enough() {
    let both = r#"{"pci_ids":["1002:744c"],"dies":["Navi 31"]}"#;
    let narrow = r#"{"gpus":["a"],"architectures":["rdna-3"],"gpu_vendors":["amd"],"segments":["consumer"]}"#;
    for (keys, card, want) in [
        (both, r#"{"ids":["1002:744c"],"die":"Navi 31"}"#, Yes),
        (both, r#"{"ids":["1002:744c"]}"#, Yes),
        (both, r#"{"ids":["1002:7448"],"die":"Navi 31"}"#, Yes),
        (both, r#"{"ids":["1002:7448"],"die":"Navi 32"}"#, No),
        (both, r#"{"ids":["1002:7448"]}"#, Unknown),
        (both, r#"{"ids":["10de:2504"],"vendor":"nvidia"}"#, No),
        (both, r#"{"vendor":"nvidia"}"#, No),
        (both, r#"{"vendor":"amd"}"#, Unknown),
        (both, r#"{"vendor":"intel","die":"Navi 31"}"#, Yes),
        (narrow, r#"{"records":["a"],"vendor":"amd","segment":"consumer"}"#, Yes),
        (narrow, r#"{"records":["b"],"architecture":"rdna-3","vendor":"amd","segment":"consumer"}"#, Yes),
        (narrow, r#"{"records":["b"],"architecture":"rdna-2","vendor":"amd","segment":"consumer"}"#, No),
        (narrow, r#"{"records":["a"],"vendor":"amd","segment":"mobile"}"#, No),
        (narrow, r#"{"records":["a","b"],"architecture":"rdna-3","vendor":"amd","segment":"consumer"}"#, Yes),
        (narrow, r#"{"records":["a","b"],"architecture":"rdna-2","vendor":"amd","segment":"consumer"}"#, Unknown),
        (narrow, r#"{"records":["a"],"vendor":"amd"}"#, Unknown),
    ] {
        assert_eq!(applies(keys).holds(&situation(&format!(r#"{{"cards":[{card}]}}"#))), want, "{keys} and {card}");
    }
}

#[test]
fn a_card_is_named_or_meant_by_its_maker() {
    let card: Card = serde_json::from_str(
        r#"{"ids":["1002:744c"],"records":["a"],"vendor":"amd","architecture":"rdna-3","segment":"consumer"}"#,
    )
    .unwrap_or_else(|e| unreachable!("{e}"));
    for (keys, want) in [
        ("{}", CardMatch::AnyCard),
        (r#"{"kernel":[{"before":"6.8"}]}"#, CardMatch::AnyCard),
        (r#"{"gpu_vendors":["amd"]}"#, CardMatch::Maker),
        (r#"{"segments":["consumer"]}"#, CardMatch::Maker),
        (r#"{"gpu_vendors":["nvidia"]}"#, CardMatch::No),
        (r#"{"gpus":["b"],"architectures":["rdna-3"]}"#, CardMatch::Named),
        (r#"{"gpus":["b"],"pci_ids":["1002:744c"]}"#, CardMatch::Named),
        (r#"{"gpus":["b"],"dies":["Navi 31"]}"#, CardMatch::No),
        (r#"{"pci_ids":["1002:744c"],"segments":["mobile"]}"#, CardMatch::No),
    ] {
        assert_eq!(applies(keys).card_match(&card), want, "{keys}");
    }
}

#[test]
fn conditions_are_told_in_words() {
    let text = applies(
        r#"{"gpu_vendors":["nvidia"],"kernel":[{"from":"6.8","before":"6.9","flavour":"pve"}],"guests":["windows"]}"#,
    );
    assert_eq!(text.words(), "card: NVIDIA, kernel of Proxmox VE 6.8 to before 6.9, a Windows guest");
    let text = applies(r#"{"gpu_vendors":["amd"],"dies":["Navi 31"],"pci_ids":["1002:744c"]}"#);
    assert_eq!(text.words(), "card: AMD, Navi 31 or 1002:744c");
    assert!(serde_json::from_str::<Applies>(r#"{"kernels":[]}"#).is_err());
}
