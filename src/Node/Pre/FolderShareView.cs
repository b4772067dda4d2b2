using HospitalChain.Crypto;

namespace HospitalChain.Node.Pre;

/// <summary>How far the re-encryption key of a folder's grant is.</summary>
/// <param name="Stage">waiting, ready or destroyed.</param>
/// <param name="Code">Why it is over; null while it isn't.</param>
public sealed record FolderShareView(Bytes32 ChainId, Bytes32 GrantId, string Stage, string? Code);
