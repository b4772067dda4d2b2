using HospitalChain.Crypto;

namespace HospitalChain.Client.Api;

/// <summary>How far the proxy's key for a folder's grant is: waiting, ready or destroyed, and why it is over.</summary>
public sealed record FolderShareStatus(Bytes32 ChainId, Bytes32 GrantId, string Stage, string? Code);
