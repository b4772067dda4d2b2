using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Records;
using static HospitalChain.Node.Explorer.Views.FieldSpelling;

namespace HospitalChain.Node.Explorer.Views;

/// <summary>
/// The public fields of each kind of record. What is sealed or encrypted appears as its size and a hash, never as bytes:
/// capsules, evidence and content say nothing to a page.
/// </summary>
public static class RecordFields
{
    public static IReadOnlyList<RecordField> Of(Record record) => record.Body switch
    {
        Diagnosis body => OfDiagnosis(body),
        RegisterVisit body => OfVisit(body),
        CloseVisit body => [Pid("Visit", body.Pid)],
        Grant body => OfGrant(record.ChainId, body),
        TeamOpen body => TeamFields.Of(body),
        TeamStep body => TeamFields.Of(record.ChainId, body),
        TeamDiagnosis body => TeamFields.Of(record.ChainId, body),
        OpenFolder body => DocumentFields.Of(body),
        Document body => DocumentFields.Of(body),
        RevocationReceipt body => DocumentFields.Of(record.ChainId, body),
        Erasure body => DocumentFields.Of(record.ChainId, body),
        Escrow body => EmergencyFields.Of(body),
        EscrowWithdraw body => EmergencyFields.Of(record.ChainId, body),
        BreakGlassOpen body => EmergencyFields.Of(record.ChainId, body),
        BreakGlassClose body => EmergencyFields.Of(record.ChainId, body),
        Review body => EmergencyFields.Of(record.ChainId, body),
        Revoke body => [Record("Grant that ends", record.ChainId, body.GrantId)],
        Access body => OfAccess(body),
        Rejection body => OfRejection(record.ChainId, body),
        Report or Disclosure or Verdict or Sanction or Appeal or Restoration => SupervisionFields.Of(record.ChainId, record.Body),
        RotateKey or RotateTls or Retire => RotationFields.Of(record.Body),
        EnrolmentBody body => OfEnrolment(record.ChainId, body),
        _ => [Closed("Body", record.Body.ToBytes(), "this kind has no fields of its own here")],
    };

    private static RecordField[] OfDiagnosis(Diagnosis body) =>
    [
        Pid("Hospital's pseudo-identity", body.HospitalPid),
        Pid("Visit's pseudo-identity", body.Pid),
        Closed("Capsule", body.Capsule, "suite L19: only the visit's key opens it"),
        Closed("Sealed evidence X", body.SealedEvidence, "only the hospital opens it"),
        Hash("Evidence tag", body.EvidenceTag),
        .. StoredContent(body.Content),
    ];

    private static List<RecordField> OfVisit(RegisterVisit body)
    {
        var fields = new List<RecordField>
        {
            Pid("Visit's pseudo-identity", body.Claim.Pid),
            Bytes("Visit key PK_j", body.Claim.VisitKey),
            Hash("Visit signing key", body.Claim.Keys.Signing),
            Bytes("Visit sealing key", body.Claim.Keys.Sealing),
            Hash("Hash of the evidence α", body.Claim.EvidenceHash),
            Time("Claimed by the patient", body.Claim.TimeMillis),
        };
        fields.AddRange(body.Doctors.Select((doctor, index) => Hash($"Assigned doctor {index + 1}", doctor)));
        return fields;
    }

    private static List<RecordField> OfGrant(Bytes32 chainId, Grant body)
    {
        var fields = new List<RecordField>
        {
            new("Scope", body.Scope switch { GrantScope.Record => "one record", GrantScope.Visit => "every record of the visit", _ => "a folder" }),
            body.Scope switch
            {
                GrantScope.Record => Record("Record", chainId, new Bytes32(body.Target.Span)),
                GrantScope.Visit => Pid("Visit's pseudo-identity", body.Target),
                _ => Hash("Folder", new Bytes32(body.Target.Span)),
            },
            Hash("Reader", body.Grantee.Key),
            Hash("Reader's chain", body.Grantee.ChainId),
            new("Purpose", body.Purpose),
            Time("In force from", body.FromMillis),
            Time("In force until", body.UntilMillis),
            Hash("Proxy", body.Proxy),
        };
        fields.AddRange(body.Delegation switch
        {
            PairingDelegation pairing => [Hash("Share", pairing.ShareId), Bytes("Delegation key PK_s", pairing.DelegationKey)],
            OneWayDelegation oneWay => [Bytes("Commitment", oneWay.Commitment)],
            _ => Array.Empty<RecordField>(),
        });
        return fields;
    }

    private static RecordField[] OfAccess(Access body) =>
    [
        new("Outcome", body.Delivered ? "delivered" : $"refused: {body.RefusalCode}", Note: body.Delivered ? string.Empty : RuleOf(body.RefusalCode)),
        Record("Record asked for", body.Request.ChainId, body.Request.RecordId),
        Record("Grant relied on", body.Request.ChainId, body.Request.GrantId),
        Hash("Reader", body.Request.Requester),
        Time("Requested", body.Request.TimeMillis),
        new("Requests it stands for", Wording.Number(body.Requests)),
    ];

    private static RecordField[] OfRejection(Bytes32 chainId, Rejection body) =>
    [
        new("Reason", body.Code, Note: RuleOf(body.Code)),
        Record("Refused record", chainId, body.Refused.Id),
        new("Its kind", body.Refused.Kind),
        Hash("Its author", body.Refused.Author),
        new("Its size", Wording.Bytes(body.Refused.Bytes.Length)),
    ];

    private static List<RecordField> OfEnrolment(Bytes32 chainId, EnrolmentBody body)
    {
        var fields = new List<RecordField> { Hash("Signing key", body.Keys.Signing), Bytes("Sealing key", body.Keys.Sealing) };
        switch (body)
        {
            case EnrolDoctor doctor:
                fields.Add(new RecordField("Department", doctor.Department));
                fields.Add(Bytes("Multisignature key", doctor.Multisignature));
                fields.Add(new RecordField("Credit", "see the chain's credit page", Link: ExplorerPath.Credit(chainId)));
                break;
            case EnrolHospital hospital:
                fields.Add(Pid("Pseudo-identity", hospital.Pid));
                fields.Add(Bytes("L19 key PK_i", hospital.L19Key));
                fields.Add(Hash("Chain it seals", hospital.HospitalChainId));
                fields.Add(Hash("TLS fingerprint", hospital.TlsFingerprint));
                fields.Add(new RecordField("Credit", "see the registry's credit page", Link: ExplorerPath.Credit(chainId)));
                break;
            case EnrolServer server:
                fields.Add(Hash("TLS fingerprint", server.TlsFingerprint));
                fields.Add(Hash("Owner", server.Owner));
                break;
        }

        return fields;
    }

    /// <summary>The rule and the hint behind a code; empty for a code that this version does not know.</summary>
    public static string RuleOf(string code) => Refusals.Find(code) is { } reason ? $"{reason.Rule}. {reason.Hint}" : string.Empty;
}
