namespace HospitalChain.Node.Configuration;

/// <summary>Whose keys the module <c>pre</c> works with: the proxy is a party of its own on the registry chain.</summary>
public sealed record ProxyOptions(string KeystorePath, string PassphraseFile);
