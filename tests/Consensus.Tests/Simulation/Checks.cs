using HospitalChain.Consensus.Effects;
using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Supervision;

namespace HospitalChain.Consensus.Tests.Simulation;

/// <summary>What must hold in every run: while it goes on, and when all is quiet at its end.</summary>
internal sealed class Checks(Simulation simulation)
{
    private readonly Dictionary<(SimChain Chain, ulong Height), Bytes32> appliedAt = [];
    private readonly Dictionary<(Bytes32 Chain, ulong Height), (Bytes32 Hash, SimNode By)> agreed = [];
    private readonly Dictionary<Bytes32, (SimChain Chain, SubmissionAnswer Promise)> promised = [];
    private readonly Dictionary<Bytes32, (SimChain Chain, SubmissionAnswer Promise)> open = [];
    private readonly HashSet<(SimNode By, SimChain Chain, Bytes32 RecordId)> accepted = [];
    private readonly Dictionary<Bytes32, Refusal> forgotten = [];
    private readonly HashSet<Bytes32> excused = [];
    private readonly Dictionary<(SimNode By, Bytes32 Chain), HeadMark> cosigned = [];

    private readonly Dictionary<Bytes32, OffenceEvidence> proven = [];

    public PlaintextWatch Plaintext { get; } = new(simulation.Population.Secrets);

    public int CosignedCount { get; private set; }

    public int PromiseCount => promised.Count;

    public void That(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new SimulationFailure(otherwise);
        }
    }

    /// <summary>Agreement, Durability, StateRootsAgree: one header at one height, each on the one before, never taken back.</summary>
    public void Applied(SimNode by, SimChain chain, PersistBlock persist)
    {
        var header = persist.Block.Header;
        That(header.Height == chain.Store.Chain.Head.Height + 1, $"Durability: {by.Name} persists height {header.Height} on {chain.Store.Chain.Head.Height}");
        That(persist.After.Tree.Root == header.StateRoot, $"StateRootsAgree: {by.Name} at height {header.Height}");
        That(chain.Store.Stopped is null, $"{by.Name} applied height {header.Height} after it had stopped");
        var first = !appliedAt.TryGetValue((chain, header.Height), out var before);
        That(first || before == header.Hash, $"Durability: {by.Name} had another block at height {header.Height}");
        appliedAt[(chain, header.Height)] = header.Hash;
        That(chain.IsSupernode || header.Hash != ForgeryHash, $"{by.Name} applied a block that breaks a rule");

        if (!agreed.TryGetValue((chain.ChainId, header.Height), out var other))
        {
            agreed.Add((chain.ChainId, header.Height), (header.Hash, by));
        }
        else if (simulation.Plan.Supernode != SupernodeKind.Equivocating)
        {
            That(other.Hash == header.Hash, $"Agreement: {by.Name} and {other.By.Name} at height {header.Height}");
        }
    }

    /// <summary>Nothing is answered 'accepted' before it is durable; a promise is given once.</summary>
    public void Answered(SimNode by, SimChain chain, SubmissionAnswer answer)
    {
        if (answer.Status is not (SubmissionStatus.Accepted or SubmissionStatus.Promised))
        {
            return;
        }

        That(chain.Store.Pool.Any(entry => entry.Record.Record.Id == answer.RecordId), $"{by.Name} answered before the record was durable");
        accepted.Add((by, chain, answer.RecordId));
        if (chain.IsSupernode && promised.TryAdd(answer.RecordId, (chain, answer)))
        {
            open.Add(answer.RecordId, (chain, answer));
            var life = by.Life;
            var wait = answer.PromiseDeadlineMillis - Math.Min(answer.PromiseDeadlineMillis, by.Clock);
            simulation.Schedule.After(wait, () => KeptByNow(by, life, chain, answer));
        }
        else if (chain.IsSupernode)
        {
            That(promised[answer.RecordId].Promise == answer || excused.Contains(answer.RecordId), "one record was promised twice with different times");
        }
    }

    /// <summary>NoHonestPartyIsAccused: whatever an honest node holds against the hospital verifies for everybody, and is true.</summary>
    public void Accuses(SimNode by, OffenceEvidence evidence)
    {
        var read = OffenceEvidence.Parse(evidence.ToBytes());
        That(read.Ok && read.Value.Refuses() is null, $"{by.Name} accuses with evidence that does not verify: {read.Refusal ?? read.Value?.Refuses()}");
        That(evidence.Genesis.Supernode.Signing == simulation.World.Hospital.Key, $"{by.Name} accuses somebody else");
        var lies = simulation.Plan.Supernode switch
        {
            SupernodeKind.Honest => [],
            SupernodeKind.Censoring => (string[])[Offences.PromiseBroken],
            SupernodeKind.StaleRegistry => [Offences.RegistryStale],
            SupernodeKind.Withholding => [],
            SupernodeKind.Rejecting => [Offences.RejectionUnfounded, Offences.Equivocation],
            SupernodeKind.Equivocating => [Offences.Equivocation, Offences.BlockUnlawful], // a twin's time is not that of its state
            _ => [Offences.BlockUnlawful, Offences.Equivocation, Offences.RejectionUnfounded], // a rejection may be what was forged
        };
        var ofTheDisk = evidence.Code == Offences.PromiseBroken && excused.Contains(evidence.Subject);
        That(lies.Contains(evidence.Code, StringComparer.Ordinal) || ofTheDisk, $"NoHonestPartyIsAccused: {by.Name} proves {evidence.Code} {evidence.Subject} that did not happen");
        proven.TryAdd(evidence.OffenceKey, evidence);
    }

    public void Forgotten(Bytes32 recordId, Refusal refusal) => forgotten[recordId] = refusal;

    public void Dropped(DropPeer drop) => That(!drop.Reason.StartsWith("lying", StringComparison.Ordinal), $"an honest peer was called a liar: {drop.Reason}");

    /// <summary>PromisesKept: no HEAD timed past a deadline without the record in its state.</summary>
    public void HeadSigned(SimChain chain, SignedHead head)
    {
        That(head.HeaderHash == chain.Store.Chain.Head.Hash, "a head was signed for a block that is not durable");
        foreach (var (id, (of, promise)) in open.ToArray())
        {
            if (of == chain && promise.PromiseDeadlineMillis < head.TimeMillis)
            {
                That(chain.Store.Chain.Entries.Record(id) is not null, $"PromisesKept: a head of {head.TimeMillis} proves that a promise until {promise.PromiseDeadlineMillis} was broken");
                open.Remove(id);
            }
        }
    }

    /// <summary>WitnessesNeverTurn: only verified blocks, never two that exclude each other, never an older head after a newer; not even over a lost disk.</summary>
    public void HeadCosigned(SimNode by, SimChain chain, HeadMark mark)
    {
        That(!chain.IsSupernode, "a supernode cosigned its own head");
        That(mark.Height < (ulong)chain.Store.Versions.Count && chain.Store.Versions[(int)mark.Height].Head.Hash == mark.HeaderHash, $"{by.Name} cosigned a block that it has not applied");
        That(chain.Store.Stopped is null, $"{by.Name} cosigned height {mark.Height} after it had stopped");
        That(!cosigned.TryGetValue((by, chain.ChainId), out var before) || before == mark || before.MayBeFollowedBy(mark), $"{by.Name} cosigned {mark} after {before}");
        cosigned[(by, chain.ChainId)] = mark;
        CosignedCount++;
    }

    /// <summary>What only the lost disk knew cannot be held against anybody but the disk.</summary>
    public void Lost(SimNode hospital)
    {
        var kept = accepted.Where(entry => entry.By != hospital).Select(entry => entry.RecordId).ToHashSet();
        foreach (var (_, chain, id) in accepted.Where(entry => entry.By == hospital).ToArray())
        {
            if (!chain.Store.Pool.Any(entry => entry.Record.Record.Id == id) && chain.Store.Chain.Entries.Record(id) is null)
            {
                excused.Add(id);
                promised.Remove(id);
                open.Remove(id);
                if (!kept.Contains(id))
                {
                    accepted.Remove((hospital, chain, id));
                }
            }
        }

        foreach (var pick in new Func<SimNode, SimChain>[] { node => node.Registry, node => node.Hospital })
        {
            // A block that only the lost disk had was never seen by anybody: another may take its place.
            var (lost, left) = (pick(hospital), simulation.Nodes.Where(node => node != hospital).Select(pick).ToArray());
            foreach (var key in appliedAt.Keys.Where(key => key.Chain == lost && key.Height > lost.Store.Chain.Head.Height).ToArray())
            {
                appliedAt.Remove(key);
                if (left.All(chain => chain.Store.Chain.Head.Height < key.Height))
                {
                    agreed.Remove((lost.ChainId, key.Height));
                }
            }
        }
    }

    /// <summary>All is quiet: every node has the same chains, and nothing accepted is missing.</summary>
    public void AtTheEnd()
    {
        foreach (var pick in new Func<SimNode, SimChain>[] { node => node.Registry, node => node.Hospital })
        {
            var honest = simulation.Nodes.Where(node => node != simulation.Hospital || simulation.Plan.Supernode == SupernodeKind.Honest || pick(node) == node.Registry).ToArray();
            var running = honest.Where(node => pick(node).Store.Stopped is null).ToArray();
            if (simulation.Plan.Supernode is SupernodeKind.Honest or SupernodeKind.Withholding)
            {
                That(running.Length == honest.Length, "HonestNeverStopped: " + string.Join(", ", honest.Except(running).Select(node => $"{node.Name}: {pick(node).Store.Stopped?.Refusal}")));
            }

            AgreeInPrefix(running.Select(pick).ToArray());
            var isRegistry = pick(simulation.Hospital) == simulation.Hospital.Registry;
            if ((isRegistry && !simulation.Plan.Restores) || (simulation.Plan.Supernode is SupernodeKind.Honest or SupernodeKind.Withholding && !simulation.WaitsForALostBlock))
            {
                Complete(running.Select(node => (node, pick(node))).ToArray());
            }
        }

        EveryLieSeenIsProven();
        if (simulation.Liar.Lie is not null && simulation.Plan.Supernode == SupernodeKind.Equivocating)
        {
            var seen = simulation.Nodes.Where(node => node != simulation.Hospital).Select(node => HashAt(node.Hospital, simulation.Liar.Lie.Header.Height)).ToArray();
            var stopped = simulation.Nodes.Any(node => node != simulation.Hospital && node.Hospital.Store.Stopped is not null);
            That(stopped || seen.Where(hash => hash is not null).Distinct().Count() <= 1, "two parts follow two blocks at one height and nobody stopped");
        }
    }

    /// <summary>
    /// Whoever honest met a lie has proof of it, the registry chain has it reported and sanctioned once, and all honest nodes
    /// take one stand: a fork that one of them saw stops all.
    /// </summary>
    private void EveryLieSeenIsProven()
    {
        var honest = simulation.Nodes.Where(node => node != simulation.Hospital).ToArray();
        foreach (var node in honest)
        {
            That(node.Hospital.Store.Stopped is null || proven.Count > 0, $"EveryLieSeenIsProven: {node.Name} stopped without proof: {node.Hospital.Store.Stopped?.Refusal}");
            foreach (var (id, promise) in node.Hospital.Store.Promises.Where(kept => simulation.Liar.Censored.Contains(kept.Key)))
            {
                var isSeen = node.Hospital.Store.Head is { } head && head.TimeMillis > promise.DeadlineMillis && head.HeaderHash == node.Hospital.Store.Chain.Head.Hash;
                That(!isSeen || proven.Values.Any(evidence => evidence.Subject == id), $"EveryLieSeenIsProven: {node.Name} was promised {id} and nobody proves that it is kept out");
            }
        }

        var entries = simulation.Nodes[0].Registry.Store.Chain.Entries;
        var cost = 0L;
        foreach (var (key, evidence) in proven)
        {
            if (Accusation.Refuses(entries, evidence)?.Reason == Refusals.AccusedSpent)
            {
                continue; // nothing is left to charge it with
            }

            That(entries.ReportOf(key) is not null, $"EveryLieSeenIsProven: {evidence.Code} {evidence.Subject} was never reported");
            var known = entries.Case(entries.ReportOf(key)!.Value)!;
            That(known.Stage == CaseStage.Sanctioned, $"EveryLieSeenIsProven: {evidence.Code} {evidence.Subject} is {known.Stage}");
            cost += known.Points;
        }

        That((entries.Credit(simulation.World.Hospital.Key)?.Points ?? 100) == 100 - cost, "the hospital's credit is not what its cases took");
        if (proven.Values.Any(evidence => evidence is ForkEvidence))
        {
            That(honest.All(node => node.Hospital.Store.Stopped is not null), "OneStand: a fork is proven, and an honest node goes on");
        }
    }

    private static Bytes32? HashAt(SimChain chain, ulong height) =>
        chain.Store.Blocks.Count >= (int)height ? chain.Store.Blocks[(int)height - 1].Header.Hash : null;

    private Bytes32? ForgeryHash => simulation.Plan.Supernode == SupernodeKind.Equivocating ? null : simulation.Liar.Lie?.Header.Hash;

    /// <summary>A supernode that did not crash since it promised kept it in time, by its own clock.</summary>
    private void KeptByNow(SimNode by, int life, SimChain chain, SubmissionAnswer answer)
    {
        if (by.IsUp && by.Life == life && by.StartedAt <= answer.PromiseTimeMillis && chain.Store.Stopped is null)
        {
            That(chain.Store.Chain.Entries.Record(answer.RecordId) is not null, "PromisesKept: the deadline passed without a crash, and the record is not decided");
        }
    }

    private void AgreeInPrefix(SimChain[] chains)
    {
        for (var height = 1UL; chains.Any(chain => chain.Store.Chain.Head.Height >= height); height++)
        {
            var hashes = chains.Select(chain => HashAt(chain, height)).Where(hash => hash is not null).Distinct().Count();
            That(hashes <= 1, $"Agreement: {hashes} headers at height {height} at the end");
        }
    }

    private void Complete((SimNode Node, SimChain Chain)[] nodes)
    {
        var end = nodes.MaxBy(node => node.Chain.Store.Chain.Head.Height).Chain;
        foreach (var (node, chain) in nodes)
        {
            That(chain.Store.Chain.Head.Height == end.Store.Chain.Head.Height, $"{node.Name} is at height {chain.Store.Chain.Head.Height} of {end.Store.Chain.Head.Height} though all is quiet");
            var waiting = chain.Store.Pool.Count(entry => !IsAnswered(entry.Record.Record.Id, end, chain));
            That(waiting == 0, $"NothingAcceptedIsLost: {waiting} still wait at {node.Name}");
        }

        foreach (var (by, chain, id) in accepted.Where(entry => entry.Chain.ChainId == end.ChainId))
        {
            That(IsAnswered(id, end, chain), $"NothingAcceptedIsLost: {by.Name} accepted {id}; {forgotten.GetValueOrDefault(id)}");
        }
    }

    /// <summary>
    /// Decided in the chain, or refused by the supernode before any promise because the doctor had been expelled, the
    /// offence had been reported by another, the accused had nothing left to lose, or
    /// the hospital lost promised records with its disk and was suspended for it. One that withholds its answers withholds that refusal too.
    /// </summary>
    private bool IsAnswered(Bytes32 id, SimChain end, SimChain at) =>
        end.Store.Chain.Entries.Record(id) is not null
        || forgotten.GetValueOrDefault(id)?.Reason is { } reason && (reason == Refusals.AuthorExpelled || reason == Refusals.OffenceKnown || reason == Refusals.AccusedSpent || (simulation.Plan.Restores && reason == Refusals.HospitalSuspended))
        || (simulation.Plan.Supernode == SupernodeKind.Withholding
            && at.Store.Pool.FirstOrDefault(entry => entry.Record.Record.Id == id) is { } entry
            && end.Store.Chain.Entries.Credit(entry.Record.Record.Author) is { Expelled: true });
}
