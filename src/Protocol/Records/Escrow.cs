using HospitalChain.Crypto;
using HospitalChain.Crypto.Escrow;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Records;

/// <summary>
/// A patient has the inverse of a visit's key shared (crypto.md §8), by the visit itself and by nobody else: commitments, the
/// proof that they are to that key, and each holder's share sealed to that holder. Without this record nothing can be opened.
/// </summary>
public sealed class Escrow : RecordBody
{
    /// <summary>Bytes of a share sealed to its holder.</summary>
    public const int SealedShareBytes = SecretScalar.Size + Sealing.OverheadBytes;

    /// <summary>What shares are sealed for.</summary>
    public const string SealPurpose = "ESCROW";

    private const int Fields = 8;

    public override string Kind => RecordKinds.Escrow;

    /// <summary>The visit's PID, 145 bytes.</summary>
    public required ReadOnlyMemory<byte> Pid { get; init; }

    public required EscrowPurpose Purpose { get; init; }

    /// <summary>Signing keys of the holders; a holder's place is the index + 1.</summary>
    public required IReadOnlyList<Bytes32> Holders { get; init; }

    /// <summary>F_0 … F_{k−1}, 48 bytes each; their number is k.</summary>
    public required IReadOnlyList<ReadOnlyMemory<byte>> Commitments { get; init; }

    /// <summary>That F_0 = g^{1/x_j}, 128 bytes.</summary>
    public required ReadOnlyMemory<byte> Proof { get; init; }

    /// <summary>Each holder's share, 113 bytes.</summary>
    public required IReadOnlyList<ReadOnlyMemory<byte>> Shares { get; init; }

    /// <summary>For recovery the visit's seeds under its key; empty for break-glass.</summary>
    public required ReadOnlyMemory<byte> Seeds { get; init; }

    /// <summary>What the proof, and with the holder's place each share, is bound to.</summary>
    public static byte[] Context(Bytes32 chainId, ReadOnlySpan<byte> pid, EscrowPurpose purpose) =>
        Transcript.Join(chainId.ToArray(), pid.ToArray(), [(byte)purpose]);

    /// <summary>aad of a holder's sealed share.</summary>
    public static byte[] ShareContext(Bytes32 chainId, ReadOnlySpan<byte> pid, EscrowPurpose purpose, uint place, Bytes32 holder) =>
        Transcript.Join(chainId.ToArray(), pid.ToArray(), [(byte)purpose], [(byte)place], holder.ToArray());

    public override void Write(CanonicalWriter writer)
    {
        writer.Array(Fields).UInt(Version).Bytes(Pid.Span).UInt((ulong)Purpose);
        Proofs.HashListCodec.Write(writer, [.. Holders]);
        WriteList(writer, Commitments);
        writer.Bytes(Proof.Span);
        WriteList(writer, Shares);
        writer.Bytes(Seeds.Span);
    }

    internal static Escrow Read(ref CanonicalReader reader)
    {
        reader.Array(Fields);
        reader.Version(Version);
        var escrow = new Escrow
        {
            Pid = reader.Fixed(RecordLimits.PidBytes),
            Purpose = (EscrowPurpose)reader.UInt((ulong)EscrowPurpose.BreakGlass),
            Holders = Proofs.HashListCodec.Read(ref reader, RecordLimits.EscrowHoldersMax),
            Commitments = ReadList(ref reader, RecordLimits.VisitKeyBytes),
            Proof = reader.Fixed(EqualLogarithms.Size),
            Shares = ReadList(ref reader, SealedShareBytes),
            Seeds = reader.Bytes(0, EscrowedSeeds.BoxSize).ToArray(),
        };
        if (escrow.Commitments.Count < 2 || escrow.Commitments.Count > escrow.Holders.Count || escrow.Shares.Count != escrow.Holders.Count
            || escrow.Holders.Distinct().Count() != escrow.Holders.Count
            || escrow.Seeds.Length != (escrow.Purpose == EscrowPurpose.Recovery ? EscrowedSeeds.BoxSize : 0))
        {
            reader.Fail();
        }

        return escrow;
    }

    private static void WriteList(CanonicalWriter writer, IReadOnlyList<ReadOnlyMemory<byte>> values)
    {
        writer.Array(values.Count);
        foreach (var value in values)
        {
            writer.Bytes(value.Span);
        }
    }

    private static ReadOnlyMemory<byte>[] ReadList(ref CanonicalReader reader, int size)
    {
        var values = new ReadOnlyMemory<byte>[reader.List(2, RecordLimits.EscrowHoldersMax)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = reader.Fixed(size);
        }

        return values;
    }
}
