using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.State;

/// <summary>
/// Where an enrolled key stands among its party's keys (decision record 0025). Credit, visits, teams, grants and mail follow
/// the party, which the state knows by its first key.
/// </summary>
public sealed record KeyCourse
{
    private const int Fields = 7;

    /// <summary>A first key, in force, with the certificate it was enrolled with.</summary>
    public static readonly KeyCourse Unchanged = new();

    /// <summary>The party's first key; zero where this is it.</summary>
    public Bytes32 Party { get; init; }

    /// <summary>How many keys the party had before this one.</summary>
    public uint Epoch { get; init; }

    /// <summary>Block time at which this key came; zero for a first key.</summary>
    public ulong SinceMillis { get; init; }

    /// <summary>The key that took over; in the entry of the party's first key always the newest. Zero while none did.</summary>
    public Bytes32 Successor { get; init; }

    /// <summary>The block that rotated this key away or retired it; zero while it is in force.</summary>
    public ulong EndedAtHeight { get; init; }

    /// <summary>The machine's certificate before its present one; zero without.</summary>
    public Bytes32 PreviousTls { get; init; }

    /// <summary>Until when peers take <see cref="PreviousTls"/> too.</summary>
    public ulong PreviousTlsUntilMillis { get; init; }

    internal bool IsUnchanged => this == Unchanged;

    internal void Write(CanonicalWriter writer) => writer.Array(Fields).Bytes(Party).UInt(Epoch).UInt(SinceMillis)
        .Bytes(Successor).UInt(EndedAtHeight).Bytes(PreviousTls).UInt(PreviousTlsUntilMillis);

    internal static KeyCourse Read(ref CanonicalReader reader)
    {
        reader.Array(Fields);
        return new KeyCourse
        {
            Party = reader.Bytes32(),
            Epoch = (uint)reader.UInt(uint.MaxValue),
            SinceMillis = reader.UInt(ulong.MaxValue),
            Successor = reader.Bytes32(),
            EndedAtHeight = reader.UInt(ulong.MaxValue),
            PreviousTls = reader.Bytes32(),
            PreviousTlsUntilMillis = reader.UInt(ulong.MaxValue),
        };
    }
}
