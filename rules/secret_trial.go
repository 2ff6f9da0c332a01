package rules

import (
	"regexp"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/syntax"
)

// isMedia reports whether a module is of a medium that installs machines, or of a virtual machine
// that tries one out: whoever holds it may log in.
func isMedia(f *analyzer.File) bool {
	for _, i := range f.Imports {
		if strings.Contains(i.Text, "installer/") || strings.Contains(i.Text, "installation-cd") || strings.Contains(i.Text, "qemu-vm.nix") {
			return true
		}
	}
	for _, d := range f.Definitions {
		if len(d.Path) > 0 && (d.Path[0] == "isoImage" || d.Path[0] == "netboot") {
			return true
		}
		if text, ok := syntax.StaticText(d.Value); ok && d.Path.String() == "networking.hostName" && hasWord(text, "vm") {
			return true
		}
	}
	return hasWord(strings.TrimSuffix(f.Name, ".nix"), "iso", "installer", "netboot", "vmtest")
}

// trialName matches names of machines that only try something out.
var trialName = regexp.MustCompile(`(?i)^(?:vm|test|testing|vm-?test|test-?(?:vm|box|machine|host|bed)|(?:.*[-_])?(?:vm|qemu)[-_]?test(?:[-_].*)?|(?:.*[-_])?test[-_](?:vm|box|machine|host|bed)(?:[-_].*)?|(?:.*[-_])?test(?:vm|box))$`)

// trialWord matches what a comment above a host, or the call that makes it, says of such a machine.
var trialWord = regexp.MustCompile(`(?i)\b(?:test(?:ing)?|throw-?away|scratch|disposable|qemu)[- ](?:vm|virtual machine|machine|box|host)\b|\bvm (?:for|to) test`)

var vmArgument = regexp.MustCompile(`(?m)^\s*(?:is)?[vV][mM]\s*=\s*true\s*;`)

// ofTrialHosts reports whether a file is of machines alone that try something out: hosts with such
// names, or ones of which the comment above or the call says so.
func ofTrialHosts(repo *analyzer.Repo, f *analyzer.File) bool {
	found := false
	for _, h := range repo.Hosts {
		if _, reached := h.Closure.Files[f.Name]; !reached {
			continue
		}
		if !isTrialHost(repo, h) && !runsAsVM(repo, h, f) {
			return false
		}
		found = true
	}
	if found {
		return true
	}
	for _, dir := range strings.Split(f.Name, "/") {
		name := strings.TrimSuffix(dir, ".nix")
		if len(name) > len("test") && trialName.MatchString(name) && hasPart(name, "vm", "qemu") {
			return true
		}
	}
	return false
}

func isTrialHost(repo *analyzer.Repo, h *analyzer.Host) bool {
	f := repo.File(h.Span.File)
	if trialName.MatchString(h.Name) || installs(repo, h) || isTrialName(h.Name) && !hasSecrets(repo, h) {
		return true
	}
	if f == nil || h.Span.Start == h.Span.End {
		return false
	}
	return vmArgument.MatchString(f.Src[h.Span.Start.Offset:h.Span.End.Offset]) || trialWord.MatchString(commentAt(f, h.Span.Start.Line))
}

func hasPart(name string, parts ...string) bool {
	return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(strings.ToLower(name), part) })
}

// installer matches an import by which a host is a medium that installs others.
var installer = regexp.MustCompile(`\binstaller/(?:cd-dvd|netboot)/|\binstaller/sd-card/[\w-]*installer|\b(?:installation-cd-[\w-]*|netboot-[\w-]*|iso-image)\.nix`)

// isInstallerImage reports whether a definition is for an image alone that installs a machine, or is started from a
// medium: image.modules.iso-installer.
func isInstallerImage(path analyzer.Path) bool {
	return len(path) > 2 && path[0] == "image" && path[1] == "modules" && hasWord(path[2], "iso", "installer", "kexec", "netboot")
}

// installs reports whether a host is a medium that installs machines: a module of it surely imports what
// makes one.
func installs(repo *analyzer.Repo, h *analyzer.Host) bool {
	for name := range h.Closure.Files {
		f := repo.File(name)
		if f == nil || h.Closure.Perhaps[name] {
			continue
		}
		for _, i := range f.Imports {
			if !i.Perhaps && !i.Inner && installer.MatchString(i.Text) {
				return true
			}
		}
	}
	return false
}

// runsAsVM reports whether a host that is named as a virtual machine, itself or by a file of it, is one: beside it stands the machine
// without that word, or the repository builds the program that runs it.
func runsAsVM(repo *analyzer.Repo, h *analyzer.Host, of *analyzer.File) bool {
	name, isVM := strings.CutSuffix(strings.ToLower(h.Name), "-vm")
	if isVM && slices.ContainsFunc(repo.Hosts, func(other *analyzer.Host) bool { return strings.ToLower(other.Name) == name }) {
		return true
	}
	if !hasWord(h.Name, "vm") && !hasWord(strings.TrimSuffix(of.Name, ".nix"), "vm", "vms") {
		return false
	}
	taken := regexp.MustCompile(regexp.QuoteMeta(h.Name) + `"?\.config\.(?:system\.build\.vm|[\w.]*\boutputs\.[\w.]*\bvm)\b`)
	return slices.ContainsFunc(repo.All(), func(f *analyzer.File) bool { return strings.Contains(f.Src, h.Name) && taken.MatchString(f.Src) })
}
