using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Records;

/// <summary>
/// The envelope of everything that enters a chain (chain.md §2), parsed: its bytes are canonical and within their
/// limits, and nothing more is known of it. Equal ids are equal records.
/// </summary>
public sealed class Record
{
    private const ulong EnvelopeVersion = 1;
    private const int FieldsWithoutSignature = 6;

    private readonly byte[] bytes;

    private Record(byte[] bytes, Bytes32 id, Bytes32 chainId, Bytes32 author, ulong issuedAtMillis, RecordBody body, Signature64 signature)
    {
        this.bytes = bytes;
        Id = id;
        ChainId = chainId;
        Author = author;
        IssuedAtMillis = issuedAtMillis;
        Body = body;
        Signature = signature;
    }

    /// <summary>Kdf("RECORD", 32; canonical bytes without the signature).</summary>
    public Bytes32 Id { get; }

    public Bytes32 ChainId { get; }

    /// <summary>BIP-340 key of the author.</summary>
    public Bytes32 Author { get; }

    /// <summary>The author's clock, milliseconds since 1970.</summary>
    public ulong IssuedAtMillis { get; }

    public RecordBody Body { get; }

    public string Kind => Body.Kind;

    public Signature64 Signature { get; }

    /// <summary>The canonical bytes, signature included.</summary>
    public ReadOnlyMemory<byte> Bytes => bytes;

    /// <summary>Makes and signs a record.</summary>
    public static Record Sign(Bytes32 chainId, ulong issuedAtMillis, RecordBody body, SigningKey author)
    {
        var id = IdOf(Unsigned(chainId, author.PublicKey, issuedAtMillis, body, FieldsWithoutSignature).ToArray());
        var signature = author.Sign(SignedMessage.Record(chainId, id));
        return Assemble(chainId, author.PublicKey, issuedAtMillis, body, signature);
    }

    /// <summary>A record from its parts; the signature is taken as it is and may be wrong.</summary>
    public static Record Assemble(Bytes32 chainId, Bytes32 author, ulong issuedAtMillis, RecordBody body, Signature64 signature)
    {
        var id = IdOf(Unsigned(chainId, author, issuedAtMillis, body, FieldsWithoutSignature).ToArray());
        var whole = Unsigned(chainId, author, issuedAtMillis, body, FieldsWithoutSignature + 1).Bytes(signature).ToArray();
        return new Record(whole, id, chainId, author, issuedAtMillis, body, signature);
    }

    /// <summary>Accepts exactly the canonical bytes of a record of at most <paramref name="bytesMax"/> bytes.</summary>
    public static Parsed<Record> Parse(ReadOnlySpan<byte> input, int bytesMax = RecordLimits.RecordBytesMax) =>
        Parse(input, bytesMax, mayBeRejection: true);

    /// <summary>A record carried inside a rejection: never a rejection itself, so that nothing nests.</summary>
    internal static Parsed<Record> ParseRefused(ReadOnlySpan<byte> input) =>
        Parse(input, RecordLimits.RecordBytesMax - Rejection.OverheadBytesMax, mayBeRejection: false);

    private static Parsed<Record> Parse(ReadOnlySpan<byte> input, int bytesMax, bool mayBeRejection)
    {
        if (input.Length > bytesMax)
        {
            return Refusals.RecordTooLarge.With($"{input.Length} bytes, limit {bytesMax}");
        }

        var reader = new CanonicalReader(input);
        reader.Array(FieldsWithoutSignature + 1);
        reader.Version(EnvelopeVersion);
        var chainId = reader.Bytes32();
        var kind = reader.Text(RecordLimits.KindBytesMax);
        if (!mayBeRejection && kind == RecordKinds.Rejection)
        {
            return Refusals.Malformed.With("a rejection inside a rejection");
        }

        var author = reader.Bytes32();
        var issuedAt = reader.UInt(ulong.MaxValue);
        var body = RecordBody.Read(kind, ref reader);
        var signature = reader.Signature();
        if (!reader.Complete || body is null)
        {
            return Refusals.Malformed.With("record");
        }

        return new Record(input.ToArray(), IdOf(WithoutSignature(input)), chainId, author, issuedAt, body, signature);
    }

    private static CanonicalWriter Unsigned(Bytes32 chainId, Bytes32 author, ulong issuedAtMillis, RecordBody body, int fields)
    {
        var writer = new CanonicalWriter()
            .Array(fields).UInt(EnvelopeVersion).Bytes(chainId).Text(body.Kind).Bytes(author).UInt(issuedAtMillis);
        body.Write(writer);
        return writer;
    }

    /// <summary>The canonical array of the first six fields: the same bytes under a shorter array header.</summary>
    private static byte[] WithoutSignature(ReadOnlySpan<byte> whole)
    {
        var unsigned = whole[..^(Signature64.Size + 2)].ToArray();
        unsigned[0] = 0x90 | FieldsWithoutSignature;
        return unsigned;
    }

    private static Bytes32 IdOf(ReadOnlySpan<byte> unsigned) => Transcript.Of(Labels.Record).Add(unsigned).Hash32();
}
