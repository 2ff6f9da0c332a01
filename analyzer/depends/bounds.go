package depends

import "mxmcheck/analyzer/diag"

// What following one host may take: how deep values and expressions lead, and how many there are. A
// function that calls itself makes new ones at each call, so that marking those that were seen does
// not end it.
const (
	maxMarkedDeep = 2_000
	maxMarked     = 200_000
)

// enter counts a value or an expression that is followed. ok is false where it is not to be, as
// there is too much: the host is opened then, so that nothing more need be followed.
func (m *marker) enter() (ok bool) {
	if m.endless {
		return false
	}
	m.marked++
	m.deep++
	if m.deep <= maxMarkedDeep && m.marked <= maxMarked {
		return true
	}
	m.endless = true
	m.open(diag.Span{File: "flake.nix"}, "how the host is made leads to too much to follow")
	return false
}

func (m *marker) leave() { m.deep-- }
