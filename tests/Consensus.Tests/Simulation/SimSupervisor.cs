using HospitalChain.Consensus.Effects;
using HospitalChain.Consensus.Supervision;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Supervision;

namespace HospitalChain.Consensus.Tests.Simulation;

/// <summary>
/// Supervision at one simulated node, by the product's own search, rules for reports, judge and stand: finds offences in what
/// the node keeps, reports them on the registry chain, stops at a reported fork, and at the system manager's judges. Evidence
/// is on the disk; the rest is forgotten in a crash.
/// </summary>
internal sealed class SimSupervisor(Simulation simulation, SimNode node)
{
    private const ulong RetryMillis = 3_000;

    private readonly Dictionary<Bytes32, OffenceEvidence> evidence = [];
    private readonly Dictionary<Bytes32, ulong> tried = [];
    private OffenceSearch search = new(node.Hospital, node.Registry);

    /// <summary>What this node can prove, by offence.</summary>
    public IReadOnlyDictionary<Bytes32, OffenceEvidence> Evidence => evidence;

    private SimChain Hospital => node.Hospital;

    private ChainState Registry => node.Registry.Store.Chain;

    public void Restart()
    {
        tried.Clear();
        search = new OffenceSearch(Hospital, node.Registry);
    }

    public void Tick()
    {
        if (!Hospital.IsSupernode)
        {
            foreach (var found in search.Look(found => evidence.ContainsKey(found.OffenceKey)))
            {
                if (found.Refuses() is null && evidence.TryAdd(found.OffenceKey, found))
                {
                    simulation.Note($"{node.Name} can prove {found.Code} {found.Subject}");
                    simulation.Checks.Accuses(node, found);
                }
            }
        }

        foreach (var (key, proof) in evidence)
        {
            if (Accusation.Refuses(Registry.Entries, proof) is null)
            {
                Submit(key, new Report { Reporter = Reporter(), EvidenceBytes = proof.ToBytes() }, simulation.World.RegistryGenesis.TimeMillis);
            }
        }

        FollowReports();
    }

    /// <summary>A fork that anybody reported stops every node that follows the chain; at the system manager's each case goes on.</summary>
    private void FollowReports()
    {
        foreach (var record in node.Registry.Store.Blocks.SelectMany(block => block.Records).Where(record => record.Body is Report))
        {
            if (StopEvidence.ReportedFork(record) is { } fork && Hospital.Store.Stopped is null && !Hospital.IsSupernode)
            {
                simulation.Note($"{node.Name} stops at a reported fork");
                Hospital.Store.Keep(StopOf(fork.Proof));
                Hospital.Stop();
            }

            if (node.Registry.IsSupernode && Registry.Entries.Case(record.Id) is { } known
                && CaseJudge.NextStep(Registry.Genesis.Parameters, record.Id, known, timeIsOver: false, () => null) is { } step)
            {
                Submit(record.Id, step, known.OpenedMillis);
            }
        }
    }

    private static StopChain StopOf(Equivocation proof) => new(
        Protocol.Refusals.Equivocation.With("reported"), proof.Height, proof.One.Header, proof.One.Header is null ? proof.One.Head : null, proof.Other.Header, proof.Other.Header is null ? proof.Other.Head : null);

    private Grantee Reporter() => new() { Key = node.Party.Key, ChainId = node.Registry.ChainId, SealedHeader = default, EnrolmentProof = default };

    private void Submit(Bytes32 about, RecordBody body, ulong issuedAtMillis)
    {
        var now = simulation.Schedule.NowMillis;
        if (node.Registry.Core is null || Registry.Entries.Enrolment(node.Party.Key) is null || (tried.TryGetValue(about, out var last) && now < last + RetryMillis))
        {
            return;
        }

        tried[about] = now;
        if (RepeatedRecord.Sign(Registry, issuedAtMillis, body, node.Party.Signing) is { } record)
        {
            node.Registry.Submit(record, _ => { });
        }
    }
}
