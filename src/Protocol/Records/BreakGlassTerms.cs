using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Records;

/// <summary>
/// What officers agree on before anything is opened (crypto.md §8), each signing BREAK-GLASS over its SHA-256: which visit's
/// escrow, why, who, until when, and until when it must have been reviewed. Canonical: [1, chain id, escrow, visit, reason,
/// [officer, …], until, review due, nonce].
/// </summary>
public sealed class BreakGlassTerms
{
    /// <summary>Upper bound of an encoding.</summary>
    public const int BytesMax = 1024;

    private const ulong Version = 1;
    private const int Fields = 9;

    public required Bytes32 ChainId { get; init; }

    /// <summary>Record id of the escrow.</summary>
    public required Bytes32 EscrowId { get; init; }

    /// <summary>The visit's signing key: whose records these are.</summary>
    public required Bytes32 Visit { get; init; }

    /// <summary>A code, upper case, such as HL7's ETREAT: words about the patient have no place on a chain.</summary>
    public required string Reason { get; init; }

    /// <summary>Signing keys of the officers who open together, the one who leads first.</summary>
    public required IReadOnlyList<Bytes32> Officers { get; init; }

    /// <summary>First millisecond at which nothing is opened any more.</summary>
    public required ulong UntilMillis { get; init; }

    /// <summary>First millisecond at which the review is overdue.</summary>
    public required ulong ReviewDueMillis { get; init; }

    /// <summary>32 random bytes: the same terms twice are two openings.</summary>
    public required Bytes32 Nonce { get; init; }

    /// <summary>Who leads, is given the parts, and has to see to the review.</summary>
    public Bytes32 Lead => Officers[0];

    public Bytes32 Hash => new(SHA256.HashData(ToBytes()));

    /// <summary>A reason is 1 to 32 characters of A–Z, 0–9, - and _.</summary>
    public static bool IsReason(string text) => text.Length is > 0 and <= RecordLimits.ReasonBytesMax && text.All(c => c is (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '_');

    public static Parsed<BreakGlassTerms> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        var terms = Read(ref reader);
        return reader.Complete ? terms : Refusals.Malformed.With("terms of an emergency");
    }

    public byte[] ToBytes()
    {
        var writer = new CanonicalWriter();
        Write(writer);
        return writer.ToArray();
    }

    internal void Write(CanonicalWriter writer)
    {
        writer.Array(Fields).UInt(Version).Bytes(ChainId).Bytes(EscrowId).Bytes(Visit).Text(Reason);
        Proofs.HashListCodec.Write(writer, [.. Officers]);
        writer.UInt(UntilMillis).UInt(ReviewDueMillis).Bytes(Nonce);
    }

    internal static BreakGlassTerms Read(ref CanonicalReader reader)
    {
        reader.Array(Fields);
        reader.Version(Version);
        var terms = new BreakGlassTerms
        {
            ChainId = reader.Bytes32(),
            EscrowId = reader.Bytes32(),
            Visit = reader.Bytes32(),
            Reason = reader.Text(RecordLimits.ReasonBytesMax),
            Officers = Proofs.HashListCodec.Read(ref reader, RecordLimits.EscrowHoldersMax),
            UntilMillis = reader.UInt(RecordLimits.TimeMillisMax),
            ReviewDueMillis = reader.UInt(RecordLimits.TimeMillisMax),
            Nonce = reader.Bytes32(),
        };
        if (!IsReason(terms.Reason) || terms.Officers.Count < 2 || terms.Officers.Distinct().Count() != terms.Officers.Count
            || terms.ReviewDueMillis < terms.UntilMillis || terms.ReviewDueMillis - terms.UntilMillis > RecordLimits.ReviewMillisMax)
        {
            reader.Fail();
        }

        return terms;
    }
}
