# What the stand-ins tell of the definitions of a host: they list all.
#
# In: what announces and sends (tell.nix), and what the walker knows of values. Out: a walk of the
# definitions that are told as they are, and one of the modules as they were given.
{
  announced,
  effectsUnder,
  fileText,
  guarded,
  isSetOf,
  number,
  ours,
  pushDown,
  send,
}:
let
  inherit (builtins) attrNames filter foldl' isAttrs toString tryEval;

  propertiesOf = one:
    (if one.priority or 100 == 100 then [ ] else [ "override ${toString one.priority}" ]) ++ (if one.order or 1000 == 1000 then [ ] else [ "order ${toString one.order}" ]);
  walkTold = at: collected: count: foldl'
    (sent: { i, it }: announced "definitions" (at ++ [ i ]) it.path [ (fileText it.file) ] sent (send (at ++ [ i ]) sent (effectsUnder [ ] it.path { inherit (it) file value; })))
    count
    (number (filter (it: it.imported or null == null || !(ours it.imported)) collected));

  # What the modules of a host define under the stand-ins, each module by itself and each name in it
  # announced: a definition that ends the evaluation costs that definition. Each is sent with its
  # priority, because which of them count is known when all are there.
  walkGiven = at: prefix: { definitions, skips, ... }: count: foldl'
    (sent: { i, it }: walkGivenAt skips (at ++ [ i ]) prefix [ ] sent { inherit (it) file value; priority = 100; order = 1000; })
    count
    (number definitions);
  walkGivenAt = skips: at: prefix: path: count: def:
    if skips path then count
    else announced "definitions" at (prefix ++ named path) [ (fileText def.file) ] count (givenAt skips at prefix path count def);
  givenAt = skips: at: prefix: path: count: def:
    let
      inherit (def) value;
      kind = guarded null (value._type or null);
      into = changes: givenAt skips at prefix path count (def // changes);
      here = value: send at count (map (one: one // { inherit (def) priority; }) (effectsUnder (propertiesOf def) (prefix ++ named path) { inherit (def) file; inherit value; }));
      holds = tryEval value.condition;
      pushed = if path == [ ] then pushDown value.condition value.content else null;
      inner = name: below: walkGivenAt skips (at ++ [ name ]) prefix below;
    in
    if !(tryEval value).success || !isAttrs value then here value
    else if kind == "if" then (if !holds.success then (if pushed == null then here value else into { value = pushed; }) else if holds.value then into { value = value.content; } else count)
    else if kind == "merge" then (
      if !(tryEval value.contents).success then here value.contents
      else foldl' (sent: { i, it }: inner i path sent (def // { value = it; })) count (number value.contents))
    else if kind == "override" then into { inherit (value) priority; value = value.content; }
    else if kind == "order" then into { order = value.priority; value = value.content; }
    else if kind == "definition" then into { inherit (value) file value; }
    else if isSetOf path value then foldl' (sent: name: inner name (path ++ [ name ]) sent (def // { value = value.${name}; })) count (attrNames value)
    else here value;
  named = path: if path == [ ] then [ "config" ] else path; # a module without a name
in
{
  inherit walkGiven walkTold;
}
