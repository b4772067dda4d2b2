using HospitalChain.Crypto;

namespace HospitalChain.Client.Documents;

/// <summary>One holder of a document that is to be erased.</summary>
/// <param name="Holder">Its signing key.</param>
/// <param name="Part">store or proxy.</param>
/// <param name="ConfirmedMillis">When it destroyed what it had, as it signed; null while it did not confirm.</param>
/// <param name="Code">Why it did not confirm when it was asked last, or null.</param>
public sealed record HolderStanding(Bytes32 Holder, string Part, ulong? ConfirmedMillis, string? Code);
