using HospitalChain.Crypto;

namespace HospitalChain.Node.Api;

/// <summary>A doctor's credit.</summary>
/// <param name="ExpelledAtHeight">Height of the block that expelled the doctor; null in good standing.</param>
public sealed record CreditView(Bytes32 Key, uint Points, bool Expelled, ulong? ExpelledAtHeight);
