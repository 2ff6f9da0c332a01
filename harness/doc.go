// Package harness asks nix what every host is, and compares the answers with what was accepted.
//
// In: a flake's folder, hosts, bounds. Out: Outcomes, snapshots, changes. It knows no syntax
// trees and no rules; process.go alone starts processes, and one file alone imports go-nix.
package harness
