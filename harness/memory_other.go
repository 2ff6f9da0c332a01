//go:build !linux

package harness

// availableMemory is how many bytes programs can still have; 0 if that is not known.
func availableMemory() uint64 { return 0 }
