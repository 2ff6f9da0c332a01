# The walker: turns one evaluated host into records, streamed through builtins.trace.
#
# In: how to walk, then the flake output that holds the host. Out: the number of records sent.
# Each record is announced before it is evaluated, because tryEval does not catch every error:
# what was announced last is what failed. The nonce keeps traces of the flake from being read as ours.
{
  nonce,
  host,
  roots, # option paths recorded whole
  sources, # where the flake stands in the store: what lies below is a file of the repository
  effects, # whether to record definitions outside the roots
  skip, # announcements not to evaluate again
}:
configurations:
let
  inherit (builtins)
    attrNames concatLists concatMap concatStringsSep elem elemAt filter foldl' functionArgs genList hasAttr
    head isAttrs isFunction isList isString length listToAttrs mapAttrs parseDrvName stringLength substring toJSON trace
    tryEval typeOf unsafeDiscardStringContext;

  this = configurations.${host};
  skipped = listToAttrs (map (name: { inherit name; value = true; }) skip);

  guarded = fallback: value: let tried = tryEval value; in if tried.success then tried.value else fallback;
  isOption = value: isAttrs value && value._type or null == "option";
  special = kind: text: { special = kind; inherit text; };
  maxDepth = 16;

  # Values. Sets are wrapped, so that a set of the user's cannot look like a special.
  encode = depth: value:
    let tried = tryEval value;
    in if tried.success then encodeForced depth tried.value else special "error" "it throws";

  encodeForced = depth: value:
    let type = typeOf value;
    in
    if type == "string" then unsafeDiscardStringContext value
    else if type == "path" then special "path" (toString value)
    else if type == "lambda" then special "function" (arguments (functionArgs value))
    else if type == "list" then
      if depth >= maxDepth then special "cut" "deeper than ${toString maxDepth} levels" else map (encode (depth + 1)) value
    else if type == "set" then encodeSet depth value
    else value;

  encodeSet = depth: value:
    let kind = guarded null (value._type or null);
    in
    if guarded null (value.type or null) == "derivation" then special "derivation" (guarded "?" (derivationName value))
    else if isString kind then special "cut" "a value of type ${kind}"
    else if value ? __functor then special "function" (arguments (guarded { } (value.__functionArgs or { })))
    else if value ? outPath then special "path" (guarded "?" (unsafeDiscardStringContext (toString value.outPath)))
    else if depth >= maxDepth then special "cut" "deeper than ${toString maxDepth} levels"
    else { set = mapAttrs (_: encode (depth + 1)) value; };

  # The version would change with every update of nixpkgs.
  derivationName = value: value.pname or (parseDrvName value.name).name;
  arguments = args: if args == { } then "_" else "{ ${concatStringsSep ", " (attrNames args)} }";

  # Types, composed: `name` alone is "listOf".
  typeName = depth: type:
    let
      nested = guarded { } (type.nestedTypes or { });
      parts = if depth >= 4 then [ "…" ] else map (one: parenthesised (typeName (depth + 1) nested.${one})) (attrNames nested);
      name = guarded "?" (type.name or "?");
    in
    if name == "enum" then "enum ${guarded "?" (toJSON (type.functor.payload.values or type.functor.payload or "?"))}"
    else if elem name [ "submodule" "anything" "deferredModule" ] then name
    else concatStringsSep " " ([ name ] ++ parts);
  parenthesised = text: if filter (c: c == " ") (genList (i: substring i 1 text) (stringLength text)) == [ ] then text else "(${text})";

  # The option tree.
  optionsBelow = path: tree:
    if isOption tree then [ { inherit path; option = tree; } ]
    else if isAttrs tree then concatMap (name: if name == "_module" then [ ] else optionsBelow (path ++ [ name ]) tree.${name}) (attrNames tree)
    else [ ];
  atPath = path: tree:
    if path == [ ] then tree
    else if isAttrs tree && !isOption tree && hasAttr (head path) tree then atPath (tailOf path) tree.${head path}
    else null;
  tailOf = list: genList (i: elemAt list (i + 1)) (length list - 1);

  # What a value's own options are, where its type evaluated modules of its own.
  instances = path: meta:
    if meta ? configuration then [ { inherit path; inherit (meta) configuration; } ]
    else if meta ? attrs then concatMap (name: instances (path ++ [ name ]) meta.attrs.${name}) (attrNames meta.attrs)
    else if meta ? list then concatLists (genList (i: instances (path ++ [ i ]) (elemAt meta.list i)) (length meta.list))
    else [ ];
  metaOf = option: guarded { } (let meta = option.valueMeta or { }; in if isAttrs meta then meta else { });

  # Sending. `stage` tells what was tried: the record, the files, the definitions.
  announcement = stage: path: toJSON { inherit stage path; };
  send = count: stage: path: records:
    let
      name = announcement stage path;
      texts = map toJSON records;
    in
    if skipped ? ${name} then count
    else trace "${nonce} b ${name}" (foldl' (sent: text: trace "${nonce} v ${text}" (sent + 1)) (forced texts count) texts);
  forced = texts: result: foldl' (before: text: builtins.seq (stringLength text) before) result texts;

  walkOption = count: { path, option }:
    let
      name = announcement "record" path;
      below = instances path (if option.highestPrio or 9999 == 9999 then { } else metaOf option);
    in
    if skipped ? ${name} then count
    else
      trace "${nonce} b ${name}" (
        if below == [ ] then send count "record" path [ (record path option) ]
        else foldl' walkInstance count below
      );
  walkInstance = count: { path, configuration }:
    let
      known = attrNames configuration.options;
      free = filter (name: !(elem name known) && name != "_module") (attrNames configuration.config);
      counted = foldl' walkOption count (optionsBelow path configuration.options);
    in
    foldl' (sent: name: send sent "record" (path ++ [ name ]) [ (freeRecord (path ++ [ name ]) configuration.config.${name}) ]) counted free;

  record = path: option:
    let priority = option.highestPrio or 9999;
    in {
      section = "record";
      inherit path priority;
      type = typeName 0 (option.type or { });
      files = map fileText (guarded [ ] (option.files or [ ]));
      value =
        if priority == 9999 && !(guarded false (option.type ? emptyValue.value)) then special "unset" ""
        else encodeForced 0 option.value;
    };
  freeRecord = path: value: {
    section = "record";
    inherit path;
    priority = 100;
    type = "free";
    files = [ ];
    value = encode 0 value;
  };
  fileText = file: unsafeDiscardStringContext (toString file);

  # Definitions, flattened to their leaves, without the conditions and priorities around them.
  ours = file: let text = fileText file; in builtins.any (source: substring 0 (stringLength source) text == source) sources;
  leaves = path: value:
    let tried = tryEval value;
    in
    if !tried.success then [ { inherit path; value = special "error" "it throws"; } ]
    else leavesForced path tried.value;
  leavesForced = path: value:
    let kind = guarded null (value._type or null);
    in
    if !isAttrs value then [ { inherit path; value = encodeForced 0 value; } ]
    else if kind == "if" then
      (let condition = tryEval value.condition; in
        if !condition.success then [ { inherit path; value = special "error" "its condition throws"; } ]
        else if condition.value then leaves path value.content else [ ])
    else if kind == "merge" then concatMap (leaves path) value.contents
    else if elem kind [ "override" "order" ] then leaves path value.content
    else if kind == "definition" then leaves path value.value
    else if isString kind || value ? outPath || value ? __functor || guarded null (value.type or null) == "derivation" || value == { } || length path >= maxDepth * 2
    then [ { inherit path; value = encodeForced 0 value; } ]
    else concatMap (name: leaves (path ++ [ name ]) value.${name}) (attrNames value);
  effect = file: leaf: leaf // { section = "effect"; files = [ (fileText file) ]; };
  effectsOf = path: { file, value }: map (effect file) (leaves path value);

  # The tree outside the roots. Each node is announced before it is forced: one broken declaration
  # of an input must not hide the definitions elsewhere.
  walkTree = prefix: within: count: tree:
    let
      path = prefix ++ within;
      name = announcement "tree" path;
    in
    if elem within roots || skipped ? ${name} then count
    else trace "${nonce} b ${name}" (
      if isOption tree then walkEffect count path tree
      else if isAttrs tree then foldl' (sent: child: if child == "_module" then sent else walkTree prefix (within ++ [ child ]) sent tree.${child}) count (attrNames tree)
      else count
    );
  walkEffect = count: path: option:
    if filter ours (guarded [ ] (option.files or [ ])) == [ ] then count
    else send count "definitions" path (concatMap (effectsOf path) (filter (definition: ours definition.file) (guarded [ ] (option.definitionsWithLocations or [ ]))));

  # The users whom home-manager has inside a NixOS or macOS host.
  usersOption = atPath [ "home-manager" "users" ] this.options;
  users = if isOption usersOption then instances [ "home-manager" "users" ] (metaOf usersOption) else [ ];

  recordsBelow = prefix: options: concatMap (root: let tree = atPath root options; in if tree == null then [ ] else optionsBelow (prefix ++ root) tree) roots;
  recorded = recordsBelow [ ] this.options ++ concatMap (user: recordsBelow user.path user.configuration.options) users;
  walkDefined = count: foldl' (sent: user: walkTree user.path [ ] sent user.configuration.options) (walkTree [ ] [ ] count this.options) users;
  collected = this.mxmcheck.effects or null;

  counted = foldl' walkOption 0 recorded;
  countedEffects =
    if !effects then counted
    else if collected != null then foldl' (sent: one: send sent "collected" one.path (effectsOf one.path { inherit (one) file value; })) counted collected
    else walkDefined counted;
in
trace "${nonce} r ${toJSON (filter (root: atPath root this.options != null) roots)}" countedEffects
