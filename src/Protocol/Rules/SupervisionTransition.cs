using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Supervision;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Protocol.Rules;

/// <summary>What reports, verdicts, sanctions, appeals and restorations change. Total, as <see cref="StateTransition"/>.</summary>
internal static class SupervisionTransition
{
    public static void Change(List<StateChange> changes, Record record, JudgementContext context, ulong height)
    {
        switch (record.Body)
        {
            case Report body:
                Open(changes, record, body.Evidence.Value!, context);
                break;
            case Disclosure body:
                SetCase(changes, body.ReportId, CaseOf(context, body.ReportId) with { Stage = CaseStage.Disclosed });
                break;
            case Verdict body:
                SetCase(changes, body.ReportId, CaseOf(context, body.ReportId) with { Stage = body.Upheld ? CaseStage.Upheld : CaseStage.Dismissed });
                break;
            case Sanction body:
                var upheld = CaseOf(context, body.ReportId);
                var taken = Charge(changes, upheld.Accused, body.Points, context, height);
                SetCase(changes, body.ReportId, upheld with { Stage = CaseStage.Sanctioned, Points = taken });
                break;
            case Appeal body:
                SetCase(changes, body.CaseId, CaseOf(context, body.CaseId) with { Stage = CaseStage.Appealed });
                break;
            case Restoration body:
                Restore(changes, body, context);
                break;
        }
    }

    /// <summary>Points a party loses, and at the bound expulsion or suspension (chain.md §4.5); how many there were to take.</summary>
    public static uint Charge(List<StateChange> changes, Bytes32 party, uint points, JudgementContext context, ulong height)
    {
        var credit = CreditOf(party, context);
        var taken = Math.Min(points, credit.Points);
        var left = credit.Points - taken;
        var expelledAt = credit.Expelled ? credit.ExpelledAtHeight
            : left <= context.Genesis.Parameters.CreditLowerBound ? height
            : 0;
        SetCredit(changes, party, context, new CreditEntry(left, expelledAt));
        return taken;
    }

    public static void SetCase(List<StateChange> changes, Bytes32 caseId, CaseEntry entry) =>
        StateTransition.Set(changes, StateKinds.Case, caseId.ToArray(), entry.ToBytes());

    private static void Open(List<StateChange> changes, Record record, OffenceEvidence evidence, JudgementContext context)
    {
        StateTransition.Set(changes, StateKinds.Offence, evidence.OffenceKey.ToArray(), record.Id.ToArray());
        SetCase(changes, record.Id, new CaseEntry
        {
            Code = evidence.Code,
            Accused = evidence.Genesis.Supernode.Signing,
            Accuser = record.Author,
            OpenedMillis = context.TimeMillis,
            Stage = evidence.ProvesItself ? CaseStage.Proven : CaseStage.Disputed,
            Points = 0,
            Restored = 0,
        });
    }

    private static void Restore(List<StateChange> changes, Restoration body, JudgementContext context)
    {
        var appealed = CaseOf(context, body.CaseId);
        var credit = CreditOf(appealed.Accused, context);
        var points = Math.Min(context.Genesis.Parameters.CreditStart, credit.Points + body.Points);
        var expelledAt = points > context.Genesis.Parameters.CreditLowerBound ? 0 : credit.ExpelledAtHeight;
        SetCredit(changes, appealed.Accused, context, new CreditEntry(points, expelledAt));
        SetCase(changes, body.CaseId, appealed with { Stage = CaseStage.Closed, Restored = body.Points });
    }

    private static CaseEntry CaseOf(JudgementContext context, Bytes32 caseId) => context.Entries.Case(caseId)!;

    private static CreditEntry CreditOf(Bytes32 party, JudgementContext context) =>
        context.Entries.Credit(party) ?? new CreditEntry(context.Genesis.Parameters.CreditStart, ExpelledAtHeight: 0);

    private static void SetCredit(List<StateChange> changes, Bytes32 party, JudgementContext context, CreditEntry credit) =>
        StateTransition.Set(changes, StateKinds.Credit, context.Entries.PartyOf(party).ToArray(), credit.ToBytes());
}
