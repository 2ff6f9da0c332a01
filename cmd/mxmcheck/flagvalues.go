package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/spf13/pflag"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"

	"github.com/spf13/cobra"
)

// Values of flags are refused while the command line is read, before any work.

// duration is a time written as "5m". It is no number: in a configuration, 5 would be 5 nanoseconds.
type duration struct{ time.Duration }

func (d *duration) UnmarshalText(text []byte) error {
	parsed, err := time.ParseDuration(string(text))
	if err != nil || parsed <= 0 {
		return diag.WithHint(fmt.Errorf("%q is not a positive duration", text), "a number and its unit, such as 30s, 5m or 1h")
	}
	d.Duration = parsed
	return nil
}

func (d *duration) Set(text string) error { return d.UnmarshalText([]byte(text)) }
func (d *duration) Type() string          { return "D" }
func (d *duration) String() string {
	if d.Duration == 0 {
		return ""
	}
	return d.Duration.String()
}

// size is a number of bytes written as "4GiB".
type size struct{ bytes uint64 }

func (s *size) UnmarshalText(text []byte) error {
	parsed, err := humanize.ParseBytes(string(text))
	unit := strings.TrimLeft(string(text), "0123456789.,_ ")
	if err != nil || parsed == 0 || unit == "" { // 4 would be 4 bytes
		return diag.WithHint(fmt.Errorf("%q is not a positive size", text), "a number and its unit, such as 500MiB or 4GiB")
	}
	s.bytes = parsed
	return nil
}

func (s *size) Set(text string) error { return s.UnmarshalText([]byte(text)) }
func (s *size) Type() string          { return "SIZE" }
func (s *size) String() string {
	if s.bytes == 0 {
		return ""
	}
	for _, unit := range []string{"GiB", "MiB", "KiB"} {
		if one, _ := humanize.ParseBytes("1" + unit); s.bytes%one == 0 {
			return fmt.Sprintf("%d%s", s.bytes/one, unit)
		}
	}
	return fmt.Sprintf("%dB", s.bytes)
}

// number is a count of at least one.
type number int

func (n *number) Set(text string) error {
	parsed, err := strconv.Atoi(text)
	if err != nil || parsed < 1 {
		return diag.WithHint(fmt.Errorf("%q is not a number of at least 1", text), "such as 4; without the flag there is one for each processor")
	}
	*n = number(parsed)
	return nil
}

func (n *number) Type() string   { return "N" }
func (n *number) String() string { return strconv.Itoa(int(*n)) }

// flagError says in our words why a flag or its value is refused, and what would be right.
func flagError(cmd *cobra.Command, err error) error {
	var invalid *pflag.InvalidValueError
	if errors.As(err, &invalid) {
		cause := invalid.Unwrap()
		return diag.WithHint(fmt.Errorf("--%s: %w", invalid.GetFlag().Name, cause), diag.HintOf(cause))
	}
	var unknown *pflag.NotExistError
	if errors.As(err, &unknown) {
		return diag.WithHint(err, nearestFlag(cmd, unknown.GetSpecifiedName()))
	}
	return diag.WithHint(err, cmd.CommandPath()+" --help lists the flags")
}

func nearestFlag(cmd *cobra.Command, name string) string {
	var known []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { known = append(known, f.Name) })
	if nearest, ok := analyzer.Nearest(name, known); ok {
		return "did you mean --" + nearest + "?"
	}
	return cmd.CommandPath() + " --help lists the flags"
}

// noArguments refuses words behind a command that takes none, and says which command was meant.
func noArguments(meant func(words string) string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return nil
		}
		hint := meant(strings.Join(args, " "))
		return diag.WithHint(fmt.Errorf("%s takes no %q: it looks at the whole repository", cmd.CommandPath(), args[0]), hint)
	}
}

// knownCommand refuses a word that is no command.
func knownCommand(root *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var known []string
	for _, c := range root.Commands() {
		known = append(known, c.Name())
	}
	hint := "mxmcheck --help lists the commands"
	if nearest, ok := analyzer.Nearest(args[0], known); ok {
		hint = fmt.Sprintf("did you mean %q?", nearest)
	}
	return diag.WithHint(fmt.Errorf("no command %q", args[0]), hint)
}
