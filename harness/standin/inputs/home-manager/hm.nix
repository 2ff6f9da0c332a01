# What home-manager adds to lib, as far as homes are written with it: `lib.hm`.
{ lib }:
{
  # Entries that stand in an order; home-manager sorts them when it builds.
  dag =
    let
      entryBetween = before: after: data: { inherit after before data; };
      several = entry: tag: lib.imap0 (i: data: lib.nameValuePair "${tag}-${toString i}" (entry i data));
    in
    {
      inherit entryBetween;
      empty = { };
      isEntry = entry: entry ? data && entry ? after && entry ? before;
      entryAnywhere = entryBetween [ ] [ ];
      entryAfter = entryBetween [ ];
      entryBefore = before: entryBetween before [ ];
      map = f: lib.mapAttrs (name: entry: entry // { data = f name entry.data; });
      entriesAnywhere = tag: list: lib.listToAttrs (several (i: entryBetween [ ] (lib.optional (i > 0) "${tag}-${toString (i - 1)}")) tag list);
    };
  inherit (lib) gvariant;
  types.dagOf = lib.types.attrsOf;
  maintainers = { };
  strings.storeFileName = path: "hm_${lib.replaceStrings [ "/" " " ] [ "" "_" ] (baseNameOf path)}";
}
