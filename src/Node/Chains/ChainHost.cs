using HospitalChain.Consensus;
using HospitalChain.Consensus.Supervision;
using HospitalChain.Crypto;
using HospitalChain.Node.Chains.Peering;
using HospitalChain.Node.Configuration;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.Rules;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Supervision;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Storage.Chains;

namespace HospitalChain.Node.Chains;

/// <summary>
/// One chain at this node: its core in one loop, its store, and the peers that keep it. Everything public is safe from
/// any thread; what it shows is on the disk. A fault stops this chain and no other.
/// </summary>
public sealed class ChainHost : IWatchedChain, IAsyncDisposable
{
    private readonly ChainStore store;
    private readonly PoolStore pool;
    private readonly ChainLoop loop;
    private readonly ChainInbox inbox;
    private readonly ChainFacts facts;
    private readonly RecordWaiters waiters = new();
    private readonly PromiseBook promises;
    private readonly ChainHostShared shared;

    internal ChainHost(ChainOptions settings, ChainStore store, ChainSigner? signer, ChainPeers peers, RegistryVersions? registry, ChainHostShared shared)
    {
        this.store = store;
        this.shared = shared;
        Name = settings.Name;
        IsSupernode = signer is not null;
        Peers = peers;
        pool = store.OpenPool();
        promises = new PromiseBook(store.ChainId, pool, signer);
        inbox = new ChainInbox(shared.Options);
        Observers = new ChainObservers(this, shared.Log);
        Observers.Add(waiters);
        facts = new ChainFacts(store.Load(), store.NewestHead(), shared.Engine.IsRestored);
        var cosigned = store.OpenCosignedHeads();
        Cosignatures = new CosignatureBook(Genesis, cosigned, () => Genesis.IsRegistry ? facts.Chain.Entries : registry?.Newest.Entries);
        var writer = new RoundWriter(store, cosigned, pool, facts, shared.Committer);
        var performer = new EffectPerformer(this, store, writer, facts, signer, new ChainReplies(store.ChainId, peers, promises, (peer, refusal) => Gate!.Answered(peer, refusal)), waiters, shared);
        loop = new ChainLoop(this, settings, store, cosigned, pool, facts, inbox, performer, registry, shared);
        Gate = new ChainGate(this, store, inbox, shared);
    }

    /// <summary>The operator's name for the chain.</summary>
    public string Name { get; }

    public Genesis Genesis => store.Genesis;

    public Bytes32 ChainId => store.ChainId;

    /// <summary>This node seals the chain; otherwise it follows.</summary>
    public bool IsSupernode { get; }

    /// <summary>The chain after the newest block on this node's disk; an immutable value.</summary>
    public ChainState Chain => facts.Chain;

    /// <summary>The newest HEAD that was signed here or came and was verified; null before the first.</summary>
    public SignedHead? NewestHead => facts.NewestHead;

    /// <summary>Why the chain stands still at this node; null while it runs.</summary>
    public Refusal? Stopped => facts.Stopped;

    internal ChainPeers Peers { get; }

    internal CosignatureBook Cosignatures { get; }

    internal ChainGate Gate { get; }

    internal ChainObservers Observers { get; }

    /// <summary>Takes a record's bytes in; done when 'accepted' is durable, or with the refusal.</summary>
    public async Task<Submission> SubmitAsync(ReadOnlyMemory<byte> recordBytes, CancellationToken cancellation = default)
    {
        var record = Record.Parse(recordBytes.Span);
        return record.Ok
            ? await SubmitAsync(record.Value, cancellation)
            : new Submission(new SubmissionAnswer(default, SubmissionStatus.Rejected, Refusal: record.Refusal), null);
    }

    /// <summary>
    /// Takes a record in. The author's signature is checked here, on the caller's thread. The answer comes when the record
    /// is durable on this disk; from the supernode it carries the signed promise. The same record again is answered alike.
    /// </summary>
    public async Task<Submission> SubmitAsync(Record record, CancellationToken cancellation = default)
    {
        if (record.ChainId != ChainId)
        {
            return Refused(record.Id, Refusals.WrongChain.With(record.ChainId.ToString()));
        }

        var signed = SignedRecord.Verify(record);
        if (!signed.Ok)
        {
            return Refused(record.Id, signed.Refusal);
        }

        if (Stopped is { } stopped)
        {
            return Refused(record.Id, Refusals.ChainStopped.With(stopped.Code));
        }

        var work = new ChainWork.Submit(signed.Value, From: null);
        if (!inbox.TryTakeRecord(work))
        {
            return Refused(record.Id, Refusals.Busy.With("the chain's inbox is full"));
        }

        var answer = await work.Answered.Task.WaitAsync(cancellation);
        return new Submission(answer, promises.Of(answer));
    }

    /// <summary>
    /// As <see cref="SubmitAsync(Record, CancellationToken)"/>, then waits until the supernode promised the record, refused
    /// it or decided it, at most for <paramref name="patience"/>; after that the answer is how far it has come.
    /// </summary>
    public async Task<Submission> SubmitForPromiseAsync(Record record, TimeSpan patience, CancellationToken cancellation = default)
    {
        var taken = await SubmitAsync(record, cancellation);
        return taken.Answer.Status == SubmissionStatus.Accepted
            ? await WaitAsync(record.Id, answer => answer.Status != SubmissionStatus.Accepted, patience, cancellation)
            : taken;
    }

    /// <summary>Waits until the record is in a block or a rejection, at most for <paramref name="patience"/>; the answer is how far it has come.</summary>
    public Task<Submission> WaitForDecisionAsync(Bytes32 recordId, TimeSpan patience, CancellationToken cancellation = default) =>
        WaitAsync(recordId, answer => answer.Status is SubmissionStatus.InBlock or SubmissionStatus.Rejected, patience, cancellation);

    /// <summary>How far a record has come at this node.</summary>
    public async Task<Submission> StatusOfAsync(Bytes32 recordId, CancellationToken cancellation = default)
    {
        if (Chain.Entries.Record(recordId) is { } decided)
        {
            var status = decided.Accepted ? SubmissionStatus.InBlock : SubmissionStatus.Rejected;
            return new Submission(new SubmissionAnswer(recordId, status, decided.Height), null);
        }

        var work = new ChainWork.Ask(recordId);
        await inbox.PostAsync(work, cancellation);
        var answer = await work.Answered.Task.WaitAsync(cancellation);
        return new Submission(answer, promises.Of(answer));
    }

    /// <summary>The sealed block; null above the newest, and at height 0 without its seal.</summary>
    public Block? ReadBlock(ulong height) => store.BlockAt(height);

    /// <summary>Canonical bytes of the sealed block; null as <see cref="ReadBlock"/>.</summary>
    public ReadOnlyMemory<byte>? ReadBlockBytes(ulong height) => store.BlockBytesAt(height) is { } bytes ? (ReadOnlyMemory<byte>?)bytes : null;

    /// <summary>The sealed header; null as <see cref="ReadBlock"/>.</summary>
    public SealedHeader? ReadHeader(ulong height) => store.HeaderAt(height);

    /// <summary>The header's hash; null above the newest.</summary>
    public Bytes32? ReadHeaderHash(ulong height) => store.HashAt(height);

    /// <summary>A decided record with its place; null while it is not decided.</summary>
    public LocatedRecord? ReadRecord(Bytes32 recordId) => store.Find(recordId) is { } location
        ? new LocatedRecord(store.RecordAt(location), location.Height, location.Index, location.IsRefused)
        : null;

    /// <summary>The sealed blocks from a height on, read as they are taken.</summary>
    public IEnumerable<Block> ReadBlocksFrom(ulong height) => store.BlocksFrom(height);

    /// <summary>The chain after an earlier block, or the newest; null where it is longer ago than what is held.</summary>
    public ChainState? ReadState(ulong height) => facts.At(height);

    /// <summary>The newest HEAD that at least so many parties cosigned, of a block on this node's disk whose state is at hand.</summary>
    /// <param name="parties">0: with whatever cosignatures there are.</param>
    public CosignedHead? ReadCosignedHead(int parties) =>
        Cosignatures.Newest(parties, head => facts.At(head.Height)?.Head.Hash == head.HeaderHash);

    /// <summary>Each witness whose word counts for this chain, with the newest head that it cosigned.</summary>
    public IReadOnlyList<WitnessStand> ReadWitnesses() => Cosignatures.Standings();

    /// <summary>Who cosigned heads of the block with this header, as far as this node keeps them.</summary>
    public IReadOnlyList<Bytes32> ReadCosigners(Header header) => Cosignatures.CosignersOf(header.Height, header.Hash);

    /// <summary>Proofs of equivocation by the chain's supernode that this node keeps.</summary>
    public IReadOnlyList<Equivocation> ReadEvidence() => store.Evidence();

    /// <summary>What the block that stopped the chain here shows against its supernode; null where there is none.</summary>
    public OffenceEvidence? Offence => facts.Offence;

    /// <summary>Promises of the chain's supernode for records that are not decided here.</summary>
    public IReadOnlyList<Promise> ReadOpenPromises() => pool.Promises();

    public ChainHostStatus Status() => new(
        Name, ChainId, Genesis.IsRegistry, IsSupernode, Chain.Head.Hash, facts.Core, Peers.FollowingCount, Stopped);

    /// <summary>Tells <paramref name="observer"/> what happens from now on, until the result is disposed.</summary>
    public IDisposable Subscribe(IChainObserver observer) => Observers.Add(observer);

    /// <summary>Ends the loop after what it is at; answers what still waits.</summary>
    public async ValueTask DisposeAsync()
    {
        await Gate.DisposeAsync();
        await loop.DisposeAsync();
    }

    internal void Start()
    {
        loop.Start();
        Gate.Start();
    }

    /// <summary>Something outside the inbox changed: peers or the registry.</summary>
    internal void Wake() => inbox.Wake();

    /// <summary>Cosigns as this node, keeps it and sends it on; nobody hears of it where this node's word does not count.</summary>
    internal void Cosign(SignedHead head)
    {
        var own = Cosignature.Sign(ChainId, head.Mark, shared.NodeKey);
        if (Cosignatures.Take(new CosignedHead(head, [own]), ulong.MaxValue) is { } added)
        {
            SpreadCosignatures(added);
        }
    }

    internal void SpreadCosignatures(CosignedHead added, Bytes32? except = null)
    {
        if (added.Cosignatures.Count > 0)
        {
            Peers.Broadcast(ChainFrames.CosignedHeadAnnounce, CosignedHeadFrame.ToBytes(added), except);
        }
    }

    /// <summary>Proof of equivocation came from another node and was verified: this node stops too.</summary>
    internal ValueTask StopAsync(Equivocation evidence, CancellationToken cancellation) => inbox.PostAsync(new ChainWork.Stop(evidence), cancellation);

    private static Submission Refused(Bytes32 recordId, Refusal refusal) =>
        new(new SubmissionAnswer(recordId, SubmissionStatus.Rejected, Refusal: refusal), null);

    private async Task<Submission> WaitAsync(Bytes32 recordId, Func<SubmissionAnswer, bool> far, TimeSpan patience, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        while (true)
        {
            using var waiter = waiters.Wait(recordId);
            var now = await StatusOfAsync(recordId, cancellation);
            if (far(now.Answer))
            {
                return now;
            }

            try
            {
                await waiter.Happened.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                return now;
            }
        }
    }
}
