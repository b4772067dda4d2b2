using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.State;

/// <summary>An escrow as the chain keeps it; commitments and shares are in its record.</summary>
public sealed record EscrowEntry
{
    private const ulong Version = 1;
    private const ulong WithdrawnVersion = 2;
    private const int Fields = 5;

    /// <summary>The visit's PID, 145 bytes.</summary>
    public required ReadOnlyMemory<byte> Pid { get; init; }

    public required EscrowPurpose Purpose { get; init; }

    /// <summary>k.</summary>
    public required uint Needed { get; init; }

    /// <summary>Signing keys of the holders; a holder's place is the index + 1.</summary>
    public required IReadOnlyList<Bytes32> Holders { get; init; }

    /// <summary>Height of the block in which the patient took it back; 0 while it stands.</summary>
    public ulong WithdrawnAtHeight { get; init; }

    public bool Withdrawn => WithdrawnAtHeight != 0;

    /// <summary>The same, taken back.</summary>
    public EscrowEntry WithdrawAt(ulong height) => this with { WithdrawnAtHeight = height };

    /// <summary>Null while it stands.</summary>
    public Refusal? RefusesUse() => Withdrawn ? Refusals.EscrowWithdrawn.With($"at height {WithdrawnAtHeight}") : null;

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

    /// <summary>The place of a holder who may have rotated keys since, from 1; 0 for anyone else.</summary>
    /// <param name="holder">Any key of the holder's.</param>
    /// <param name="entries">The chain's state.</param>
    public uint PlaceOf(Bytes32 holder, ChainEntries entries)
    {
        for (var i = 0; i < Holders.Count; i++)
        {
            if (entries.AreOneParty(Holders[i], holder))
            {
                return (uint)i + 1;
            }
        }

        return 0;
    }

    public byte[] ToBytes()
    {
        var writer = Withdrawn ? new CanonicalWriter().Array(Fields + 1).UInt(WithdrawnVersion) : new CanonicalWriter().Array(Fields).UInt(Version);
        writer.Bytes(Pid.Span).UInt((ulong)Purpose).UInt(Needed);
        Proofs.HashListCodec.Write(writer, [.. Holders]);
        return Withdrawn ? writer.UInt(WithdrawnAtHeight).ToArray() : writer.ToArray();
    }

    public static EscrowEntry? Parse(ReadOnlySpan<byte> bytes)
    {
        var reader = new CanonicalReader(bytes);
        var withdrawn = reader.List(Fields, Fields + 1) > Fields;
        reader.Version(withdrawn ? WithdrawnVersion : Version);
        var entry = new EscrowEntry
        {
            Pid = reader.Fixed(RecordLimits.PidBytes),
            Purpose = (EscrowPurpose)reader.UInt((ulong)EscrowPurpose.BreakGlass),
            Needed = (uint)reader.UInt(RecordLimits.EscrowHoldersMax),
            Holders = Proofs.HashListCodec.Read(ref reader, RecordLimits.EscrowHoldersMax),
            WithdrawnAtHeight = withdrawn ? reader.UInt(ulong.MaxValue) : 0,
        };
        return reader.Complete && entry.Withdrawn == withdrawn ? entry : null;
    }
}
