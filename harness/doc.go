// Package harness has nix evaluate every host, and compares the records with what was accepted.
//
// In: a flake's folder, hosts, bounds. Out: Outcomes, snapshots, changes. It knows no syntax
// trees and no rules; process.go alone starts processes, and one file alone imports go-nix.
package harness
