# The walker of what a flake gives beside its hosts: turns plain data at some paths into records.
#
# In: which paths, then the flake. Out: the number of records sent, one for each leaf. What is no
# data becomes an error, and so does an output that is not there: neither could be compared.
{
  nonce,
  paths, # lists of names; "*" stands for every name that is there
  whole, # how many names of each path lead to the output
  encoding, # encode.nix
  telling, # tell.nix
  bytes, # see encode.nix
  exact, # likewise
  wantTexts, # see tell.nix
  after, # JSON: the place at which an earlier walk ended; null for a whole walk
}:
flake:
let
  inherit (builtins)
    any attrNames concatMap concatStringsSep elem elemAt filter foldl' fromJSON genList hasAttr head isAttrs isList length
    listToAttrs map tryEval typeOf;

  inherit (encoding { inherit exact bytes; placeholders = false; }) encodeForced guarded leaf maxDepth special throwing told;
  inherit (telling { inherit nonce told wantTexts; ended = fromJSON after; lastPlaces = [ ]; }) announced number send;

  record = path: type: encoded: {
    section = "record";
    inherit path type;
    priority = 100;
    files = [ ];
    value = encoded.out;
    inherit (encoded) errors;
  };
  tell = at: count: path: type: encoded: send at count [ (record path type encoded) ];
  fault = at: count: path: text: tell at count path "?" (leaf 0 (special "error" text));

  walk = at: path: wanted: count: value:
    announced "record" at path [ ] count (
      let known = tryEval value; in
      if !known.success then tell at count path "?" (throwing 0 value)
      else if elem [ ] wanted then walkData at path count known.value
      else if isAttrs known.value then walkNames at path wanted count known.value
      else fault at count path "it is ${typeName known.value}, and has nothing named ${concatStringsSep "." (head wanted)}"
    );

  # What of a set is wanted, and what of it is wanted and not there.
  walkNames = at: path: wanted: count: set:
    let
      each = any (rest: head rest == "*") wanted;
      named = map head (filter (rest: head rest != "*") wanted);
      names = attrNames (listToAttrs (map (name: { inherit name; value = null; }) (named ++ (if each then attrNames set else [ ]))));
      below = name: concatMap (rest: if head rest == "*" || head rest == name then [ (tailOf rest) ] else [ ]) wanted;
      there = name: at ++ [ name ];
    in
    if names == [ ] then tell at count path "set" (encodeForced set)
    else foldl'
      (sent: name:
        if hasAttr name set then walk (there name) (path ++ [ name ]) (below name) sent set.${name}
        else announced "record" (there name) (path ++ [ name ]) [ ] sent (missing (there name) sent (path ++ [ name ])))
      count
      names;
  missing = at: count: path:
    if length path <= whole then fault at count path "the flake has no such output"
    else tell at count path "?" (leaf 0 (special "unset" ""));

  # Each leaf is a record of its own; so is each part of a list of sets.
  walkData = at: path: count: value:
    let items = number value; in
    if length path > maxDepth * 2 then tell at count path "?" (leaf 0 (special "cut" "deeper than ${toString (maxDepth * 2)} levels"))
    else if isList value && value != [ ] && length (filter isPlain value) == length value
    then foldl' (sent: { i, it }: walk (at ++ [ i ]) (path ++ [ i ]) [ [ ] ] sent it) count items
    else if isPlain value
    then foldl' (sent: name: walk (at ++ [ name ]) (path ++ [ name ]) [ [ ] ] sent value.${name}) count (attrNames value)
    else walkLeaf at path count value (encodeForced value);
  walkLeaf = at: path: count: value: encoded:
    let kind = if isAttrs encoded.out then encoded.out.special or "" else ""; in
    if kind == "function" || kind == "derivation" then fault at count path "it is a ${if kind == "function" then kind else "package"}, and no data"
    else tell at count path (typeName value) encoded;

  # A set that has names and is nothing else: packages, functions and modules are sets too.
  isPlain = value:
    let known = tryEval value; in
    known.success && isAttrs known.value && attrNames known.value != [ ] && !(any (name: hasAttr name known.value) [ "outPath" "__functor" "mxmcheckStub" ])
    && guarded "" (known.value._type or "") == "" && guarded "" (known.value.type or "") != "derivation";
  typeName = typeOf;
  tailOf = list: genList (i: elemAt list (i + 1)) (length list - 1);
in
walk [ 0 ] [ ] paths 0 flake
