package report

import (
	"io"

	"mxmcheck/cmd/mxmcheck/judge"
	"mxmcheck/harness"
)

type jsonHost struct {
	Kind    string       `json:"kind"`
	Name    string       `json:"name"`
	System  string       `json:"system"`
	Status  string       `json:"status"`
	Records []jsonRecord `json:"records"`
	Effects []jsonRecord `json:"effects"`
	Changes []jsonChange `json:"changes"`
	Failure *jsonFailure `json:"failure"`
	Missing bool         `json:"missing,omitempty"` // no accepted snapshot
	Unread  int          `json:"effectsNotCompared,omitempty"`
	Taken   int          `json:"inputsNotCompared,omitempty"` // effects that say what it takes from its inputs
	Secrets int          `json:"secretsNotCompared,omitempty"`
	Opaque  []jsonOpaque `json:"notCompared,omitempty"`    // values that are written alike, and may differ
	Clear   int          `json:"secretsInClear,omitempty"` // in the accepted snapshot
	Damage  *jsonFailure `json:"damage,omitempty"`         // of the accepted snapshot

	Broken   []string `json:"doesNotEvaluate,omitempty"` // paths of options and definitions that do not, and of assertions that fail
	Snapshot string   `json:"snapshot,omitempty"`        // file of the accepted snapshot
	Roots    []string `json:"roots,omitempty"`           // those that have options
	Hidden   []string `json:"hidden,omitempty"`          // options outside the roots that could not be looked into
	Known    bool     `json:"failureAccepted,omitempty"` // it does not evaluate, as accepted
	Reheaded bool     `json:"headChanged,omitempty"`     // its system or its recorded roots changed

	Accepted *jsonHead `json:"acceptedHead,omitempty"` // what they were, where headChanged
}

// jsonHead is what a snapshot says of its host itself.
type jsonHead struct {
	Kind   string   `json:"kind"`
	Name   string   `json:"name"`
	System string   `json:"system"`
	Roots  []string `json:"roots"`
}

type jsonRecord struct {
	Path     string           `json:"path"`
	Value    *any             `json:"value,omitempty"`
	Special  *harness.Special `json:"special,omitempty"`
	Type     string           `json:"type,omitempty"`
	Priority string           `json:"priority,omitempty"`
	Files    []string         `json:"files"`
	Place    int              `json:"definition,omitempty"` // which of its path it is, where their order matters
}

type jsonChange struct {
	Path   string      `json:"path"`
	Kind   string      `json:"kind"`
	Effect bool        `json:"effect"`
	Aspect []string    `json:"differs,omitempty"` // value, type, priority, secret, contents, property, order, files
	Before *jsonRecord `json:"before"`
	After  *jsonRecord `json:"after"`
	At     *jsonSource `json:"at,omitempty"` // where the source says it
}

// jsonSource is a place in the source; of a file alone where the lines are not known.
type jsonSource struct {
	File      string `json:"file"`
	Line      int    `json:"line,omitempty"`
	Column    int    `json:"column,omitempty"`
	EndLine   int    `json:"endLine,omitempty"`
	EndColumn int    `json:"endColumn,omitempty"`
}

type jsonFailure struct {
	Message string `json:"message"`
	File    string `json:"file"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
}

// HostsJSON lists hosts as one JSON document.
func HostsJSON(w io.Writer, hosts []ListedHost) error {
	type plain struct {
		Kind    string `json:"kind"`
		Name    string `json:"name"`
		System  string `json:"system"`
		Because string `json:"because,omitempty"`
	}
	list := []plain{}
	for _, h := range hosts {
		list = append(list, plain{h.Kind, h.Name, h.System, h.Because})
	}
	return WriteJSON(w, map[string]any{"version": 1, "hosts": list})
}

// SnapshotJSON reports hosts, their records and changes as one JSON document.
func SnapshotJSON(w io.Writer, s Snapshots) error { return WriteJSON(w, SnapshotDocument(s)) }

// SnapshotDocument is what SnapshotJSON prints, to be joined with other documents.
func SnapshotDocument(s Snapshots) any {
	list, outputs := []jsonHost{}, []jsonHost{}
	secrets := 0
	for _, c := range s.Hosts {
		into := &list
		if c.Outcome.Host.IsOutput() {
			into = &outputs
		}
		*into, secrets = append(*into, s.hostDocument(c)), secrets+c.SecretsUnread
	}
	stale := s.Stale
	if stale == nil {
		stale = []string{}
	}
	document := map[string]any{"version": 1, "hosts": list, "stale": stale}
	if s.Cover != nil {
		document["shard"] = s.Cover
	}
	noteStubbed(document, s.Stubbed)
	s.Relocked.note(document)
	if len(outputs) > 0 {
		document["outputs"] = outputs
	}
	if secrets > 0 {
		document["secretsNotCompared"] = secrets
	}
	noteOpaque(document, s.opaque())
	if s.PassedOver > 0 {
		document["passedOver"] = s.PassedOver
	}
	if s.Since != "" {
		skipped := []string{}
		for _, h := range s.Skipped {
			skipped = append(skipped, h.String())
		}
		document["skipped"] = map[string]any{"hosts": skipped, "because": "nothing that they reach changed since " + s.Since}
	}
	return document
}

func (s Snapshots) hostDocument(c judge.Compared) jsonHost {
	o := c.Outcome
	h := jsonHost{
		Kind: o.Host.Kind, Name: o.Host.Name, System: o.Host.System, Status: "ok",
		Records: recordDocuments(o.Records), Effects: recordDocuments(o.Effects),
		Missing: c.Missing, Unread: c.EffectsUnread, Taken: c.TakenUnread, Secrets: c.SecretsUnread, Opaque: opaqueDocuments(c.Opaque), Clear: c.Clear,
		Snapshot: c.File, Roots: o.Roots, Hidden: o.Hidden, Known: c.Known, Reheaded: c.Reheaded,
	}
	if was := c.Before.Host; c.Reheaded {
		h.Accepted = &jsonHead{was.Kind, was.Name, was.System, append([]string{}, c.Before.Roots...)}
	}
	for _, r := range c.Broken {
		h.Broken = append(h.Broken, r.Path)
	}
	h.Changes = changeDocuments(c.Changes)
	for i, change := range c.Changes {
		h.Changes[i].At = s.placeDocument(change)
	}
	if c.Damage != nil {
		h.Damage = &jsonFailure{Message: c.Damage.Message, File: c.File, Line: c.Damage.Line}
	}
	if f := o.Failure; f != nil {
		h.Status, h.Failure = "failed", failureDocument(f)
	}
	return h
}

func (s Snapshots) placeDocument(c harness.Change) *jsonSource {
	if s.Definition == nil {
		return nil
	}
	at, found := s.Definition(c)
	if !found {
		return nil
	}
	return &jsonSource{at.File, at.Start.Line, at.Start.Col, at.End.Line, at.End.Col}
}

func changeDocuments(changes []harness.Change) []jsonChange {
	list := []jsonChange{}
	for _, c := range changes {
		list = append(list, jsonChange{Path: c.Path, Kind: c.Kind, Effect: c.Effect, Aspect: c.Aspects(), Before: recordDocument(c.Before), After: recordDocument(c.After)})
	}
	return list
}

func failureDocument(f *harness.Failure) *jsonFailure {
	if f == nil {
		return nil
	}
	return &jsonFailure{f.Message, f.File, f.Line, f.Column}
}

func recordDocuments(records []harness.Record) []jsonRecord {
	list := []jsonRecord{}
	for i := range records {
		list = append(list, *recordDocument(&records[i]))
	}
	return list
}

// recordDocument gives plain data as value, and anything else as special in its place.
func recordDocument(r *harness.Record) *jsonRecord {
	if r == nil {
		return nil
	}
	files := r.Files
	if files == nil {
		files = []string{}
	}
	out := &jsonRecord{Path: r.Path, Type: r.Type, Priority: r.Priority, Files: files, Place: r.Exact.Place}
	if special, ok := r.Value.(harness.Special); ok {
		out.Special = &special
		return out
	}
	value := marked(r.Value)
	out.Value = &value
	return out
}

// plainSet is the kind of special that a set is marked as which has an attribute of that name itself.
const plainSet = "set"

// marked sets off what is no data within lists and sets.
func marked(value any) any {
	switch v := value.(type) {
	case harness.Special:
		return map[string]any{"special": v}
	case []any:
		list := make([]any, len(v))
		for i := range v {
			list[i] = marked(v[i])
		}
		return list
	case map[string]any:
		set := make(map[string]any, len(v))
		for name := range v {
			set[name] = marked(v[name])
		}
		if _, looksMarked := set["special"]; looksMarked {
			return map[string]any{"special": harness.Special{Kind: plainSet, Text: "it has an attribute special"}, "value": set}
		}
		return set
	}
	return value
}

// CheckDocument joins the documents of lint and snapshot.
func CheckDocument(f Findings, s Snapshots) any {
	return map[string]any{"version": 1, "lint": FindingsDocument(f), "snapshot": SnapshotDocument(s)}
}
