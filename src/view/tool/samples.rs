//! Texts to try.

/// A log in which something went wrong.
pub(super) const LOG: &str = "\
[    0.000000] Linux version 6.8.12-12-pve (build@proxmox) #1 SMP PREEMPT_DYNAMIC PMX 6.8.12-12
[    0.000000] Command line: BOOT_IMAGE=/boot/vmlinuz-6.8.12-12-pve root=/dev/mapper/pve-root ro quiet amd_iommu=on
[    0.431201] pci 0000:01:00.0: [10de:2504] type 00 class 0x030000 PCIe Legacy Endpoint
[    1.204417] AMD-Vi: AMD IOMMUv2 loaded and initialized
[ 3211.507731] vfio-pci 0000:01:00.0: BAR 1: can't reserve [mem 0xc0000000-0xcfffffff 64bit pref]
[ 3290.118225] vfio-pci 0000:01:00.0: not ready 65535ms after FLR; giving up
kvm: -device vfio-pci,host=0000:01:00.0,id=hostpci0: vfio 0000:01:00.0: failed to open /dev/vfio/14: Device or resource busy
";

/// Lines of an old guide.
pub(super) const CONFIG: &str = "\
# /etc/default/grub
GRUB_CMDLINE_LINUX_DEFAULT=\"quiet amd_iommu=on iommu=pt pcie_acs_override=downstream,multifunction nofb video=efifb:off\"

# /etc/modules
vfio
vfio_iommu_type1
vfio_pci
vfio_virqfd

# /etc/modprobe.d/vfio.conf
options vfio_iommu_type1 allow_unsafe_interrupts=1
options vfio-pci ids=10de:2504,10de:228e disable_vga=1

# /etc/pve/qemu-server/100.conf
args: -cpu 'host,+kvm_pv_unhalt,+kvm_pv_eoi,hv_vendor_id=NV43FIX,kvm=off'
cpu: host,hidden=1,flags=+pcid
hostpci0: 01:00,pcie=1,x-vga=1
";
