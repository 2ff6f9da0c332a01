package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
)

const configName = "mxmcheck.toml"

// config is mxmcheck.toml, with defaults for what it does not say.
type config struct {
	Namespace []string       `toml:"namespace"` // option namespaces whose modules follow the pattern; none: those that the modules declare
	Modules   []string       `toml:"modules"`   // folders whose files are expected to follow the pattern
	Pattern   strictness     `toml:"pattern"`   // strict: in these folders nothing passes that does not follow it
	Hosts     []string       `toml:"hosts"`     // globs of host folders
	Snapshots string         `toml:"snapshots"` // folder of accepted snapshots
	Baseline  string         `toml:"baseline"`  // file of the findings that are left out
	Catalog   string         `toml:"catalog"`   // file of the options that hosts have
	Lint      lintConfig     `toml:"lint"`
	Rules     map[string]any `toml:"rules"` // a level, or a table of level and the rule's own options
	Eval      evalConfig     `toml:"eval"`

	path, source   string // the file and its text, for errors that name a line
	namespaceGiven bool   // by the file or by a flag: a namespace that nothing declares is then an error
	rootsFound     bool   // the roots are what the modules declare: a host need not have them
}

// lintConfig is the [lint] table.
type lintConfig struct {
	Unknown onOff `toml:"unknown"` // off or on: whether places are listed of which nothing is known
}

// onOff is written as "on" or "off", in quotes.
type onOff struct{ off bool }

func (o *onOff) UnmarshalText(text []byte) error {
	if o.off = string(text) == "off"; string(text) != "on" && !o.off {
		return fmt.Errorf(`%q is neither "on" nor "off"`, text)
	}
	return nil
}

// strictness is written as "strict"; without it, what is mostly meant so passes.
type strictness struct{ strict bool }

func (s *strictness) UnmarshalText(text []byte) error {
	if s.strict = string(text) == "strict"; !s.strict {
		return fmt.Errorf(`%q is not "strict"`, text)
	}
	return nil
}

// evalConfig is the [eval] table.
type evalConfig struct {
	Exclude  []string `toml:"exclude"`   // hosts not evaluated, as names or globs
	HostsIn  []string `toml:"hosts-in"`  // further outputs that hold hosts
	Roots    []string `toml:"roots"`     // option roots recorded whole; none: the namespaces
	Effects  bool     `toml:"effects"`   // record what this repository's files define outside the roots
	Timeout  duration `toml:"timeout"`   // per host
	Heap     size     `toml:"heap"`      // per host
	Mode     evalMode `toml:"mode"`      // which inputs check and snapshot use; "" for the locked ones, unless a flag says otherwise
	Secrets  []string `toml:"secrets"`   // patterns of option paths whose values are never stored
	AllowIFD bool     `toml:"allow-ifd"` // nix may build what an evaluation imports from derivations
	Record   []string `toml:"record"`    // data of the flake that are recorded beside the hosts
	Memory   size     `toml:"memory"`    // that a host is expected to take, until it is known
}

// evalMode is which inputs hosts are accepted with.
type evalMode string

const (
	modeLocked   evalMode = "locked"
	modeStandIns evalMode = "stand-ins"
)

func (m evalMode) check() error {
	if m == "" || m == modeLocked || m == modeStandIns {
		return nil
	}
	return fmt.Errorf("mode is %q or %q, not %q", modeLocked, modeStandIns, string(m))
}

func defaultConfig() config {
	return config{
		Modules:   []string{"shared/modules"},
		Hosts:     []string{"infrastructure/*/*"},
		Snapshots: "snapshots",
		Eval:      evalConfig{Effects: true, Timeout: duration{5 * time.Minute}, Heap: size{4 << 30}, Memory: size{1 << 30}},
	}
}

// loadConfig reads the file at path. A file that is absent is an error only if it was asked for.
func loadConfig(path string, asked bool) (config, error) {
	c := defaultConfig()
	src, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && !asked {
		return c, nil
	}
	if err != nil {
		return c, fmt.Errorf("read the configuration: %w", err)
	}
	decoder := toml.NewDecoder(bytes.NewReader(src)).DisallowUnknownFields()
	if err := decoder.Decode(&c); err != nil {
		return c, configError(path, err)
	}
	if err := c.Eval.Mode.check(); err != nil {
		return c, fmt.Errorf("%s: %w", path, err)
	}
	if err := c.Eval.checkHosts(); err != nil {
		return c, fmt.Errorf("%s: %w", path, err)
	}
	c.path, c.source = path, string(src)
	c.namespaceGiven = len(c.Namespace) > 0
	return c, nil
}

// configError names the line of a mistake in the configuration, and the key that was meant.
func configError(path string, err error) error {
	var strict *toml.StrictMissingError
	if errors.As(err, &strict) && len(strict.Errors) > 0 {
		first := strict.Errors[0]
		line, _ := first.Position()
		key := []string(first.Key())
		return diag.WithHint(
			fmt.Errorf("%s:%d: unknown key %q", path, line, strings.Join(key, ".")),
			keyHint(key))
	}
	var decode *toml.DecodeError
	if errors.As(err, &decode) {
		line, column := decode.Position()
		return fmt.Errorf("%s:%d:%d: %s", path, line, column, strings.TrimPrefix(decode.Error(), "toml: "))
	}
	return fmt.Errorf("%s: %w", path, err)
}

// knownKeys are the keys of the configuration, by table ("" is the top).
func knownKeys(table string) []string {
	switch table {
	case "lint":
		return []string{"unknown"}
	case "eval":
		return []string{"exclude", "hosts-in", "record", "roots", "effects", "timeout", "heap", "memory", "mode", "secrets", "allow-ifd"}
	}
	return []string{"namespace", "modules", "pattern", "hosts", "snapshots", "baseline", "catalog", "rules", "lint", "eval"}
}

func keyHint(key []string) string {
	table, last := "", key[len(key)-1]
	if len(key) > 1 {
		table = key[0]
	}
	known := knownKeys(table)
	if nearest, ok := analyzer.Nearest(last, known); ok {
		return fmt.Sprintf("did you mean %q?", nearest)
	}
	return "known keys here: " + strings.Join(known, ", ")
}

// overrideNamespaces lets the --namespace flags win over the file.
func (c config) overrideNamespaces(namespaces []string) config {
	if len(namespaces) == 0 {
		return c
	}
	c.Namespace, c.namespaceGiven = namespaces, true
	return c
}
