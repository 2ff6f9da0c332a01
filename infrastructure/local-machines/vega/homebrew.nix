{
  mxmlabs.platforms.darwin.workstation.homebrew = {
    enable = true;
    casks = [ "firefox" ];
  };
}
