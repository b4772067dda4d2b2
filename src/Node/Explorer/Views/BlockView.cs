using HospitalChain.Crypto;
using HospitalChain.Node.Chains;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.State;

namespace HospitalChain.Node.Explorer.Views;

/// <summary>One block with what this node recomputed about it.</summary>
public sealed class BlockView
{
    private BlockView(Header header, Signature64? seal, Block? block, int sizeBytes, IReadOnlyList<Check> checks, IReadOnlyList<Bytes32> cosigners)
    {
        Header = header;
        Seal = seal;
        Block = block;
        SizeBytes = sizeBytes;
        Checks = checks;
        Cosigners = cosigners;
    }

    public Header Header { get; }

    /// <summary>The supernode's seal; null at a height 0 whose seal is not on this node's disk.</summary>
    public Signature64? Seal { get; }

    /// <summary>The block; null likewise.</summary>
    public Block? Block { get; }

    /// <summary>Canonical bytes; 0 likewise.</summary>
    public int SizeBytes { get; }

    public IReadOnlyList<Check> Checks { get; }

    /// <summary>Who cosigned heads of this very block, as far as this node keeps them.</summary>
    public IReadOnlyList<Bytes32> Cosigners { get; }

    /// <summary>The block at a height; null above the newest.</summary>
    public static BlockView? At(ChainHost host, ulong height)
    {
        if (host.ReadBlockBytes(height) is { } bytes)
        {
            var block = Block.Parse(bytes.Span).OrThrow();
            return new BlockView(block.Header, block.Sealed.Seal, block, bytes.Length, ChecksOf(host, block), host.ReadCosigners(block.Header));
        }

        return height == 0 ? new BlockView(ChainState.AtGenesis(host.Genesis).Head, seal: null, block: null, 0, [], []) : null;
    }

    private static List<Check> ChecksOf(ChainHost host, Block block)
    {
        var (header, headers) = (block.Header, host.Chain.Headers);
        var checks = new List<Check>
        {
            new("The supernode's key in the genesis sealed this header.", block.Sealed.SealIsValid(host.Genesis.Supernode.Signing), "chain.md §3"),
            new("records_root is the tree hash of the records below.", Block.RecordsRootOf(block.Records) == header.RecordsRoot, "RFC 6962 §2.1"),
        };
        if (header.Height > 0 && header.Height < (ulong)headers.Size)
        {
            checks.Add(new Check("It follows the block before it.", host.ReadHeaderHash(header.Height - 1) == header.Previous, "chain.md §3"));
            checks.Add(new Check("history_root is the tree hash of all earlier headers.", headers.RootAt((long)header.Height) == header.HistoryRoot, "RFC 6962 §2.1"));
        }

        if (header.Height == host.Chain.Head.Height)
        {
            checks.Add(new Check("state_root is the root of the state that this node holds.", host.Chain.Tree.Root == header.StateRoot, "chain.md §3"));
        }

        return checks;
    }
}
