package main

import (
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

// overlay is a file system in which some files have other texts, or are there at all.
type overlay struct {
	fs.FS
	texts map[string]string // by slash path
}

func (o overlay) Open(name string) (fs.File, error) {
	if text, ok := o.texts[name]; ok {
		return &textFile{Reader: strings.NewReader(text), info: textInfo{path.Base(name), int64(len(text))}}, nil
	}
	file, err := o.FS.Open(name)
	if err != nil {
		return nil, err
	}
	if info, err := file.Stat(); err != nil || !info.IsDir() {
		return file, err
	}
	entries, err := o.ReadDir(name)
	return &folder{file, entries}, err
}

func (o overlay) Stat(name string) (fs.FileInfo, error) {
	if text, ok := o.texts[name]; ok {
		return textInfo{path.Base(name), int64(len(text))}, nil
	}
	return fs.Stat(o.FS, name)
}

func (o overlay) Lstat(name string) (fs.FileInfo, error) {
	if _, ok := o.texts[name]; ok {
		return o.Stat(name)
	}
	return fs.Lstat(o.FS, name)
}

func (o overlay) ReadLink(name string) (string, error) { return fs.ReadLink(o.FS, name) }

func (o overlay) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(o.FS, name)
	if err != nil {
		return entries, err
	}
	for file, text := range o.texts {
		if path.Dir(file) != name {
			continue
		}
		entry := fs.FileInfoToDirEntry(textInfo{path.Base(file), int64(len(text))})
		at, there := slices.BinarySearchFunc(entries, entry.Name(), func(e fs.DirEntry, name string) int { return strings.Compare(e.Name(), name) })
		if there {
			entries[at] = entry
		} else {
			entries = slices.Insert(entries, at, entry)
		}
	}
	return entries, nil
}

// folder is a folder of an overlay.
type folder struct {
	fs.File
	left []fs.DirEntry
}

func (f *folder) ReadDir(n int) ([]fs.DirEntry, error) {
	if n > 0 && len(f.left) == 0 {
		return nil, io.EOF
	}
	if n <= 0 || n > len(f.left) {
		n = len(f.left)
	}
	entries := f.left[:n]
	f.left = f.left[n:]
	return entries, nil
}

// textFile is a file of an overlay.
type textFile struct {
	*strings.Reader
	info textInfo
}

func (f *textFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *textFile) Close() error               { return nil }

type textInfo struct {
	name string
	size int64
}

func (i textInfo) Name() string     { return i.name }
func (i textInfo) Size() int64      { return i.size }
func (textInfo) Mode() fs.FileMode  { return 0o444 }
func (textInfo) ModTime() time.Time { return time.Time{} }
func (textInfo) IsDir() bool        { return false }
func (textInfo) Sys() any           { return nil }
