package main

import (
	"io/fs"
	"os"
	"path/filepath"
)

// disk is the folder of a repository. os.DirFS refuses names that are no UTF-8, which a file may have.
type disk string

// at is a name as the system has it: one that leads out of the folder is none.
func (d disk) at(op, name string) (string, error) {
	if !filepath.IsLocal(filepath.FromSlash(name)) {
		return "", &fs.PathError{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	return filepath.Join(string(d), filepath.FromSlash(name)), nil
}

func (d disk) Open(name string) (fs.File, error) {
	path, err := d.at("open", name)
	if err != nil {
		return nil, err
	}
	return os.Open(path)
}

func (d disk) ReadFile(name string) ([]byte, error) {
	path, err := d.at("readfile", name)
	if err != nil {
		return nil, err
	}
	return os.ReadFile(path)
}

func (d disk) ReadDir(name string) ([]fs.DirEntry, error) {
	path, err := d.at("readdir", name)
	if err != nil {
		return nil, err
	}
	return os.ReadDir(path)
}

func (d disk) Stat(name string) (fs.FileInfo, error) {
	path, err := d.at("stat", name)
	if err != nil {
		return nil, err
	}
	return os.Stat(path)
}

func (d disk) Lstat(name string) (fs.FileInfo, error) {
	path, err := d.at("lstat", name)
	if err != nil {
		return nil, err
	}
	return os.Lstat(path)
}

func (d disk) ReadLink(name string) (string, error) {
	path, err := d.at("readlink", name)
	if err != nil {
		return "", err
	}
	return os.Readlink(path)
}
