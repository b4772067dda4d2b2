namespace HospitalChain.Node.Configuration;

/// <summary>An S3-compatible service that keeps this node's content.</summary>
/// <param name="Endpoint">Its address; plain http only on this machine.</param>
/// <param name="Region">Region that requests are signed for.</param>
/// <param name="Bucket">An existing bucket without versions.</param>
/// <param name="Prefix">Begins every key; empty, or ends with a slash.</param>
/// <param name="CredentialsFile">Access key in the first line, secret key in the second; nobody else may read it.</param>
public sealed record S3Options(Uri Endpoint, string Region, string Bucket, string Prefix, string CredentialsFile);
