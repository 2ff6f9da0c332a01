# The walker: turns one evaluated host into records, streamed through builtins.trace.
#
# In: how to walk, then the set of the flake that holds the host. Out: the number of records sent.
# Each part is announced before it is evaluated, because tryEval does not catch every error: what
# was announced last is what failed. A walk that ended so is resumed behind that part, and forces
# nothing that lies before it. The nonce keeps traces of the flake from being read as ours.
{
  nonce,
  host,
  set, # what the set that holds the host is called
  roots, # option paths recorded whole
  sources, # where the flake stands in the store: what lies below is a file of the repository
  effects, # whether to record definitions outside the roots
  exact, # whether to tell what a comparison of two evaluations needs beside the records
  lowDefinitions, # whether the repository may define options at the priority of their defaults
  way, # how to find effects: "", "modules" or "whole"; see walkEffects
  findOwn, # own.nix
  taking, # taken.nix
  encoding, # encode.nix
  telling, # tell.nix
  joining, # joined.nix
  declaring, # declared.nix
  asGiven, # given.nix
  bytes, # see there
  wantTexts, # whether to find out what it says where a value throws, for one process each
  after, # JSON: the place at which an earlier walk ended; null for a whole walk
  late, # JSON: the places that ended the walk of other hosts: they are walked last, and by themselves
}:
configurations:
let
  inherit (builtins)
    attrNames concatLists concatMap concatStringsSep elem elemAt filter foldl' fromJSON functionArgs genList hasAttr hashString
    head isAttrs isFunction isList isString length listToAttrs mapAttrs parseDrvName seq stringLength substring toJSON trace
    tryEval typeOf unsafeDiscardStringContext;

  this = let found = configurations.${host}; in
    if isAttrs found && found ? options then found
    else throw (
      "${set}.${host} is no host"
      + (if !(isAttrs found) then ": it is ${typeOf found}" else if holdsHosts found then " but a set of hosts; [eval] hosts-in takes \"${set}.*\"" else ": it has no options"));
  holdsHosts = value: let names = attrNames value; in
    names != [ ] && (let first = tryEval value.${head names}; in first.success && isAttrs first.value && first.value ? options && first.value ? config);
  ended = fromJSON after;
  lastPlaces = fromJSON late;

  inherit (encoding { inherit exact bytes; placeholders = this ? mxmcheck; }) encode encodeForced gather guarded isPackage isSetOf leaf maxDepth maxNodes pushDown special throwing told typeName;
  inherit (telling { inherit nonce told wantTexts ended lastPlaces; }) announced announcedIn done inOrder number send toldPath toldRecord untold;
  isOption = value: isAttrs value && value._type or null == "option";

  # The option tree.
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

  instancesOf = option: instances [ ] (if option.highestPrio or 9999 == 9999 then { } else metaOf option);

  walkRecords = at: path: count: tree:
    announced "record" at path [ ] count (
      if isOption tree then walkOption at path count tree
      else if isAttrs tree then walkBelow at path count tree
      else count
    );
  # Most of a walk: so what an option is told as is sent with the announcement of the next one, where
  # the walk is neither resumed nor in another order.
  walkBelow = at: path: count: tree:
    let
      names = filter (name: name != "_module") (attrNames tree);
      said = toldPath path;
      announcedBelow = announcedIn "record" at said;
      all = foldl'
        (before: name:
          let there = at ++ [ name ]; here = path ++ [ name ]; it = tree.${name}; one = record here it; word = told name; text = toldRecord (said ++ [ word ]) one; in
          announcedBelow before.told name word (
            if !isOption it then flushed (if isAttrs it then walkBelow there here before.count it else before.count)
            else if instancesOf it != [ ] || wantTexts && one.errors != [ ] then flushed (walkOption there here before.count it)
            else seq (stringLength text) (flushed (before.count + 1) // { told = text; })))
        { inherit count; told = ""; }
        names;
    in
    if inOrder then (if all.told == "" then all.count else trace all.told all.count)
    else foldl' (sent: name: walkRecords (at ++ [ name ]) (path ++ [ name ]) sent tree.${name}) count names;
  flushed = count: seq count { inherit count; told = ""; };
  walkOption = at: path: count: option:
    let below = instancesOf option; in
    if below == [ ] then send at count [ (record path option) ]
    else foldl' (sent: one: walkInstance (at ++ one.path) (path ++ one.path) sent one.configuration) count below;
  walkInstance = at: path: count: configuration:
    announced "record" at path [ ] count (foldl'
      (sent: name:
        let here = path ++ [ name ]; there = at ++ [ name ]; in
        if name == "_module" then sent
        else if configuration.options ? ${name} then walkRecords there here sent configuration.options.${name}
        else announced "record" there here [ ] sent (send there sent [ (freeRecord here configuration.config.${name}) ]))
      count
      (attrNames (configuration.config // configuration.options)));

  record = path: option:
    let
      priority = option.highestPrio or 9999;
      encoded =
        if priority == 9999 && !(guarded false (option.type ? emptyValue.value)) then leaf 0 (special "unset" "")
        else encodeForced option.value;
    in {
      section = "record";
      inherit path priority;
      type = typeName 0 (option.type or { });
      files = map fileText (guarded [ ] (option.files or [ ]));
      value = encoded.out;
      errors = if encoded.errors == [ ] || tellsAll option then encoded.errors else [ (head encoded.errors) ];
    };
  # What each value says that throws costs a process. In an option of inputs, such as a set of packages that
  # are refused, it is found out of the first one.
  tellsAll = option: builtins.any ours (guarded [ ] (option.declarations or [ ]) ++ guarded [ ] (option.files or [ ]));
  freeRecord = path: value: let encoded = encode value; in {
    section = "record";
    inherit path;
    priority = 100;
    type = "free";
    files = [ ];
    value = encoded.out;
    inherit (encoded) errors;
  };
  fileText = file: unsafeDiscardStringContext (toString file);

  # Definitions, flattened to their leaves, without the conditions and priorities around them.
  # A copy of the flake's tree, as "${./.}" makes one, has the name of the tree in the store after a hash of 32 digits, and a
  # copy of a copy after two.
  copyName = let all = builtins.filter (source: substring 0 11 source == "/nix/store/") sources; in if all == [ ] then null else substring 11 (0 - 1) (builtins.head all);
  ours = file:
    let text = fileText file; in
    builtins.any (source: substring 0 (stringLength source) text == source) sources
    || copyName != null && substring 0 11 text == "/nix/store/" && builtins.any (start: substring start (stringLength copyName) text == copyName) [ 44 77 ];
  leavesOf = under: path: value:
    let all = leaves under path maxNodes value; in
    all.out ++ (if all.left <= 0 then [ { inherit path; value = special "cut" "more than ${toString maxNodes} definitions"; errors = [ ]; } ] else [ ]);
  leaves = under: path: left: value:
    let tried = tryEval value;
    in
    if !tried.success then one under path left (throwing 0 value)
    else leavesKnown under path left tried.value;
  one = under: path: left: encoded: { left = left - 1; errors = [ ]; out = [ ({ inherit path; value = encoded.out; inherit (encoded) errors; } // (if exact then { inherit under; } else { })) ]; };
  property = value: [ (guarded "?" "${value._type} ${toString value.priority}") ];
  leavesKnown = under: path: left: value:
    let
      kind = guarded null (value._type or null);
      condition = tryEval value.condition;
    in
    if !isAttrs value then one under path left (encodeForced value)
    else if kind == "if" then
      if !condition.success then one under path left (throwing 0 value.condition)
      else if condition.value then leaves under path left value.content else { inherit left; out = [ ]; errors = [ ]; }
    else if kind == "merge" then (if (tryEval value.contents).success then gather (leaves under path) left value.contents else one under path left (throwing 0 value.contents))
    else if elem kind [ "override" "order" ] then leaves (under ++ property value) path left value.content
    else if kind == "definition" then leaves under path left value.value
    else if isString kind || value ? outPath || value ? __functor || isPackage value || attrNames value == [ ] || length path >= maxDepth * 2
    then one under path left (encodeForced value)
    else gather (left: name: leaves under (path ++ [ name ]) left value.${name}) left (attrNames value);
  effect = file: leaf: leaf // { section = "effect"; files = if fileText file == unknownFile then [ ] else [ (fileText file) ]; };
  effectsOf = effectsUnder [ ];
  effectsUnder = under: path: { file, value, ... }: map (effect file) (leavesOf under path value);

  # Effects, in one of three ways. The stand-ins list all definitions. Otherwise the modules of the
  # repository tell which options they define, and only these are forced; or every option is, where
  # a lib does not give its modules away.
  own = inHost: configuration: if way == "whole" then null else findOwn { inherit ours taking; } inHost configuration.options configuration.config;
  walkEffects = at: prefix: count: configuration: found:
    let
      inherit (found) modules;
      free = hasFree configuration;
      items = map (m: { inherit (m) file ours place; inherit free; conditions = [ ]; priority = null; order = null; value = m.config; }) modules;
      declared = map (m: { inherit (m) file ours place; value = m.options; }) (filter (m: m.ours && m.options != { }) modules);
      checked = count: foldl'
        (sent: name:
          if configuration.options ? ${name} then walkDefined false checks.${name} (at ++ [ 0 name ]) (prefix ++ [ name ]) [ ] sent configuration.options.${name} (below name items) (below name declared)
          else sent)
        count
        (attrNames checks);
    in
    announced "modules" at prefix [ ] count (
      if found == null then trace "${nonce} w" (walkTaken (at ++ [ 2 ]) prefix (if configuration.options ? _module then anyModules else null)
        (walkTree false (at ++ [ 1 ]) prefix [ ] (walkChecks (at ++ [ 0 ]) prefix count configuration.options) configuration.options (freeConfig configuration)))
      else walkDeclared { skips = recorded; values = _: false; } (at ++ [ 3 ]) prefix (walkTaken (at ++ [ 2 ]) prefix found.taken (walkDefined false effectsOf (at ++ [ 1 ]) prefix [ ] (checked count) configuration.options items declared)) (filesOf declared) configuration.options
    );
  filesOf = map (one: { inherit (one) value; file = if ours one.file then one.file else if one.place == "" then unknownFile else one.place; });
  recorded = path: elem path roots || path == [ "home-manager" "users" ] && users != [ ];
  inherit (declaring { inherit announced effect encode guarded isOption leaf number placesOf send special unknownFile; }) isFunctions ofType walkDeclared;

  # What is taken from inputs. A module that its text does not tell from others is as a function is; where a lib
  # does not tell its modules there may be such. What no module system makes takes none.
  anyModules = { imports = [ { file = ""; text = "any input"; told = false; } ]; disabledModules = [ ]; modulesPath = null; };
  walkTaken = at: prefix: taken: count:
    let
      one = path: file: value: effect (if file == "" then unknownFile else file) { inherit value; path = prefix ++ [ path ]; errors = [ ]; };
      module = path: { file, text, told }: one path file (if told then special "path" (fileText text) else special "function" "in ${fileText text}");
      each = place: path: sent: announced "definitions" (at ++ [ place ]) (prefix ++ [ path ]) [ ] sent (send (at ++ [ place ]) sent (map (module path) taken.${path}));
      made = sent: announced "definitions" (at ++ [ 2 ]) (prefix ++ [ "modulesPath" ]) [ ] sent (
        send (at ++ [ 2 ]) sent [ (one "modulesPath" "" (if taken.modulesPath == null then null else special "path" (fileText taken.modulesPath))) ]);
    in
    if taken == null then count else seq count (foldl' (sent: part: part sent) count [ (each 0 "imports") (each 1 "disabledModules") made ]);

  # What modules define below a path, alongside the options there. Conditions are gathered on the
  # way and looked at where an option is: as the module system does, which forces the rest too.
  # What no option is declared for belongs to a freeformType, which keeps no definitions: `freeOnly`
  # leaves options out, where records tell them.
  walkDefined = freeOnly: what: at: prefix: within: count: tree: items: declared:
    let
      unfolded = concatMap unfold items;
      names = attrNames (foldl' (all: one: if isPlain one.value then all // one.value else all) { } (filter (one: one.ours) unfolded ++ declared));
      path = prefix ++ within;
    in
    announced "definitions" at path (placesOf (filter (one: one.ours) items ++ declared)) count (
      if isOption tree then (if freeOnly && elem within toldAsChecks then count else walkDefinedOption freeOnly what at path count tree items declared)
      else if isAttrs tree then foldl'
        (sent: name:
          let under = within ++ [ name ]; in
          if name == "_module" then sent
          else if tree ? ${name} then walkDefined (freeOnly || elem under apart) what (at ++ [ name ]) prefix under sent tree.${name} (below name unfolded) (below name declared)
          else walkFree (at ++ [ name ]) (path ++ [ name ]) sent (filter (one: one.ours && one.free) (below name unfolded)))
        count
        names
      else count
    );
  walkFree = at: path: count: items:
    announced "definitions" at path (placesOf items) count (send at count (concatMap (freeEffects path) items));
  freeEffects = path: one: effectsUnder
    ((if one.priority == null then [ ] else [ "override ${toString one.priority}" ]) ++ (if one.order == null then [ ] else [ "order ${toString one.order}" ]))
    path
    {
      file = if ours one.file then one.file else if one.place == "" then unknownFile else one.place;
      value = foldl' (content: condition: { _type = "if"; inherit condition content; }) one.value one.conditions;
    };
  isPlain = value: let tried = tryEval value; in tried.success && isAttrs tried.value && !isString (guarded null (tried.value._type or null));
  below = name: items: map (one: one // { value = one.value.${name}; }) (filter (one: isPlain one.value && one.value ? ${name}) (concatMap unfold items));
  placesOf = items: attrNames (listToAttrs (map (one: { name = fileText one.place; value = null; }) (filter (one: one.place != "") items)));
  unfold = unfoldWhere (_: true);
  unfoldWhere = goOn: item:
    let
      tried = tryEval item.value;
      inherit (tried) value;
      kind = guarded null (value._type or null);
      into = changes: unfoldWhere goOn (item // changes);
    in
    if !tried.success || !isAttrs value then [ item ]
    else if kind == "if" then (if goOn value.condition then into { conditions = item.conditions or [ ] ++ [ value.condition ]; value = value.content; } else [ ])
    else if kind == "merge" && (tryEval value.contents).success then concatMap (content: into { value = content; }) value.contents
    else if kind == "override" then into { priority = if item.priority == null then value.priority else item.priority; value = value.content; }
    else if kind == "order" then into { order = if item.order == null then value.priority else item.order; priority = if item.priority == null then 100 else item.priority; value = value.content; }
    else [ item ];

  holds = condition: guarded true condition; # one that throws is for the option to tell
  walkDefinedOption = freeOnly: what: at: path: count: option: items: declared:
    let
      active = filter (one: builtins.all holds one.conditions) items;
      mine = filter (one: one.ours) active ++ (if option ? default then declared else [ ]);
      given = filter (one: one.ours) items;
      defaults = if option ? default then map (one: one // { conditions = [ ]; priority = 1500; order = null; value = option.default; }) (filter (one: one.value ? default) declared) else [ ];
    in
    if given == [ ] && (freeOnly || defaults == [ ]) then count
    else if freeOnly then walkUnjoined what at path count given option.value
    else walkJoined what at path count (given ++ defaults) (
      if mine == [ ] then [ ]
      else if builtins.all (one: ours one.file) mine then filter (one: ours one.file) option.definitionsWithLocations
      else attributed option active declared);
  inherit (joining {
    inherit ended announced send number throwing effect placesOf;
    unfoldHolding = one: if builtins.all holds one.conditions then unfoldWhere holds one else [ ];
    fileOf = one: if ours one.file then one.file else if one.place == "" then unknownFile else one.place;
  }) walkJoined walkUnjoined;

  # An option's definitions that are the repository's, where Nix calls modules of several origins by
  # one file: the definitions of a file are in the order of its modules, as far as they count.
  attributed = option: active: declared:
    let
      all = option.definitionsWithLocations;
      sameFile = file: filter (one: fileText one.file == file);
      entries = file: builtins.sort (a: b: a.at < b.at) (filter (one: one.priority == option.highestPrio) (
        (if option ? default && fileText (head (option.declarations ++ [ "" ])) == file then [ { priority = 1500; at = 1000; place = if sameFile file declared == [ ] then null else (head (sameFile file declared)).place; } ] else [ ])
        ++ map
          (one: { priority = if one.priority == null then 100 else one.priority; at = if one.order == null then 1000 else one.order; place = if one.ours then one.place else null; })
          (concatMap (unfoldWhere holds) (sameFile file active))));
      place = i: one:
        let
          file = fileText one.file;
          known = entries file;
        in
        if ours one.file then one.file
        else if length known != length (sameFile file all) then (if builtins.any (entry: entry.place != null) known then "" else null)
        else (elemAt known (length (sameFile file (genList (elemAt all) i)))).place;
    in
    concatMap (entry: if entry.file == null then [ ] else [ (entry // { file = if entry.file == "" then unknownFile else entry.file; }) ])
      (genList (i: let one = elemAt all i; in { file = place i one; inherit (one) value; }) (length all));

  unknownFile = "<unknown-file>";
  oursOrUnknown = file: ours file || fileText file == unknownFile;

  # What the repository defines of an option, by a function of the option's path and a definition.
  # Where even the files cannot be told, that is said.
  walkDefinitions = what: at: path: count: option:
    let files = tryEval (let all = option.files or [ ]; in seq (length (map stringLength (map fileText all))) all);
    in
    if untouched option then count
    else if !files.success then untold count path
    else if filter oursOrUnknown files.value == [ ] then count
    else announced "definitions" (at ++ [ 0 ]) path (map fileText (filter ours files.value)) count (
      send (at ++ [ 0 ]) count (concatMap (what path) (filter (definition: oursOrUnknown definition.file) (option.definitionsWithLocations or [ ])))
    );

  # Whether only the default that an input declares is there. The priority tells so without a look
  # at the default itself, which often cannot be evaluated: asking for the files looks at it.
  untouched = option:
    !lowDefinitions && option ? default && guarded 0 (option.highestPrio or 0) == 1500 && !(builtins.any ours (guarded [ ] (option.declarations or [ ])));

  # The tree outside the roots. Each node is announced before it is forced: one broken declaration
  # of an input must not hide the definitions elsewhere.
  walkTree = freeOnly: at: prefix: within: count: tree: free:
    announced "tree" at (prefix ++ within) [ ] count (
      if isOption tree then (if freeOnly then count else walkExtended at prefix within (walkDefinitions effectsOf at (prefix ++ within) count tree) tree)
      else if isAttrs tree then foldl'
        (sent: name:
          let below = within ++ [ name ]; there = at ++ [ name ]; in
          if name == "_module" then sent
          else if !(tree ? ${name}) then announced "definitions" there (prefix ++ below) [ ] sent (send there sent (effectsOf (prefix ++ below) { file = unknownFile; value = free.${name}; }))
          else if noFree free && elem below apart then sent
          else walkTree (freeOnly || elem below apart) there prefix below sent tree.${name} (if noFree free then null else free.${name} or { }))
        (walkUnmade at (prefix ++ within) count free)
        (attrNames (tree // (if isPlain free then free else { })))
      else count
    );
  walkExtended = at: prefix: within: count: option:
    let
      path = prefix ++ [ "options" ] ++ within;
      files = filter ours (guarded [ ] (option.declarations or [ ]));
      each = file: map (value: effect file { inherit path value; errors = [ ]; }) ofType;
    in
    if files == [ ] || recorded within || !isFunctions option then count
    else announced "definitions" (at ++ [ 1 ]) path (map fileText files) count (send (at ++ [ 1 ]) count (concatMap each files));
  noFree = free: guarded false (free == null);
  # Where such a type refuses what it is given, the values beside options are not there to be told.
  walkUnmade = at: path: count: free:
    if (tryEval free).success then count
    else announced "definitions" (at ++ [ "" ]) path [ ] count (send (at ++ [ "" ]) count (effectsOf path { file = unknownFile; value = free; }));

  # The values that a freeformType may have made beside the options; null if there is none. Without
  # one, a module system that does not refuse definitions without an option drops them.
  hasFree = configuration: guarded null (configuration.options._module.freeformType.value or null) != null;
  freeConfig = configuration: if hasFree configuration then configuration.config else null;
  apart = roots ++ toldAsChecks;
  toldAsChecks = map (name: [ name ]) (attrNames checks);

  # Warnings, and assertions that fail, as far as the repository makes them.
  walkChecks = at: prefix: count: options:
    foldl'
      (sent: name:
        let option = options.${name} or null; in
        announced "tree" (at ++ [ name ]) (prefix ++ [ name ]) [ ] sent (if isOption option then walkDefinitions checks.${name} (at ++ [ name ]) (prefix ++ [ name ]) sent option else sent))
      count
      (attrNames checks);
  checks =
    let
      each = f: path: { file, value, ... }:
        let tried = tryEval value; in
        if !tried.success then [ (checkOf file path (throwing 0 value)) ]
        else concatMap (one: let encoded = f one; in if encoded == null then [ ] else [ (checkOf file path encoded) ]) tried.value;
      checkOf = file: path: encoded: effect file { inherit path; value = encoded.out; inherit (encoded) errors; };
    in
    {
      assertions = each (one:
        let holds = tryEval one.assertion; message = encode one.message; in
        if !holds.success then throwing 0 one.assertion
        else if holds.value then null
        else if isString message.out then leaf 0 (special "failed" message.out)
        else message);
      warnings = each encode;
  };

  # The users whom home-manager has inside a NixOS or macOS host.
  ownOfHost = own true this;
  usersOption = atPath [ "home-manager" "users" ] this.options;
  users = if done [ 1 ] && length ended == 1 then [ ] else if isOption usersOption then map (one: one // { modules = own false one.configuration; }) (instances [ "home-manager" "users" ] (metaOf usersOption)) else [ ];
  eachUser = f: count: foldl' (sent: { i, it }: f i it sent) count (number users);

  walkRoots = at: prefix: options: count: foldl'
    (sent: { i, it }: let tree = atPath it options; in if tree == null then sent else walkRecords (at ++ [ i ]) (prefix ++ it) sent tree)
    count
    (number roots);
  collected = if way == "" then this.mxmcheck.told or null else null;
  inherit (asGiven { inherit announced effectsUnder fileText guarded isSetOf number ours pushDown send; }) walkGiven walkTold;

  # What modules declare under the stand-ins. A module that one of theirs imports is called by their name, if it has none.
  walkOwn = at: prefix: { mxmcheck, options, ... }: count:
    walkDeclared { skips = path: mxmcheck.skips path && !(elem path toldAsChecks); values = path: !(elem path toldAsChecks); } at prefix count (concatMap notTheirs mxmcheck.declared) options;
  notTheirs = one:
    let stands = filter (at: at != null && ours at.file) (map (name: builtins.unsafeGetAttrPos name one.value) (attrNames one.value)); in
    if one.file != "<stand-in>" then [ one ] else if stands == [ ] then [ ] else [ (one // { inherit (head stands) file; }) ];

  # A home of which nothing is defined is a home all the same.
  walkHome = at: user: count:
    let
      sent = walkGiven at user.path user.configuration.mxmcheck count;
      bare = one: one.file == "<stand-in>" || guarded false (removeAttrs one.value [ "_module" ] == { });
    in
    if !(builtins.all bare user.configuration.mxmcheck.definitions) then sent
    else announced "definitions" (at ++ [ "" ]) user.path [ ] sent (send (at ++ [ "" ]) sent [ (effect unknownFile { path = user.path ++ [ "modulesPath" ]; value = null; errors = [ ]; }) ]);

  # What the host runs on, if it tells.
  systemOf = one: one.pkgs.stdenv.hostPlatform.system or one.pkgs.system or one.config.nixpkgs.hostPlatform.system or one.config.nixpkgs.hostPlatform or "";
  walkSystem = at: count:
    announced "system" at [ ] [ ] count (
      let system = guarded "" (systemOf this); in
      if isString system && system != "" then trace "${nonce} s ${toJSON (unsafeDiscardStringContext system)}" count else count
    );

  # The parts of a walk, in order, with `at` before their places.
  parts = at: [
    (walkSystem (at ++ [ (-1) ]))
    (walkRoots (at ++ [ 0 ]) [ ] this.options)
    (count: announced "tree" (at ++ [ 1 ]) [ "home-manager" "users" ] [ ] count (seq (length users) count))
    (eachUser (i: user: walkRoots (at ++ [ 2 i ]) user.path user.configuration.options))
  ] ++ (if !effects then [ ] else if collected != null then [
    (count: walkChecks (at ++ [ 3 0 ]) [ ] count this.options)
    (eachUser (i: user: count: walkChecks (at ++ [ 3 (i + 1) ]) user.path count user.configuration.options))
    (walkTold (at ++ [ 4 ]) collected)
    (walkGiven (at ++ [ 5 0 ]) [ ] this.mxmcheck)
    (eachUser (i: walkHome (at ++ [ 5 (i + 1) ])))
    (walkOwn (at ++ [ 6 0 ]) [ ] this)
    (eachUser (i: user: walkOwn (at ++ [ 6 (i + 1) ]) user.path user.configuration))
  ] else [
    (count: walkEffects (at ++ [ 4 ]) [ ] count this ownOfHost)
    (eachUser (i: user: count: walkEffects (at ++ [ 5 i ]) user.path count user.configuration user.modules))
  ]);

  # What a lib must tell of an option: without it all looks unset, and nothing defined.
  lacked =
    let option = this.options._module.args or null; in
    if isOption option then filter (name: !(option ? ${name})) [ "highestPrio" "definitionsWithLocations" ] else [ ];
in
if lacked != [ ] then trace "${nonce} l ${toJSON lacked}" 0
else trace "${nonce} r ${toJSON (filter (root: atPath root this.options != null) roots)}" (foldl' (count: part: part count) 0
  (parts [ ] ++ concatLists (genList (i: parts [ 9 i ]) (length lastPlaces))))
