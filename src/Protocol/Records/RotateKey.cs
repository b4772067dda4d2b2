using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Records;

/// <summary>
/// A party goes on under the keys of its next epoch (decision record 0025). The record is signed by the key that ends; the
/// new signing key signs ENROL over the body, which names that old key, so that neither can be put to the other's name.
/// </summary>
public sealed class RotateKey : EnrolmentBody
{
    private const int Fields = 5;

    public override string Kind => RecordKinds.RotateKey;

    /// <summary>The signing key that ends: the record's author.</summary>
    public required Bytes32 Previous { get; init; }

    /// <summary>A doctor's new multisignature key, 384 bytes; empty for any other party.</summary>
    public ReadOnlyMemory<byte> Multisignature { get; init; }

    /// <summary>P^{d1}‖P^{d2}‖P^{d3} over the new signing key, 144 bytes; empty for any other party.</summary>
    public ReadOnlyMemory<byte> ProofOfPossession { get; init; }

    protected override int FieldsWithoutSignature => Fields;

    protected override void WriteUnsigned(CanonicalWriter writer)
    {
        writer.UInt(Version);
        Keys.Write(writer);
        writer.Bytes(Previous).Bytes(Multisignature.Span).Bytes(ProofOfPossession.Span);
    }

    internal static RotateKey Read(ref CanonicalReader reader)
    {
        reader.Array(Fields + 1);
        reader.Version(Version);
        var body = new RotateKey
        {
            Keys = PartyKeys.Read(ref reader),
            Previous = reader.Bytes32(),
            Multisignature = reader.Bytes(0, RecordLimits.MultisignatureKeyBytes).ToArray(),
            ProofOfPossession = reader.Bytes(0, RecordLimits.ProofOfPossessionBytes).ToArray(),
            PartySignature = reader.Signature(),
        };
        var isDoctors = body.Multisignature.Length == RecordLimits.MultisignatureKeyBytes && body.ProofOfPossession.Length == RecordLimits.ProofOfPossessionBytes;
        if (!isDoctors && (body.Multisignature.Length | body.ProofOfPossession.Length) != 0)
        {
            reader.Fail();
        }

        return body;
    }
}
