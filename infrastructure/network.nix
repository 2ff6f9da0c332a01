# What the machines share on the network.
{
  # A host's own name is <host>.<domain>.
  domain = "example.org";

  # The private network of the servers at Hetzner; a server is in it when its entry has a `privateAddress`.
  private = {
    name = "internal";
    range = "10.0.0.0/16";
    subnet = "10.0.1.0/24";
    zone = "eu-central";
  };
}
