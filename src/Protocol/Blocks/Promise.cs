using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;

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

    /// <summary>
    /// Why this binds nobody: another chain's or record's, not the supernode's, or without the deadline that the chain
    /// fixes. A deadline of the supernode's own choice, or a time that is still to come, could be broken without proof.
    /// Null when it is as good as chain.md §4.1 asks.
    /// </summary>
    /// <param name="genesis">The chain's.</param>
    /// <param name="recordId">The record it must be for.</param>
    /// <param name="nowMillis">The reader's clock.</param>
    public Refusal? Refuses(Genesis genesis, Bytes32 recordId, ulong nowMillis) =>
        ChainId != genesis.ChainId || RecordId != recordId ? Refusals.PromiseInvalid.With("of another record")
        : DeadlineMillis < TimeMillis || DeadlineMillis - TimeMillis != genesis.Parameters.PromiseWaitMillis ? Refusals.PromiseInvalid.With("its deadline is not the chain's")
        : IsFromFuture(nowMillis) ? Refusals.PromiseInvalid.With("its time is still to come")
        : !SignatureIsValid(genesis.Supernode.Signing) ? Refusals.PromiseInvalid.With("not signed by the supernode")
        : null;

    /// <summary>It was made ten minutes or more after <paramref name="nowMillis"/>: so would a supernode whose clock was set back.</summary>
    public bool IsFromFuture(ulong nowMillis) => TimeMillis > nowMillis && TimeMillis - nowMillis > RecordLimits.IssuedAheadMillisMax;

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
