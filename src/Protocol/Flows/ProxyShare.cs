using HospitalChain.Crypto;
using HospitalChain.Crypto.L19;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Protocol.Flows;

/// <summary>
/// The proxy's part of a share (crypto.md §8): takes β and x_s·β/x_j in either order, each once, and makes rk only under
/// a grant that names both senders, this proxy and PK_s. Every step gives a new value and leaves the old one as it was.
/// Its bytes hold secrets: they are stored encrypted only. Canonical: [1, stage, chain id, share id, doctor, patient,
/// grant id, expiry, β, x_s·β/x_j, rk], what is missing zero or empty.
/// </summary>
public sealed class ProxyShare : IDisposable
{
    private const ulong Version = 1;
    private const int Fields = 11;
    private readonly SecretScalar? doctorHalf;
    private readonly SecretScalar? patientHalf;
    private readonly SecretScalar? made;

    private ProxyShare(Bytes32 chainId, Bytes32 shareId, SecretScalar? beta, SecretScalar? blinded, SecretScalar? rekey)
    {
        ChainId = chainId;
        ShareId = shareId;
        doctorHalf = beta;
        patientHalf = blinded;
        made = rekey;
    }

    public Bytes32 ChainId { get; }

    public Bytes32 ShareId { get; }

    public ProxyShareStage Stage { get; private init; }

    /// <summary>Who sent β; zero until then.</summary>
    public Bytes32 Doctor { get; private init; }

    /// <summary>Who sent x_s·β/x_j; zero until then.</summary>
    public Bytes32 Patient { get; private init; }

    /// <summary>Record id of the grant that the patient named; zero until then.</summary>
    public Bytes32 GrantId { get; private init; }

    /// <summary>When rk must be gone; 0 until ready.</summary>
    public ulong ExpiryMillis { get; private init; }

    /// <summary>Both halves are here: the grant decides now.</summary>
    public bool HasBothHalves => doctorHalf is not null && patientHalf is not null;

    /// <summary>rk, while <see cref="Stage"/> is ready.</summary>
    public SecretScalar? Rekey => made;

    /// <summary>A share of which nothing came yet.</summary>
    public static ProxyShare Await(Bytes32 chainId, Bytes32 shareId) => new(chainId, shareId, null, null, null);

    /// <summary>Takes β. Refused when a doctor's half came before.</summary>
    public Parsed<ProxyShare> TakeDoctorHalf(DelegationProxyHalf half, Bytes32 sender)
    {
        if (Refuses(half.ChainId, half.ShareId) is { } refusal)
        {
            return refusal;
        }

        return doctorHalf is not null || Stage != ProxyShareStage.Waiting
            ? Refusals.ShareReplayed.With($"share {ShareId}, doctor's half")
            : new ProxyShare(ChainId, ShareId, SecretCopy.Of(half.Beta), SecretCopy.Of(patientHalf), null) { Doctor = sender, Patient = Patient, GrantId = GrantId };
    }

    /// <summary>Takes x_s·β/x_j. Refused when a patient's half came before.</summary>
    public Parsed<ProxyShare> TakeConsent(DelegationConsent consent, Bytes32 sender)
    {
        if (Refuses(consent.ChainId, consent.ShareId) is { } refusal)
        {
            return refusal;
        }

        return patientHalf is not null || Stage != ProxyShareStage.Waiting
            ? Refusals.ShareReplayed.With($"share {ShareId}, patient's half")
            : new ProxyShare(ChainId, ShareId, SecretCopy.Of(doctorHalf), SecretCopy.Of(consent.Blinded), null) { Doctor = Doctor, Patient = sender, GrantId = consent.GrantId };
    }

    /// <summary>
    /// Makes rk under the grant that the patient named, which must stand on the chain. On a refusal nothing changed; a
    /// half whose sender the grant does not name is to be forgotten with <see cref="ForgetStrangers"/>.
    /// </summary>
    /// <param name="grant">The record that <see cref="GrantId"/> names.</param>
    /// <param name="pid">PID of the granter's visit.</param>
    /// <param name="visit">That visit.</param>
    /// <param name="proxy">This proxy's signing key.</param>
    /// <param name="nowMillis">The later of block time and clock.</param>
    public Parsed<ProxyShare> Complete(Record grant, ReadOnlySpan<byte> pid, VisitEntry visit, Bytes32 proxy, ulong nowMillis)
    {
        if (Stage != ProxyShareStage.Waiting || doctorHalf is null || patientHalf is null)
        {
            return Stage == ProxyShareStage.Waiting ? Refusals.ShareIncomplete.With($"share {ShareId}") : Refusals.ShareReplayed.With($"share {ShareId}");
        }

        if (grant.Body is not Grant { Delegation: PairingDelegation delegation } body || Disagrees(grant, body, delegation, visit, proxy))
        {
            return Refusals.ShareGrantMismatch.With($"share {ShareId}");
        }

        var refusal = body.UntilMillis <= nowMillis ? Refusals.ShareExpired
            : visit.Closed ? Refusals.VisitClosed
            : !DelegateSignature.IsValid(ChainId, pid, body) ? Refusals.DelegationInvalid
            : null;
        if (refusal is not null)
        {
            return refusal.With($"share {ShareId}");
        }

        if (!G1.TryDecode(visit.VisitKey.Span, out var visitKey)
            || !G1.TryDecode(delegation.DelegationKey.Span, out var delegationKey)
            || !BlindedDelegation.TryProxyStep(patientHalf, doctorHalf, visitKey, delegationKey, out var rekey))
        {
            return Refusals.ShareKeyMismatch.With($"share {ShareId}");
        }

        return new ProxyShare(ChainId, ShareId, null, null, rekey)
        {
            Stage = ProxyShareStage.Ready,
            Doctor = Doctor,
            Patient = Patient,
            GrantId = GrantId,
            ExpiryMillis = body.UntilMillis,
        };
    }

    /// <summary>Without the halves that came from anyone but these two, so that a stranger's mail cannot block a share.</summary>
    public ProxyShare ForgetStrangers(Bytes32 grantee, Bytes32 giver) => Stage != ProxyShareStage.Waiting ? this
        : new ProxyShare(ChainId, ShareId, Doctor == grantee ? SecretCopy.Of(doctorHalf) : null, Patient == giver ? SecretCopy.Of(patientHalf) : null, null)
        {
            Doctor = Doctor == grantee ? Doctor : default,
            Patient = Patient == giver ? Patient : default,
            GrantId = Patient == giver ? GrantId : default,
        };

    /// <summary>After expiry or revocation: what is left says only that this share is over.</summary>
    public ProxyShare Destroy() => new(ChainId, ShareId, null, null, null)
    {
        Stage = ProxyShareStage.Destroyed,
        Doctor = Doctor,
        Patient = Patient,
        GrantId = GrantId,
        ExpiryMillis = ExpiryMillis,
    };

    public static Parsed<ProxyShare> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var stage = (ProxyShareStage)reader.UInt((ulong)ProxyShareStage.Destroyed);
        var chainId = reader.Bytes32();
        var shareId = reader.Bytes32();
        var doctor = reader.Bytes32();
        var patient = reader.Bytes32();
        var grantId = reader.Bytes32();
        var expiry = reader.UInt(ulong.MaxValue);
        var beta = SecretScalarCodec.ReadOptional(ref reader);
        var blinded = SecretScalarCodec.ReadOptional(ref reader);
        var rekey = SecretScalarCodec.ReadOptional(ref reader);
        return reader.Complete && (stage == ProxyShareStage.Ready) == (rekey is not null)
            ? new ProxyShare(chainId, shareId, beta, blinded, rekey)
            {
                Stage = stage,
                Doctor = doctor,
                Patient = patient,
                GrantId = grantId,
                ExpiryMillis = expiry,
            }
            : Refusals.Malformed.With("proxy share");
    }

    /// <summary>Holds secrets: encrypt, then zero.</summary>
    public byte[] ToBytes()
    {
        var writer = new CanonicalWriter().Array(Fields).UInt(Version).UInt((ulong)Stage)
            .Bytes(ChainId).Bytes(ShareId).Bytes(Doctor).Bytes(Patient).Bytes(GrantId).UInt(ExpiryMillis);
        SecretScalarCodec.WriteOptional(writer, doctorHalf);
        SecretScalarCodec.WriteOptional(writer, patientHalf);
        SecretScalarCodec.WriteOptional(writer, made);
        return writer.ToArrayAndClear();
    }

    public void Dispose()
    {
        doctorHalf?.Dispose();
        patientHalf?.Dispose();
        made?.Dispose();
    }

    public override string ToString() => $"ProxyShare {ShareId} {Stage}";

    private Refusal? Refuses(Bytes32 chainId, Bytes32 shareId) =>
        chainId == ChainId && shareId == ShareId ? null : Refusals.ShareGrantMismatch.With($"share {shareId} where {ShareId} was expected");

    private bool Disagrees(Record grant, Grant body, PairingDelegation delegation, VisitEntry visit, Bytes32 proxy) =>
        grant.Id != GrantId
        || grant.ChainId != ChainId
        || grant.Author != Patient
        || visit.Signing != Patient
        || body.Grantee.Key != Doctor
        || body.Proxy != proxy
        || delegation.ShareId != ShareId;
}
