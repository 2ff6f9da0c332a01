package syntax

// symbolOrder numbers the names of a file in the order in which Nix makes symbols of them. Where
// a file has several errors of one kind, Nix reports that of the least symbol.
func symbolOrder(root Node) map[string]int {
	s := &symbolTable{order: make(map[string]int)}
	for _, name := range firstSymbols() {
		s.add(name)
	}
	s.visit(root)
	return s.order
}

type symbolTable struct{ order map[string]int }

func (s *symbolTable) add(name string) {
	if _, ok := s.order[name]; !ok {
		s.order[name] = len(s.order)
	}
}

// visit follows the reductions of Nix's parser: a function's argument counts behind its body.
func (s *symbolTable) visit(n Node) {
	switch n := n.(type) {
	case *Ident:
		s.add(n.Name)
	case *Lambda:
		if n.Formals != nil {
			s.visit(n.Formals)
		}
		s.visit(n.Body)
		if n.Arg != nil {
			s.add(n.Arg.Name)
		}
	case *Formal:
		if n.Default != nil {
			s.visit(n.Default)
		}
		s.add(n.Name.Name)
	case *AttrPath:
		for _, name := range n.Names {
			s.name(name)
		}
	case *Inherit:
		if n.From != nil {
			s.visit(n.From)
		}
		for _, name := range n.Names {
			s.name(name)
		}
	default:
		EachChild(n, s.visit)
	}
}

func (s *symbolTable) name(name AttrName) {
	if text, ok := staticName(name); ok {
		s.add(text)
		return
	}
	s.visit(name)
}
