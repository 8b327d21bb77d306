#!/bin/sh
# Prints what vfiodex asks about a host, in one paste: sh collect.sh >listing.txt
# It only reads. It needs no root; with root the slots get their names. It prints no serial number, UUID,
# MAC address, host or user name. SYSROOT=/mnt reads a system that is mounted elsewhere.
r=${SYSROOT-} pci=${SYSROOT-}/sys/bus/pci/devices
keep='pci|(intel_|amd_)?iommu|vfio|.*acs|.*=.*(efifb|vesafb|simplefb|sysfb|vfio)|nomodeset|.*intremap|.*blacklist'
has() { [ -z "$r" ] && command -v "$1" >/dev/null; } # commands speak of the running host alone
show() { [ -r "$r$2" ] && echo "$1 $(tr -dc '[:alnum:]._+~\n-' <"$r$2" | sed -E 's/^(version|TrueNAS-SCALE-)//')"; }

echo '== vfiodex collect 1'
show Kernel: /proc/sys/kernel/osrelease
[ -r "$r/proc/cmdline" ] && echo "cmdline: $(tr -s ' ' '\n' <"$r/proc/cmdline" |
  sed -nE "s/^(BOOT_IMAGE|initrd)=.*/\1/p; /root=|UUID|@/d; /^($keep)/p" | tr '\n' ' ')"
has pveversion && pveversion
show 'Unraid version' /etc/unraid-version
[ -e "$r/usr/bin/midclt" ] && show 'TrueNAS SCALE' /etc/version
has virsh && echo "libvirt $(virsh --version 2>/dev/null)"
has qemu-system-x86_64 && qemu-system-x86_64 --version | head -n 1
(cd "$r/sys/class/dmi/id" 2>/dev/null && grep -s . sys_vendor product_name board_vendor board_name bios_version bios_date)
grep -sm1 '^model name' "$r/proc/cpuinfo"
for u in "$r"/sys/class/iommu/*; do [ -e "$u" ] && echo "IOMMU unit: ${u##*/}"; done

echo '== devices by group'
for d in "$pci"/*; do
  [ -r "$d/class" ] || continue
  a=${d##*/} g=$(readlink "$d/iommu_group") && printf 'IOMMU group %s ' "${g##*/}"
  [ -e "$d/reset" ] && printf '[RESET] '
  has lspci && lspci -Dnnks "$a" 2>/dev/null | grep . && continue
  echo "$a $(cut -c 3-6 "$d/class"): $(cut -c 3-6 "$d/vendor"):$(cut -c 3-6 "$d/device")"
  n=$(readlink "$d/driver") && echo "	Kernel driver in use: ${n##*/}"
done
for g in "$r"/sys/kernel/iommu_groups/*/devices/*; do [ -e "$g" ] && echo "$g -> $(readlink -f "$g")"; done
(cd "$pci" 2>/dev/null && grep -s . ./*/revision ./*/subsystem_vendor ./*/subsystem_device \
  ./*/secondary_bus_number ./*/subordinate_bus_number ./*/boot_vga ./*/reset_method)

echo '== slots'
grep -Hs . "$r"/sys/bus/pci/slots/*/address
has dmidecode && dmidecode -qt slot 2>/dev/null
echo '== end'
