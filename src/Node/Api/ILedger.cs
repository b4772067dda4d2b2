using HospitalChain.Consensus;
using HospitalChain.Crypto;
using HospitalChain.Node.Chains;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Node.Api;

/// <summary>A followed chain as the node's services see it: what stands on it, and a way onto it. Thread-safe.</summary>
public interface ILedger
{
    Bytes32 ChainId { get; }

    /// <summary>This node seals the chain; otherwise it follows.</summary>
    bool IsSupernode { get; }

    /// <summary>The chain after the newest block on this node's disk.</summary>
    ChainState State { get; }

    /// <summary>The newest HEAD signed or seen here; null before the first.</summary>
    SignedHead? NewestHead { get; }

    /// <summary>The newest HEAD that at least so many parties cosigned, of a block whose state is at hand; null without one.</summary>
    CosignedHead? ReadCosignedHead(int parties);

    /// <summary>Each witness whose word counts, with the newest HEAD that it cosigned.</summary>
    IReadOnlyList<WitnessStand> ReadWitnesses();

    /// <summary>The newest HEAD seen of the block at a height; null without one.</summary>
    SignedHead? ReadHead(ulong height);

    /// <summary>The chain after an earlier block, or the newest; null where it is longer ago than what is held.</summary>
    ChainState? ReadState(ulong height);

    /// <summary>What the chain's core says of itself.</summary>
    CoreStatus Core { get; }

    /// <summary>Why the chain stands still at this node; null while it runs.</summary>
    Refusal? Stopped { get; }

    /// <summary>Takes a record in, durably, then waits for the supernode's word, at most for <paramref name="patience"/>.</summary>
    Task<Submission> SubmitForPromiseAsync(Record record, TimeSpan patience, CancellationToken cancellation);

    /// <summary>How far a record has come at this node.</summary>
    Task<Submission> StatusOfAsync(Bytes32 recordId, CancellationToken cancellation);

    /// <summary>A decided record with its place; null while it is not decided.</summary>
    LocatedRecord? ReadRecord(Bytes32 recordId);

    /// <summary>The sealed header; null above the newest, and at height 0 without its seal.</summary>
    SealedHeader? ReadHeader(ulong height);

    /// <summary>The sealed block; null as <see cref="ReadHeader"/>.</summary>
    Block? ReadBlock(ulong height);

    /// <summary>Canonical bytes of the sealed block; null as <see cref="ReadHeader"/>.</summary>
    ReadOnlyMemory<byte>? ReadBlockBytes(ulong height);

    /// <summary>Calls back, on the chain's own loop, after each block and each HEAD, until the result is disposed: return at once.</summary>
    IDisposable WhenAdvanced(Action advanced);
}
