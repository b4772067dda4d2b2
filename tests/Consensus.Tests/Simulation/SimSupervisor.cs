using HospitalChain.Consensus.Effects;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Supervision;
using HospitalChain.TestKit;

namespace HospitalChain.Consensus.Tests.Simulation;

/// <summary>
/// Supervision at one simulated node: finds offences in what the node keeps, reports them on the registry chain, takes the
/// stand that a reported fork asks for, and at the system manager's judges. Evidence is on the disk; the rest is forgotten in
/// a crash.
/// </summary>
internal sealed class SimSupervisor(Simulation simulation, SimNode node)
{
    private const ulong RetryMillis = 3_000;

    private readonly Dictionary<Bytes32, OffenceEvidence> evidence = [];
    private readonly Dictionary<Bytes32, ulong> tried = [];
    private StopChain? stopLooked;
    private int headersLooked;

    /// <summary>What this node can prove, by offence.</summary>
    public IReadOnlyDictionary<Bytes32, OffenceEvidence> Evidence => evidence;

    private SimChain Hospital => node.Hospital;

    private ChainState Registry => node.Registry.Store.Chain;

    public void Restart() => tried.Clear();

    public void Tick()
    {
        if (!Hospital.IsSupernode)
        {
            foreach (var found in Look())
            {
                if (evidence.TryAdd(found.OffenceKey, found))
                {
                    simulation.Note($"{node.Name} can prove {found.Code} {found.Subject}");
                    simulation.Checks.Accuses(node, found);
                }
            }
        }

        foreach (var (key, proof) in evidence)
        {
            if (Registry.Entries.ReportOf(key) is null)
            {
                Submit(key, new Report { Reporter = Reporter(), EvidenceBytes = proof.ToBytes() }, simulation.World.RegistryGenesis.TimeMillis);
            }
        }

        FollowReports();
    }

    private IEnumerable<OffenceEvidence> Look()
    {
        var store = Hospital.Store;
        var genesis = simulation.World.HospitalGenesis;
        if (store.Stopped is { } stop && stop != stopLooked)
        {
            stopLooked = stop;
            if (ForkOf(stop) is { } fork)
            {
                yield return new ForkEvidence(genesis, fork);
            }

            if (stop.Unlawful is { Registry: { } registry } wrong
                && UnlawfulBlockEvidence.Of(wrong.Before, store.Blocks.Count == 0 ? null : store.Blocks[^1].Sealed, registry, wrong.Block) is { } unlawful)
            {
                yield return unlawful;
            }
        }

        foreach (var promise in store.Head is { } && store.Blocks.Count > 0 ? store.Promises.Values.AsEnumerable() : [])
        {
            if (!evidence.Values.Any(known => known.Subject == promise.RecordId) && BrokenPromiseEvidence.Of(store.Chain, store.Blocks[^1].Sealed, store.Head!, promise) is { } broken)
            {
                yield return broken;
            }
        }

        var reached = Math.Max(node.Registry.Store.Head?.TimeMillis ?? 0, Registry.Head.TimeMillis);
        for (; headersLooked < store.Blocks.Count && store.Blocks[headersLooked].Header.TimeMillis <= reached; headersLooked++)
        {
            var block = store.Blocks[headersLooked].Sealed;
            var next = (int)block.Header.RegistryHead.Height; // block i of the list has height i + 1
            if (StaleRegistryEvidence.Of(genesis, block, next < node.Registry.Store.Blocks.Count ? node.Registry.Store.Blocks[next].Sealed : null) is { } stale)
            {
                yield return stale;
            }
        }
    }

    private Equivocation? ForkOf(StopChain stop)
    {
        SealedHeader? Applied(int height) => height >= 1 && height <= Hospital.Store.Blocks.Count ? Hospital.Store.Blocks[height - 1].Sealed : null;
        var applied = Applied((int)stop.Height) ?? Applied((int)stop.Height - 1);
        HeightClaim? ClaimOf(SealedHeader? header, SignedHead? head) => header is not null ? HeightClaim.Of(header) : head is not null ? HeightClaim.Of(head) : null;
        return ClaimOf(stop.Conflicting, stop.ConflictingHead) is { } one && (ClaimOf(stop.Held, stop.HeldHead) ?? ClaimOf(applied, null)) is { } other
            && Equivocation.Exclude(one, other)
                ? new Equivocation(one, other)
                : null;
    }

    /// <summary>A fork that anybody reported stops every node that follows the chain; at the system manager's each case goes on.</summary>
    private void FollowReports()
    {
        foreach (var record in node.Registry.Store.Blocks.SelectMany(block => block.Records))
        {
            if (record.Body is Report { Evidence.Value: { } proof } && Registry.Entries.Case(record.Id) is { } known)
            {
                if (proof is ForkEvidence fork && Hospital.Store.Stopped is null && !Hospital.IsSupernode)
                {
                    simulation.Note($"{node.Name} stops at a reported fork");
                    Hospital.Store.Stopped = StopOf(fork.Proof);
                    Hospital.Stop();
                }

                if (node.Registry.IsSupernode && StepOf(record.Id, known) is { } step)
                {
                    Submit(record.Id, step, known.OpenedMillis);
                }
            }
        }
    }

    private static StopChain StopOf(Equivocation proof) => new(
        Protocol.Refusals.Equivocation.With("reported"), proof.Height, proof.One.Header, proof.One.Header is null ? proof.One.Head : null, proof.Other.Header, proof.Other.Header is null ? proof.Other.Head : null);

    private RecordBody? StepOf(Bytes32 reportId, CaseEntry known) => known.Stage switch
    {
        CaseStage.Proven => new Verdict { ReportId = reportId, Upheld = true },
        CaseStage.Upheld => new Sanction { ReportId = reportId, Points = Registry.Genesis.Parameters.CostOf(known.Code) },
        _ => null,
    };

    private Grantee Reporter() => new() { Key = node.Party.Key, ChainId = node.Registry.ChainId, SealedHeader = default, EnrolmentProof = default };

    private void Submit(Bytes32 about, RecordBody body, ulong issuedAtMillis)
    {
        var now = simulation.Schedule.NowMillis;
        if (node.Registry.Core is null || Registry.Entries.Enrolment(node.Party.Key) is null || (tried.TryGetValue(about, out var last) && now < last + RetryMillis))
        {
            return;
        }

        tried[about] = now;
        node.Registry.Submit(Record.Sign(node.Registry.ChainId, issuedAtMillis, body, node.Party.Signing), _ => { });
    }
}
