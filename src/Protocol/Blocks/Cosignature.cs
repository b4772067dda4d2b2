using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.State;

namespace HospitalChain.Protocol.Blocks;

/// <summary>
/// A witness's word that it verified the block of a HEAD and everything before it, and cosigned no other history
/// (crypto.md §3 COSIGN). Parsed only: <see cref="SignatureIsValid"/> decides, and <see cref="WitnessRules"/> whether it counts.
/// </summary>
/// <param name="ChainId">The chain.</param>
/// <param name="Mark">What the HEAD says.</param>
/// <param name="Witness">The witness's signing key.</param>
/// <param name="Signature">COSIGN by the witness.</param>
public sealed record Cosignature(Bytes32 ChainId, HeadMark Mark, Bytes32 Witness, Signature64 Signature)
{
    /// <summary>The longest canonical cosignature.</summary>
    public const int BytesMax = 256;

    private const ulong Version = 1;
    private const int Fields = 7;

    public static Cosignature Sign(Bytes32 chainId, HeadMark mark, SigningKey witness) =>
        new(chainId, mark, witness.PublicKey, witness.Sign(SignedMessage.Cosign(chainId, mark.Height, mark.HeaderHash, mark.TimeMillis)));

    /// <summary>The signature is the witness's own.</summary>
    public bool SignatureIsValid() =>
        Bip340.Verify(Witness, SignedMessage.Cosign(ChainId, Mark.Height, Mark.HeaderHash, Mark.TimeMillis), Signature);

    public byte[] ToBytes() => new CanonicalWriter().Array(Fields).UInt(Version)
        .Bytes(ChainId).UInt(Mark.Height).Bytes(Mark.HeaderHash).UInt(Mark.TimeMillis).Bytes(Witness).Bytes(Signature).ToArray();

    public static Parsed<Cosignature> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var chainId = reader.Bytes32();
        var mark = new HeadMark(reader.UInt(ulong.MaxValue), reader.Bytes32(), reader.UInt(ulong.MaxValue));
        var cosignature = new Cosignature(chainId, mark, reader.Bytes32(), reader.Signature());
        return reader.Complete ? cosignature : Refusals.Malformed.With("cosignature");
    }
}
