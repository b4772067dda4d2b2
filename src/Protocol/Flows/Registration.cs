using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Flows;

/// <summary>
/// The patient's registration (chain.md §7): the claim with its VISIT signature in the open, ID and symptoms sealed to
/// the hospital with aad H(α). Sealed content, canonical: [1, ID, symptoms].
/// </summary>
public sealed class Registration
{
    private const string Purpose = "REGISTER";
    private const ulong Version = 1;
    private const int Fields = 4;
    private const int ContentFields = 3;
    private const int SealedBytesMax = Sealing.OverheadBytes + FlowLimits.SymptomsTextBytesMax + FlowLimits.IdentifierBytesMax + 16;

    public required VisitClaim Claim { get; init; }

    /// <summary>VISIT by the claim's signing key.</summary>
    public required Signature64 VisitSignature { get; init; }

    /// <summary>ID and symptoms, for the hospital only.</summary>
    public required ReadOnlyMemory<byte> Sealed { get; init; }

    /// <summary>The patient's side: seals ID and symptoms, signs the claim.</summary>
    public static Parsed<Registration> Make(DeskTicket ticket, VisitClaim claim, SigningKey visit, string id, string symptoms)
    {
        if (!PersonIdentifier.IsValid(id) || System.Text.Encoding.UTF8.GetByteCount(symptoms) > FlowLimits.SymptomsTextBytesMax)
        {
            return Refusals.RegistrationInvalid.With("identifier or symptoms out of bounds");
        }

        if (!SealingPublicKey.TryDecode(ticket.HospitalSealing.Span, out var hospital))
        {
            return Refusals.TicketInvalid.With("sealing key");
        }

        var content = new CanonicalWriter().Array(ContentFields).UInt(Version).Text(id).Text(symptoms).ToArrayAndClear();
        var sealedContent = Sealing.Seal(hospital, Purpose, content, ticket.EvidenceHash.ToArray());
        CryptographicOperations.ZeroMemory(content);
        return new Registration
        {
            Claim = claim,
            VisitSignature = visit.Sign(SignedMessage.Visit(claim.ChainId, claim.Hash())),
            Sealed = sealedContent,
        };
    }

    /// <summary>
    /// The hospital's side: the claim is for this chain and this ticket, signed by its own key, its keys are points of
    /// their groups, and ID and symptoms open.
    /// </summary>
    /// <param name="hospital">The hospital's sealing key.</param>
    /// <param name="chainId">The hospital's chain.</param>
    public Parsed<RegistrationContents> Open(SealingKey hospital, Bytes32 chainId)
    {
        if (Claim.ChainId != chainId)
        {
            return Refusals.WrongChain.With($"claim for {Claim.ChainId}");
        }

        if (!G1.TryDecode(Claim.VisitKey.Span, out _)
            || !SealingPublicKey.TryDecode(Claim.Keys.Sealing.Span, out _)
            || !Bip340.IsPublicKey(Claim.Keys.Signing))
        {
            return Refusals.KeyMalformed.With("visit key");
        }

        if (!Bip340.Verify(Claim.Keys.Signing, SignedMessage.Visit(chainId, Claim.Hash()), VisitSignature))
        {
            return Refusals.PartySignatureInvalid.With("VISIT");
        }

        return Sealing.TryOpen(hospital, Purpose, Sealed.Span, Claim.EvidenceHash.ToArray(), out var content)
            ? ReadContents(hospital, content)
            : Refusals.RegistrationInvalid.With("not sealed to this hospital for this ticket");
    }

    /// <summary>Accepts exactly the canonical bytes: [1, claim, VISIT signature, sealed].</summary>
    public static Parsed<Registration> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var registration = new Registration
        {
            Claim = VisitClaim.Read(ref reader),
            VisitSignature = reader.Signature(),
            Sealed = reader.Bytes(Sealing.OverheadBytes, SealedBytesMax).ToArray(),
        };
        return reader.Complete ? registration : Refusals.Malformed.With("registration");
    }

    public byte[] ToBytes()
    {
        var writer = new CanonicalWriter().Array(Fields).UInt(Version);
        Claim.Write(writer);
        return writer.Bytes(VisitSignature).Bytes(Sealed.Span).ToArray();
    }

    private Parsed<RegistrationContents> ReadContents(SealingKey hospital, byte[] content)
    {
        var reader = new CanonicalReader(content);
        reader.Array(ContentFields);
        reader.Version(Version);
        var id = reader.Text(FlowLimits.IdentifierBytesMax);
        var symptoms = reader.Text(FlowLimits.SymptomsTextBytesMax);
        var complete = reader.Complete;
        CryptographicOperations.ZeroMemory(content);
        if (!complete || !PersonIdentifier.IsValid(id))
        {
            return Refusals.RegistrationInvalid.With("contents");
        }

        return PseudoIdentity.TryOpen(hospital, Claim.Pid.Span, out var hidden) && hidden == id
            ? new RegistrationContents(id, symptoms)
            : Refusals.RegistrationInvalid.With("the pseudo-identity is not this patient's");
    }
}
