# The systems that the tools of this repository (packages, shells) are built for.
{
  systems = [
    "x86_64-linux"
    "aarch64-linux"
    "aarch64-darwin"
  ];
}
