using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Protocol.Rules;

/// <summary>What a record changes in the state. Total: called only for records that <see cref="RecordRules.Check"/> let pass.</summary>
internal static class StateTransition
{
    /// <summary>The changes of one record in the block at <paramref name="height"/>, on the state the record before left.</summary>
    public static List<StateChange> Changes(Record record, JudgementContext context, ulong height)
    {
        var changes = new List<StateChange>();
        switch (record.Body)
        {
            case Diagnosis body:
                AddPatients(changes, record, body.Pid.Span, body.Content, context, height);
                Set(changes, StateKinds.Visit, body.Pid.Span, context.Entries.Visit(body.Pid.Span)!.WithDiagnosis().ToBytes());
                break;
            case TeamDiagnosis body:
                AddPatients(changes, record, body.Pid.Span, body.Content, context, height);
                changes.AddRange(TeamTransition.Changes(record, context, height));
                break;
            case RotateKey or RotateTls or Retire:
                RotationTransition.Change(changes, record, context, height);
                break;
            case EnrolmentBody body:
                Enrol(changes, body, context);
                break;
            case RegisterVisit body:
                Register(changes, body);
                break;
            case CloseVisit body:
                Set(changes, StateKinds.Visit, body.Pid.Span, context.Entries.Visit(body.Pid.Span)!.CloseAt(height).ToBytes());
                break;
            case TeamOpen or TeamStep:
                changes.AddRange(TeamTransition.Changes(record, context, height));
                break;
            case Grant body:
                GiveGrant(changes, record, body, context);
                break;
            case Revoke body:
                Set(changes, StateKinds.Grant, body.GrantId.ToArray(), context.Entries.Grant(body.GrantId)!.RevokeAt(height).ToBytes());
                break;
            case OpenFolder or Document or RevocationReceipt or Erasure:
                DocumentTransition.Change(changes, record, context, height);
                break;
            case Escrow or EscrowWithdraw or BreakGlassOpen or BreakGlassClose or Review or Access:
                EmergencyTransition.Change(changes, record, context, height);
                break;
            case Rejection body:
                Reject(changes, body, context, height);
                break;
            case Report or Disclosure or Verdict or Sanction or Appeal or Restoration:
                SupervisionTransition.Change(changes, record, context, height);
                break;
        }

        if (record.Body is not (Diagnosis or TeamDiagnosis))
        {
            Set(changes, StateKinds.Record, record.Id.ToArray(), new RecordEntry(Accepted: true, height).ToBytes());
        }

        return changes;
    }

    /// <summary>A patient's record: whose it is, who keeps its content, and that no other record may name that.</summary>
    private static void AddPatients(List<StateChange> changes, Record record, ReadOnlySpan<byte> pid, ContentReceipt content, JudgementContext context, ulong height)
    {
        var owner = context.Entries.Visit(pid)!.Signing;
        Set(changes, StateKinds.Record, record.Id.ToArray(), new RecordEntry(Accepted: true, height) { Owner = owner, Store = content.Store }.ToBytes());
        changes.Add(ContentClaims.Claim(record, content));
    }

    private static void Enrol(List<StateChange> changes, EnrolmentBody body, JudgementContext context)
    {
        UseKeys(changes, body.Keys);
        Set(changes, StateKinds.Enrolment, body.Keys.Signing.ToArray(), EntryOf(body).ToBytes());
        if (body is EnrolHospital hospital)
        {
            Set(changes, StateKinds.HospitalChain, hospital.HospitalChainId.ToArray(), hospital.Keys.Signing.ToArray());
            Use(changes, StateKinds.UsedHospitalKey, hospital.L19Key.Span);
            Use(changes, StateKinds.UsedHospitalPid, hospital.Pid.Span);
            BeginCredit(changes, body, context);
        }
        else if (body is EnrolDoctor doctor)
        {
            Use(changes, StateKinds.UsedMultisignatureKey, doctor.Multisignature.Span);
            BeginCredit(changes, body, context);
        }
    }

    private static void BeginCredit(List<StateChange> changes, EnrolmentBody body, JudgementContext context) => Set(
        changes,
        StateKinds.Credit,
        body.Keys.Signing.ToArray(),
        new CreditEntry(context.Genesis.Parameters.CreditStart, ExpelledAtHeight: 0).ToBytes());

    private static EnrolmentEntry EntryOf(EnrolmentBody body) => body switch
    {
        EnrolHospital hospital => new EnrolmentEntry
        {
            Role = PartyRole.Hospital,
            Sealing = body.Keys.Sealing,
            P21Receiving = body.Keys.P21Receiving,
            TlsFingerprint = hospital.TlsFingerprint,
            L19Key = hospital.L19Key,
            Pid = hospital.Pid,
            HospitalChainId = hospital.HospitalChainId,
        },
        EnrolServer server => new EnrolmentEntry
        {
            Role = server.Kind switch
            {
                RecordKinds.EnrolCloud => PartyRole.Cloud,
                RecordKinds.EnrolProxy => PartyRole.Proxy,
                _ => PartyRole.Node,
            },
            Sealing = body.Keys.Sealing,
            P21Receiving = body.Keys.P21Receiving,
            TlsFingerprint = server.TlsFingerprint,
            Owner = server.Owner,
        },
        EnrolDoctor doctor => new EnrolmentEntry
        {
            Role = PartyRole.Doctor,
            Sealing = body.Keys.Sealing,
            P21Receiving = body.Keys.P21Receiving,
            Multisignature = doctor.Multisignature,
            Department = doctor.Department,
        },
        _ => new EnrolmentEntry { Role = PartyRole.ThirdParty, Sealing = body.Keys.Sealing, P21Receiving = body.Keys.P21Receiving },
    };

    private static void Register(List<StateChange> changes, RegisterVisit body)
    {
        var claim = body.Claim;
        var visit = new VisitEntry
        {
            VisitKey = claim.VisitKey,
            Signing = claim.Keys.Signing,
            Sealing = claim.Keys.Sealing,
            P21Receiving = claim.Keys.P21Receiving,
            EvidenceHash = claim.EvidenceHash,
            Doctors = body.Doctors,
            ClosedAtHeight = 0,
        };
        UseKeys(changes, claim.Keys);
        Use(changes, StateKinds.UsedVisitKey, claim.VisitKey.Span);
        Use(changes, StateKinds.UsedEvidence, claim.EvidenceHash.ToArray());
        Set(changes, StateKinds.Visit, claim.Pid.Span, visit.ToBytes());
        Set(changes, StateKinds.VisitAuthor, claim.Keys.Signing.ToArray(), claim.Pid.ToArray());
    }

    private static void GiveGrant(List<StateChange> changes, Record record, Grant body, JudgementContext context)
    {
        var delegationKey = body.Delegation is OneWayDelegation oneWay ? oneWay.Commitment : ((PairingDelegation)body.Delegation).DelegationKey;
        var entry = new GrantEntry
        {
            Giver = record.Author,
            Scope = body.Scope,
            Target = body.Target,
            Grantee = body.Grantee.Key,
            GranteeChainId = body.Grantee.ChainId,
            FromMillis = body.FromMillis,
            UntilMillis = body.UntilMillis,
            Proxy = body.Proxy,
            DelegationKey = delegationKey,
            RevokedAtHeight = 0,
        };
        Set(changes, StateKinds.Grant, record.Id.ToArray(), entry.ToBytes());
        Use(changes, StateKinds.UsedDelegationKey, delegationKey.Span);
        if (body.Delegation is PairingDelegation pairing)
        {
            Use(changes, StateKinds.UsedShare, pairing.ShareId.ToArray());
        }
        else
        {
            DocumentTransition.NameProxy(changes, body, context);
        }
    }

    /// <summary>The refused id is decided too, and a doctor pays (chain.md §4.5).</summary>
    private static void Reject(List<StateChange> changes, Rejection body, JudgementContext context, ulong height)
    {
        var refused = body.Refused;
        Set(changes, StateKinds.Record, refused.Id.ToArray(), new RecordEntry(Accepted: false, height).ToBytes());
        var cost = context.Genesis.Parameters.CostOf(body.Code);
        if (cost == 0 || context.Genesis.IsRegistry || context.Entries.Credit(refused.Author) is null)
        {
            return;
        }

        var taken = SupervisionTransition.Charge(changes, refused.Author, cost, context, height);
        SupervisionTransition.SetCase(changes, refused.Id, new CaseEntry
        {
            Code = body.Code,
            Accused = refused.Author,
            Accuser = context.Genesis.Supernode.Signing,
            OpenedMillis = context.TimeMillis,
            Stage = CaseStage.Sanctioned,
            Points = taken,
            Restored = 0,
        });
    }

    internal static void UseKeys(List<StateChange> changes, PartyKeys keys)
    {
        Use(changes, StateKinds.UsedSealingKey, keys.Sealing.Span);
        Use(changes, StateKinds.UsedP21Key, keys.P21Receiving.Span);
    }

    internal static void Use(List<StateChange> changes, string kind, ReadOnlySpan<byte> value) => Set(changes, kind, value, []);

    internal static void Set(List<StateChange> changes, string kind, ReadOnlySpan<byte> identifier, byte[] value) =>
        changes.Add(StateChange.Set(StateKey.Of(kind, identifier), value));
}
