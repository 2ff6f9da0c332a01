# What the machines share on the network.
{
  # A host's own name is <host>.<domain>.
  domain = "example.org";

  # Where this repository is: machines that upgrade by themselves build from there.
  flake = "git+https://git.example.org/infrastructure";

  # The machines that upgrade by themselves, one after the other: each has an hour in which it upgrades and restarts, the first
  # from `from` on, in UTC. What breaks the first one is seen before the next has it; what the others need comes last.
  upgrades = {
    from = 3;
    order = [
      "bastion"
      "titan"
      "web"
      "database"
    ];
  };

  # Terraform's state: null for the folder in which it runs, else as in
  # { backend = "s3"; settings = { bucket = "infrastructure"; key = "hetzner"; region = "eu-central"; }; }
  state = null;

  # The private network of the servers at Hetzner; a server is in it when its entry has a `privateAddress`.
  private = {
    name = "internal";
    range = "10.0.0.0/16";
    subnet = "10.0.1.0/24";
    zone = "eu-central";
  };
}
