using System.Collections.Immutable;
using HospitalChain.Consensus;
using HospitalChain.Crypto;
using HospitalChain.Node.Api;
using HospitalChain.Node.Chains;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.Rules;
using HospitalChain.Protocol.State;
using HospitalChain.TestKit;

namespace HospitalChain.Node.Tests.Services;

/// <summary>A real chain of real records whose blocks and promises come when a test says so.</summary>
internal sealed class TestLedger : ILedger
{
    private readonly World world;
    private readonly Party supernode;
    private readonly RegistryFacts? registry;
    private readonly TimeProvider time;
    private readonly List<Block> blocks = [];
    private ImmutableArray<Action> watching = [];

    public TestLedger(World world, Party supernode, Genesis genesis, RegistryFacts? registry, TimeProvider time, IEnumerable<Block> sealedBlocks, ChainState? state = null)
    {
        (this.world, this.supernode, this.registry, this.time) = (world, supernode, registry, time);
        var start = ChainState.AtGenesis(genesis);
        blocks.Add(new Block(new SealedHeader(start.Head, supernode.Signing.Sign(SignedMessage.Seal(genesis.ChainId, start.Head.Hash))), []));
        blocks.AddRange(sealedBlocks);
        State = state ?? start;
        SignHead();
    }

    public Bytes32 ChainId => State.ChainId;

    public bool IsSupernode { get; init; }

    public ChainState State { get; private set; }

    public SignedHead? NewestHead { get; set; }

    public CosignedHead? ReadCosignedHead(int parties) => parties == 0 && NewestHead is { } head ? new CosignedHead(head, []) : null;

    public IReadOnlyList<WitnessStand> ReadWitnesses() => [];

    public SignedHead? ReadHead(ulong height) => NewestHead is { } head && head.Height == height ? head : null;

    public ChainState? ReadState(ulong height) => height == State.Head.Height ? State : null;

    public CoreStatus Core => new(State.Head.Height, NewestHead?.TimeMillis ?? 0, Submitted.Count, 0, 0, 0, true, false, Stopped);

    public Refusal? Stopped { get; set; }

    /// <summary>How much later than the chain fixes the deadlines are that this supernode promises.</summary>
    public ulong DeadlineStretchMillis { get; set; }

    /// <summary>Whether the supernode answers.</summary>
    public bool Promising { get; set; } = true;

    /// <summary>Happens after a record came in and before its promise goes out.</summary>
    public Action BeforePromise { get; set; } = () => { };

    /// <summary>Records that came in and are in no block yet.</summary>
    public List<Record> Submitted { get; } = [];

    public Task<Submission> SubmitForPromiseAsync(Record record, TimeSpan patience, CancellationToken cancellation)
    {
        var now = (ulong)time.GetUtcNow().ToUnixTimeMilliseconds();
        var checkedRecord = RecordRules.Check(record, new JudgementContext(State.Genesis, State.Entries, registry, now));
        var verified = checkedRecord.Ok ? ObligationVerifier.Verify([checkedRecord.Value], Bytes32.Zero)[0] : checkedRecord.Refusal;
        if (!verified.Ok)
        {
            return Task.FromResult(new Submission(new SubmissionAnswer(record.Id, SubmissionStatus.Rejected, Refusal: verified.Refusal), null));
        }

        if (Submitted.TrueForAll(waiting => waiting.Id != record.Id))
        {
            Submitted.Add(record);
        }

        BeforePromise();
        if (!Promising)
        {
            return Task.FromResult(new Submission(new SubmissionAnswer(record.Id, SubmissionStatus.Accepted), null));
        }

        var deadline = now + State.Genesis.Parameters.PromiseWaitMillis + DeadlineStretchMillis;
        var promise = new Promise(ChainId, record.Id, now, deadline, supernode.Signing.Sign(SignedMessage.Promise(ChainId, record.Id, now, deadline)));
        return Task.FromResult(new Submission(new SubmissionAnswer(record.Id, SubmissionStatus.Promised, 0, now, deadline), promise));
    }

    public Task<Submission> StatusOfAsync(Bytes32 recordId, CancellationToken cancellation) => Task.FromResult(new Submission(
        State.Entries.Record(recordId) is { } entry
            ? new SubmissionAnswer(recordId, entry.Accepted ? SubmissionStatus.InBlock : SubmissionStatus.Rejected, entry.Height)
            : new SubmissionAnswer(recordId, Submitted.Exists(record => record.Id == recordId) ? SubmissionStatus.Promised : SubmissionStatus.Unknown),
        null));

    public LocatedRecord? ReadRecord(Bytes32 recordId)
    {
        foreach (var block in blocks)
        {
            for (var i = 0; i < block.Records.Count; i++)
            {
                if (block.Records[i].Id == recordId)
                {
                    return new LocatedRecord(block.Records[i], block.Header.Height, i, IsRefused: false);
                }

                if (block.Records[i].Body is Rejection rejection && rejection.Refused.Id == recordId)
                {
                    return new LocatedRecord(rejection.Refused, block.Header.Height, i, IsRefused: true);
                }
            }
        }

        return null;
    }

    public SealedHeader? ReadHeader(ulong height) => ReadBlock(height)?.Sealed;

    public Block? ReadBlock(ulong height) => height < (ulong)blocks.Count ? blocks[(int)height] : null;

    public ReadOnlyMemory<byte>? ReadBlockBytes(ulong height) => ReadBlock(height) is { } block ? (ReadOnlyMemory<byte>?)block.ToBytes() : null;

    public IDisposable WhenAdvanced(Action advanced)
    {
        ImmutableInterlocked.Update(ref watching, (all, added) => all.Add(added), advanced);
        return new MemoryStream();
    }

    /// <summary>Puts records, and everything submitted, into the next block and signs HEAD over it.</summary>
    public void Seal(params IReadOnlyList<Record> records) => SealAhead(records)();

    /// <summary>As <see cref="Seal"/>, but only the HEAD is here: the block is applied when the result is called.</summary>
    public Action SealAhead(params IReadOnlyList<Record> records)
    {
        var (block, after) = world.Seal(State, supernode, registry, [.. Submitted, .. records]);
        Submitted.Clear();
        NewestHead = HeadOver(after.Head.Height, after.Head.Hash);
        return () =>
        {
            blocks.Add(block);
            State = after;
            foreach (var advanced in watching)
            {
                advanced();
            }
        };
    }

    /// <summary>The supernode's word, now, over the newest block.</summary>
    public void SignHead() => NewestHead = HeadOver(State.Head.Height, State.Head.Hash);

    /// <summary>The supernode's word, now, over any block.</summary>
    public SignedHead HeadOver(ulong height, Bytes32 hash)
    {
        var now = (ulong)time.GetUtcNow().ToUnixTimeMilliseconds();
        return new SignedHead(ChainId, height, hash, now, supernode.Signing.Sign(SignedMessage.Head(ChainId, height, hash, now)));
    }
}
