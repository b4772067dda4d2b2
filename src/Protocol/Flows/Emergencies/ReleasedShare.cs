using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Flows.Emergencies;

/// <summary>
/// What a guardian hands the owner of a lost keystore, from hand to hand: the share sealed to the owner's new key, with the
/// proofs of the escrow and the visit, since a new key has no login anywhere. Canonical: [1, escrow's record proof bin, proof of
/// the visit's entry bin, place, sealed share bin113].
/// </summary>
public sealed class ReleasedShare
{
    /// <summary>Upper bound of an encoding.</summary>
    public const int BytesMax = RecordProof.BytesMax + StateEntryProof.BytesMax + 512;

    private const ulong Version = 1;
    private const int Fields = 5;

    /// <summary>Proof of the escrow's record.</summary>
    public required RecordProof Escrow { get; init; }

    /// <summary>Proof of the visit's entry.</summary>
    public required StateEntryProof Visit { get; init; }

    public required uint Place { get; init; }

    public required ReadOnlyMemory<byte> Sealed { get; init; }

    public static Parsed<ReleasedShare> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var escrow = reader.Bytes(1, RecordProof.BytesMax);
        var visit = reader.Bytes(1, StateEntryProof.BytesMax);
        var place = (uint)reader.UInt(RecordLimits.EscrowHoldersMax);
        var sealedShare = reader.Fixed(Records.Escrow.SealedShareBytes);
        return reader.Complete && RecordProof.Parse(escrow) is { Ok: true } record && StateEntryProof.Parse(visit) is { Ok: true } entry
            ? new ReleasedShare { Escrow = record.Value, Visit = entry.Value, Place = place, Sealed = sealedShare }
            : Refusals.Malformed.With("released share");
    }

    public byte[] ToBytes() => new CanonicalWriter().Array(Fields).UInt(Version).Bytes(Escrow.ToBytes()).Bytes(Visit.ToBytes()).UInt(Place).Bytes(Sealed.Span).ToArray();
}
