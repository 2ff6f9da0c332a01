package report

import (
	"fmt"
	"strings"

	"mxmcheck/harness"
)

// Relocked are the inputs that flake.lock holds otherwise than at the commit: what a host is may
// change by them alone.
type Relocked struct {
	Inputs   []harness.Relocked
	StandIns bool   // both sides are evaluated with the same stand-ins in place of them
	Since    string // the commit with the older flake.lock, if the report does not name it by itself
}

// lines are one for each input, and count what is beyond a few.
func (r Relocked) lines() []string {
	const most = 10
	var lines []string
	for _, in := range r.Inputs[:min(len(r.Inputs), most)] {
		switch {
		case in.Before == "":
			lines = append(lines, fmt.Sprintf("input %s is new (%s)", in.Name, in.After))
		case in.After == "":
			lines = append(lines, fmt.Sprintf("input %s is gone", in.Name))
		default:
			lines = append(lines, fmt.Sprintf("input %s: %s → %s", in.Name, in.Before, in.After))
		}
	}
	if more := len(r.Inputs) - most; more > 0 {
		lines = append(lines, fmt.Sprintf("and %s more that changed", Plural(more, "input")))
	}
	if r.Since != "" && len(lines) > 0 {
		lines = append(lines, fmt.Sprintf("flake.lock had the former at %s", r.Since))
	}
	if r.StandIns && len(lines) > 0 {
		lines = append(lines, "both sides have the same stand-ins for them: what they change is not seen")
	}
	return lines
}

func (r Relocked) write(out *strings.Builder) {
	for _, line := range r.lines() {
		out.WriteString(harness.Visible(line) + "\n")
	}
}

// writeLimit says what a comparison of options alone does not tell of an input.
func (r Relocked) writeLimit(out *strings.Builder) {
	if len(r.Inputs) > 0 && !r.StandIns {
		out.WriteString("what the hosts are built from was not compared, and other inputs change it: mxmcheck prove compares it\n")
	}
}

func (r Relocked) writeMarkdown(out *strings.Builder) {
	if lines := r.lines(); len(lines) > 0 {
		fmt.Fprintf(out, "\n%s\n\n", markdownText(strings.Join(lines, "; ")))
	}
}

type jsonInput struct {
	Name   string `json:"name"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// note says the same in a JSON document.
func (r Relocked) note(document map[string]any) {
	var list []jsonInput
	for _, in := range r.Inputs {
		list = append(list, jsonInput(in))
	}
	if len(list) > 0 {
		document["inputsChanged"] = list
	}
	if len(list) > 0 && r.Since != "" {
		document["inputsChangedSince"] = r.Since
	}
}
