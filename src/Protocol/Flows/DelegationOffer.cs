using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Flows;

/// <summary>
/// DELEGATION-OFFER mail, doctor to patient (crypto.md §8): the grant that the doctor asks for, word for word as the
/// patient would sign it, and x_s·β. Canonical: [1, chain id, PID, grant body, x_s·β]. Parsed only: an
/// <see cref="AcceptableOffer"/> is one whose every field was checked.
/// </summary>
public sealed class DelegationOffer : IDisposable
{
    private const ulong Version = 1;
    private const int Fields = 5;

    /// <summary>The chain of the visit, on which the grant is to stand.</summary>
    public required Bytes32 ChainId { get; init; }

    /// <summary>PID of the visit, 145 bytes.</summary>
    public required ReadOnlyMemory<byte> Pid { get; init; }

    /// <summary>The body the patient signs in consenting.</summary>
    public required Grant Grant { get; init; }

    /// <summary>x_s·β.</summary>
    public required SecretScalar Blinded { get; init; }

    public static Parsed<DelegationOffer> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var chainId = reader.Bytes32();
        var pid = reader.Fixed(RecordLimits.PidBytes);
        var grant = Grant.Read(ref reader);
        var blinded = SecretScalarCodec.Read(ref reader);
        return reader.Complete && grant is not null && blinded is not null
            ? new DelegationOffer { ChainId = chainId, Pid = pid, Grant = grant, Blinded = blinded }
            : Refusals.Malformed.With("delegation offer");
    }

    /// <summary>Holds x_s·β: the caller zeroes it.</summary>
    public byte[] ToBytes()
    {
        var writer = new CanonicalWriter().Array(Fields).UInt(Version).Bytes(ChainId).Bytes(Pid.Span);
        Grant.Write(writer);
        SecretScalarCodec.Write(writer, Blinded);
        return writer.ToArrayAndClear();
    }

    public void Dispose() => Blinded.Dispose();

    public override string ToString() => "DelegationOffer";
}
