using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Audit;

/// <summary>
/// A written trail and its maker's signature (AUTHOR over the file's SHA-256), which stands in a file beside it. Writing
/// is deterministic: who holds the proofs writes the trail again and compares. Signature file, canonical: [1, chain id,
/// format, SHA-256 bin32, maker bin32, AUTHOR bin64].
/// </summary>
public sealed class AuditExport
{
    private const ulong Version = 1;
    private const int Fields = 6;

    public required Bytes32 ChainId { get; init; }

    public required AuditFormat Format { get; init; }

    /// <summary>SHA-256 of the file.</summary>
    public required Bytes32 FileHash { get; init; }

    /// <summary>Signing key of who made the export.</summary>
    public required Bytes32 Maker { get; init; }

    public required Signature64 Signature { get; init; }

    /// <summary>The file's bytes.</summary>
    public static byte[] Write(AuditTrail trail, AuditFormat format) => format switch
    {
        AuditFormat.JsonLines => AuditJsonLines.Write(trail),
        AuditFormat.Csv => AuditCsv.Write(trail),
        AuditFormat.Fhir => AuditFhir.Write(trail),
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };

    /// <summary>Signs a file as its maker.</summary>
    public static AuditExport Sign(ReadOnlySpan<byte> file, AuditFormat format, Bytes32 chainId, SigningKey maker)
    {
        var hash = new Bytes32(SHA256.HashData(file));
        return new AuditExport
        {
            ChainId = chainId,
            Format = format,
            FileHash = hash,
            Maker = maker.PublicKey,
            Signature = maker.Sign(SignedMessage.Author(chainId, hash)),
        };
    }

    /// <summary>Null when this is the file and the maker signed it; that the maker is who it should be is for the caller to see.</summary>
    public Refusal? Refuses(ReadOnlySpan<byte> file) =>
        new Bytes32(SHA256.HashData(file)) != FileHash ? Refusals.ExportInvalid.With("the file is not the one that was signed")
        : !Bip340.Verify(Maker, SignedMessage.Author(ChainId, FileHash), Signature) ? Refusals.ExportInvalid.With("the maker's signature")
        : null;

    /// <summary>Null when moreover the file says exactly what these proven accesses say, no more and no less.</summary>
    public Refusal? Refuses(ReadOnlySpan<byte> file, AuditTrail proven) =>
        Refuses(file) is { } refusal ? refusal
        : proven.Lines.Any(line => line.ChainId != ChainId) || !file.SequenceEqual(Write(proven, Format))
            ? Refusals.ExportInvalid.With("the file does not say what the chain says")
        : null;

    public static Parsed<AuditExport> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var export = new AuditExport
        {
            ChainId = reader.Bytes32(),
            Format = (AuditFormat)reader.UInt((ulong)AuditFormat.Fhir),
            FileHash = reader.Bytes32(),
            Maker = reader.Bytes32(),
            Signature = reader.Signature(),
        };
        return reader.Complete ? export : Refusals.Malformed.With("signature of an export");
    }

    public byte[] ToBytes() => new CanonicalWriter().Array(Fields).UInt(Version)
        .Bytes(ChainId).UInt((ulong)Format).Bytes(FileHash).Bytes(Maker).Bytes(Signature).ToArray();
}
