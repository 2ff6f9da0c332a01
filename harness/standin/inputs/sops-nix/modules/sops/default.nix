{ imports = [ ../secrets.nix ]; }
