package syntax

import "sync"

// listed are the nodes of a file in source order, parents first, and for each the place after all that is below it. Rules
// and facts walk whole files some fifty times: through a list that takes a fraction of what the branches of a tree take.
type listed struct {
	once  sync.Once
	nodes []Node
	after []int32
}

// Walk visits what Walk(f.Root, visit) visits, in that order. The nodes are listed where it is called first.
func (f *File) Walk(visit func(Node) bool) {
	l := &f.listed
	l.once.Do(func() { l.list(f.Root) })
	for i := 0; i < len(l.nodes); {
		if visit(l.nodes[i]) {
			i++
		} else {
			i = int(l.after[i])
		}
	}
}

func (l *listed) list(n Node) {
	at := len(l.nodes)
	l.nodes, l.after = append(l.nodes, n), append(l.after, 0)
	EachChild(n, l.list)
	l.after[at] = int32(len(l.nodes))
}
