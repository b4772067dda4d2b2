using HospitalChain.Node.Api;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Supervision;

namespace HospitalChain.Node.Supervision;

/// <summary>
/// Supervision at this node, whenever a chain advances: looks for offences, reports them, stops at forks that others
/// reported, and on the node whose task it is judges or discloses.
/// </summary>
public sealed class SupervisionWorker(
    OffenceWatch watch, EvidenceShelf shelf, ReportDesk reports, ForkStand stand, IServiceProvider services, TimeProvider time, ILedgers ledgers, ILogger<SupervisionWorker> log)
    : ServiceWorker(time, ledgers, log)
{
    private readonly ILedgers ledgers = ledgers;

    protected override async Task RunRoundAsync(CancellationToken cancellation)
    {
        foreach (var evidence in watch.Look(IsSettled))
        {
            if (!IsSettled(evidence) && shelf.Put(evidence))
            {
                log.OffenceFound(evidence.Code, evidence.Genesis.ChainId);
            }
        }

        await reports.SettleAsync(cancellation);
        await stand.TakeAsync(cancellation);
        if (services.GetService<DisclosureDesk>() is { } disclosures)
        {
            await disclosures.SettleAsync(cancellation);
        }

        if (services.GetService<Court>() is { } court)
        {
            await court.SettleAsync(cancellation);
        }
    }

    private bool IsSettled(OffenceEvidence evidence) =>
        (ledgers.Registry is { } registry && Accusation.Refuses(registry.State.Entries, evidence)?.Reason is { } reason && reason != Refusals.AccusedUnknown)
        || shelf.Has(evidence.OffenceKey) || evidence.Refuses() is not null;
}
