package harness

import (
	"bytes"
	"path"

	"mxmcheck/harness/probe"
)

// readAnnounced reads the last announcement: of all others nothing is wanted.
func (w *walk) readAnnounced() {
	if len(w.announcing) == 0 {
		return
	}
	announced, err := probe.ReadAnnouncement(w.announcing)
	if err != nil {
		w.garbled = err
		return
	}
	w.announced = announced
}

// read takes one line of what a process says.
func (w *walk) read(nonce string, line []byte) {
	level, message, short := shortMessage(line, w.message)
	w.message = message
	if traced, is := bytes.CutPrefix(message, []byte(tracePrefix)); short && is {
		w.trace(nonce, traced)
		return
	}
	record, ok := logRecord{Action: "msg", Level: level, Msg: string(message)}, short
	if !short {
		record, ok = parseLog(string(line))
	}
	if !ok {
		if len(line) > 0 && line[0] != '@' {
			w.plain = string(line)
		}
		return
	}
	if traced, ok := record.traced(); ok {
		w.trace(nonce, []byte(traced))
		return
	}
	w.note(record)
}

// trace takes what the walker sent: several lines at once, where no evaluation is between them.
func (w *walk) trace(nonce string, text []byte) {
	for text := range bytes.SplitSeq(text, []byte("\n")) {
		line, ours, err := w.runner.reader.Parse(nonce, text)
		if ours && err != nil {
			w.garbled = err
		} else if ours {
			w.take(line)
		}
	}
}

// note takes what nix said itself.
func (w *walk) note(record logRecord) {
	if name, ok := record.evaluated(); ok {
		name, ok = w.runner.sources.file(name)
		if ok && own(name) {
			w.files[name] = true
		}
		w.low = w.low || ok && w.runner.definers[path.Join(w.runner.options.Files.Prefix, name)]
	}
	if record.isError() {
		w.last = record
	}
}

func (w *walk) take(line probe.Line) {
	switch {
	case line.HasRoots:
		w.roots = line.Roots
		return
	case line.System != "":
		w.host.System = line.System
		return
	case line.Announced != nil:
		w.announcing, w.answered = append(w.announcing[:0], line.Announced...), false
		return
	case len(line.Lacked) > 0:
		w.lacked = line.Lacked
		return
	case line.Whole:
		w.forced = true
		return
	case line.Untold != "":
		w.hidden = append(w.hidden, line.Untold)
		return
	case line.Effect:
		w.effects = append(w.effects, *line.Record)
	default:
		w.records = append(w.records, *line.Record)
	}
	w.answered = true
	w.received++
}
