using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Flows.Documents;

/// <summary>FOLDER-REKEY mail, a folder's owner to the proxy (crypto.md §7): rk of one grant. Canonical: [1, chain id, grant id, rk].</summary>
public sealed class FolderRekey : IDisposable
{
    private const ulong Version = 1;
    private const int Fields = 4;

    /// <summary>The chain on which the grant is to stand.</summary>
    public required Bytes32 ChainId { get; init; }

    /// <summary>Record id of the grant.</summary>
    public required Bytes32 GrantId { get; init; }

    /// <summary>rk = h/b.</summary>
    public required SecretExponent Rekey { get; init; }

    public static Parsed<FolderRekey> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var chainId = reader.Bytes32();
        var grantId = reader.Bytes32();
        var rekey = SecretExponentCodec.ReadOptional(ref reader);
        if (reader.Complete && rekey is not null)
        {
            return new FolderRekey { ChainId = chainId, GrantId = grantId, Rekey = rekey };
        }

        rekey?.Dispose();
        return Refusals.Malformed.With("folder rekey");
    }

    /// <summary>Holds rk: the caller zeroes it.</summary>
    public byte[] ToBytes()
    {
        var writer = new CanonicalWriter().Array(Fields).UInt(Version).Bytes(ChainId).Bytes(GrantId);
        SecretExponentCodec.Write(writer, Rekey);
        return writer.ToArrayAndClear();
    }

    public void Dispose() => Rekey.Dispose();

    public override string ToString() => "FolderRekey";
}
