using System.Collections.Concurrent;
using HospitalChain.Consensus.Effects;
using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.Rules;
using HospitalChain.TestKit;

namespace HospitalChain.Consensus.Tests.Harness;

/// <summary>Verifies records as the hospital does: evidence with its own key and the α it issued, then every obligation.</summary>
internal sealed class HospitalDesk(World world)
{
    private readonly ConcurrentDictionary<Bytes32, byte[]> issued = [];

    public void Issue(Visit visit) => issued[visit.Claim.EvidenceHash] = visit.Alpha;

    public Parsed<VerifiedRecord>[] Verify(VerifyRecords asked, Bytes32 seed)
    {
        var results = ObligationVerifier.Verify(asked.Tasks, seed);
        for (var i = 0; i < results.Length; i++)
        {
            if (asked.Tasks[i].Record is { Body: Diagnosis body } record && !EvidenceHolds(asked, record, body))
            {
                results[i] = Refusals.EvidenceMismatch;
            }
        }

        return results;
    }

    private bool EvidenceHolds(VerifyRecords asked, Record record, Diagnosis body)
    {
        var visit = asked.State.Entries.Visit(body.Pid.Span)!;
        var context = RecordContext.ForDiagnosis(record.ChainId, record.Author, body.Pid.Span, visit.VisitKey.Span, body.Content.ContentHash);
        return issued.TryGetValue(visit.EvidenceHash, out var alpha)
            && Evidence.TryOpen(world.Hospital.Sealing, body.SealedEvidence.Span, context, out var contents)
            && contents.HasAlpha(alpha)
            && contents.Author == record.Author
            && Evidence.Tag(alpha, context, record.Author) == body.EvidenceTag;
    }
}
