using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace HospitalChain.Crypto;

/// <summary>The secret part of a keystore: the seed, and the counters that keep a visit's or share's key from being used twice.</summary>
public sealed class KeystoreContents : IDisposable
{
    internal const int Size = KeyTree.SeedSize + 12;

    private readonly byte[] seed = GC.AllocateArray<byte>(KeyTree.SeedSize, pinned: true);

    /// <param name="seed">32 secret bytes, copied.</param>
    /// <param name="counters">All zero in a new keystore.</param>
    public KeystoreContents(ReadOnlySpan<byte> seed, KeystoreCounters counters = default)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(seed.Length, KeyTree.SeedSize);
        seed.CopyTo(this.seed);
        Counters = counters;
    }

    public KeystoreCounters Counters { get; }

    /// <summary>The keys; the caller disposes them.</summary>
    public KeyTree Keys() => new(seed);

    /// <summary>The same seed with other counters.</summary>
    public KeystoreContents With(KeystoreCounters counters) => new(seed, counters);

    public void Dispose() => CryptographicOperations.ZeroMemory(seed);

    public override string ToString() => "Secret(32)";

    internal void Write(Span<byte> bytes)
    {
        seed.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[KeyTree.SeedSize..], Counters.Epoch);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[(KeyTree.SeedSize + 4)..], Counters.NextVisit);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[(KeyTree.SeedSize + 8)..], Counters.NextShare);
    }

    internal static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out KeystoreContents? contents)
    {
        contents = bytes.Length != Size ? null : new KeystoreContents(
            bytes[..KeyTree.SeedSize],
            new KeystoreCounters(
                BinaryPrimitives.ReadUInt32BigEndian(bytes[KeyTree.SeedSize..]),
                BinaryPrimitives.ReadUInt32BigEndian(bytes[(KeyTree.SeedSize + 4)..]),
                BinaryPrimitives.ReadUInt32BigEndian(bytes[(KeyTree.SeedSize + 8)..])));
        return contents is not null;
    }
}
