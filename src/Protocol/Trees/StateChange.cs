using HospitalChain.Crypto;

namespace HospitalChain.Protocol.Trees;

/// <summary>One key set to a value, or removed.</summary>
public readonly record struct StateChange
{
    private StateChange(Bytes32 key, ReadOnlyMemory<byte>? value)
    {
        Key = key;
        Value = value;
    }

    public Bytes32 Key { get; }

    /// <summary>The new value, or null where the key is removed.</summary>
    public ReadOnlyMemory<byte>? Value { get; }

    public static StateChange Set(Bytes32 key, ReadOnlyMemory<byte> value) => new(key, value);

    public static StateChange Remove(Bytes32 key) => new(key, null);
}
