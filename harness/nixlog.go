package harness

import (
	"bytes"
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

// shortMessage reads a line that has an action, a level and a message, and nothing else, as nearly
// all lines have: without decoding it, and without memory of its own, as the message is written to
// into. ok is false for every other line, and for one with escapes that are left to parseLog.
func shortMessage(line, into []byte) (level int, message []byte, ok bool) {
	rest, ok := bytes.CutPrefix(line, []byte(`@nix {"action":"msg","level":`))
	if !ok || len(rest) == 0 || rest[0] < '0' || rest[0] > '9' {
		return 0, into, false
	}
	level = int(rest[0] - '0')
	if rest, ok = bytes.CutPrefix(rest[1:], []byte(`,"msg":"`)); !ok {
		return 0, into, false
	}
	message = into[:0]
	for {
		i := plainEnd(rest)
		message = append(message, rest[:i]...)
		if rest = rest[i:]; len(rest) < 2 || rest[0] != '\\' {
			return level, message, string(rest) == `"}`
		}
		c, known := unescaped[rest[1]]
		if !known {
			return 0, message, false
		}
		message, rest = append(message, c), rest[2:]
	}
}

// plainEnd is where the first byte stands that is not itself in a JSON string, or is no ASCII.
func plainEnd(text []byte) int {
	for i, c := range text {
		if c < ' ' || c >= 0x7f || c == '"' || c == '\\' {
			return i
		}
	}
	return len(text)
}

var unescaped = map[byte]byte{'"': '"', '\\': '\\', '/': '/', 'n': '\n', 't': '\t', 'r': '\r', 'b': '\b', 'f': '\f'}

// traced is the text of a builtins.trace.
func (r logRecord) traced() (string, bool) { return strings.CutPrefix(r.Msg, tracePrefix) }

const tracePrefix = "trace: "

// evaluated is the file that nix begins to evaluate.
func (r logRecord) evaluated() (string, bool) {
	name, ok := strings.CutPrefix(r.Msg, "evaluating file '")
	return strings.TrimSuffix(name, "'"), ok
}

// isError reports whether the record is what ended the program.
func (r logRecord) isError() bool {
	return r.Level == 0 && (r.RawMsg != "" || strings.HasPrefix(r.Msg, "error:"))
}
