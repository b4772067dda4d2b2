using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Protocol.Rules;

/// <summary>Consent and its end (chain.md §2, crypto.md §8).</summary>
internal static class GrantRules
{
    public static Refusal? CheckGrant(Record record, Grant body, JudgementContext context, List<Obligation> obligations)
    {
        var refusal = body.Delegation switch
        {
            PairingDelegation delegation => CheckPairing(record, body, delegation, context, obligations),
            OneWayDelegation delegation => PeriodOf(record, body) ?? ProxyOf(body, context)
                ?? FolderGrantRules.Check(record, body, delegation, context, obligations),
            _ => throw new InvalidOperationException($"unknown delegation {body.Delegation.GetType().Name}"),
        };
        return refusal ?? CheckGrantee(body, context, obligations);
    }

    public static Refusal? CheckRevoke(Record record, Revoke body, JudgementContext context) =>
        context.Entries.Grant(body.GrantId) is not { } grant ? Refusals.GrantUnknown.With(body.GrantId.ToString())
        : grant.Giver != record.Author ? Refusals.AuthorNotAllowed.With("only the giver revokes a grant")
        : grant.Revoked ? Refusals.GrantRevoked
        : null;

    /// <summary>A patient's grant of a record or the visit, with a delegation key of its own (L19, BC22).</summary>
    private static Refusal? CheckPairing(Record record, Grant body, PairingDelegation delegation, JudgementContext context, List<Obligation> obligations)
    {
        var entries = context.Entries;
        if (body.Scope == GrantScope.Folder)
        {
            return Refusals.DelegationInvalid.With("a folder is delegated one way");
        }

        if (entries.VisitAuthoredBy(record.Author) is not { } pid)
        {
            return Refusals.AuthorNotAllowed.With("only a patient grants a visit or its records");
        }

        if (entries.Visit(pid.Span) is { Closed: true })
        {
            return Refusals.VisitClosed;
        }

        if ((PeriodOf(record, body) ?? TargetOf(body, record.Author, pid, entries) ?? ProxyOf(body, context)) is { } refusal)
        {
            return refusal;
        }

        if (entries.Used(StateKinds.UsedDelegationKey, delegation.DelegationKey.Span)
            || entries.Used(StateKinds.UsedShare, delegation.ShareId.ToArray()))
        {
            return Refusals.NotNew.With("delegation key or share id");
        }

        obligations.Add(new SignatureObligation(
            body.Grantee.Key,
            SignedMessage.Delegate(
                record.ChainId, delegation.ShareId, pid.Span, body.Grantee.Key, delegation.DelegationKey.Span, body.Proxy, body.UntilMillis),
            delegation.GranteeSignature,
            Refusals.DelegationInvalid));
        obligations.Add(new PointObligation(KeyForm.G1, delegation.DelegationKey));
        return null;
    }

    private static Refusal? PeriodOf(Record record, Grant body) =>
        body.UntilMillis <= body.FromMillis || body.UntilMillis <= record.IssuedAtMillis ? Refusals.GrantPeriodInvalid : null;

    private static Refusal? ProxyOf(Grant body, JudgementContext context) =>
        context.Registry?.RoleOf(body.Proxy) == PartyRole.Proxy ? null : context.Registry?.Entries.EndOf(body.Proxy) ?? Refusals.ProxyUnknown.With(body.Proxy.ToString());

    private static Refusal? TargetOf(Grant body, Bytes32 giver, ReadOnlyMemory<byte> pid, ChainEntries entries)
    {
        if (body.Scope == GrantScope.Visit)
        {
            return body.Target.Span.SequenceEqual(pid.Span) ? null : Refusals.RecordNotOfVisit;
        }

        return entries.Record(new Bytes32(body.Target.Span)) is not { Accepted: true } target ? Refusals.RecordUnknown
            : target.Owner != giver ? Refusals.RecordNotOfVisit
            : null;
    }

    /// <summary>Enrolled here, on the registry, or on another hospital's chain by a proof (chain.md §2).</summary>
    private static Refusal? CheckGrantee(Grant body, JudgementContext context, List<Obligation> obligations)
    {
        var grantee = body.Grantee;
        if (grantee.ChainId == context.Genesis.ChainId)
        {
            return body.Delegation is OneWayDelegation && FolderGrantRules.IsOpenVisit(grantee.Key, context.Entries) ? null
                : context.Entries.IsDoctorInGoodStanding(grantee.Key) ? null : context.Entries.EndOf(grantee.Key) ?? Refusals.GranteeUnknown;
        }

        if (grantee.ChainId == context.Genesis.RegistryChainId)
        {
            return context.Registry?.RoleOf(grantee.Key) is not (PartyRole.ThirdParty or PartyRole.Hospital) ? context.Registry?.Entries.EndOf(grantee.Key) ?? Refusals.GranteeUnknown
                : context.Registry.Entries.Credit(grantee.Key) is { Expelled: true } ? Refusals.HospitalSuspended.With("the grantee")
                : null;
        }

        if (context.Registry?.HospitalOf(grantee.ChainId) is not { } hospital)
        {
            return Refusals.GranteeUnknown.With("no such hospital chain at the registry head");
        }

        if (context.Registry.IsSuspended(grantee.ChainId))
        {
            return Refusals.HospitalSuspended.With("of the grantee");
        }

        if (ForeignEnrolment.HeaderOf(grantee) is not { } header)
        {
            return Refusals.GranteeProofInvalid;
        }

        obligations.Add(ForeignEnrolment.SealOf(header, hospital.Signing, Refusals.GranteeProofInvalid));
        return null;
    }
}
