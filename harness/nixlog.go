package harness

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

// logRecord is one line of nix's --log-format internal-json.
type logRecord struct {
	Action string
	Level  int
	Msg    string
	RawMsg string `json:"raw_msg"`
	position
	Trace []position
}

type position struct {
	File   any // a path; null, or missing, without a position
	Line   int
	Column int
}

// file is where the position is; newer versions of nix write line and column behind it again.
func (p position) file() string {
	name, _ := p.File.(string)
	return strings.TrimSuffix(name, fmt.Sprintf(":%d:%d", p.Line, p.Column))
}

var escapes = regexp.MustCompile("\x1b\\[[0-9;]*[A-Za-z]")

// parseLog reads one line of standard error; ok is false for lines that other programs wrote in
// between, as libgc does.
func parseLog(line string) (logRecord, bool) {
	body, ok := strings.CutPrefix(line, "@nix ")
	if !ok {
		return logRecord{}, false
	}
	var record logRecord
	if err := json.Unmarshal([]byte(body), &record); err != nil {
		return logRecord{}, false
	}
	record.Msg = escapes.ReplaceAllString(record.Msg, "")
	record.RawMsg = escapes.ReplaceAllString(record.RawMsg, "")
	return record, record.Action == "msg"
}

// traced is the text of a builtins.trace.
func (r logRecord) traced() (string, bool) { return strings.CutPrefix(r.Msg, "trace: ") }

// evaluated is the file that nix begins to evaluate.
func (r logRecord) evaluated() (string, bool) {
	name, ok := strings.CutPrefix(r.Msg, "evaluating file '")
	return strings.TrimSuffix(name, "'"), ok
}

// isError reports whether the record is what ended the program.
func (r logRecord) isError() bool {
	return r.Level == 0 && (r.RawMsg != "" || strings.HasPrefix(r.Msg, "error:"))
}
