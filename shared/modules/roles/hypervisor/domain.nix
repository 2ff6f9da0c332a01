{ lib }:
let
  # libvirt knows a guest by its UUID: one derived from the name lets a changed definition replace the old one.
  uuid =
    name:
    let
      hash = builtins.hashString "sha256" "mxmlabs guest ${name}";
      part = start: length: lib.substring start length hash;
    in
    lib.concatStringsSep "-" [
      (part 0 8)
      (part 8 4)
      (part 12 4)
      (part 16 4)
      (part 20 12)
    ];

  # A file that the guest reads as a disc. An empty disk starts nothing, so the firmware goes on to the disc.
  disc = place: file: ''
    <disk type="file" device="cdrom">
      <driver name="qemu" type="raw"/>
      <source file="${lib.escapeXML (toString file)}"/>
      <target dev="${place.name}" bus="sata"/>
      <readonly/>
      <boot order="${toString place.order}"/>
    </disk>
  '';

  places = [
    {
      name = "sda";
      order = 2;
    }
    {
      name = "sdb";
      order = 3;
    }
  ];

  indent =
    text: lib.concatMapStrings (line: "\n    ${line}") (lib.splitString "\n" (lib.removeSuffix "\n" text));
in
/**
  The libvirt domain of one guest, as XML: UEFI by the firmware that comes with QEMU, one virtio disk, one card on a bridge,
  whose guest cannot send under the addresses of others.

  # Inputs

  `name`
  : name of the guest, and of its volume without the ending

  `guest`
  : an entry of mxmlabs.roles.hypervisor.guests.machines

  `discs`
  : files that it reads as discs, at most two
*/
name: guest: discs: ''
  <domain type="kvm">
    <name>${lib.escapeXML name}</name>
    <uuid>${uuid name}</uuid>
    <memory unit="MiB">${toString guest.memory}</memory>
    <vcpu>${toString guest.cpus}</vcpu>
    <os firmware="efi">
      <type arch="x86_64" machine="q35">hvm</type>
    </os>
    <features><acpi/><apic/></features>
    <cpu mode="host-passthrough"/>
    <clock offset="utc"/>
    <devices>
      <disk type="volume" device="disk">
        <driver name="qemu" type="qcow2" discard="unmap"/>
        <source pool="${lib.escapeXML guest.disk.pool}" volume="${lib.escapeXML name}.qcow2"/>
        <target dev="vda" bus="virtio"/>
        <boot order="1"/>
      </disk>${lib.concatStrings (lib.zipListsWith (place: file: indent (disc place file)) places discs)}
      <interface type="bridge">
        <source bridge="${lib.escapeXML guest.bridge}"/>
        <model type="virtio"/>
        <filterref filter="clean-traffic"/>
      </interface>
      <console type="pty"/>
      <rng model="virtio"><backend model="random">/dev/urandom</backend></rng>
    </devices>
  </domain>
''
