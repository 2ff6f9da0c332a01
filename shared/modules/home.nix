# Everything a home may switch on: the same modules inside a host and standalone.
{
  imports = [ ./platforms/home-manager ];
}
