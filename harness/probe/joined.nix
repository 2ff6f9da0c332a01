# The definitions of one option that are the repository's, each by itself. Where one of them throws,
# the module system gives none: all of them are told then, and the one that throws as its error.
# Which of them definitions of inputs override is not known then: it is for the option to tell.
#
# In: what announces and sends (tell.nix), and what the walker knows of values. Out: a walk of the
# option, by a list of its definitions as the module system joins them, or else one by one. A
# definition that ends the evaluation costs what its module says of the option.
{
  ended,
  announced,
  send,
  number,
  throwing,
  unfoldHolding, # the parts of a definition, without conditions, merges and priorities around them
  effect, # a record of a file
  fileOf, # the file of a definition
  placesOf, # the files of definitions
}:
let
  inherit (builtins) concatMap elemAt foldl' genList head length map seq tryEval;

  # Below the place of an option, 0 is what the module system joins; 0 0 is where its records are
  # sent from, and what an earlier walk that it ended is resumed behind; 0 1 is one by one.
  resumed = at:
    let n = length at; same = genList (elemAt ended) n == at; in
    ended != null && length ended > n + 1 && same && elemAt ended n == 0 && (elemAt ended (n + 1) == 1 || elemAt ended (n + 1) == 0 && length ended == n + 2);

  # What of a definition throws: its conditions from the outside, what it says, its priority.
  faultOf = one: firstThat throws (one.conditions ++ [ one.value ] ++ partsOf one.value ++ [ one.priority ]);
  partsOf = value: let tried = tryEval (value._type or null == "merge"); in if tried.success && tried.value then [ value.contents ] else [ ];
  throws = value: !(tryEval value).success;
  firstThat = f: foldl' (found: one: if found != [ ] || !f one then found else [ one ]) [ ];

  recordsOf = what: path: one:
    let
      fault = faultOf one;
      encoded = throwing 0 (head fault);
      strength = if throws one.priority || builtins.any throws one.conditions then { } else { priority = if one.priority == null then 100 else one.priority; };
    in
    map (record: record // strength) (
      if fault == [ ] then what path { file = fileOf one; inherit (one) value; }
      else [ (effect (fileOf one) { inherit path; value = encoded.out; inherit (encoded) errors; }) ]);
  each = what: at: path: count: given: foldl'
    (sent: { i, it }:
      let here = at ++ [ 0 1 i ]; in
      announced "apart" here path (placesOf [ it ]) sent (send here sent (concatMap (recordsOf what path) (unfoldHolding it))))
    count
    (number given);
in
{
  # `joined` is the list of definitions; where it throws and no definition here does, one of an
  # input is at fault, and that is told too.
  walkJoined = what: at: path: count: given: joined:
    let
      encoded = throwing 0 (length joined);
      foreign = if concatMap (one: concatMap faultOf (unfoldHolding one)) given == [ ] then [ (effect (fileOf (head given)) { inherit path; value = encoded.out; inherit (encoded) errors; }) ] else [ ];
    in
    if resumed at then each what at path count given
    else announced "joined" (at ++ [ 0 ]) path (placesOf given) count (
      if throws (length joined) then (let sent = send (at ++ [ 0 0 ]) count foreign; in seq sent (each what at path sent given))
      else send (at ++ [ 0 0 ]) count (concatMap (what path) joined));

  # Of an option that is a record: its definitions, where there are several and no value.
  walkUnjoined = what: at: path: count: given: value:
    if resumed at then each what at path count given
    else announced "valued" (at ++ [ 0 ]) path (placesOf given) count (if throws value && length (concatMap unfoldHolding given) > 1 then each what at path count given else seq value count);
}
