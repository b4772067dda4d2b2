using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.Supervision;
using static HospitalChain.Node.Explorer.Views.FieldSpelling;

namespace HospitalChain.Node.Explorer.Views;

/// <summary>Public fields of supervision's records. α is sealed to the system manager and stays so.</summary>
internal static class SupervisionFields
{
    public static RecordField[] Of(Bytes32 chainId, RecordBody body) => body switch
    {
        Report report => OfReport(report),
        Disclosure disclosure => [Record("Report", chainId, disclosure.ReportId), Closed("Sealed α", disclosure.SealedAlpha, "only the system manager opens it")],
        Verdict verdict => [Record("Report", chainId, verdict.ReportId), new("Verdict", verdict.Upheld ? "upheld" : "dismissed")],
        Sanction sanction => [Record("Report", chainId, sanction.ReportId), new("Points taken", Wording.Number(sanction.Points), Note: "fixed by the registry's parameters")],
        Appeal appeal =>
        [
            Record("Case", chainId, appeal.CaseId),
            appeal.StatementHash.IsZero ? new RecordField("Statement", "none") : Hash("Statement", appeal.StatementHash, "SHA-256 of what was mailed to the judge"),
        ],
        Restoration restoration => [Record("Case", chainId, restoration.CaseId), new("Points given back", Wording.Number(restoration.Points), Note: restoration.Points == 0 ? "the appeal failed" : string.Empty)],
        _ => throw new InvalidOperationException($"{body.Kind} is no record of supervision"),
    };

    private static RecordField[] OfReport(Report body) => body.Evidence.Value is not { } evidence
        ? [Closed("Evidence", body.EvidenceBytes, "does not parse")]
        :
        [
            new("Offence", evidence.Code, Note: Offences.RuleOf(evidence.Code)),
            Hash("Accused chain", evidence.Genesis.ChainId),
            Hash("Accused hospital", evidence.Genesis.Supernode.Signing),
            evidence.Subject.IsZero ? new RecordField("What exactly", "the whole chain") : Hash("What exactly", evidence.Subject),
            Hash("Offence key", evidence.OffenceKey, "charged once"),
            Hash("Reporter", body.Reporter.Key),
            Hash("Reporter's chain", body.Reporter.ChainId),
            Closed("Evidence", body.EvidenceBytes, evidence.ProvesItself ? "anybody can verify it alone" : "decided on the hospital's α"),
        ];
}
