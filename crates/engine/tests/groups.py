#!/usr/bin/env python3
"""Groups of a listing, found by plain regular expressions over the whole text: an opinion that shares
nothing with the reader. Prints `# FILE`, then `group<TAB>address`, sorted; a device that was
removed has no line.

usage: groups.py FILE…
"""
import html
import re
import sys

HEX = "[0-9a-fA-F]"
BDF = rf"(?:({HEX}{{4,8}}):)?({HEX}{{2}}:[01]{HEX}\.[0-7])"


def full(domain, rest):
    return f"{(domain or '0000').lower()}:{rest.lower()}"


def main(path):
    text = open(path, encoding="utf-8", errors="replace").read()
    text = html.unescape(text).replace("\r", "").replace("\u00a0", " ")
    text = re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", text).replace("\\[", "[").replace("\\]", "]").replace("\\t", "\t")
    found = {}
    # Kernel logs, in order.
    log = re.compile(
        rf"(?:{BDF}: Adding to iommu group (\d+))|(?:Adding device {BDF} to group (\d+))|(?:{BDF}: Removing from iommu group \d+)"
    )
    for m in log.finditer(text):
        if m[3]:
            domain = m[1] if m[1] and (len(m[1]) == 4 or m[1].startswith("100")) else (m[1] or "")[-4:]
            found[full(domain, m[2])] = int(m[3])
        elif m[6]:
            found[full(m[4], m[5])] = int(m[6])
        else:
            found.pop(full(m[7], m[8]), None)
    # Paths.
    for m in re.finditer(rf"iommu_groups/(\d+)/devices/{BDF}", text):
        found[full(m[2], m[3])] = int(m[1])
    # lspci blocks: from one address at the start of a line to the next.
    if re.search(r"IOMMU group:? \d+", text) and re.search(r"(?m)^[> ]*\s*(?:Flags|Status):", text):
        blocks = re.split(rf"(?m)^(?=[> ]*{BDF} )", text)
        for block in blocks:
            head = block and re.match(rf"[> ]*{BDF} ", block)
            group = block and re.search(r"IOMMU group:? (\d+)", block)
            if head and group:
                found[full(head[1], head[2])] = int(group[1])
    elif not found:
        # Headers and one-line forms: the last number named rules until the next one.
        if "Slot:" in text:
            for block in re.split(r"(?m)^(?=Slot:)", text):
                head = re.search(rf"Slot:\s+{BDF}", block)
                group = re.search(r"IOMMUGroup:\s+(\d+)", block)
                if head and group:
                    found[full(head[1], head[2])] = int(group[1])
        else:
            token = re.compile(rf"(?i)(?:^|[\W_])group\s*:?\s*(\d+)(?![\d.:]*:[01]{HEX}\.)|(?:^|[^\w:.]|\\t|-e |t){BDF}(?=[\s:]|$)", re.M)
            now = None
            for m in token.finditer(text):
                if m[1] is not None:
                    now = int(m[1])
                elif now is not None:
                    found.setdefault(full(m[2], m[3]), now)
    for address, group in sorted(found.items()):
        print(f"{group}\t{address}")


for name in sys.argv[1:]:
    print(f"# {name}")
    main(name)
