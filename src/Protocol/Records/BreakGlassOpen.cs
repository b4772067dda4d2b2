using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Records;

/// <summary>
/// k or more emergency officers open a visit's records for at most four hours (crypto.md §8, chain.md §2), by the one who
/// leads: the terms with everyone's BREAK-GLASS signature, and the reason in words sealed to the hospital for the review.
/// </summary>
public sealed class BreakGlassOpen : RecordBody
{
    /// <summary>What the statement is sealed for; its aad is the terms' hash.</summary>
    public const string SealPurpose = "BREAK-GLASS";

    private const int Fields = 4;

    public override string Kind => RecordKinds.BreakGlassOpen;

    public required BreakGlassTerms Terms { get; init; }

    /// <summary>Each officer's, in their order.</summary>
    public required IReadOnlyList<Signature64> Signatures { get; init; }

    /// <summary>The reason in words, sealed to the hospital.</summary>
    public required ReadOnlyMemory<byte> Statement { get; init; }

    public override void Write(CanonicalWriter writer)
    {
        writer.Array(Fields).UInt(Version);
        Terms.Write(writer);
        writer.Array(Signatures.Count);
        foreach (var signature in Signatures)
        {
            writer.Bytes(signature);
        }

        writer.Bytes(Statement.Span);
    }

    internal static BreakGlassOpen Read(ref CanonicalReader reader)
    {
        reader.Array(Fields);
        reader.Version(Version);
        var terms = BreakGlassTerms.Read(ref reader);
        var signatures = new Signature64[reader.List(2, RecordLimits.EscrowHoldersMax)];
        for (var i = 0; i < signatures.Length; i++)
        {
            signatures[i] = reader.Signature();
        }

        var statement = reader.Bytes(Sealing.OverheadBytes, RecordLimits.StatementBytesMax + Sealing.OverheadBytes).ToArray();
        if (signatures.Length != terms.Officers.Count)
        {
            reader.Fail();
        }

        return new BreakGlassOpen { Terms = terms, Signatures = signatures, Statement = statement };
    }
}
