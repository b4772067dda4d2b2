using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using static HospitalChain.Node.Explorer.Views.FieldSpelling;

namespace HospitalChain.Node.Explorer.Views;

/// <summary>Public fields of a team's records (suite BC22).</summary>
internal static class TeamFields
{
    public static List<RecordField> Of(TeamOpen body)
    {
        var fields = new List<RecordField>
        {
            Pid("Visit's pseudo-identity", body.Pid),
            Time("First doctor's time begins", body.StartMillis),
            new("Time for each doctor", Wording.Span(body.StepMillis)),
            new("Signatures again, at most", Wording.Number(body.ResignMax)),
        };
        fields.AddRange(body.Members.Select((member, index) => Hash($"Doctor {index + 1}", member.Doctor)));
        return fields;
    }

    public static RecordField[] Of(Bytes32 chainId, TeamStep body) =>
    [
        Session(chainId, body.Sid),
        new("Place in the order", Wording.Number(body.Place)),
        new("Attempt", Wording.Number(body.Attempt)),
        body.Previous.IsZero ? new RecordField("Continues", "nothing: the first doctor's step") : Record("Continues", chainId, body.Previous),
        Hash("Commitment D_k", body.Commitment),
        Bytes("Partial signature", body.Signature),
    ];

    public static List<RecordField> Of(Bytes32 chainId, TeamDiagnosis body)
    {
        var fields = new List<RecordField> { Session(chainId, body.Sid), Pid("Visit's pseudo-identity", body.Pid) };
        fields.AddRange(body.Steps.Select((step, index) => Record($"Step {index + 1}", chainId, step.RecordId)));
        fields.Add(Bytes("The team's signature", body.Signature));
        fields.Add(Closed("Capsule", body.Capsule, "suite BC22: only the visit's key opens it"));
        fields.AddRange(StoredContent(body.Content));
        return fields;
    }

    private static RecordField Session(Bytes32 chainId, Bytes32 sid) =>
        new("Session sid", sid.ToString(), IsIdentifier: true, Link: ExplorerPath.Team(chainId, sid));
}
