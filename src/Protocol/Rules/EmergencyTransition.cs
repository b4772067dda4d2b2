using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Protocol.Rules;

/// <summary>What escrows, emergencies, reads under them and reviews change. Total, as <see cref="StateTransition"/>.</summary>
internal static class EmergencyTransition
{
    public static void Change(List<StateChange> changes, Record record, JudgementContext context, ulong height)
    {
        switch (record.Body)
        {
            case Escrow body:
                var entry = new EscrowEntry { Pid = body.Pid, Purpose = body.Purpose, Needed = (uint)body.Commitments.Count, Holders = body.Holders };
                StateTransition.Set(changes, StateKinds.Escrow, record.Id.ToArray(), entry.ToBytes());
                StateTransition.Set(changes, StateKinds.VisitEscrow, ChainEntries.VisitEscrowIdentifier(body.Pid.Span, body.Purpose), record.Id.ToArray());
                break;
            case EscrowWithdraw body:
                StateTransition.Set(changes, StateKinds.Escrow, body.EscrowId.ToArray(), context.Entries.Escrow(body.EscrowId)!.WithdrawAt(height).ToBytes());
                break;
            case BreakGlassOpen body:
                Open(changes, record, body.Terms, context);
                break;
            case BreakGlassClose body:
                Set(changes, body.OpenId, EmergencyOf(body.OpenId, context) with { ClosedAtHeight = height });
                break;
            case Access { Delivered: true } body when context.Entries.BreakGlass(body.Request.GrantId) is { } emergency:
                Set(changes, body.Request.GrantId, emergency.WithRead(body.Request.RecordId));
                break;
            case Review body:
                Judge(changes, record, body, context, height);
                break;
        }
    }

    private static void Open(List<StateChange> changes, Record record, BreakGlassTerms terms, JudgementContext context)
    {
        StateTransition.Use(changes, StateKinds.UsedEmergency, terms.Hash.ToArray());
        Set(changes, record.Id, new BreakGlassEntry
        {
            EscrowId = terms.EscrowId,
            Pid = context.Entries.Escrow(terms.EscrowId)!.Pid,
            Officers = terms.Officers,
            UntilMillis = terms.UntilMillis,
            ReviewDueMillis = terms.ReviewDueMillis,
            Opened = [],
            ClosedAtHeight = 0,
            Verdict = ReviewVerdict.None,
        });
    }

    /// <summary>Who led pays for what was not justified, and for a review that nobody made in time; as any charge it can be appealed.</summary>
    private static void Judge(List<StateChange> changes, Record record, Review body, JudgementContext context, ulong height)
    {
        var emergency = EmergencyOf(body.OpenId, context);
        Set(changes, body.OpenId, emergency with { Verdict = body.Verdict });
        var code = body.Verdict switch
        {
            ReviewVerdict.Overdue => Refusals.ReviewOverdue.Code,
            ReviewVerdict.Unjustified => Refusals.BreakGlassUnjustified.Code,
            _ => null,
        };
        if (code is null || context.Genesis.Parameters.CostOf(code) is not (> 0 and var cost) || context.Entries.Credit(emergency.Lead) is null)
        {
            return;
        }

        var taken = SupervisionTransition.Charge(changes, emergency.Lead, cost, context, height);
        SupervisionTransition.SetCase(changes, record.Id, new CaseEntry
        {
            Code = code,
            Accused = emergency.Lead,
            Accuser = record.Author,
            OpenedMillis = context.TimeMillis,
            Stage = CaseStage.Sanctioned,
            Points = taken,
            Restored = 0,
        });
    }

    private static BreakGlassEntry EmergencyOf(Crypto.Bytes32 openId, JudgementContext context) => context.Entries.BreakGlass(openId)!;

    private static void Set(List<StateChange> changes, Crypto.Bytes32 openId, BreakGlassEntry entry) =>
        StateTransition.Set(changes, StateKinds.BreakGlass, openId.ToArray(), entry.ToBytes());
}
