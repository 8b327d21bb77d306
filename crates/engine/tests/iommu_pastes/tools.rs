//! Output of other tools: interfaces, APIs, tables, trees.

use crate::{SMALL, reads};

#[test]
fn unraid_with_usb_lines_and_notes() {
    let text = "\
PCI Devices and IOMMU Groups
IOMMU group 0:[8086:3ec2] 00:00.0 Host bridge: Intel Corporation A (rev 07)
IOMMU group 1:[8086:1901] 00:01.0 PCI bridge: Intel Corporation B (rev 07)
[10de:2204] 01:00.0 VGA compatible controller: NVIDIA Corporation D (rev a1)
[10de:1aef] 01:00.1 Audio device: NVIDIA Corporation E (rev a1)
IOMMU group 2:[8086:a36d] 00:14.0 USB controller: Intel Corporation C (rev 10)
This controller is bound to vfio, connected USB devices are not visible.
Bus 001 Device 001 Port 1-0\tID 1d6b:0002 Linux Foundation 2.0 root hub
IOMMU group 3:[8086:a36f] 00:14.2 RAM memory: Intel Corporation F (rev 10)

CPU Thread Pairings
Pair 1:cpu 0 / cpu 6
";
    let listing = reads(text, "0=00:00.0 1=00:01.0,01:00.0,01:00.1 2=00:14.0 3=00:14.2");
    assert!(listing.skipped.iter().any(|s| s.line == 7));
}

#[test]
fn pvesh_as_json_yaml_and_without_borders() {
    let json = r#"root@pve:~# pvesh get /nodes/pve/hardware/pci --output-format json
[{"class":"0x030000","device":"0x2204","device_name":"GA102","id":"0000:01:00.0","iommugroup":1,"subsystem_device":"0x403b","subsystem_vendor":"0x1458","vendor":"0x10de","vendor_name":"NVIDIA Corporation"},
 {"class":"0x0c0330","device":"0x15ec","id":"0000:06:00.0","iommugroup":-1,"vendor":"0x8086"}]
root@pve:~#"#;
    let listing = reads(json, "1=01:00.0 -=06:00.0");
    assert!(listing.incomplete);
    let gpu = listing.device("01:00.0".parse().unwrap()).unwrap();
    assert_eq!(
        (gpu.id.unwrap().to_string(), gpu.subsystem.unwrap().to_string()),
        ("10de:2204".into(), "1458:403b".into())
    );
    let yaml = "---\n- class: '0x030000'\n  device: '0x2204'\n  device_name: GA102 [GeForce RTX 3090]\n  id: 0000:01:00.0\n  iommugroup: 1\n  subsystem_device: '0x403b'\n  vendor: '0x10de'\n  vendor_name: NVIDIA Corporation\n- class: '0x040300'\n  device: '0x1aef'\n  id: 0000:01:00.1\n  iommugroup: 1\n  vendor: '0x10de'\n";
    let listing = reads(yaml, "1=01:00.0,01:00.1");
    assert_eq!(listing.devices[1].id.unwrap().to_string(), "10de:1aef");
    let plain = "class    device id           iommugroup vendor device_name\n0x030000 0x2204 0000:01:00.0          1 0x10de GA102 [GeForce RTX 3090]\n0x0c0330 0x15ec 0000:06:00.0         -1 0x8086 JHL7540\n";
    let listing = reads(plain, "1=01:00.0 -=06:00.0");
    assert!(listing.incomplete);
}

#[test]
fn json_of_other_tools() {
    let truenas = r#"{"pci_0000_01_00_0": {"capability": {"class": "0x030000", "vendor": "NVIDIA"}, "iommu_group": {"number": 1, "addresses": []}, "available": true},
 "pci_0000_00_00_0": {"iommu_group": {"number": 0}}}"#;
    reads(truenas, "0=00:00.0 1=01:00.0");
    let lists = r#"{"iommu_groups": {"0": ["0000:00:00.0"], "1": ["0000:00:01.0", "0000:01:00.0"]}}"#;
    reads(lists, "0=00:00.0 1=00:01.0,01:00.0");
    let objects = r#"[{"group": 0, "devices": [{"address": "0000:00:00.0", "ids": "8086:3ec2"}]}, {"group": 1, "devices": [{"address": "0000:01:00.0", "vendor_id": "10de", "device_id": "2204"}]}]"#;
    let listing = reads(objects, "0=00:00.0 1=01:00.0");
    assert!(listing.devices.iter().all(|d| d.id.is_some()));
    let flat = "GPU inventory:\n[\n  {\n    \"pci_address\": \"0000:01:00.0\",\n    \"driver\": \"nvidia\",\n    \"iommu_group\": 13\n  }\n]\n";
    let listing = reads(flat, "13=01:00.0");
    assert!(listing.incomplete);
    assert_eq!(listing.devices[0].driver.as_deref(), Some("nvidia"));
}

#[test]
fn libvirt_xml() {
    let text = "\
# virsh nodedev-dumpxml pci_0000_01_00_0
<device>
  <name>pci_0000_01_00_0</name>
  <path>/sys/devices/pci0000:00/0000:00:01.0/0000:01:00.0</path>
  <parent>pci_0000_00_01_0</parent>
  <driver>
    <name>vfio-pci</name>
  </driver>
  <capability type='pci'>
    <class>0x030000</class>
    <domain>0</domain>
    <bus>1</bus>
    <slot>0</slot>
    <function>0</function>
    <product id='0x67df'>Ellesmere</product>
    <vendor id='0x1002'>Advanced Micro Devices, Inc. [AMD/ATI]</vendor>
    <capability type='virt_functions'>
      <address domain='0x0000' bus='0x09' slot='0x10' function='0x0'/>
    </capability>
    <iommuGroup number='1'>
      <address domain='0x0000' bus='0x00' slot='0x01' function='0x0'/>
      <address domain='0x0000' bus='0x01' slot='0x00' function='0x0'/>
      <address domain='0x0000' bus='0x01' slot='0x00' function='0x1'/>
    </iommuGroup>
  </capability>
</device>
<device><name>pci_0000_00_1f_3</name><capability type='pci'><class>0x040300</class><iommuGroup number='14'/></capability></device>
";
    let listing = reads(text, "1=00:01.0,01:00.0,01:00.1 14=00:1f.3");
    let gpu = listing.device("01:00.0".parse().unwrap()).unwrap();
    assert_eq!((gpu.driver.as_deref(), gpu.id.unwrap().to_string().as_str()), (Some("vfio-pci"), "1002:67df"));
    assert_eq!(gpu.parent, Some("00:01.0".parse().unwrap()));
}

#[test]
fn tree_of_the_groups_folder_and_yaml_lists() {
    let tree = "\
/sys/kernel/iommu_groups/
├── 0
│   ├── devices
│   │   └── 0000:00:00.0 -> ../../../../devices/pci0000:00/0000:00:00.0
│   ├── reserved_regions
│   └── type
├── 1
│   ├── devices
│   │   ├── 0000:00:01.0 -> ../../../../devices/pci0000:00/0000:00:01.0
│   │   ├── 0000:01:00.0 -> ../../../../devices/pci0000:00/0000:00:01.0/0000:01:00.0
│   │   └── 0000:01:00.1 -> ../../../../devices/pci0000:00/0000:00:01.0/0000:01:00.1
│   ├── reserved_regions
│   └── type
└── 2
    ├── devices
    │   └── 0000:00:14.0 -> ../../../../devices/pci0000:00/0000:00:14.0
    └── type

8 directories, 6 files
";
    let listing = reads(tree, SMALL);
    assert_eq!(listing.device("01:00.1".parse().unwrap()).unwrap().parent, Some("00:01.0".parse().unwrap()));
    reads(
        "iommu_groups:\n  0:\n    - 0000:00:00.0\n  1:\n    - 0000:00:01.0\n    - 0000:01:00.0\n    - 0000:01:00.1\n  2:\n    - 0000:00:14.0\n",
        SMALL,
    );
}

#[test]
fn markdown_table_and_csv() {
    let table = "| Group | Address | Class | Name |\n|---|---|---|---|\n| 0 | 00:00.0 | Host bridge | A |\n| 1 | 00:01.0 | PCI bridge | B |\n| 1 | 01:00.0 | VGA | C |\n| 1 | 01:00.1 | Audio | D |\n| 2 | 00:14.0 | USB | E |\n";
    reads(table, SMALL);
    let csv = "iommu_group,bdf,class\n0,0000:00:00.0,0600\n1,0000:00:01.0,0604\n1,0000:01:00.0,0300\n1,0000:01:00.1,0403\n2,0000:00:14.0,0c03\n";
    let listing = reads(csv, SMALL);
    assert!(listing.devices.iter().all(|d| d.class.is_some()));
}
