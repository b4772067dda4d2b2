using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Flows;

/// <summary>
/// DELEGATION-CONSENT mail, patient to proxy (crypto.md §8): x_s·β/x_j and the grant under which it may be used.
/// Canonical: [1, chain id, share id, grant's record id, x_s·β/x_j].
/// </summary>
public sealed class DelegationConsent : IDisposable
{
    private const ulong Version = 1;
    private const int Fields = 5;

    /// <summary>The chain on which the grant stands.</summary>
    public required Bytes32 ChainId { get; init; }

    public required Bytes32 ShareId { get; init; }

    /// <summary>Record id of the grant.</summary>
    public required Bytes32 GrantId { get; init; }

    /// <summary>x_s·β/x_j.</summary>
    public required SecretScalar Blinded { get; init; }

    public static Parsed<DelegationConsent> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var chainId = reader.Bytes32();
        var shareId = reader.Bytes32();
        var grantId = reader.Bytes32();
        var blinded = SecretScalarCodec.Read(ref reader);
        return reader.Complete && blinded is not null
            ? new DelegationConsent { ChainId = chainId, ShareId = shareId, GrantId = grantId, Blinded = blinded }
            : Refusals.Malformed.With("delegation consent");
    }

    /// <summary>Holds x_s·β/x_j: the caller zeroes it.</summary>
    public byte[] ToBytes()
    {
        var writer = new CanonicalWriter().Array(Fields).UInt(Version).Bytes(ChainId).Bytes(ShareId).Bytes(GrantId);
        SecretScalarCodec.Write(writer, Blinded);
        return writer.ToArrayAndClear();
    }

    public void Dispose() => Blinded.Dispose();

    public override string ToString() => "DelegationConsent";
}
