using HospitalChain.Crypto;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Client.Audits;

/// <summary>Where on a chain the records stand that say whose a record is: noted while reading, fetched again when asked for.</summary>
internal sealed class SubjectPlaces
{
    private readonly Dictionary<Bytes32, (ulong Height, string Holder)> records = [];
    private readonly Dictionary<string, (Bytes32 RecordId, ulong Height)> holders = new(StringComparer.Ordinal);

    /// <summary>Notes a record of a document or diagnosis, and of a folder or visit that such are of.</summary>
    public void Note(Record record, ulong height)
    {
        switch (record.Body)
        {
            case OpenFolder body:
                holders[FolderName(body.FolderId)] = (record.Id, height);
                break;
            case RegisterVisit body:
                holders[VisitName(body.Claim.Pid)] = (record.Id, height);
                break;
            case Document body:
                records[record.Id] = (height, FolderName(body.FolderId));
                break;
            case Diagnosis body:
                records[record.Id] = (height, VisitName(body.Pid));
                break;
            case TeamDiagnosis body:
                records[record.Id] = (height, VisitName(body.Pid));
                break;
        }
    }

    /// <summary>Record id and height of what it takes to say whose these records are.</summary>
    public IReadOnlyDictionary<Bytes32, ulong> Needed(IEnumerable<Bytes32> asked)
    {
        var needed = new Dictionary<Bytes32, ulong>();
        foreach (var id in asked)
        {
            if (records.TryGetValue(id, out var record))
            {
                needed[id] = record.Height;
                if (holders.TryGetValue(record.Holder, out var holder))
                {
                    needed[holder.RecordId] = holder.Height;
                }
            }
        }

        return needed;
    }

    /// <summary>The proofs among these that are about some of the records.</summary>
    public IReadOnlyList<RecordProof> Of(IEnumerable<Bytes32> asked, IReadOnlyList<RecordProof> proofs)
    {
        var needed = Needed(asked);
        return [.. proofs.Where(proof => needed.ContainsKey(proof.Record.Id))];
    }

    private static string FolderName(Bytes32 folderId) => "folder " + folderId;

    private static string VisitName(ReadOnlyMemory<byte> pid) => "visit " + Convert.ToHexStringLower(pid.Span);
}
