using HospitalChain.Crypto;
using HospitalChain.Crypto.Bc22;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Client.Hospitals;

/// <summary>
/// A party's own signed enrolment, for whoever enrols it to put on a chain: public keys only, each body signed ENROL for
/// exactly one chain. Canonical: [1, chain id, kind, body].
/// </summary>
/// <param name="ChainId">The chain it is for.</param>
/// <param name="Body">Complete with the party's signature.</param>
public sealed record EnrolmentOffer(Bytes32 ChainId, EnrolmentBody Body)
{
    private const ulong Version = 1;
    private const int Fields = 4;

    /// <summary>A doctor's, with proof of possession of the multisignature key.</summary>
    public static EnrolmentOffer OfDoctor(KeyTree keys, uint epoch, Bytes32 chainId, string department)
    {
        using var signing = keys.Signing(epoch);
        using var multisignature = keys.Multisignature(epoch);
        return Signed(chainId, signing, new EnrolDoctor
        {
            Keys = PartyKeys.Of(keys, epoch),
            Multisignature = multisignature.PublicKey.Encoded.ToArray(),
            ProofOfPossession = ProofOfPossession.Prove(multisignature, signing.PublicKey),
            Department = department,
        });
    }

    /// <summary>A hospital's, for the registry chain; its pseudo-identity is fresh and sealed to the system manager.</summary>
    public static EnrolmentOffer OfHospital(KeyTree keys, uint epoch, Bytes32 registryChainId, Bytes32 hospitalChainId, Bytes32 tlsFingerprint, string name, SealingPublicKey manager)
    {
        using var signing = keys.Signing(epoch);
        using var l19 = keys.Hospital(epoch);
        return Signed(registryChainId, signing, new EnrolHospital
        {
            Keys = PartyKeys.Of(keys, epoch),
            L19Key = l19.PublicKey().Encoded.ToArray(),
            TlsFingerprint = tlsFingerprint,
            Pid = PseudoIdentity.Make(name, manager),
            HospitalChainId = hospitalChainId,
        });
    }

    /// <summary>A machine's, for the registry chain.</summary>
    /// <param name="keys">The machine's.</param>
    /// <param name="epoch">Their epoch.</param>
    /// <param name="registryChainId">The registry chain.</param>
    /// <param name="kind">Cloud, proxy or node.</param>
    /// <param name="tlsFingerprint">SHA-256 of its certificate.</param>
    /// <param name="owner">Who answers for it; null for itself.</param>
    public static EnrolmentOffer OfServer(KeyTree keys, uint epoch, Bytes32 registryChainId, string kind, Bytes32 tlsFingerprint, Bytes32? owner)
    {
        using var signing = keys.Signing(epoch);
        return Signed(registryChainId, signing, new EnrolServer(kind)
        {
            Keys = PartyKeys.Of(keys, epoch),
            TlsFingerprint = tlsFingerprint,
            Owner = owner ?? signing.PublicKey,
        });
    }

    /// <summary>An insurer's or researcher's, for the registry chain.</summary>
    public static EnrolmentOffer OfThirdParty(KeyTree keys, uint epoch, Bytes32 registryChainId)
    {
        using var signing = keys.Signing(epoch);
        return Signed(registryChainId, signing, new EnrolThirdParty { Keys = PartyKeys.Of(keys, epoch) });
    }

    /// <summary>Reads an offer and checks the party's signature.</summary>
    /// <exception cref="RefusedException">It is no offer, or not signed by its own key.</exception>
    public static EnrolmentOffer Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var chainId = reader.Bytes32();
        var kind = reader.Text(RecordLimits.KindBytesMax);
        var bytes = reader.Bytes(1, RecordLimits.RecordBytesMax);
        var body = reader.Complete ? RecordBody.Parse(kind, bytes) : null;
        if (body is not EnrolmentBody enrolment)
        {
            throw new RefusedException(Protocol.Refusals.Malformed.With("enrolment offer"));
        }

        return Bip340.Verify(enrolment.Keys.Signing, SignedMessage.Enrol(chainId, enrolment.UnsignedHash()), enrolment.PartySignature)
            ? new EnrolmentOffer(chainId, enrolment)
            : throw new RefusedException(Protocol.Refusals.PartySignatureInvalid.With("ENROL"));
    }

    public byte[] ToBytes() => new CanonicalWriter().Array(Fields).UInt(Version).Bytes(ChainId).Text(Body.Kind).Bytes(Body.ToBytes()).ToArray();

    private static EnrolmentOffer Signed(Bytes32 chainId, SigningKey signing, EnrolmentBody body)
    {
        body.PartySignature = signing.Sign(SignedMessage.Enrol(chainId, body.UnsignedHash()));
        return new EnrolmentOffer(chainId, body);
    }
}
