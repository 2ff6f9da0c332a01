package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/host"
	"mxmcheck/cmd/mxmcheck/judge"
	"mxmcheck/harness"
)

// What SnapshotJSON prints of a shard is read here again, to be put together with the other shards.

// readSnapshots is the document of a shard, as far as it is read.
type readSnapshots struct {
	Version    int          `json:"version"`
	Shard      *judge.Cover `json:"shard"`
	Hosts      []readHost   `json:"hosts"`
	Outputs    []readHost   `json:"outputs"`
	Stale      []string     `json:"stale"`
	Stubbed    []string     `json:"stubbed"`
	PassedOver int          `json:"passedOver"`
	Relocked   []jsonInput  `json:"inputsChanged"`
	Since      string       `json:"inputsChangedSince"`
}

// readHost leaves the records as they are: few of them are looked into.
type readHost struct {
	jsonHost
	Records json.RawMessage `json:"records"`
	Effects json.RawMessage `json:"effects"`
}

// ReadShard reads the verdict of a shard. Without records, those of hosts that have a snapshot are left
// out: they stand in no format but JSON.
func ReadShard(text []byte, records bool) (Snapshots, error) {
	var document readSnapshots
	if err := decode(text, &document); err != nil {
		return Snapshots{}, err
	}
	switch {
	case document.Version != 1:
		return Snapshots{}, errors.New("it is no verdict of version 1")
	case document.Shard == nil:
		return Snapshots{}, errors.New("it is of no shard")
	}
	s := Snapshots{Cover: document.Shard, Accept: document.Shard.Accept, Stale: document.Stale, Stubbed: document.Stubbed, PassedOver: document.PassedOver}
	s.Relocked.Since = document.Since
	for _, in := range document.Relocked {
		s.Relocked.Inputs = append(s.Relocked.Inputs, harness.Relocked(in))
	}
	places := map[string]diag.Span{}
	s.Definition = func(c harness.Change) (diag.Span, bool) { at, found := places[changeLine(c)]; return at, found }
	for _, list := range [][]readHost{document.Hosts, document.Outputs} {
		for _, h := range list {
			one, err := h.compared(records)
			if err != nil {
				return s, fmt.Errorf("%s/%s: %w", h.Kind, h.Name, err)
			}
			for i, change := range h.Changes {
				if at := change.At; at != nil {
					places[changeLine(one.Changes[i])] = at.span()
				}
			}
			s.Hosts = append(s.Hosts, one)
		}
	}
	return s, nil
}

// decode reads one JSON document, and nothing behind it. Numbers stay as they are spelled.
func decode(text []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	err := decoder.Decode(into)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("it is empty or cut off")
	}
	if err != nil {
		return fmt.Errorf("it is not what snapshot --check --format json writes: %w", err)
	}
	if len(strings.TrimSpace(string(text[decoder.InputOffset():]))) > 0 {
		return errors.New("something stands behind the document")
	}
	return nil
}

func (j jsonSource) span() diag.Span {
	return diag.Span{File: j.File, Start: diag.Pos{Line: j.Line, Col: j.Column}, End: diag.Pos{Line: j.EndLine, Col: j.EndColumn}}
}

// change is the reverse of changeDocuments.
func (j jsonChange) change() harness.Change {
	return harness.Change{Path: j.Path, Kind: j.Kind, Effect: j.Effect, Before: recordOf(j.Before), After: recordOf(j.After)}
}

func (h readHost) compared(records bool) (c judge.Compared, err error) {
	c = judge.Compared{
		Outcome: harness.Outcome{Host: harness.Host{ID: host.ID{Kind: h.Kind, Name: h.Name}, System: h.System}, Roots: h.Roots, Hidden: h.Hidden},
		File:    h.Snapshot, Missing: h.Missing, Known: h.Known, Reheaded: h.Reheaded, SecretsUnread: h.Secrets, Opaque: opaqueOf(h.Opaque), Clear: h.Clear, EffectsUnread: h.Unread, TakenUnread: h.Taken,
	}
	if was := h.Accepted; was != nil {
		c.Before.Host = harness.Host{ID: host.ID{Kind: was.Kind, Name: was.Name}, System: was.System}
		c.Before.Roots = was.Roots
	}
	switch {
	case h.Status == "failed" && h.Failure != nil:
		c.Outcome.Failure = &harness.Failure{Message: h.Failure.Message, File: h.Failure.File, Line: h.Failure.Line, Column: h.Failure.Column}
	case h.Status != "ok" || h.Failure != nil:
		return c, fmt.Errorf("no status %q", h.Status)
	}
	if h.Damage != nil {
		c.Damage = &harness.DamagedError{Line: h.Damage.Line, Message: h.Damage.Message}
	}
	for _, change := range h.Changes {
		c.Changes = append(c.Changes, change.change())
	}
	for _, path := range h.Broken {
		c.Broken = append(c.Broken, harness.Record{Path: path})
	}
	if !records && !h.Missing {
		return c, nil
	}
	if c.Outcome.Records, err = recordsOf(h.Records); err != nil {
		return c, err
	}
	if c.Outcome.Effects, err = recordsOf(h.Effects); err != nil {
		return c, err
	}
	if broken := harness.Broken(c.Outcome); len(broken) > 0 { // with what they say
		c.Broken = broken
	}
	return c, nil
}

func recordsOf(text json.RawMessage) ([]harness.Record, error) {
	var list []jsonRecord
	if err := decode(text, &list); err != nil {
		return nil, err
	}
	records := make([]harness.Record, len(list))
	for i := range list {
		records[i] = *recordOf(&list[i])
	}
	return records, nil
}

// recordOf is the reverse of recordDocument.
func recordOf(j *jsonRecord) *harness.Record {
	if j == nil {
		return nil
	}
	r := &harness.Record{Path: j.Path, Type: j.Type, Priority: j.Priority, Files: j.Files}
	r.Exact.Place = j.Place
	switch {
	case j.Special != nil:
		r.Value = *j.Special
	case j.Value != nil:
		r.Value = unmarked(*j.Value)
	}
	return r
}

// unmarked is the reverse of marked.
func unmarked(value any) any {
	switch v := value.(type) {
	case []any:
		for i := range v {
			v[i] = unmarked(v[i])
		}
	case map[string]any:
		special, marked := v["special"].(map[string]any)
		if !marked {
			return unmarkedSet(v)
		}
		kind, _ := special["kind"].(string)
		text, _ := special["text"].(string)
		if set, isSet := v["value"].(map[string]any); kind == plainSet && isSet {
			return unmarkedSet(set)
		}
		return harness.Special{Kind: kind, Text: text}
	}
	return value
}

func unmarkedSet(set map[string]any) map[string]any {
	for name := range set {
		set[name] = unmarked(set[name])
	}
	return set
}
