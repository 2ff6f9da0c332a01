# mxmcheck, with its manual pages and completions.
{
  lib,
  buildGoModule,
  installShellFiles,
  # The address of docs/rules.md of this version, which SARIF and JSON then name with each rule:
  # package.override { rulesUrl = "https://…/docs/rules.md"; }
  rulesUrl ? "",
}:
buildGoModule {
  pname = "mxmcheck";
  version = lib.trim (lib.readFile ../cmd/mxmcheck/version.txt);

  # Only what the Go build reads: a change to a host does not rebuild the tool.
  src = lib.fileset.toSource {
    root = ../.;
    fileset = lib.fileset.unions [
      ../go.mod
      ../go.sum
      ../analyzer
      ../cmd
      ../harness
      (lib.fileset.maybeMissing ../rules)
    ];
  };

  # Computed by `make vendor-hash WRITE=1`.
  vendorHash = "sha256-fC8cTepe86+9rztp6z8xsAPq1vI/tHcw3xiNQUPuWPo=";

  ldflags = lib.optional (rulesUrl != "") "-X main.rulesURL=${rulesUrl}";

  subPackages = [ "cmd/mxmcheck" ];

  nativeBuildInputs = [ installShellFiles ];
  postInstall = ''
    $out/bin/mxmcheck man man1
    installManPage man1/*.1
    for shell in bash fish zsh; do
      $out/bin/mxmcheck completion $shell >mxmcheck.$shell
    done
    installShellCompletion mxmcheck.{bash,fish,zsh}
  '';

  # The tests start nix and git, which a build may not.
  doCheck = false;

  meta = {
    description = "Linter and evaluation harness for Nix flake repositories";
    license = lib.licenses.mit;
    mainProgram = "mxmcheck";
  };
}
