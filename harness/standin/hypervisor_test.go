package standin_test

import (
	"context"
	"encoding/json"
	"flag"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// What titan's services do is run here, beside programs in testdata/libvirt that refuse what libvirt refuses, or
// with make hypervisor beside a libvirt of this machine, in a session of its own.
var realLibvirt = flag.Bool("libvirt", false, "run the scripts of the hypervisor with the libvirtd, virsh and qemu-img on PATH")

// hypervisor is where the scripts of titan are run: a folder in place of the machine's own, and an environment.
type hypervisor struct {
	dir     string
	env     []string
	user    *syscall.SysProcAttr
	scripts map[string]string
}

// titan evaluates the scripts and definitions of the guests, and moves them into a folder. Files that are fetched
// are one small image, because the stand-ins fetch nothing.
func titan(t *testing.T) *hypervisor {
	t.Helper()
	out, stderr, err := nixEval(t, "../..#nixosConfigurations.titan.config", "--apply", `c: {
		scripts = builtins.mapAttrs (_: service: service.script or "") c.systemd.services;
		files = builtins.mapAttrs (_: file: file.text or "") c.environment.etc;
	}`)
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr)
	}
	var given struct{ Scripts, Files map[string]string }
	if err := json.Unmarshal(out, &given); err != nil {
		t.Fatal(err)
	}
	h := &hypervisor{dir: shortFolder(t), scripts: map[string]string{}}
	h.user, h.env = session(t, h.dir)
	for name, script := range given.Scripts {
		h.scripts[name] = h.moved(script)
	}
	for name, text := range given.Files {
		if strings.HasPrefix(name, "libvirt-guests/") {
			h.write(t, name, anywhere(h.moved(text)))
			h.write(t, "as-written/"+name, text)
		}
	}
	h.run(t, `mkdir -p "$PWD/images" && qemu-img create -f qcow2 "$PWD/fetched" 1M`)
	return h
}

// shortFolder is a temporary folder of a short name: below it are sockets, whose paths have at most 107 bytes.
func shortFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "vm")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

var fetched = regexp.MustCompile(`/placeholder/[^\s"]+`)

func (h *hypervisor) moved(text string) string {
	text = strings.ReplaceAll(text, "/var/lib/libvirt/images", h.dir+"/images")
	text = strings.ReplaceAll(text, "/etc/libvirt-guests", h.dir+"/libvirt-guests")
	return fetched.ReplaceAllString(text, h.dir+"/fetched")
}

// anywhere takes out of a definition what only a hypervisor has: its processor, its bridge, and much memory.
func anywhere(definition string) string {
	for _, change := range [][2]string{
		{`type="kvm"`, `type="qemu"`},
		{`<cpu mode="host-passthrough"/>`, ``},
		{`<memory unit="MiB">[0-9]+`, `<memory unit="MiB">64`},
		{`<vcpu>[0-9]+`, `<vcpu>1`},
		{`(?s)<interface.*</interface>`, ``},
	} {
		definition = regexp.MustCompile(change[0]).ReplaceAllString(definition, change[1])
	}
	return definition
}

// session gives who runs the scripts and in what environment. libvirt has no session for root.
func session(t *testing.T, dir string) (*syscall.SysProcAttr, []string) {
	t.Helper()
	if !*realLibvirt {
		programs, err := filepath.Abs("testdata/libvirt")
		if err != nil {
			t.Fatal(err)
		}
		return nil, append(os.Environ(), "PATH="+programs+":"+os.Getenv("PATH"), "STATE="+dir)
	}
	user := &syscall.SysProcAttr{}
	if os.Getuid() == 0 {
		const nobody = 65534
		user.Credential = &syscall.Credential{Uid: nobody, Gid: nobody}
		if err := os.Chown(dir, nobody, nobody); err != nil {
			t.Fatal(err)
		}
	}
	env := append(os.Environ(), "HOME="+dir, "XDG_RUNTIME_DIR="+dir, "XDG_CONFIG_HOME="+dir+"/config", "XDG_CACHE_HOME="+dir+"/cache",
		"LIBVIRT_DEFAULT_URI=qemu:///session", "PATH="+os.Getenv("PATH")+":/usr/sbin")
	startLibvirt(t, dir, env, user)
	return user, env
}

func startLibvirt(t *testing.T, dir string, env []string, user *syscall.SysProcAttr) {
	t.Helper()
	daemon := exec.Command("/usr/sbin/libvirtd")
	daemon.Dir, daemon.Env, daemon.SysProcAttr = dir, env, user
	if err := daemon.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = daemon.Process.Signal(syscall.SIGTERM)
		_ = daemon.Wait()
	})
	for range 100 {
		if _, err := os.Stat(filepath.Join(dir, "libvirt/libvirt-sock")); err == nil {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatal("libvirtd does not listen")
}

func (h *hypervisor) write(t *testing.T, name, text string) {
	t.Helper()
	name = filepath.Join(h.dir, name)
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// try runs a script as a service of NixOS does: any command that fails ends it.
func (h *hypervisor) try(script string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "bash", "-e", "-c", script)
	cmd.Dir, cmd.Env, cmd.SysProcAttr = h.dir, h.env, h.user
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func (h *hypervisor) run(t *testing.T, script string) string {
	t.Helper()
	out, err := h.try(script)
	if err != nil {
		t.Fatalf("%v\n%s\nof the script\n%s", err, out, script)
	}
	return out
}

// start runs the services in the order in which they start, and gives what is active then.
func (h *hypervisor) start(t *testing.T) []string {
	t.Helper()
	for _, service := range []string{"libvirt-pool-default", "libvirt-guest-builder", "libvirt-guest-scratch"} {
		if h.scripts[service] == "" {
			t.Fatalf("titan has no service %s", service)
		}
		h.run(t, h.scripts[service])
	}
	active := strings.Fields(h.run(t, "virsh pool-list --name; virsh list --name"))
	slices.Sort(active)
	return active
}

func TestTreeStartsItsGuestsAgainAndAgain(t *testing.T) {
	h := titan(t)
	t.Cleanup(func() { _, _ = h.try("virsh destroy builder") })
	disk := filepath.Join(h.dir, "images/builder.qcow2")
	var first fs.FileInfo
	for _, step := range []struct{ before, script string }{
		{"nothing is there", "true"},
		{"all is running", "true"},
		{"a guest is paused", "virsh suspend builder"},
		{"a guest is off", "virsh destroy builder"},
		{"the pool is off", "virsh destroy builder && virsh pool-destroy default"},
		{"a disk was being made when the power went", "virsh destroy builder && rm images/scratch.qcow2 && echo half >images/scratch.qcow2.part"},
	} {
		h.run(t, step.script)
		if diff := cmp.Diff([]string{"builder", "default"}, h.start(t)); diff != "" {
			t.Errorf("%s: active afterwards (-want +got):\n%s", step.before, diff)
		}
		info, err := os.Stat(disk)
		if err != nil {
			t.Fatalf("%s: %v", step.before, err)
		}
		if first == nil {
			first = info
		}
		if !os.SameFile(first, info) {
			t.Errorf("%s: the disk was made again", step.before)
		}
	}
	if paused := h.run(t, "virsh suspend builder && "+h.scripts["libvirt-guest-builder"]+"\nvirsh domstate builder"); !strings.Contains(paused, "paused") {
		t.Errorf("a guest that somebody paused was not left alone: %s", paused)
	}
	if *realLibvirt {
		h.run(t, `for file in as-written/libvirt-guests/*; do virt-xml-validate "$file" domain; done`)
		if info := h.run(t, "qemu-img info --force-share images/builder.qcow2"); !strings.Contains(info, "100 GiB") {
			t.Errorf("the disk does not have the size that the guest has: %s", info)
		}
	}
}

// The programs of testdata refuse what libvirt refuses: a script that does not look first fails with both.
func TestTreeHypervisorRefusesASecondStart(t *testing.T) {
	h := titan(t)
	t.Cleanup(func() { _, _ = h.try("virsh destroy builder") })
	h.start(t)
	for _, refused := range []string{
		"virsh pool-build default", "virsh pool-start default", "virsh pool-define-as default dir --target " + h.dir + "/elsewhere",
		"virsh start builder", "virsh suspend builder && virsh start builder", "virsh destroy scratch",
	} {
		if out, err := h.try(refused); err == nil {
			t.Errorf("%s was not refused: %s", refused, out)
		}
	}
}
