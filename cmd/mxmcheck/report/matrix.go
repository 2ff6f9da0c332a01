package report

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"mxmcheck/analyzer/diag"
)

// matrixEntry is one job.
type matrixEntry struct {
	Shard  string `json:"shard,omitempty"`  // K/N
	Hosts  string `json:"hosts"`            // with blanks between them
	System string `json:"system,omitempty"` // if all are of one
}

// Matrix lists hosts as jobs for a matrix of GitHub or GitLab, on one line: those of one shard are one
// job. A host without a shard is a job by itself.
func Matrix(w io.Writer, hosts []ListedHost) error {
	entries := []matrixEntry{}
	for i, job := range jobs(hosts) {
		entry, err := entryOf(job)
		if err != nil {
			return err
		}
		if job[0].Shard > 0 {
			entry.Shard = fmt.Sprintf("%d/%d", i+1, job[0].Of)
		}
		entries = append(entries, entry)
	}
	text, err := json.Marshal(map[string]any{"include": entries})
	if err == nil {
		_, err = fmt.Fprintf(w, "%s\n", text)
	}
	return err
}

// jobs are the hosts of each shard, in the order of the shards.
func jobs(hosts []ListedHost) [][]ListedHost {
	sorted := slices.Clone(hosts)
	slices.SortStableFunc(sorted, func(a, b ListedHost) int { return cmp.Compare(a.Shard, b.Shard) })
	var list [][]ListedHost
	for i, h := range sorted {
		if i == 0 || h.Shard == 0 || h.Shard != sorted[i-1].Shard {
			list = append(list, nil)
		}
		list[len(list)-1] = append(list[len(list)-1], h)
	}
	return list
}

func entryOf(job []ListedHost) (entry matrixEntry, err error) {
	var names, systems []string
	for _, h := range job {
		if strings.ContainsAny(h.Name, " \t\n\r") {
			return entry, diag.WithHint(fmt.Errorf("the name of %q has a blank: a matrix cannot hand it out", h.Host), "snapshot --check --shard K/N without hosts takes hosts of any name")
		}
		names = append(names, h.String())
		if !h.IsOutput() {
			systems = append(systems, h.System)
		}
	}
	entry.Hosts = strings.Join(names, " ")
	if systems = slices.Compact(systems); len(systems) == 1 {
		entry.System = systems[0]
	}
	return entry, nil
}
