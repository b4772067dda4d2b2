using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Blocks;

/// <summary>The supernode's 'accepted' (PROMISE, chain.md §4.1): the record ends in a block or a rejection by the deadline.</summary>
/// <param name="ChainId">The chain.</param>
/// <param name="RecordId">The record.</param>
/// <param name="TimeMillis">When it was promised.</param>
/// <param name="DeadlineMillis">Time + promise_wait.</param>
/// <param name="Signature">PROMISE by the supernode.</param>
public sealed record Promise(Bytes32 ChainId, Bytes32 RecordId, ulong TimeMillis, ulong DeadlineMillis, Signature64 Signature)
{
    /// <summary>The longest canonical promise.</summary>
    public const int BytesMax = 256;

    private const ulong Version = 1;
    private const int Fields = 6;

    /// <summary>The signature is <paramref name="supernode"/>'s.</summary>
    public bool SignatureIsValid(Bytes32 supernode) =>
        Bip340.Verify(supernode, SignedMessage.Promise(ChainId, RecordId, TimeMillis, DeadlineMillis), Signature);

    public byte[] ToBytes() => new CanonicalWriter().Array(Fields).UInt(Version)
        .Bytes(ChainId).Bytes(RecordId).UInt(TimeMillis).UInt(DeadlineMillis).Bytes(Signature).ToArray();

    public static Parsed<Promise> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var promise = new Promise(reader.Bytes32(), reader.Bytes32(), reader.UInt(ulong.MaxValue), reader.UInt(ulong.MaxValue), reader.Signature());
        return reader.Complete ? promise : Refusals.Malformed.With("promise");
    }
}
