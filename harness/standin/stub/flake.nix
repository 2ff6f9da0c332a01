# An input that has no stand-in of its own.
{ outputs = _: import ./stub.nix "input"; }
