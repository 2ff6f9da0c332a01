# Functions of lists.
{ lib }:
let
  inherit (builtins) attrNames concatMap elem elemAt filter foldl' genList head isList length lessThan;
  inherit (lib) compare min;
in
rec {
  inherit (builtins) all any concatLists concatMap elem elemAt filter foldl' genList groupBy head isList length map partition sort tail;
  singleton = x: [ x ];
  forEach = list: f: map f list;
  toList = x: if isList x then x else [ x ];
  optional = condition: x: if condition then [ x ] else [ ];
  optionals = condition: list: if condition then list else [ ];

  take = n: sublist 0 n;
  takeEnd = n: list: drop (lib.max 0 (length list - n)) list;
  drop = n: list: sublist n (length list) list;
  dropEnd = n: list: take (lib.max 0 (length list - n)) list;
  sublist = start: count: list:
    let size = length list; in
    genList (i: elemAt list (start + i)) (if start >= size then 0 else min count (size - start));
  last = list: assert lib.assertMsg (list != [ ]) "lists.last: list must not be empty!"; elemAt list (length list - 1);
  init = list: assert lib.assertMsg (list != [ ]) "lists.init: list must not be empty!"; genList (elemAt list) (length list - 1);
  range = first: final: if first > final then [ ] else genList (i: first + i) (final - first + 1);
  replicate = n: x: genList (_: x) n;
  reverseList = list: let size = length list; in genList (i: elemAt list (size - i - 1)) size;
  replaceElemAt = list: index: x: genList (i: if i == index then x else elemAt list i) (length list);

  foldr = f: end: list: let size = length list; go = i: if i == size then end else f (elemAt list i) (go (i + 1)); in go 0;
  fold = foldr;
  foldl = f: start: list: let go = i: if i == 0 then start else f (go (i - 1)) (elemAt list (i - 1)); in go (length list);
  imap0 = f: list: genList (i: f i (elemAt list i)) (length list);
  imap1 = f: list: genList (i: f (i + 1) (elemAt list i)) (length list);
  imap = imap1;
  ifilter0 = keep: list: map (x: x.value) (filter (x: keep x.i x.value) (imap0 (i: value: { inherit i value; }) list));
  flatten = x: if isList x then concatMap flatten x else [ x ];
  count = wanted: list: length (filter wanted list);
  findFirst = wanted: default: list: let i = findFirstIndex wanted null list; in if i == null then default else elemAt list i;
  findFirstIndex = wanted: default: list:
    let go = i: if i >= length list then default else if wanted (elemAt list i) then i else go (i + 1); in go 0;
  findSingle = wanted: none: several: list:
    let found = filter wanted list; in if found == [ ] then none else if length found == 1 then head found else several;

  remove = x: filter (y: y != x);
  unique = foldl' (seen: x: if elem x seen then seen else seen ++ [ x ]) [ ];
  allUnique = list: length (unique list) == length list;
  uniqueStrings = list: attrNames (lib.genAttrs list lib.id);
  subtractLists = without: filter (x: !elem x without);
  intersectLists = wanted: filter (x: elem x wanted);
  mutuallyExclusive = a: b: !builtins.any (x: elem x a) b;
  hasPrefix = prefix: list: take (length prefix) list == prefix;
  commonPrefixLength = a: b: let n = min (length a) (length b); in findFirstIndex (i: elemAt a i != elemAt b i) n (range 0 (n - 1));
  commonPrefix = a: b: take (commonPrefixLength a b) a;
  removePrefix = prefix: list: if hasPrefix prefix list then drop (length prefix) list else throw "lists.removePrefix: the first list is no prefix of the second";

  groupBy' = op: start: key: list: builtins.mapAttrs (_: foldl' op start) (builtins.groupBy key list);
  zipListsWith = f: a: b: genList (i: f (elemAt a i) (elemAt b i)) (min (length a) (length b));
  zipLists = zipListsWith (fst: snd: { inherit fst snd; });
  sortOn = f: builtins.sort (a: b: f a < f b);
  compareLists = cmp: a: b:
    if a == [ ] then (if b == [ ] then 0 else 0 - 1)
    else if b == [ ] then 1
    else let first = cmp (head a) (head b); in if first == 0 then compareLists cmp (builtins.tail a) (builtins.tail b) else first;
  # Numbers in text count as numbers.
  naturalSort = list:
    let
      # At the same place of two texts there is a number in both, or in none.
      parts = text: concatMap (p: if isList p then map lib.toIntBase10 p else [ p ]) (builtins.split "(0|[1-9][0-9]*)" text);
      before = a: b: compareLists compare (parts a) (parts b) < 0;
    in
    builtins.sort before list;
  crossLists = f: foldl' (fs: args: concatMap (g: map g args) fs) [ f ];

  # before a b: whether b depends on a. The result, or the cycle that makes it impossible.
  toposort = before: list:
    let
      next = filter (x: !builtins.any (y: before y x && y != x) list) list;
      first = head next;
      rest = toposort before (remove first list);
    in
    if list == [ ] then { result = [ ]; }
    else if next == [ ] || before first first then { cycle = list; loops = [ (head list) ]; }
    else if rest ? cycle then rest
    else { result = [ first ] ++ rest.result; };
}
