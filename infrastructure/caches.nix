# The binary caches that every machine asks beside the one of the NixOS project.
# The key is an example: its private half was thrown away.
{
  mxmlabs.base.nix-config.caches = [
    {
      url = "https://cache.example.org";
      publicKey = "cache.example.org-1:d+8WX9velVT7OsLCQibDlIPzzOcrL0Wlo6k0woI5U+k=";
    }
  ];
}
