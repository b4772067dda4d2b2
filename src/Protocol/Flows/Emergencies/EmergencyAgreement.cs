using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Flows.Emergencies;

/// <summary>BREAK-GLASS-AGREE mail, an officer to the one who leads: yes to exactly these terms. Canonical: [1, terms' SHA-256 bin32, BREAK-GLASS bin64].</summary>
public sealed class EmergencyAgreement
{
    private const ulong Version = 1;
    private const int Fields = 3;

    public required Bytes32 TermsHash { get; init; }

    public required Signature64 Signature { get; init; }

    /// <summary>An officer says yes.</summary>
    public static EmergencyAgreement Sign(BreakGlassTerms terms, SigningKey officer) =>
        new() { TermsHash = terms.Hash, Signature = officer.Sign(SignedMessage.BreakGlass(terms.ChainId, terms.Hash)) };

    public static Parsed<EmergencyAgreement> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var hash = reader.Bytes32();
        var signature = reader.Signature();
        return reader.Complete ? new EmergencyAgreement { TermsHash = hash, Signature = signature } : Refusals.Malformed.With("agreement to an emergency");
    }

    public byte[] ToBytes() => new CanonicalWriter().Array(Fields).UInt(Version).Bytes(TermsHash).Bytes(Signature).ToArray();
}
