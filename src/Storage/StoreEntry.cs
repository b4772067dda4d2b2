namespace HospitalChain.Storage;

/// <summary>One key and its value, copied out of the store.</summary>
public readonly record struct StoreEntry(ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value);
