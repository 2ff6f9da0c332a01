# `import` of an input that is no flake.
import ./stub.nix "value"
