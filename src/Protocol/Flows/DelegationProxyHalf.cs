using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Flows;

/// <summary>DELEGATION-PROXY mail, doctor to proxy (crypto.md §8): β of a share. Canonical: [1, chain id, share id, β].</summary>
public sealed class DelegationProxyHalf : IDisposable
{
    private const ulong Version = 1;
    private const int Fields = 4;

    /// <summary>The chain on which the grant is to stand.</summary>
    public required Bytes32 ChainId { get; init; }

    public required Bytes32 ShareId { get; init; }

    /// <summary>β.</summary>
    public required SecretScalar Beta { get; init; }

    public static Parsed<DelegationProxyHalf> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var chainId = reader.Bytes32();
        var shareId = reader.Bytes32();
        var beta = SecretScalarCodec.Read(ref reader);
        return reader.Complete && beta is not null
            ? new DelegationProxyHalf { ChainId = chainId, ShareId = shareId, Beta = beta }
            : Refusals.Malformed.With("delegation, proxy's half");
    }

    /// <summary>Holds β: the caller zeroes it.</summary>
    public byte[] ToBytes()
    {
        var writer = new CanonicalWriter().Array(Fields).UInt(Version).Bytes(ChainId).Bytes(ShareId);
        SecretScalarCodec.Write(writer, Beta);
        return writer.ToArrayAndClear();
    }

    public void Dispose() => Beta.Dispose();

    public override string ToString() => "DelegationProxyHalf";
}
