package harness

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// logLine is a message as nix writes it with --log-format internal-json.
func logLine(t testing.TB, level int, message string) []byte {
	t.Helper()
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(message); err != nil {
		t.Fatal(err)
	}
	return fmt.Appendf(nil, `@nix {"action":"msg","level":%d,"msg":%s}`, level, bytes.TrimSpace(out.Bytes()))
}

// What is read in the short way is what decoding the line gives; most lines are.
func TestShortMessageIsTheDecodedOne(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	parts := []string{"trace: ", "evaluating file '", "a", `"`, `\`, "\n", "\t", "\r", "\b", "\f", "/", "é", "\x1b[31m", "\x00", "\u2028", "<", "{}", `","x":"`, "\x7f", "\xff"}
	short := 0
	for range 5000 {
		var message strings.Builder
		for range rng.IntN(8) {
			message.WriteString(parts[rng.IntN(len(parts))])
		}
		line := logLine(t, rng.IntN(12), message.String())
		switch rng.IntN(6) {
		case 0: // cut off
			line = line[:rng.IntN(len(line)+1)]
		case 1: // damaged
			line[rng.IntN(len(line))] = `"\}{,:x`[rng.IntN(7)]
		case 2:
			line = append(line, " \n}x,"[rng.IntN(5)])
		}
		level, text, ok := shortMessage(line, nil)
		if !ok {
			continue
		}
		short++
		record, known := parseLog(string(line))
		if !known || record.Level != level || record.Msg != string(text) || record.RawMsg != "" {
			t.Errorf("%s is read as %d %q, and decoded as %t %d %q", line, level, text, known, record.Level, record.Msg)
		}
	}
	if short < 500 {
		t.Errorf("only %d lines are read in the short way", short)
	}
}

// A line with an escape that is not read in the short way is read all the same.
func TestEveryEscapeIsRead(t *testing.T) {
	for _, message := range []string{"trace: a\x01b", "trace: é", "trace: \u2028"} {
		line := logLine(t, 0, message)
		if _, _, short := shortMessage(line, nil); short {
			t.Errorf("%s is read in the short way", line)
		}
		record, ok := parseLog(string(line))
		if text, traced := record.traced(); !ok || !traced || "trace: "+text != message {
			t.Errorf("%s is read as %q", line, record.Msg)
		}
	}
}
