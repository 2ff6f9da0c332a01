# What the services of pools and guests run. Each script may run again at any time: it looks at what is there first.
{ lib }:
let
  # Names one in a line, so that no other language and no word for a state is read; virsh fills up those of pools with spaces.
  listed = list: name: "virsh ${list} --name | sed 's/ *$//' | grep -Fqx -- ${lib.escapeShellArg name}";

  # Something else may start it between the look and the start; then the start is refused, and all is well.
  unlessActive = list: name: start: ''
    active() { ${listed list name}; }
    active || { ${start}; } || active
  '';
in
{
  /**
    Defines and starts a pool. libvirt refuses to build the folder of a pool that is active.

    # Inputs

    `name`
    : name of the pool

    `pool`
    : an entry of mxmlabs.roles.hypervisor.guests.pools
  */
  pool =
    name: pool:
    let
      quoted = lib.escapeShellArg name;
    in
    ''
      ${listed "pool-list --all" name} ||
        virsh pool-define-as ${quoted} dir --target ${lib.escapeShellArg pool.path}
      virsh pool-autostart ${quoted}
    ''
    + unlessActive "pool-list" name "virsh pool-build ${quoted} && virsh pool-start ${quoted}";

  /**
    Makes a disk that is missing, defines the guest, and starts it. A guest that is paused is active, and left alone.

    # Inputs

    `name`
    : name of the guest

    `guest`
    : an entry of mxmlabs.roles.hypervisor.guests.machines

    `folder`
    : the folder of its pool

    `image`
    : what the disk begins as; null for an empty one
  */
  guest =
    {
      name,
      guest,
      folder,
      image,
    }:
    let
      quoted = lib.escapeShellArg name;
      size = "${toString guest.disk.size}G";
      make =
        if image == null then
          ''qemu-img create -f qcow2 "$disk.part" ${size}''
        else
          ''qemu-img convert -O qcow2 ${image} "$disk.part" && qemu-img resize -f qcow2 "$disk.part" ${size}'';
    in
    ''
      disk=${lib.escapeShellArg "${folder}/${name}.qcow2"}
      if [ ! -e "$disk" ]; then
        # Under another name until it is whole: a disk that is there is never touched again.
        ${make}
        mv "$disk.part" "$disk"
        virsh pool-refresh ${lib.escapeShellArg guest.disk.pool}
      fi
      virsh define ${lib.escapeShellArg "/etc/libvirt-guests/${name}.xml"}
      virsh autostart ${lib.optionalString (!guest.autostart) "--disable "}${quoted}
    ''
    + lib.optionalString guest.autostart (unlessActive "list" name "virsh start ${quoted}");
}
