using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Protocol.Tests.Flows;

/// <summary>A patient with a visit and one record, a doctor elsewhere, and the proxy: the parties of a share.</summary>
internal sealed class FlowScene
{
    public const ulong Now = 1_700_000_000_000;
    public const ulong Hour = 3_600_000;

    public Bytes32 ChainId { get; } = Random();

    public byte[] Pid { get; } = RandomNumberGenerator.GetBytes(RecordLimits.PidBytes);

    public Bytes32 RecordId { get; } = Random();

    public SigningKey Doctor { get; } = SigningKey.Generate();

    public SigningKey Patient { get; } = SigningKey.Generate();

    public Bytes32 Proxy { get; } = Random();

    /// <summary>x_j.</summary>
    public SecretScalar VisitKey { get; } = SecretScalar.Random();

    /// <summary>x_s.</summary>
    public SecretScalar DelegationKey { get; } = SecretScalar.Random();

    public VisitEntry Visit => VisitOf(closedAt: 0);

    public static Bytes32 Random() => new(RandomNumberGenerator.GetBytes(Bytes32.Size));

    public VisitEntry VisitOf(ulong closedAt) => new()
    {
        VisitKey = VisitKey.PublicKey().Encoded.ToArray(),
        Signing = Patient.PublicKey,
        Sealing = new byte[65],
        P21Receiving = new byte[66],
        EvidenceHash = default,
        Doctors = [Random()],
        ClosedAtHeight = closedAt,
    };

    public DelegationTerms Terms(GrantScope scope = GrantScope.Record, ulong until = Now + Hour) => new()
    {
        ChainId = ChainId,
        Pid = Pid,
        Scope = scope,
        Target = scope == GrantScope.Record ? RecordId.ToArray() : Pid,
        Grantee = new Grantee { Key = Doctor.PublicKey, ChainId = Random(), SealedHeader = new byte[3], EnrolmentProof = new byte[4] },
        Purpose = "TREAT",
        FromMillis = Now - 1,
        UntilMillis = until,
        Proxy = Proxy,
    };

    public DoctorDelegation Begin(DelegationTerms? terms = null) => DoctorDelegation.Begin(terms ?? Terms(), Random(), DelegationKey, Doctor);

    public OfferView View(Func<OfferView, OfferView>? change = null)
    {
        var view = new OfferView
        {
            ChainId = ChainId,
            Pid = Pid,
            VisitSigning = Patient.PublicKey,
            TargetRecord = new RecordEntry(true, 5) { Owner = Patient.PublicKey },
            Grantee = new EnrolmentEntry { Role = PartyRole.Doctor, Sealing = new byte[65] },
            Proxy = Proxy,
            SharesSeen = new HashSet<Bytes32>(),
            NowMillis = Now,
        };
        return change is null ? view : change(view);
    }

    /// <summary>Everything up to the proxy's last step.</summary>
    public (Record Grant, ProxyShare Share) BothHalves(DoctorDelegation delegation)
    {
        var offer = AcceptableOffer.Check(delegation.Offer, Doctor.PublicKey, View()).OrThrow();
        var (grant, consent) = offer.Consent(VisitKey, Patient, Now);
        var share = ProxyShare.Await(ChainId, delegation.ProxyHalf.ShareId)
            .TakeDoctorHalf(delegation.ProxyHalf, Doctor.PublicKey).OrThrow()
            .TakeConsent(consent, Patient.PublicKey).OrThrow();
        return (grant, share);
    }
}
