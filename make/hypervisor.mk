.PHONY: hypervisor
hypervisor: nix go ## run the scripts of the hypervisor again and again beside a real libvirt, in a session of its own
	@missing=; for program in virsh qemu-img qemu-system-x86_64 virt-xml-validate xmllint; do command -v $$program >/dev/null || missing="$$missing $$program"; done; \
	command -v libvirtd >/dev/null || [ -x /usr/sbin/libvirtd ] || missing="$$missing libvirtd"; \
	if [ -n "$$missing" ]; then echo "mxmcheck: not here:$$missing; on Debian: apt-get install libvirt-daemon libvirt-daemon-driver-qemu libvirt-clients libxml2-utils qemu-system-x86 qemu-utils ovmf" >&2; exit 2; fi
	$(GO) test ./harness/standin -count=1 -v -run 'TestTreeStartsItsGuests|TestTreeHypervisor' -args -libvirt
