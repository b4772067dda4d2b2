using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Audit;

/// <summary>
/// Whose a record is, from proven records alone: a document its folder's owner's, a diagnosis its visit's. So an attempt
/// on a record shows in its owner's log also when no grant, or a stranger's, was named with it.
/// </summary>
internal sealed class AuditOwners
{
    private readonly Dictionary<Bytes32, Bytes32> byFolder = [];
    private readonly Dictionary<string, Bytes32> byVisit = new(StringComparer.Ordinal);
    private readonly Dictionary<Bytes32, Record> records = [];

    /// <summary>Takes a proven record; false for a kind that says nothing of owners.</summary>
    public bool Take(Record record)
    {
        switch (record.Body)
        {
            case OpenFolder body:
                byFolder[body.FolderId] = body.Owner;
                return true;
            case RegisterVisit body:
                byVisit[Convert.ToHexString(body.Claim.Pid.Span)] = body.Claim.Keys.Signing;
                return true;
            case Document or Diagnosis or TeamDiagnosis:
                records[record.Id] = record;
                return true;
            default:
                return false;
        }
    }

    /// <summary>The owner's key; zero where the proofs at hand do not say.</summary>
    public Bytes32 Of(Bytes32 recordId) => records.GetValueOrDefault(recordId)?.Body switch
    {
        Document body => byFolder.GetValueOrDefault(body.FolderId),
        Diagnosis body => byVisit.GetValueOrDefault(Convert.ToHexString(body.Pid.Span)),
        TeamDiagnosis body => byVisit.GetValueOrDefault(Convert.ToHexString(body.Pid.Span)),
        _ => default,
    };
}
