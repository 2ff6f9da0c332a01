package syntax

// A slab hands out zeroed values of one type from chunks, so that a node costs no allocation
// of its own.
type slab[T any] struct {
	free []T
	next int // size of the next chunk
}

const (
	firstChunk = 16
	maxChunk   = 512
)

func (s *slab[T]) alloc() *T {
	if len(s.free) == 0 {
		s.next = min(max(2*s.next, firstChunk), maxChunk)
		s.free = make([]T, s.next)
	}
	v := &s.free[0]
	s.free = s.free[1:]
	return v
}

// copyOf gives a slice of its own with the elements of src, nil for none.
func (s *slab[T]) copyOf(src []T) []T {
	n := len(src)
	if n == 0 {
		return nil
	}
	if n > len(s.free) {
		if n > maxChunk/4 {
			return append(make([]T, 0, n), src...)
		}
		s.next = min(max(2*s.next, firstChunk), maxChunk)
		s.free = make([]T, max(s.next, n))
	}
	out := s.free[:n:n]
	s.free = s.free[n:]
	copy(out, src)
	return out
}

// slabs has one slab for each type of node, and for each type of slice in a node.
type slabs struct {
	idents       slab[Ident]
	ints         slab[Int]
	floats       slab[Float]
	strs         slab[Str]
	indStrs      slab[IndStr]
	paths        slab[Path]
	searchPaths  slab[SearchPath]
	uris         slab[URI]
	texts        slab[Text]
	interps      slab[Interp]
	lists        slab[List]
	attrSets     slab[AttrSet]
	legacyLets   slab[LegacyLet]
	attrBindings slab[AttrBinding]
	inherits     slab[Inherit]
	attrPaths    slab[AttrPath]
	letExprs     slab[Let]
	withs        slab[With]
	asserts      slab[Assert]
	ifs          slab[If]
	lambdas      slab[Lambda]
	formalSets   slab[Formals]
	formals      slab[Formal]
	applies      slab[Apply]
	selects      slab[Select]
	hasAttrs     slab[HasAttr]
	unaries      slab[Unary]
	binaries     slab[Binary]
	parenExprs   slab[Paren]
	bads         slab[Bad]

	exprLists    slab[Expr]
	nameLists    slab[AttrName]
	bindingLists slab[Binding]
	partLists    slab[StrPart]
	formalLists  slab[*Formal]
}

// stacks hold the elements of the lists being read, innermost last; a finished list is copied
// out to its exact size.
type stacks struct {
	exprStack    []Expr
	nameStack    []AttrName
	bindingStack []Binding
	partStack    []StrPart
	formalStack  []*Formal
	pieces       []piece
	wordStack    []string
}
