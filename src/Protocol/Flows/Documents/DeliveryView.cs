using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.State;

namespace HospitalChain.Protocol.Flows.Documents;

/// <summary>What a store or proxy knows when it decides a delivery: the newest blocks it has, and the newest signed heads.</summary>
public sealed class DeliveryView
{
    /// <summary>The chain of the document, at the newest block applied here.</summary>
    public required ChainState Chain { get; init; }

    /// <summary>The newest HEAD of that chain; null if none came yet.</summary>
    public required SignedHead? Head { get; init; }

    /// <summary>The chain on which the reader is enrolled, likewise; null where it is not followed or is the document's own.</summary>
    public required ChainState? ReaderChain { get; init; }

    /// <summary>The newest HEAD of the reader's chain.</summary>
    public required SignedHead? ReaderHead { get; init; }

    /// <summary>Grants whose validly signed revoke was seen though no block has it yet (chain.md §4.7).</summary>
    public required IReadOnlySet<Bytes32> RevokedOnSight { get; init; }

    /// <summary>This node was ordered to erase the document, and destroys or destroyed what it held, though no block says so yet.</summary>
    public bool OrderedErased { get; init; }

    /// <summary>This node's clock, milliseconds since 1970.</summary>
    public required ulong NowMillis { get; init; }
}
