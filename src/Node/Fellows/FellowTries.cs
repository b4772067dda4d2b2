using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Flows.Fellows;

namespace HospitalChain.Node.Fellows;

/// <summary>
/// The asks of the last 24 hours that count against one patient, the oldest first, and how many were refused since the
/// oldest. Canonical: [1, [[time, SHA-256 of the sealed letter, other's key], …], refused].
/// </summary>
internal sealed record FellowTries(IReadOnlyList<(ulong Millis, Bytes32 Mail, Bytes32 Other)> Counted, uint Refused)
{
    private const ulong Version = 1;
    private const int Fields = 3;
    private const int EntryFields = 3;

    public static FellowTries None { get; } = new([], 0);

    /// <summary>Without what is older than a day.</summary>
    public FellowTries At(ulong nowMillis) => Counted.Count == 0 && Refused == 0 ? this
        : Counted.Where(entry => entry.Millis + FellowLimits.DayMillis > nowMillis).ToArray() is { Length: > 0 } recent ? this with { Counted = recent } : None;

    public bool Has(Bytes32 mail) => Counted.Any(entry => entry.Mail == mail);

    public FellowTries With(ulong nowMillis, Bytes32 mail, Bytes32 other) => this with { Counted = [.. Counted, (nowMillis, mail, other)] };

    public FellowTries WithRefusal() => Refused == uint.MaxValue ? this : this with { Refused = Refused + 1 };

    public byte[] ToBytes()
    {
        var writer = new CanonicalWriter().Array(Fields).UInt(Version).Array(Counted.Count);
        foreach (var (millis, mail, other) in Counted)
        {
            writer.Array(EntryFields).UInt(millis).Bytes(mail).Bytes(other);
        }

        return writer.UInt(Refused).ToArray();
    }

    /// <summary>Null for anything that <see cref="ToBytes"/> does not write.</summary>
    public static FellowTries? Parse(ReadOnlySpan<byte> bytes)
    {
        var reader = new CanonicalReader(bytes);
        reader.Array(Fields);
        reader.Version(Version);
        var counted = new (ulong, Bytes32, Bytes32)[reader.List(0, (int)FellowLimits.TriesMax)];
        for (var i = 0; i < counted.Length; i++)
        {
            reader.Array(EntryFields);
            counted[i] = (reader.UInt(FellowLimits.TimeMax), reader.Bytes32(), reader.Bytes32());
        }

        var refused = (uint)reader.UInt(uint.MaxValue);
        return reader.Complete ? new FellowTries(counted, refused) : null;
    }
}
