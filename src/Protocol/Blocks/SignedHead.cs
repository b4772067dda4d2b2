using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Blocks;

/// <summary>The supernode's word that this was its newest block at this time (HEAD, chain.md §4.7).</summary>
/// <param name="ChainId">The chain.</param>
/// <param name="Height">Height of the newest block.</param>
/// <param name="HeaderHash">Its header hash.</param>
/// <param name="TimeMillis">When it was signed.</param>
/// <param name="Signature">HEAD by the supernode.</param>
public sealed record SignedHead(Bytes32 ChainId, ulong Height, Bytes32 HeaderHash, ulong TimeMillis, Signature64 Signature)
{
    /// <summary>The longest canonical head.</summary>
    public const int BytesMax = 256;

    private const ulong Version = 1;
    private const int Fields = 6;

    /// <summary>What was signed.</summary>
    public HeadMark Mark => new(Height, HeaderHash, TimeMillis);

    /// <summary>The signature is <paramref name="supernode"/>'s.</summary>
    public bool SignatureIsValid(Bytes32 supernode) =>
        Bip340.Verify(supernode, SignedMessage.Head(ChainId, Height, HeaderHash, TimeMillis), Signature);

    public byte[] ToBytes() => new CanonicalWriter().Array(Fields).UInt(Version)
        .Bytes(ChainId).UInt(Height).Bytes(HeaderHash).UInt(TimeMillis).Bytes(Signature).ToArray();

    public static Parsed<SignedHead> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var head = new SignedHead(reader.Bytes32(), reader.UInt(ulong.MaxValue), reader.Bytes32(), reader.UInt(ulong.MaxValue), reader.Signature());
        return reader.Complete ? head : Refusals.Malformed.With("head");
    }
}
