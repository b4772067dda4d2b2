using HospitalChain.Crypto;
using HospitalChain.Node.Chains;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Node.Explorer.Views;

/// <summary>
/// Everything that shows where a decided record stands, made from this node's disk and computed again for each page:
/// author, place in the block, seal, place under the newest HEAD, entry in the state (chain.md §3).
/// </summary>
public sealed class RecordEvidence
{
    private RecordEvidence(RecordProof proof, IReadOnlyList<Check> checks, bool holds)
    {
        Proof = proof;
        Checks = checks;
        Holds = holds;
    }

    /// <summary>What the page shows; of a refused record the proof of the rejection that carries it.</summary>
    public RecordProof Proof { get; }

    public IReadOnlyList<Check> Checks { get; }

    /// <summary>The protocol's verifiers accept both proofs, and every hash shown leads to its root.</summary>
    public bool Holds { get; }

    public static RecordEvidence Of(ChainHost host, LocatedRecord located)
    {
        var proof = ProofOf(host, located);
        var state = host.Chain;
        var checks = new List<Check>
        {
            ChainIdCheck(host.Genesis),
            AuthorCheck(located.Record, "The author's signature is valid over the record's id."),
        };
        if (located.IsRefused)
        {
            checks.Add(AuthorCheck(proof.Record, "The hospital's signature is valid over the rejection that carries this record."));
        }

        checks.Add(PlaceCheck(proof, located.IsRefused));
        checks.Add(new Check($"The supernode's key in the genesis sealed header {proof.Sealed.Header.Height}.", proof.Sealed.SealIsValid(host.Genesis.Supernode.Signing), "chain.md §3"));
        if (proof.Head is { } head)
        {
            checks.Add(HeadCheck(host.Genesis, proof.Sealed.Header, head));
        }

        if (host.ReadHeader(state.Head.Height) is { } newest)
        {
            checks.Add(StateCheck(host.Genesis, newest, state, located));
        }

        return new RecordEvidence(proof, checks, proof.Verify(host.Genesis).Ok && checks.TrueForAll(check => check.Holds));
    }

    private static RecordProof ProofOf(ChainHost host, LocatedRecord located)
    {
        var block = host.ReadBlock(located.Height) ?? throw new InvalidDataException($"block {located.Height} holds a record and is missing");
        return RecordProof.Of(block, located.Index, HeadProofOf(host, block.Header));
    }

    /// <summary>The place under the newest HEAD, if its block is on this disk.</summary>
    private static HeadProof? HeadProofOf(ChainHost host, Header header)
    {
        var history = host.Chain.Headers;
        return host.NewestHead is { } head && head.Height >= header.Height && head.Height < (ulong)history.Size
            && host.ReadHeader(head.Height) is { } newest && newest.Header.Hash == head.HeaderHash
            ? HeadProof.Of(header, newest, history, head)
            : null;
    }

    private static Check ChainIdCheck(Genesis genesis) => new(
        "The genesis on this node's disk hashes to the chain's id.",
        Genesis.Parse(genesis.ToBytes()).OrThrow().ChainId == genesis.ChainId,
        "chain.md §3");

    private static Check AuthorCheck(Record record, string claim) => new(
        claim, Bip340.Verify(record.Author, SignedMessage.Record(record.ChainId, record.Id), record.Signature), "crypto.md §3");

    private static Check PlaceCheck(RecordProof proof, bool isRefused)
    {
        var header = proof.Sealed.Header;
        var leaf = Block.LeafOf(proof.Record);
        var walk = ProofWalk.Inclusion(proof.Path, header.Count, leaf, isRefused ? "rejection id‖signature" : "id‖signature")
            .Until($"records_root of header {header.Height}", header.RecordsRoot);
        var holds = proof.Path.Verify(header.Count, header.RecordsRoot, leaf) && walk.Root == header.RecordsRoot;
        return new Check($"It stands at place {proof.Path.Index + 1} of {header.Count} under records_root of header {header.Height}.", holds, "RFC 6962 §2.1.1", walk.Steps);
    }

    private static Check HeadCheck(Genesis genesis, Header header, HeadProof head)
    {
        var newest = head.Sealed.Header;
        var claim = $"Header {header.Height} stands under the HEAD that the supernode signed at {Wording.Time(head.Head.TimeMillis)}";
        if (newest.Height == header.Height)
        {
            return new Check($"{claim}: it is that block.", head.Verify(genesis, header) is null, "chain.md §4.7");
        }

        var walk = ProofWalk.Inclusion(head.Path, (long)newest.Height, header.Hash.ToArray(), "header hash")
            .Until($"history_root of header {newest.Height}", newest.HistoryRoot);
        var holds = head.Verify(genesis, header) is null && walk.Root == newest.HistoryRoot;
        return new Check($"{claim}: it is leaf {header.Height} under history_root of header {newest.Height}.", holds, "RFC 6962 §2.1.1", walk.Steps);
    }

    private static Check StateCheck(Genesis genesis, SealedHeader newest, ChainState state, LocatedRecord located)
    {
        var key = StateKey.Of(StateKinds.Record, located.Record.Id);
        var entry = state.Entries.Record(located.Record.Id);
        var value = state.Tree.TryGet(key, out var stored) ? stored : default;
        var walk = ProofWalk.State(state.Tree.Prove(key), key, value.Span).Until($"state_root of header {newest.Header.Height}", newest.Header.StateRoot);
        var holds = StateEntryProof.Of(newest, state.Tree, key).Verify(genesis, key) is null
            && walk.Root == newest.Header.StateRoot
            && entry is { } found && found.Height == located.Height && found.Accepted != located.IsRefused;
        var word = located.IsRefused ? "rejected" : "accepted";
        return new Check($"The state of header {newest.Header.Height} has this record id as {word} at height {located.Height}.", holds, "chain.md §3", walk.Steps);
    }
}
