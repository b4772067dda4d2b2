using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.State;

/// <summary>An escrow as the chain keeps it; commitments and shares are in its record.</summary>
public sealed class EscrowEntry
{
    private const ulong Version = 1;
    private const int Fields = 5;

    /// <summary>The visit's PID, 145 bytes.</summary>
    public required ReadOnlyMemory<byte> Pid { get; init; }

    public required EscrowPurpose Purpose { get; init; }

    /// <summary>k.</summary>
    public required uint Needed { get; init; }

    /// <summary>Signing keys of the holders; a holder's place is the index + 1.</summary>
    public required IReadOnlyList<Bytes32> Holders { get; init; }

    /// <summary>A holder's place, from 1; 0 for anyone else.</summary>
    public uint PlaceOf(Bytes32 holder)
    {
        for (var i = 0; i < Holders.Count; i++)
        {
            if (Holders[i] == holder)
            {
                return (uint)i + 1;
            }
        }

        return 0;
    }

    public byte[] ToBytes()
    {
        var writer = new CanonicalWriter().Array(Fields).UInt(Version).Bytes(Pid.Span).UInt((ulong)Purpose).UInt(Needed);
        Proofs.HashListCodec.Write(writer, [.. Holders]);
        return writer.ToArray();
    }

    public static EscrowEntry? Parse(ReadOnlySpan<byte> bytes)
    {
        var reader = new CanonicalReader(bytes);
        reader.Array(Fields);
        reader.Version(Version);
        var entry = new EscrowEntry
        {
            Pid = reader.Fixed(RecordLimits.PidBytes),
            Purpose = (EscrowPurpose)reader.UInt((ulong)EscrowPurpose.BreakGlass),
            Needed = (uint)reader.UInt(RecordLimits.EscrowHoldersMax),
            Holders = Proofs.HashListCodec.Read(ref reader, RecordLimits.EscrowHoldersMax),
        };
        return reader.Complete ? entry : null;
    }
}
