using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Blocks;

/// <summary>A header with the supernode's SEAL. Parsed only: <see cref="SealIsValid"/> decides.</summary>
/// <param name="Header">The header.</param>
/// <param name="Seal">SEAL over the header's hash.</param>
public sealed record SealedHeader(Header Header, Signature64 Seal)
{
    /// <summary>The longest canonical sealed header.</summary>
    public const int BytesMax = 512;

    private const int Fields = 2;

    /// <summary>The seal is <paramref name="supernode"/>'s.</summary>
    public bool SealIsValid(Bytes32 supernode) =>
        Bip340.Verify(supernode, SignedMessage.Seal(Header.ChainId, Header.Hash), Seal);

    public byte[] ToBytes()
    {
        var writer = new CanonicalWriter();
        Write(writer);
        return writer.ToArray();
    }

    public static Parsed<SealedHeader> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        var header = Read(ref reader);
        return reader.Complete ? header : Refusals.Malformed.With("sealed header");
    }

    internal void Write(CanonicalWriter writer)
    {
        writer.Array(Fields);
        Header.Write(writer);
        writer.Bytes(Seal);
    }

    internal static SealedHeader Read(ref CanonicalReader reader)
    {
        reader.Array(Fields);
        return new SealedHeader(Header.Read(ref reader), reader.Signature());
    }
}
