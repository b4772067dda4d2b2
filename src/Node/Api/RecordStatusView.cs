using HospitalChain.Crypto;

namespace HospitalChain.Node.Api;

/// <summary>How far a record has come.</summary>
/// <param name="Status">unknown, accepted, promised, in-block or rejected.</param>
/// <param name="Promise">Hex of the supernode's PROMISE while it is not decided.</param>
/// <param name="Height">Height of the block that decided it.</param>
/// <param name="Code">Why it was rejected.</param>
public sealed record RecordStatusView(Bytes32 RecordId, string Status, string? Promise, ulong? Height, string? Code);
