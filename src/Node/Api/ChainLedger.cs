using HospitalChain.Consensus;
using HospitalChain.Crypto;
using HospitalChain.Node.Chains;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Node.Api;

/// <summary>A chain that this node's own host runs.</summary>
public sealed class ChainLedger(ChainHost host) : ILedger
{
    public Bytes32 ChainId => host.ChainId;

    public bool IsSupernode => host.IsSupernode;

    public ChainState State => host.Chain;

    public SignedHead? NewestHead => host.NewestHead;

    public CosignedHead? ReadCosignedHead(int parties) => host.ReadCosignedHead(parties);

    public IReadOnlyList<WitnessStand> ReadWitnesses() => host.ReadWitnesses();

    public SignedHead? ReadHead(ulong height) => host.Cosignatures.Newest(0, head => head.Height == height)?.Head;

    public ChainState? ReadState(ulong height) => host.ReadState(height);

    public CoreStatus Core => host.Status().Core;

    public Refusal? Stopped => host.Stopped;

    /// <summary>A promise that a block overtakes is still handed on.</summary>
    public async Task<Submission> SubmitForPromiseAsync(Record record, TimeSpan patience, CancellationToken cancellation)
    {
        var witness = new PromiseWitness(record.Id);
        using var watching = host.Subscribe(witness);
        var submission = await host.SubmitForPromiseAsync(record, patience, cancellation);
        return submission.Promise is null ? submission with { Promise = witness.Promise } : submission;
    }

    public Task<Submission> StatusOfAsync(Bytes32 recordId, CancellationToken cancellation) => host.StatusOfAsync(recordId, cancellation);

    public LocatedRecord? ReadRecord(Bytes32 recordId) => host.ReadRecord(recordId);

    public SealedHeader? ReadHeader(ulong height) => host.ReadHeader(height);

    public Block? ReadBlock(ulong height) => host.ReadBlock(height);

    public ReadOnlyMemory<byte>? ReadBlockBytes(ulong height) => host.ReadBlockBytes(height);

    public IDisposable WhenAdvanced(Action advanced) => host.Subscribe(new Observer(advanced));

    private sealed class Observer(Action advanced) : IChainObserver
    {
        public void BlockApplied(ChainHost chain, Block block) => advanced();

        public void HeadArrived(ChainHost chain, SignedHead head) => advanced();
    }

    private sealed class PromiseWitness(Bytes32 recordId) : IChainObserver
    {
        private volatile Promise? promise;

        public Promise? Promise => promise;

        public void RecordPromised(ChainHost chain, Promise given)
        {
            if (given.RecordId == recordId)
            {
                promise = given;
            }
        }
    }
}
