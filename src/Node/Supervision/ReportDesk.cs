using HospitalChain.Crypto;
using HospitalChain.Node.Api;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.Supervision;

namespace HospitalChain.Node.Supervision;

/// <summary>
/// Brings evidence on the shelf onto the registry chain in this node's name. The same evidence makes the same record, so a
/// restart repeats nothing; where another node was first, its report is as good.
/// </summary>
public sealed class ReportDesk(EvidenceShelf shelf, ILedgers ledgers, SigningKey key, TimeProvider time, ILogger<ReportDesk> log)
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(5);

    private readonly Dictionary<Bytes32, DateTimeOffset> tried = [];

    /// <summary>The node's key is enrolled on the registry chain, so it can report.</summary>
    public bool MayReport => ledgers.Registry?.State.Entries.Enrolment(key.PublicKey) is not null;

    /// <summary>Submits what is not reported yet, and forgets what is.</summary>
    public async Task SettleAsync(CancellationToken cancellation)
    {
        if (ledgers.Registry is not { } registry)
        {
            return;
        }

        foreach (var evidence in shelf.All())
        {
            var refusal = Accusation.Refuses(registry.State.Entries, evidence);
            if (registry.State.Entries.ReportOf(evidence.OffenceKey) is { } report)
            {
                log.OffenceReported(evidence.Code, evidence.Genesis.ChainId, report);
                Forget(evidence);
            }
            else if (refusal?.Reason == Refusals.AccusedSpent)
            {
                Forget(evidence);
            }
            else if (MayReport && refusal is null && IsDue(evidence.OffenceKey)) // a hospital that is still to be enrolled is reported then
            {
                await SubmitAsync(registry, evidence, cancellation);
            }
        }
    }

    private void Forget(OffenceEvidence evidence)
    {
        shelf.Remove(evidence.OffenceKey);
        tried.Remove(evidence.OffenceKey);
    }

    private bool IsDue(Bytes32 offenceKey)
    {
        var now = time.GetUtcNow();
        if (tried.TryGetValue(offenceKey, out var last) && now - last < RetryInterval)
        {
            return false;
        }

        tried[offenceKey] = now;
        return true;
    }

    private async Task SubmitAsync(ILedger registry, OffenceEvidence evidence, CancellationToken cancellation)
    {
        var body = new Report
        {
            Reporter = new Grantee { Key = key.PublicKey, ChainId = registry.ChainId, SealedHeader = default, EnrolmentProof = default },
            EvidenceBytes = evidence.ToBytes(),
        };
        if (RepeatedRecord.Sign(registry.State, registry.State.Genesis.TimeMillis, body, key) is not { } record)
        {
            return;
        }

        var submission = await registry.SubmitForPromiseAsync(record, TimeSpan.Zero, cancellation);
        if (submission.Answer.Refusal is { } refusal && refusal.Reason != Refusals.OffenceKnown)
        {
            log.ReportRefused(evidence.Code, evidence.Genesis.ChainId, refusal.ToString());
        }
    }
}
