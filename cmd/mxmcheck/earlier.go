package main

import (
	"bytes"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/catalog"
)

// earlier is what the runs of a command that watches leave for the next one: what was made of a text is not made again of the
// same text. nil keeps nothing.
type earlier struct {
	trees    analyzer.Kept
	catalogs map[string]readCatalog // by file
}

type readCatalog struct {
	text  []byte
	found *catalog.Catalog
}

// parsed are the trees of the files.
func (e *earlier) parsed() *analyzer.Kept {
	if e == nil {
		return nil
	}
	return &e.trees
}

// catalog reads the catalog of a file.
func (e *earlier) catalog(file string, text []byte) (*catalog.Catalog, error) {
	if e == nil {
		return catalog.Read(text)
	}
	if known, ok := e.catalogs[file]; ok && bytes.Equal(known.text, text) {
		return known.found, nil
	}
	found, err := catalog.Read(text)
	if err != nil {
		return nil, err
	}
	if e.catalogs == nil || len(e.catalogs) > 1 { // a run reads two at most: others are of locks before
		e.catalogs = map[string]readCatalog{}
	}
	e.catalogs[file] = readCatalog{text, found}
	return found, nil
}
