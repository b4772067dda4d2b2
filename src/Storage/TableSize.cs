namespace HospitalChain.Storage;

/// <summary>How much one table holds.</summary>
/// <param name="FileBytes">Bytes in the table's files.</param>
/// <param name="KeysEstimated">About how many keys it has.</param>
public readonly record struct TableSize(long FileBytes, long KeysEstimated);
