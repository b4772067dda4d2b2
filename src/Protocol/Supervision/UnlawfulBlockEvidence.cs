using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Protocol.Supervision;

/// <summary>
/// A sealed block that breaks a rule (chain.md §4.4, §4.5): above all a rejection whose reason is false. It carries the
/// block's records up to the wrong one and an excerpt of the state before, of the chain and of the registry, so that the
/// rules can be applied again by anybody. Canonical content: [fault, parent's sealed header or bin0 at height 0, sealed
/// header, [records up to the wrong one], [leaves of the others], excerpt, registry header or bin0, registry excerpt].
/// </summary>
public sealed class UnlawfulBlockEvidence : OffenceEvidence
{
    private const int Fields = 8;
    private const int LeafBytes = Bytes32.Size + Signature64.Size;

    private UnlawfulBlockEvidence(Genesis genesis)
        : base(genesis)
    {
    }

    public required BlockFault Fault { get; init; }

    /// <summary>The header before; null where that is the genesis' own.</summary>
    public required SealedHeader? Parent { get; init; }

    public required SealedHeader Sealed { get; init; }

    /// <summary>The block's records in order, the last being the wrong one; all of them for a wrong state root.</summary>
    public required IReadOnlyList<Record> Records { get; init; }

    public override string Code => Refused is null ? Offences.BlockUnlawful : Offences.RejectionUnfounded;

    /// <summary>The refused record where the rejection is wrong, so that one on both sides of a fork counts once; else the header's hash.</summary>
    public override Bytes32 Subject => Refused?.Id ?? Sealed.Header.Hash;

    private protected override ulong Form => 2;

    private IReadOnlyList<ReadOnlyMemory<byte>> Leaves { get; init; } = [];

    private StateExcerpt State { get; init; } = StateExcerpt.Of(StateTree.Empty, []);

    private Header? RegistryHeader { get; init; }

    private StateExcerpt RegistryState { get; init; } = StateExcerpt.Of(StateTree.Empty, []);

    private Record? Refused => Fault == BlockFault.Record && Records.Count > 0 ? (Records[^1].Body as Rejection)?.Refused : null;

    /// <summary>What is wrong with a sealed block; null when nothing is that this evidence could show, or it is too large for a report.</summary>
    /// <param name="parent">The chain before the block.</param>
    /// <param name="parentSealed">Its newest header with the seal; null at height 0.</param>
    /// <param name="registry">The registry at the header's <c>registry_head</c>.</param>
    /// <param name="block">The block.</param>
    public static UnlawfulBlockEvidence? Of(ChainState parent, SealedHeader? parentSealed, RegistryFacts registry, Block block)
    {
        var header = block.Header;
        if (header.Height != parent.Head.Height + 1 || header.Previous != parent.Head.Hash)
        {
            return null;
        }

        if (BlockTrial.BreaksLink(parent.Genesis.Parameters, parent.Head, header))
        {
            return new UnlawfulBlockEvidence(parent.Genesis) { Fault = BlockFault.Link, Parent = parentSealed, Sealed = block.Sealed, Records = [] };
        }

        if (registry.Head.Hash != header.RegistryHead.HeaderHash)
        {
            return null; // a registry block that does not exist: nobody has what it would be judged by
        }

        var (trace, registryTrace) = (new StateTrace(), new StateTrace());
        var facts = registry with { Entries = new ChainEntries(registry.Entries.Tree.Watch(registryTrace)) };
        var wrong = BlockTrial.FirstWrong(parent.Genesis, parent.Tree.Watch(trace), facts, header, block.Records, verifyFrom: 0, out var after);
        if (wrong < 0 && after.Root == header.StateRoot)
        {
            return null;
        }

        var shown = wrong < 0 ? block.Records.Count : wrong + 1;
        var evidence = new UnlawfulBlockEvidence(parent.Genesis)
        {
            Fault = wrong < 0 ? BlockFault.StateRoot : BlockFault.Record,
            Parent = parentSealed,
            Sealed = block.Sealed,
            Records = [.. block.Records.Take(shown)],
            Leaves = [.. block.Records.Skip(shown).Select(record => new ReadOnlyMemory<byte>(Block.LeafOf(record)))],
            State = StateExcerpt.Of(parent.Tree, trace.Touched),
            RegistryHeader = registry.Head,
            RegistryState = StateExcerpt.Of(registry.Entries.Tree, registryTrace.Touched),
        };
        return Parse(evidence.ToBytes()).Ok ? evidence : null; // records and excerpts together may be longer than what anybody reads
    }

    private protected override Refusal? Check()
    {
        var (header, parent) = (Sealed.Header, Parent?.Header ?? ChainState.AtGenesis(Genesis).Head);
        if (!IsSealed(Sealed) || (Parent is not null && !IsSealed(Parent)) || header.Height != parent.Height + 1 || header.Previous != parent.Hash)
        {
            return Refusals.EvidenceUnproven.With("not two sealed headers in a row");
        }

        if (Fault == BlockFault.Link)
        {
            return BlockTrial.BreaksLink(Genesis.Parameters, parent, header) ? null : Refusals.EvidenceUnproven.With("the header fits its parent");
        }

        var leaves = Records.Select(record => new ReadOnlyMemory<byte>(Block.LeafOf(record))).Concat(Leaves);
        return Records.Count == 0 || Records.Count + Leaves.Count != header.Count || MerkleTree.Root(leaves) != header.RecordsRoot
                ? Refusals.EvidenceUnproven.With("not the block's records")
            : State.Root != parent.StateRoot ? Refusals.EvidenceUnproven.With("not the state before the block")
            : RegistryHeader is not { } registry || registry.ChainId != Genesis.RegistryChainId || registry.Height != header.RegistryHead.Height
                || registry.Hash != header.RegistryHead.HeaderHash || RegistryState.Root != registry.StateRoot
                ? Refusals.EvidenceUnproven.With("not the registry that the header names")
            : Judge(header, registry);
    }

    private protected override void WriteContent(CanonicalWriter writer)
    {
        writer.Array(Fields).UInt((ulong)Fault).Bytes(Parent?.ToBytes() ?? []);
        Sealed.Write(writer);
        writer.Array(Records.Count);
        foreach (var record in Records)
        {
            writer.Bytes(record.Bytes.Span);
        }

        writer.Array(Leaves.Count);
        foreach (var leaf in Leaves)
        {
            writer.Bytes(leaf.Span);
        }

        State.WriteTo(writer);
        writer.Bytes(RegistryHeader?.ToBytes() ?? []);
        RegistryState.WriteTo(writer);
    }

    internal static UnlawfulBlockEvidence? Read(Genesis genesis, ref CanonicalReader reader)
    {
        reader.Array(Fields);
        var fault = (BlockFault)reader.UInt((ulong)BlockFault.StateRoot);
        var parentBytes = reader.Bytes(0, SealedHeader.BytesMax);
        var header = SealedHeader.Read(ref reader);
        var records = ReadRecords(ref reader);
        var leaves = new ReadOnlyMemory<byte>[reader.List(0, RecordLimits.RecordsPerBlockMax)];
        for (var i = 0; i < leaves.Length; i++)
        {
            leaves[i] = reader.Fixed(LeafBytes);
        }

        var state = StateExcerpt.Read(ref reader);
        var registryBytes = reader.Bytes(0, SealedHeader.BytesMax);
        var registryState = StateExcerpt.Read(ref reader);
        if (reader.Failed || records is null || !TryReadHeader(registryBytes, out var registryHeader))
        {
            return null;
        }

        var parent = parentBytes.IsEmpty ? null : SealedHeader.Parse(parentBytes).Value;
        return parent is null != parentBytes.IsEmpty ? null : new UnlawfulBlockEvidence(genesis)
        {
            Fault = fault,
            Parent = parent,
            Sealed = header,
            Records = records,
            Leaves = leaves,
            State = state,
            RegistryHeader = registryHeader,
            RegistryState = registryState,
        };
    }

    /// <summary>The rules again, on what is shown. Whatever they ask beyond it makes the evidence worthless.</summary>
    private Refusal? Judge(Header header, Header registry)
    {
        var (trace, registryTrace) = (new StateTrace(), new StateTrace());
        var facts = new RegistryFacts(registry.ChainId, registry, new ChainEntries(RegistryState.Open(registryTrace)));
        var verifyFrom = Fault == BlockFault.Record ? Records.Count - 1 : 0; // a root that follows from a wrong record is that record's fault
        var wrong = BlockTrial.FirstWrong(Genesis, State.Open(trace), facts, header, Records, verifyFrom, out var after);
        var broken = Fault == BlockFault.Record ? wrong == Records.Count - 1 : wrong < 0 && Leaves.Count == 0 && after.Root != header.StateRoot;
        return trace.Missed || registryTrace.Missed ? Refusals.EvidenceIncomplete.With("the excerpt")
            : broken ? null
            : Refusals.EvidenceUnproven.With("the block keeps the rules");
    }

    private static Record[]? ReadRecords(ref CanonicalReader reader)
    {
        var records = new Record[reader.List(0, RecordLimits.RecordsPerBlockMax)];
        for (var i = 0; i < records.Length; i++)
        {
            var record = Record.Parse(reader.Bytes(0, RecordLimits.RecordBytesMax));
            if (!record.Ok)
            {
                return null;
            }

            records[i] = record.Value;
        }

        return records;
    }

    private static bool TryReadHeader(ReadOnlySpan<byte> bytes, out Header? header)
    {
        header = null;
        if (bytes.IsEmpty)
        {
            return true;
        }

        var reader = new CanonicalReader(bytes);
        header = Header.Read(ref reader);
        return reader.Complete;
    }
}
